"""The program and its commands in words, of what they declare: for scripts and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args, get_origin

from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.line.declared import Argument
from ctxscan.render.shells.model import CommandWords, Flag, ProgramWords, Value
from ctxscan.version import __version__

if TYPE_CHECKING:
    from ctxscan.cli.command import Command
    from ctxscan.cli.line.declared import Parameter

_PATHS = ("PATH", "PATH...", "FILE")
_ASKED = {"STAGE": "stage", "NAME": "build", "CODE": "code"}


def described() -> ProgramWords:
    return ProgramWords(__version__, tuple(_command(find_command(name)) for name in NAMES))


def _command(command: Command) -> CommandWords:
    text = (command.function.__doc__ or "").strip().splitlines()[0]
    arguments = [each for each in command.parameters if isinstance(each.declared, Argument)]
    flags = [each for each in command.parameters if not isinstance(each.declared, Argument)]
    return CommandWords(
        command.name,
        text,
        tuple(map(_flag, flags)),
        _value(arguments[-1]) if arguments else None,
    )


def _flag(parameter: Parameter) -> Flag:
    holds, several = parameter.holds
    names = tuple(part for name in parameter.names for part in name.split("/"))
    value = None if holds is bool else _value(parameter)
    return Flag(names, parameter.declared.help, value, several)


def _value(parameter: Parameter) -> Value:
    holds, _ = parameter.holds
    metavar = parameter.declared.metavar or ""
    if get_origin(holds) is Literal:
        return Value("words", get_args(holds))
    if hasattr(holds, "__members__"):
        return Value("words", tuple(each.value for each in holds))
    if metavar == "DOCUMENT":
        from ctxscan.api.schema import documents

        return Value("words", tuple(documents()))
    if metavar in _PATHS:
        return Value("path")
    if metavar in _ASKED:
        return Value("asked", asked=_ASKED[metavar])
    return Value("other")
