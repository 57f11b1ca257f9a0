"""What the rules say about one path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.ignore.file import Rule


class Verdict(NamedTuple):
    ignored: bool

    rule: Rule | None
    """The rule that settled it, or ``None`` when no rule matched."""
