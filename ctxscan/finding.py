"""Everything that is said to a user about a build: what, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.errors import Place

Severity = Literal["error", "warning", "note"]
"""An error breaks the build or a limit, a warning is hardly meant, a note is good to know."""


class Remedy(NamedTuple):
    """A part of the context, and the rule that would keep it out."""

    path: str
    is_directory: bool
    files: int
    content_bytes: int

    rule: str
    """A line to append to the ignore file."""

    reason: str | None = None
    """Why no build needs it; ``None``: only its owner knows whether this one does."""


class Finding(NamedTuple):
    """One thing that was found. The page of its code is in ``ctxscan.findings.codes``."""

    code: str
    """Stable: other programs look for it."""

    message: str

    place: Place | None = None
    """The line that has to do with it, where there is one."""

    hint: str | None = None
    """What to do, in words."""

    severity: Severity = "warning"
    """That of the code's page."""

    path: str | None = None
    """Relative to the context root."""

    measured: int | None = None
    """Bytes for sizes, else a number of files."""

    limit: int | None = None
    """In the unit of ``measured``."""

    rules: tuple[str, ...] = ()
    """What to append to the ignore file, in this order."""

    remedies: tuple[Remedy, ...] = ()
    """The largest parts first; any of them helps."""

    rule: str | None = None
    """The line as written, where it is about one rule of the ignore file."""

    fix: tuple[str, ...] | None = None
    """Lines to write in place of that one, none to remove it. Only where no build can tell the
    difference, but for one that fails today."""
