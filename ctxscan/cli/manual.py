"""The manual page: what ``--help`` says of every command, on one page for ``man``.

The macros are those of man(7), which groff and mandoc both read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.line.declared import REQUIRED, Argument, parameters
from ctxscan.cli.options import GROUPS
from ctxscan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.cli.command import Command
    from ctxscan.cli.line.declared import Parameter

_SUMMARY = "show exactly what a docker build sends to its builder, and why"

_DESCRIPTION = (
    """ctxscan looks at a build context before it is built: which files the builder would be sent,
and in how many bytes, as docker prints them; which line of which file decided about a path, which
instruction takes it, and where in the image it lands. It needs neither Docker nor a network, and
runs nothing of what it looks at.""",
    """PATH is a build context, or a compose or bake file: all its builds. Behind -- stands a line
of docker, as in: ctxscan report -- docker build -f a.Dockerfile .""",
)

_SHARED = {
    "which": "Which of several builds",
    "build": "What is built",
    "out": "Where the result goes",
}
"""By the name of a group of options."""

_EXITS = (
    ("0", "Fine."),
    ("1", "There are findings."),
    ("2", "Wrong usage or bad input: a line on stderr says what, where, and what to do."),
    ("130", "Interrupted."),
)

_ENVIRONMENT = (
    ("NO_COLOR, FORCE_COLOR", "No colour; colour where no terminal is."),
    ("COLUMNS", "The width of the terminal."),
    ("CTXSCAN_MAX_SIZE, ...", "Every setting of check, its name in capitals."),
    ("DOCKER_CONFIG", "Where docker's settings and plugins lie, in place of ~/.docker."),
)

_FILES = (
    (".ctxscan.toml, pyproject.toml", "Settings, in the latter below [tool.ctxscan]."),
    ("Dockerfile.dockerignore, .dockerignore", "The ignore file: the first one that is there."),
    (".containerignore", "The same for Podman and Buildah."),
)


def manual() -> str:
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    commands = [find_command(name) for name in NAMES]
    yield f'.TH CTXSCAN 1 "" "ctxscan {__version__}" "User Commands"'
    yield from (".SH NAME", f"ctxscan \\- {_text(_SUMMARY)}")
    yield from (
        ".SH SYNOPSIS",
        ".B ctxscan",
        ".I COMMAND",
        "[\\fIOPTIONS\\fR] [\\fIPATH\\fR]",
        ".br",
    )
    yield from (".B ctxscan", ".I COMMAND", "\\fB\\-\\-help\\fR")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(_DESCRIPTION)
    yield ".SH COMMANDS"
    for command in commands:
        yield from _command(command)
    yield from (".SH SHARED OPTIONS", "Of the commands that name them.")
    for name, title in _SHARED.items():
        yield f".SS {title}"
        for each in parameters(GROUPS[name]):
            yield from _item(_signature(each), _help(each))
    yield ".SH EXIT STATUS"
    yield from _listed(_EXITS)
    yield ".SH ENVIRONMENT"
    yield from _listed(_ENVIRONMENT)
    yield ".SH FILES"
    yield from _listed(_FILES)
    yield from (".SH SEE ALSO", ".BR docker (1),", ".BR podman\\-build (1)")


def _command(command: Command) -> Iterator[str]:
    own = parameters(command.function)
    arguments = [each for each in own if isinstance(each.declared, Argument)]
    options = [each for each in own if not isinstance(each.declared, Argument)]
    words = "".join(f" {_argument(each)}" for each in arguments)
    yield f".SS \\fBctxscan {_text(command.name)}\\fR [\\fIOPTIONS\\fR]{words}"
    yield from _paragraphs(_first_line(command))
    for each in arguments:
        yield from _item(_argument(each), _help(each))
    for each in options:
        yield from _item(_signature(each), _help(each))
    shared = [_SHARED[name].lower() for name in _SHARED if name in command.groups]
    if shared:
        yield from (".PP", _text(f"Shared options: {'; '.join(shared)}."))


def _first_line(command: Command) -> tuple[str]:
    return ((command.function.__doc__ or "").strip().splitlines()[0],)


def _argument(parameter: Parameter) -> str:
    name = f"\\fI{_text(parameter.declared.metavar or '')}\\fR"
    return name if parameter.default is REQUIRED else f"[{name}]"


def _signature(parameter: Parameter) -> str:
    names = [part for given in parameter.names for part in given.split("/")]
    found = ", ".join(f"\\fB{_text(name)}\\fR" for name in names)
    value = _value(parameter)
    return f"{found} \\fI{_text(value)}\\fR" if value else found


def _value(parameter: Parameter) -> str:
    kind, _ = parameter.holds
    if parameter.declared.metavar is not None:
        return parameter.declared.metavar
    if kind is bool:
        return ""
    if kind is int:
        return "NUMBER"
    words = _words(kind)
    return "|".join(words) if words else "TEXT"


def _words(kind: object) -> Sequence[str]:
    """Those that an enum or a Literal allows."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    members = getattr(kind, "__members__", {})
    return [each.value for each in members.values()]


def _help(parameter: Parameter) -> str:
    declared, default = parameter.declared, parameter.default
    is_said = not declared.shows_default or default in (None, False, REQUIRED)
    if is_said or isinstance(default, list | tuple):
        return declared.help
    text = "yes" if default is True else getattr(default, "value", default)
    return f"{declared.help}  [default: {text}]"


def _listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, text in rows:
        yield from _item(f"\\fB{_text(name)}\\fR", text)


def _item(head: str, text: str) -> Iterator[str]:
    yield from (".TP", head, _text(text))


def _paragraphs(texts: Sequence[str]) -> Iterator[str]:
    for at, text in enumerate(texts):
        yield from (".PP", _text(text)) if at else (_text(text),)


def _text(text: str) -> str:
    """As roff shows it: a hyphen that can be copied, no control line, no request."""
    found = re.sub(r" {2,}", " ", text).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{found}" if found[:1] in (".", "'") else found
