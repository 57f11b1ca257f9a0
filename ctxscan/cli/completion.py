"""`ctxscan completion`."""

from enum import StrEnum
from typing import Annotated

from ctxscan.cli.line.declared import argument
from ctxscan.cli.output import Output


class Shell(StrEnum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def completion_command(
    shell: Annotated[Shell, argument("bash, zsh, fish or powershell.", metavar="SHELL")],
    *,
    out: Output,
) -> None:
    """Print a script with which a shell completes words."""
    from ctxscan.cli.described import described
    from ctxscan.render.shells import SCRIPTS

    out.write_text(SCRIPTS[shell.value](described()))
