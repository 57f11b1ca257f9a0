"""The command line: one short function a command."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ctxscan.cli.boundary import guarded
from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.line.plain import NotPlain, read
from ctxscan.process import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

_COMPLETION = "_CTXSCAN_COMPLETE"
"""The variable by which a shell asks typer to complete."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The program as typer's, as *arguments* need it: with the command that they name, else all."""
    from ctxscan.cli.typed import program

    named = {*NAMES} & {*arguments[:1]} or NAMES
    return program([find_command(name) for name in NAMES if name in named])


def __getattr__(name: str) -> typer.Typer:
    """``app`` is the program with all its commands, for those who call it from Python."""
    if name == "app":
        return app_for(())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main(words: Sequence[str] | None = None, *, program: str = "ctxscan") -> None:
    """The program; *words* are those of the process by default. Raises SystemExit.

    *program* is what help and hints call it.

    typer takes as long to be imported as ctxscan takes to walk a small context: what is plainly
    right is read without it.
    """
    words = sys.argv[1:] if words is None else words
    sys.setrecursionlimit(max(DEEPEST, sys.getrecursionlimit()))

    def run(own: list[str], behind: tuple[str, ...]) -> None:
        if own[:1] and own[0] in NAMES and _COMPLETION not in os.environ:
            command = find_command(own[0])
            try:
                given = read(own[1:], command.parameters)
            except NotPlain:
                pass
            else:
                command.run(given, behind)
                return
        app_for(own)(words, prog_name=program)

    sys.exit(guarded(words, run))
