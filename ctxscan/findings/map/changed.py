"""Two states of what a build sends, as one tree: what became of each path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.map.model import ChangedMap
from ctxscan.findings.map.states import TwoStates
from ctxscan.findings.map.tree import MOST_NODES, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.diff.model import Diff, StepFate
    from ctxscan.inspection.keying import Snapshot
    from ctxscan.inspection.shipment import Shipment


def changed_map(
    diff: Diff, before: Snapshot, after: Snapshot, most: int = MOST_NODES
) -> ChangedMap:
    """*diff* of these two, with what has not changed. Each named context is a directory of it."""
    states = TwoStates(diff.changes)
    states.add(before.main, after.main)
    for name in sorted({name for name, _ in (*before.named, *after.named)}):
        states.add(_named(before, name), _named(after, name), f"{name}:")
    tree = tree_of(states, most)
    breaking = tuple(
        tuple(states.places[each] for each in paths if each in states.places)
        for paths in _breaking(diff.steps)
    )
    return ChangedMap(tree.nodes, states.became(), tree.folded, breaking)


def _named(snapshot: Snapshot, name: str) -> Shipment | None:
    """All that is asked of one named context."""
    found: Shipment | None = None
    for (own, _), shipment in snapshot.named.items():
        if own == name:
            files = shipment.files if found is None else found.files | shipment.files
            found = shipment._replace(files=files)
    return found


def _breaking(steps: Sequence[StepFate]) -> Iterator[list[str]]:
    """The paths of each step, as the comparison names them."""
    by_line: dict[int, list[StepFate]] = {}
    for step in steps:
        by_line.setdefault(step.name.line, []).append(step)
    for step in steps:
        found: dict[str, None] = {}
        waiting, seen = [step], {step.name.line}
        while waiting:
            for cause in waiting.pop().because:
                if cause.path is not None:
                    found[cause.path] = None
                elif cause.line is not None and cause.line not in seen:
                    seen.add(cause.line)
                    waiting += by_line.get(cause.line, ())
        yield list(found)
