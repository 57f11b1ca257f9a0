"""A listing, a path a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.findings.listing import Listing


def paths(listing: Listing, *, null: bool, escaped: bool) -> bytes:
    """The bytes of the names as they are on disk, unless *escaped* for a terminal."""
    end = "\0" if null else "\n"
    shown = printable if escaped else str
    lines = ("\t".join(map(shown, fields)) + end for fields in _rows(listing))
    return "".join(lines).encode("utf-8", "surrogateescape")


def _rows(listing: Listing) -> Iterator[tuple[str, ...]]:
    if listing.left_out is None:
        yield from ((sent.path,) for sent in listing.sent if not sent.injected)
        return
    for left in listing.left_out:
        why = f"{left.rule.place}: {left.rule}" if left.rule else "not asked for"
        yield left.path, why
