"""The builds that a project declares, whatever kind of file declares them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.errors import Place

Tool = Literal["compose", "bake", "settings", "dockerfile"]

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class UnknownValue(NamedTuple):
    """What cannot be known offline, and so is no value but a reason."""

    attribute: str
    """As it is written in the file: ``context``, ``args.DATE``, ``contexts.base``."""

    reason: str


class Watch(NamedTuple):
    """One rule of ``develop.watch``: it takes no part in the build, but lists what to skip."""

    action: str
    path: str
    """Absolute."""

    ignore: tuple[str, ...] = ()
    """Rules as of an ignore file, relative to ``path``."""

    include: tuple[str, ...] = ()


class DeclaredBuild(NamedTuple):
    name: str
    tool: Tool
    place: Place
    """Where it is declared. The file is absolute; what is printed may be shorter."""

    context: str
    """Absolute, or remote as written; empty for the current directory, whichever that is."""

    dockerfile: str | None = None
    """Absolute, or as written where the context is remote; ``None`` where it is inline."""

    dockerfile_inline: str | None = None
    target: str | None = None
    args: Mapping[str, str] = _NOTHING
    contexts: Mapping[str, str] = _NOTHING
    """The named contexts: absolute paths, or ``target:x``, ``service:x`` and URLs as written."""

    platforms: tuple[str, ...] = ()
    linked: bool = False
    """Whether it is built only because another build uses it."""

    inherited: bool = False
    """Whether other targets take from it: it may be no build of its own."""

    fits: bool = True
    """Whether all that it copies lies in its context, where that is a guess."""

    unknown: tuple[UnknownValue, ...] = ()
    watch: tuple[Watch, ...] = ()

    uncached: frozenset[str] | None = frozenset()
    """Names of the stages that are built without the cache; ``None``: all are."""

    run_options: tuple[str, ...] = ()
    """What every RUN is run with by the command line: hosts, limits, network."""


class IgnoredPart(NamedTuple):
    """What bake passes over without a word: probably a slip."""

    name: str
    """Of the attribute or block."""

    inside: str
    """``target "app"``, or empty at the top of the file."""

    place: Place
    is_block: bool = False


class Declarations(NamedTuple):
    builds: tuple[DeclaredBuild, ...]
    inactive: tuple[str, ...] = ()
    """Builds that are not built now: their compose profiles are not active."""

    groups: Mapping[str, tuple[str, ...]] = _NO_GROUPS
    files: tuple[str, ...] = ()
    """The files that were asked for or found, absolute; not what these include."""

    project_directory: str | None = None
    name: str | None = None
    """The compose project's."""

    warnings: tuple[str, ...] = ()
    """What the tool itself would print beside the builds."""

    unknown: tuple[UnknownValue, ...] = ()
    """What may declare more builds, but cannot be read offline."""

    ignored: tuple[IgnoredPart, ...] = ()
