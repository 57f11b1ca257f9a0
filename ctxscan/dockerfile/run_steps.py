"""A RUN and the state of its stage -> what its command is called with (convert.go: dispatchRun)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.commands import document_text
from ctxscan.dockerfile.flags import read_flags
from ctxscan.dockerfile.heredocs import parse_heredoc
from ctxscan.dockerfile.steps import Setting

if TYPE_CHECKING:
    from ctxscan.dockerfile.graph import State
    from ctxscan.dockerfile.model import Instruction


def setting_of(instruction: Instruction, state: State) -> Setting:
    return Setting(
        argv=_argv(instruction, state.shell),
        environment=state.environment,
        workdir=state.workdir,
        user=state.user,
        platform=state.platform,
        flags=tuple(
            pair for pair in read_flags("run", instruction.flags).pairs if pair[0] != "mount"
        ),
    )


def script_of(instruction: Instruction) -> str | None:
    """The here-document that is a program of its own: it is mounted, and called by its path."""
    if len(instruction.args) != 1 or instruction.is_json or not instruction.heredocs:
        return None
    if parse_heredoc(instruction.args[0]) is None:
        return None
    text = document_text(instruction.heredocs[0])
    return text if text.startswith("#!") else None


def _argv(instruction: Instruction, shell: tuple[str, ...]) -> tuple[str, ...]:
    if instruction.is_json:
        return instruction.args
    if script_of(instruction) is not None:
        return (*shell, f"/dev/pipes/{instruction.heredocs[0].name}")
    return (*shell, _command(instruction))


def _command(instruction: Instruction) -> str:
    text = " ".join(instruction.args)
    documents = instruction.heredocs
    if not documents:
        return text
    if parse_heredoc(text) is not None:
        # The variables in it are left to the shell.
        return document_text(documents[0])
    return text + "".join(f"\n{each.content}{each.name}" for each in documents)
