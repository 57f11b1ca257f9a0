"""The image of one build: what it is, its figures in the colours of the map, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.html.data import build_of
from ctxscan.render.html.rows import STATE_WORDS
from ctxscan.render.names import printable
from ctxscan.render.svg.elements import rect, shape, text_element
from ctxscan.render.svg.layout import HEADER, layout
from ctxscan.render.svg.letters import cut, width_of
from ctxscan.render.svg.squarify import Box
from ctxscan.render.svg.sums import STATES, Sums
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.map import ContextMap, State
    from ctxscan.findings.report.report import Report
    from ctxscan.render.svg.layout import Placed

WIDTH = 960
"""Pixels."""

MARGIN = 16
INNER = WIDTH - 2 * MARGIN
HEIGHT = 540

_TOP, _BELOW = 84, 12
"""Of the map."""

_LABEL = Box(0, 0, 34, 15)
"""What is smaller has no place for its name."""


class Panel:
    def __init__(self, name: str, found: ContextMap) -> None:
        """*name*: of the build; empty where there is only one."""
        of = build_of(found.report.inspection)
        self.title = printable(f"{name}: {of}" if name else of)
        self._sums = Sums(found)
        self._transfer = _transfer(found.report)
        self._amounts = _amounts(found)
        parts = [f"{said}: {amount}" for said, amount in self._amounts.values()]
        self.description = ". ".join(filter(None, [self._transfer, *parts])) + "."

    def drawn(self, least: float) -> Iterator[str]:
        """*least*: see ``layout``."""
        yield text_element(MARGIN, 30, cut(self.title, INNER, 17), "title")
        yield text_element(MARGIN, 50, self._transfer, "soft")
        yield from self._legend()
        box = Box(MARGIN, _TOP, INNER, HEIGHT - _TOP - _BELOW)
        yield rect(box, "map")
        if self._sums.value[0]:
            yield from self._boxes(list(layout(self._sums, box, least)))
        else:
            yield text_element(MARGIN + 12, _TOP + 24, "nothing is in it", "soft")

    def _legend(self) -> Iterator[str]:
        x = float(MARGIN)
        for state, (said, amount) in self._amounts.items():
            yield rect(Box(x, 62, 11, 11), state)
            words = f"{said}  {amount}"
            yield text_element(x + 16, 72, words)
            x += width_of(words) + 34

    def _boxes(self, placed: Sequence[Placed]) -> Iterator[str]:
        """Directories, then what is small, all of a kind in one path, then what has a name."""
        small: dict[State, list[str]] = {}
        named: list[str] = []
        for each in placed:
            if each.head >= 0:
                if each.node:
                    yield rect(each.box, "open")
                if each.head == HEADER:
                    named.append(self._header(each))
                continue
            state = STATES[self._sums.main_state(each.node)]
            if each.box.w > _LABEL.w and each.box.h > _LABEL.h:
                named += self._label(each, state)
            else:
                small.setdefault(state, []).append(shape(_with_gap(each.box)))
        for state, shapes in sorted(small.items()):
            yield f'<path class="{state}" d="{"".join(shapes)}"/>'
        yield from named

    def _header(self, each: Placed) -> str:
        name = f"{printable(self._sums.nodes[each.node].name)}/"
        return text_element(each.box.x + 5, each.box.y + 12.5, cut(name, each.box.w - 9), "head")

    def _label(self, each: Placed, state: State) -> Iterator[str]:
        box, ink = each.box, f"{state}-ink"
        path, name, size = self._names(each.node)
        amount = size
        if self._sums.files[each.node] > 1:
            amount += f", {plural(self._sums.files[each.node], 'file')}"
        yield rect(_with_gap(box), state, f"{path}: {amount}, {STATE_WORDS[state]}")
        yield text_element(box.x + 4, box.y + min(box.h / 2 + 4, 14), cut(name, box.w - 8), ink)
        if box.h > 2 * _LABEL.h + 2 and width_of(size) < box.w - 8:
            yield text_element(box.x + 4, box.y + 27, size, f"{ink} pale")

    def _names(self, node: int) -> tuple[str, str, str]:
        """Its path, its name and its size, as they are shown."""
        own, path = self._sums.nodes[node], self._sums.path(node)
        slash = "/" if own.children >= 0 else ""
        name = f"{printable(own.name)}{slash}" if own.name else "(folded)"
        if not node:
            path, name = ".", "all of it"
        return path + slash, name, human_size(self._sums.size[node])


def _transfer(report: Report) -> str:
    traits = report.inspection.traits
    if not report.inspection.requested:
        return "this build never asks for its context"
    if not traits.transfers:
        return ""
    label = traits.progress.strip().rstrip(":")
    return f"{label}: {traits.printed_size(report.transfer_bytes)}, as Docker prints it"


def _amounts(found: ContextMap) -> dict[State, tuple[str, str]]:
    """What there is, in words, and how much of it."""
    sums = {state: [0, 0] for state in STATES}
    for node in found.nodes:
        own = sums[found.fates[node.fate].state]
        own[0] += node.size
        own[1] += node.files
    return {
        state: (STATE_WORDS[state], f"{human_size(size)}, {plural(files, 'file')}")
        for state, (size, files) in sums.items()
        if files
    }


def _with_gap(box: Box) -> Box:
    """Without the line between it and what is beside it."""
    gap = 1 if min(box.w, box.h) > 4 else 0
    return Box(box.x, box.y, max(box.w - gap, 0.5), max(box.h - gap, 0.5))
