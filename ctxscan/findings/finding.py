"""What a gate objects to: what was found, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.errors import Place


@dataclass(frozen=True, slots=True)
class Remedy:
    """A part of the context, and the rule that would keep it out."""

    path: str
    is_directory: bool
    files: int
    content_bytes: int

    rule: str
    """A line to append to the ignore file."""

    reason: str | None = None
    """Why no build needs it; ``None``: only its owner knows whether this one does."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    """Stable, see ``ctxscan.findings.codes``."""

    message: str
    measured: int | None = None
    """Bytes for sizes, else a number of files."""

    limit: int | None = None
    """In the unit of ``measured``."""

    path: str | None = None
    """Relative to the context root."""

    place: Place | None = None
    """The line that has to do with it, where there is one."""

    hint: str | None = None
    """What to do, in words."""

    rules: tuple[str, ...] = ()
    """What to append to the ignore file, in this order."""

    remedies: tuple[Remedy, ...] = ()
    """The largest parts first; any of them helps."""
