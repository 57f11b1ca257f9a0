"""What a Dockerfile asks of its contexts, as values."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.dockerfile.environment import Value
    from ctxscan.dockerfile.model import Instruction

Kind = Literal["copy", "add", "bind", "tmpfs"]
Widening = Literal["root", "empty", "no source", "tmpfs"]
Doubt = Literal["frontend", "environment", "triggers"]


class Unknown(NamedTuple):
    """What cannot be known without asking a registry. The rest of the plan stands."""

    line: int | None
    """``None``: it comes from an option, not from the file."""

    kind: Doubt
    what: str
    could_change: str


class Source(NamedTuple):
    """One path that one instruction asks of a context."""

    path: str
    """As BuildKit asks for it: cleaned, relative, possibly with wildcards; empty for the whole
    context. If ``doubt`` is not ``None``: what it is unless a base image sets a variable."""

    written: str
    """The word as it stands in the file; empty for a mount without ``source=``."""

    kind: Kind
    instruction: Instruction
    stage: int
    stage_label: str
    context: str | None = None
    """The named context that it is taken from; ``None`` is the main one."""

    widening: Widening | None = None
    """How it came to ask for the whole context."""

    reason: str | None = None
    """The same in words."""

    parents: bool = False
    excludes: tuple[str, ...] = ()
    """They do not narrow the transfer."""

    useless: bool = False
    """A git source: fetched over the network, its name asked of the context all the same."""

    doubt: Unknown | None = None

    unset: tuple[str, ...] = ()
    """Variables in it that nothing sets."""

    @property
    def line(self) -> int:
        return self.instruction.line

    @property
    def wildcard(self) -> bool:
        return re.search(r"^(?:[^\\]|\\.)*?[*?\[]", self.path, re.DOTALL) is not None


def widening_of(source: Source, value: Value | None) -> tuple[Widening | None, str | None]:
    """How it came to ask for the whole context, and the same in words; ``None`` if it does not."""
    if source.path:
        return None, None
    if source.kind == "tmpfs" and value is None:
        return "tmpfs", "a tmpfs mount without source= counts as a request for the whole context"
    if value is None:
        return "no source", "a bind mount without source= takes the whole context"
    names = ", ".join(f"${name}" for name in sorted(value.unset | value.unknown))
    if names:
        return "empty", f"empty after expansion: {names} is not set"
    if source.written and not value.text:
        return "empty", f"empty after expansion: {source.written} holds nothing"
    return "root", f"{source.written or 'an empty word'} is the root of the context"


class CopiedFrom(NamedTuple):
    """Files that a stage takes from another one, from an image or from a named context."""

    stage: int | None
    """Index of the stage; ``None`` for an image or a context."""

    name: str
    """As written behind ``from=``, or the name of the stage."""

    context: str | None
    kind: Literal["copy", "mount"]
    paths: tuple[str, ...]
    line: int


def normal_path(source: str) -> str:
    """``path.Join("/", source)`` without the slash in front; ``..`` stops at the root."""
    return posixpath.normpath(f"/{source}").lstrip("/")


_GIT_OVER_SSH = regex(r"[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*", re.DOTALL)
_SCHEME = regex("([a-zA-Z0-9]+)://")


def is_git(source: str) -> bool:
    """Whether ADD clones it (buildkit, dfgitutil.ParseGitRef; ``github.com/x`` is a local path)."""
    if source.startswith(("./", "../", "github.com/")):
        return False
    if scheme := _SCHEME.match(source):
        if scheme[1].lower() in ("http", "https"):
            return re.split("[?#]", source, maxsplit=1)[0].endswith(".git")
        return scheme[1].lower() in ("ssh", "git")
    return _GIT_OVER_SSH.fullmatch(source) is not None


def is_url(source: str) -> bool:
    return source.startswith(("http://", "https://"))
