"""A source word -> what BuildKit looks for (convert_copy.go: dispatchCopy; SEMANTICS of COPY)."""

from __future__ import annotations

import posixpath

from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple


class Source(NamedTuple):
    path: str
    """Cleaned and absolute; with ``--parents``, the directory before ``/./``, or the root."""

    wildcard: bool

    include: str | None = None
    """With ``--parents``: the pattern behind ``/./``, without a slash in front."""

    required: str | None = None
    """With ``--parents`` and no wildcard: some path that starts like this must be included."""

    pivot: bool = False
    """Whether ``path`` is what stands before a ``/./``."""

    certain: bool = True


class Destination(NamedTuple):
    path: str
    """Cleaned and absolute."""

    is_directory: bool
    """Whether a slash, or ``/.``, stands at its end."""

    certain: bool = True


def read_source(text: str, *, parents: bool, certain: bool) -> Source:
    if not parents:
        path = cleaned(text)
        return Source(path, has_wildcard(path), certain=certain)
    before, pivot, behind = text.partition("/./")
    pattern = cleaned(behind if pivot else text)
    path = cleaned(before) if pivot else "/"
    wild = has_wildcard(path) or has_wildcard(pattern)
    required = None if wild else cleaned(path + pattern)
    return Source(path, has_wildcard(path), pattern[1:], required, bool(pivot), certain)


def read_destination(word: str, workdir: str | None, *, certain: bool) -> Destination:
    if word in ("", "."):
        word = "./"
    path = word if word.startswith("/") else f"{workdir or '/'}/{word}"
    known = word.startswith("/") or workdir is not None
    return Destination(cleaned(path), word.endswith(("/", "/.")), certain and known)


def cleaned(path: str) -> str:
    """``path.Join("/", path)``: absolute, ``..`` stops at the root."""
    return posixpath.normpath(f"/{path.lstrip('/')}")
