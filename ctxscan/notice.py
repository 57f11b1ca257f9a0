"""Something a user should know that is no error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.errors import Place


@dataclass(frozen=True, slots=True)
class Notice:
    code: str
    """Stable: other programs look for it."""

    message: str
    place: Place | None = None

    hint: str | None = None
    """What to do."""
