"""What an explorer shows, and in which order: plain values."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

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
    CHOOSE = "choose"
    """Which build or target to look at, by its name."""

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
    if view is View.ALL:
        return fates.content_bytes, fates.files
    if view is View.SENT:
        return fates.sent_bytes, fates.sent
    if view is View.NEVER:
        return fates.never_bytes, fates.never
    return fates.ignored_bytes, fates.ignored


def seen_in(fates: Fates, view: View) -> Fates:
    """What *view* shows of it."""
    if view is View.ALL:
        return fates
    size, files = amount(fates, view)
    nothing = fates._replace(
        sent=0, sent_bytes=0, never=0, never_bytes=0, ignored=0, ignored_bytes=0
    )
    if view is View.SENT:
        return nothing._replace(sent=files, sent_bytes=size)
    if view is View.NEVER:
        return nothing._replace(never=files, never_bytes=size)
    return nothing._replace(ignored=files, ignored_bytes=size)


def belongs(fates: Fates, view: View) -> bool:
    """Whether *view* shows it at all."""
    if view is View.ALL:
        return True
    state = {View.SENT: "sent", View.NEVER: "never", View.IGNORED: "ignored"}[view]
    return bool(amount(fates, view)[1]) or fates.itself == state
