"""The largest directories, drawn below one another as a tree."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.findings.accounting import Contributor


def directory_lines(
    rows: Sequence[Contributor], top: int, depth: int, *, by_files: bool
) -> Iterator[tuple[str, Contributor]]:
    """The root and its *top* largest directories within *depth* levels, each with its guide lines.

    A directory is never smaller than what is in it, so the largest ones hang together.
    """

    def rank(row: Contributor) -> tuple[int, int, str]:
        size, files = -row.content_bytes, -row.files
        return (files, size, row.name) if by_files else (size, files, row.name)

    below = [row for row in rows if row.name and row.name.count("/") < depth]
    # Sorting numbers is cheap: there may be thousands of directories, of which few are shown.
    amount = attrgetter("files" if by_files else "content_bytes")
    least = min(sorted(map(amount, below))[-top:], default=0)
    large = [row for row in below if amount(row) >= least]
    chosen = sorted(large, key=lambda row: (rank(row)[:2], row.name.count("/"), row.name))[:top]
    children: dict[str, list[Contributor]] = {}
    for row in sorted(chosen, key=rank):
        children.setdefault(row.name.rpartition("/")[0], []).append(row)
    for row in rows:
        if not row.name:
            yield "", row
    yield from _below("", "", children)


def _below(
    parent: str, guide: str, children: dict[str, list[Contributor]]
) -> Iterator[tuple[str, Contributor]]:
    rows = children.get(parent, [])
    for row, last in _with_last(rows):
        yield guide + ("└─ " if last else "├─ "), row
        yield from _below(row.name, guide + ("   " if last else "│  "), children)


def _with_last(rows: Sequence[Contributor]) -> Iterable[tuple[Contributor, bool]]:
    return ((row, index == len(rows) - 1) for index, row in enumerate(rows))
