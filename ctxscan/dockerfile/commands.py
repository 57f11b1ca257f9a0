"""Instructions with a meaning (buildkit, frontend/dockerfile/instructions/parse.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.flags import FlagError, Flags, read_flags
from ctxscan.dockerfile.heredocs import is_heredoc, parse_heredoc, without_tabs
from ctxscan.dockerfile.mounts import MountError, mount_origin
from ctxscan.errors import DockerfileError, Place
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Heredoc, Instruction

_STAGE_NAME = regex(r"[a-z][a-z0-9-_.]*")
_ONE_ARGUMENT = frozenset({"maintainer", "workdir", "user", "stopsignal"})
_SOME_ARGUMENTS = frozenset({"env", "label", "expose", "volume", "arg", "onbuild", "healthcheck"})


class From(NamedTuple):
    instruction: Instruction
    base: str
    name: str
    """In lower case; empty for a stage without a name."""

    platform: str


class Copy(NamedTuple):
    """A ``COPY`` or an ``ADD``."""

    instruction: Instruction
    sources: tuple[str, ...]
    destination: str
    documents: tuple[Heredoc, ...]
    origin: str
    """``--from``, or empty for the main context."""

    flags: Flags


class Run(NamedTuple):
    instruction: Instruction
    mounts: tuple[str, ...]
    origins: tuple[str, ...]
    """The ``from`` of each mount, or empty."""


class Assign(NamedTuple):
    """``ARG``, whose values come one after another, or ``ENV``, whose values come at once."""

    instruction: Instruction
    pairs: tuple[tuple[str, str | None], ...]


class Other(NamedTuple):
    instruction: Instruction


Command = From | Copy | Run | Assign | Other


def read_command(instruction: Instruction, file: str) -> Command:
    """Raise ``DockerfileError`` for what BuildKit refuses before it builds anything."""
    try:
        return _read(instruction)
    except (FlagError, MountError) as error:
        raise _refused(error, Place(file, instruction.line), error.hint) from None
    except ValueError as error:
        raise _refused(error, Place(file, instruction.line)) from None


def _refused(error: ValueError, place: Place, hint: str | None = None) -> DockerfileError:
    return DockerfileError(str(error), place=place, hint=hint, kind="bad-option")


def _read(instruction: Instruction) -> Command:
    _count_arguments(instruction)
    flags = read_flags(instruction.keyword, instruction.flags)
    match instruction.keyword:
        case "from":
            return _from(instruction, flags)
        case "add" | "copy":
            return _copy(instruction, flags)
        case "run":
            return _run(instruction, flags)
        case "arg":
            return Assign(instruction, tuple(_argument(word) for word in instruction.args))
        case "env" | "label":
            return _pairs(instruction)
        case "onbuild":
            _check_trigger(instruction)
        case "healthcheck":
            _check_healthcheck(instruction)
        case "shell":
            _check_shell(instruction)
        case "volume":
            _check_volume(instruction)
    return Other(instruction)


def _count_arguments(instruction: Instruction) -> None:
    keyword, count = instruction.keyword, len(instruction.args)
    if keyword in _ONE_ARGUMENT and count != 1:
        raise ValueError(f"{keyword.upper()} requires exactly one argument")
    if keyword in _SOME_ARGUMENTS and not count:
        raise ValueError(f"{keyword.upper()} requires at least one argument")
    if keyword in ("add", "copy") and count < 2:
        raise ValueError(f"{keyword.upper()} requires at least two arguments: source, destination")


def _from(instruction: Instruction, flags: Flags) -> From:
    args = instruction.args
    name = ""
    if len(args) == 3 and args[1].lower() == "as":
        name = args[2].lower()
        if not _STAGE_NAME.fullmatch(name):
            raise ValueError(
                f"invalid name for build stage: {args[2]!r}, "
                "name can't start with a number or contain symbols"
            )
    elif len(args) != 1:
        raise ValueError("FROM requires either one or three arguments")
    return From(instruction, args[0], name, flags.text("platform"))


def _copy(instruction: Instruction, flags: Flags) -> Copy:
    *sources, destination = instruction.args
    if is_heredoc(destination):
        raise ValueError(f"{instruction.keyword.upper()} cannot write to a here-document")
    bodies = {document.name: document for document in instruction.heredocs}
    documents = [bodies.get(found.name, found) for found in map(_heredoc, sources) if found]
    return Copy(
        instruction,
        tuple(source for source in sources if not is_heredoc(source)),
        destination,
        tuple(documents),
        flags.text("from"),
        flags,
    )


def _heredoc(word: str) -> Heredoc | None:
    return parse_heredoc(word) if is_heredoc(word) else None


def document_text(document: Heredoc) -> str:
    return without_tabs(document.content) if document.strip_tabs else document.content


def _run(instruction: Instruction, flags: Flags) -> Run:
    mounts = flags.all("mount")
    network, security = flags.text("network"), flags.text("security")
    if network not in ("", "default", "none", "host"):
        raise ValueError(f"invalid network mode {network!r}")
    if security not in ("", "insecure", "sandbox"):
        raise ValueError(f"security {security!r} is not valid")
    return Run(instruction, mounts, tuple(mount_origin(mount) for mount in mounts))


def _argument(word: str) -> tuple[str, str | None]:
    name, equals, value = word.partition("=")
    if equals and not name:
        raise ValueError("ARG names can not be blank")
    return name, value if equals else None


def _pairs(instruction: Instruction) -> Assign | Other:
    pairs = tuple(zip(instruction.args[::2], instruction.args[1::2], strict=True))
    if not all(name for name, _ in pairs):
        raise ValueError(f"{instruction.keyword.upper()} names can not be blank")
    return Assign(instruction, pairs) if instruction.keyword == "env" else Other(instruction)


def _check_trigger(instruction: Instruction) -> None:
    held = instruction.args[0].strip().upper()
    if held == "ONBUILD":
        raise ValueError("an ONBUILD cannot hold an ONBUILD")
    if held in ("MAINTAINER", "FROM"):
        raise ValueError(f"{held} isn't allowed as an ONBUILD trigger")


def _check_healthcheck(instruction: Instruction) -> None:
    kind, *rest = instruction.args
    if kind.upper() == "NONE" and rest:
        raise ValueError("HEALTHCHECK NONE takes no arguments")
    if kind.upper() == "CMD" and not rest:
        raise ValueError("missing command after HEALTHCHECK CMD")
    if kind.upper() not in ("NONE", "CMD"):
        raise ValueError(f"unknown type {kind!r} in HEALTHCHECK (try CMD)")


def _check_shell(instruction: Instruction) -> None:
    if not instruction.args:
        raise ValueError("SHELL requires at least one argument")
    if not instruction.is_json:
        raise ValueError("SHELL requires the arguments to be in JSON form")


def _check_volume(instruction: Instruction) -> None:
    if not all(volume.strip() for volume in instruction.args):
        raise ValueError("VOLUME specified can not be an empty string")
