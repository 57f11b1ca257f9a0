"""The tree of a map, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.map import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.map import ContextMap

STATES = tuple(State)


class Sums:
    """Amounts of each node with all below it. A node is an index."""

    def __init__(self, found: ContextMap) -> None:
        self.nodes = found.nodes
        count = len(found.nodes)
        self.state = [STATES.index(found.fates[node.fate].state) for node in found.nodes]
        self.parent = _parents([node.children for node in found.nodes])
        self.size = [node.size for node in found.nodes]
        self.files = [node.files for node in found.nodes]
        for at in range(count - 1, 0, -1):
            self.size[self.parent[at]] += self.size[at]
            self.files[self.parent[at]] += self.files[at]
        self.by_bytes = self.size[0] > 0
        """Else files are counted."""

        self._inside: dict[int, list[int]] = {}
        for at in range(1, count):
            self._inside.setdefault(self.parent[at], []).append(at)

    @property
    def value(self) -> Sequence[int]:
        return self.size if self.by_bytes else self.files

    def inside(self, node: int) -> list[int]:
        """What lies in a directory itself, the largest first."""
        value = self.value
        return sorted(self._inside.get(node, ()), key=lambda each: (-value[each], each))

    def main_state(self, node: int) -> int:
        """An index of STATES: of most that is in it."""
        amounts = [0] * len(STATES)
        waiting = [node]
        while waiting:
            at = waiting.pop()
            below = self._inside.get(at)
            if below:
                waiting += below
            else:
                amounts[self.state[at]] += self.value[at]
        most = max(amounts)
        return amounts.index(most) if most else self.state[node]

    def path(self, node: int) -> str:
        names: list[str] = []
        while node:
            names.append(self.nodes[node].name)
            node = self.parent[node]
        return "/".join(reversed(names))


def _parents(children: Sequence[int]) -> list[int]:
    """Of each node the one that holds it; of the root itself."""
    found: list[int] = []
    above: list[list[int]] = []
    for at, count in enumerate(children):
        while above and above[-1][1] == 0:
            above.pop()
        found.append(above[-1][0] if above else 0)
        if above:
            above[-1][1] -= 1
        if count >= 0:
            above.append([at, count])
    return found
