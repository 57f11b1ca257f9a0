"""The largest paths as a plain table: for print, and where no script runs."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from ctxscan.findings.map import State
from ctxscan.render.html.data import in_words
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.map import ContextMap, Fate, Node
    from ctxscan.inspection import Inspection

MOST_ROWS = 200

STATE_WORDS = {
    State.SENT: "sent",
    State.UNTRACKED: "sent, not in git",
    State.NEVER: "never asked for",
    State.LEFT: "asked for, not sent",
    State.IGNORED: "ignored",
}


class Row(NamedTuple):
    path: str
    """Ends with a slash for a directory; the context root is ``./``."""

    size: int
    """Content bytes, of a directory with all below it."""

    files: int
    fate: str
    decided: str
    """By which line of which file; empty where that is not one."""


class _Open:
    """A directory that is still being added up."""

    def __init__(self, path: str, left: int) -> None:
        self.path = path
        self.left = left
        self.files = self.size = 0
        self.fates: set[int] = set()


def largest_rows(found: ContextMap, most: int = MOST_ROWS) -> list[Row]:
    """Directories and files, largest first, then by name."""
    rows = heapq.nsmallest(
        most,
        _sums(found.nodes, found.fates),
        key=lambda each: (-each[1], -each[2], each[0]),
    )
    inspection = found.report.inspection
    return [
        Row(path, size, files, _fate(found.fates, fates), _decided(found.fates, fates, inspection))
        for path, size, files, fates in rows
    ]


def _sums(
    nodes: Sequence[Node], fates: Sequence[Fate]
) -> Iterator[tuple[str, int, int, frozenset[int]]]:
    above: list[_Open] = []
    for node in nodes:
        path = f"{above[-1].path}{node.name}" if above else ""
        if above:
            above[-1].left -= 1
        if node.children >= 0:
            above.append(_Open(f"{path}/" if path else "", node.children))
        else:
            here = above[-1]
            here.files, here.size = here.files + node.files, here.size + node.size
            here.fates.add(node.fate)
            if fates[node.fate].kind != "folded":
                yield path, node.size, node.files, frozenset({node.fate})
        while above and above[-1].left == 0:
            done = above.pop()
            if above:
                here = above[-1]
                here.files, here.size = here.files + done.files, here.size + done.size
                here.fates |= done.fates
            yield done.path or "./", done.size, done.files, frozenset(done.fates)


def _fate(fates: Sequence[Fate], own: frozenset[int]) -> str:
    states = {fates[each].state for each in own}
    return " and ".join(STATE_WORDS[each] for each in State if each in states)


def _decided(fates: Sequence[Fate], own: frozenset[int], inspection: Inspection) -> str:
    rules = {fates[each].rule for each in own}
    asking = {fates[each].lines for each in own}
    if len(rules) != 1 or len(asking) != 1:
        return ""
    (rule,), (lines,) = rules, asking
    if rule is not None:
        return f"{rule} ({in_words(rule.place, inspection)})"
    return ", ".join(f"line {each}" for each in lines)
