"""Completion scripts for shells, written once from what the commands declare."""

from __future__ import annotations

from ctxscan.render.shells.bash import bash
from ctxscan.render.shells.fish import fish
from ctxscan.render.shells.powershell import powershell
from ctxscan.render.shells.zsh import zsh

SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
"""By the name of the shell: a program -> its script."""

__all__ = ["SCRIPTS"]
