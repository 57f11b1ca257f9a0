"""What git has of one path, in a commit or in its index."""

from __future__ import annotations

from ctxscan.tuples import NamedTuple


class Side(NamedTuple):
    """What lies at a path."""

    mode: str
    object_id: str
