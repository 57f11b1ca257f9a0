"""What an explorer shows, and in which order: plain values."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ctxscan.findings.draft.places import Fates


class View(StrEnum):
    ALL = "everything"
    SENT = "sent"
    NEVER = "never asked for"
    IGNORED = "ignored"


class Sort(StrEnum):
    SIZE = "size"
    FILES = "files"
    NAME = "name"


class Mode(StrEnum):
    BROWSE = "browse"
    FILTER = "filter"
    TEXT = "text"
    """Something to be read: help, an explanation."""

    DIFF = "diff"
    """What would be written, before it is."""

    ENDED = "ended"


class DraftRule(NamedTuple):
    """What one key press drafted: a line of the ignore file, seldom two."""

    path: str
    lines: tuple[str, ...]
    is_exception: bool

    files: int
    """Fewer that are sent; negative: more."""

    content_bytes: int
    """The same in bytes."""

    tracked: int
    """Files that git tracks among what it ignores."""


class Line(NamedTuple):
    """One row of the tree as it is unfolded."""

    path: str
    name: str
    depth: int
    is_directory: bool
    is_open: bool
    fates: Fates

    share: float
    """Of the largest thing in the same directory, from 0 to 1."""

    percent: float
    """Of the whole context."""


VIEWS = tuple(View)
SORTS = tuple(Sort)


def amount(fates: Fates, view: View) -> tuple[int, int]:
    """Bytes and files of what *view* is about."""
    return {
        View.ALL: (fates.content_bytes, fates.files),
        View.SENT: (fates.sent_bytes, fates.sent),
        View.NEVER: (fates.never_bytes, fates.never),
        View.IGNORED: (fates.ignored_bytes, fates.ignored),
    }[view]


def belongs(fates: Fates, view: View) -> bool:
    """Whether *view* shows it at all."""
    state = {View.SENT: "sent", View.NEVER: "never", View.IGNORED: "ignored"}.get(view)
    return state is None or bool(amount(fates, view)[1]) or fates.itself == state
