"""Something a user should know that is no error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ctxscan.errors import Place


class Notice(NamedTuple):
    code: str
    """Stable: other programs look for it."""

    message: str
    place: Place | None = None

    hint: str | None = None
    """What to do."""
