"""A comparison in columns, as the script of its page reads it: ``page/8-changes.js``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.render.diff import words
from ctxscan.render.html.data import joined, paths, tree_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import StepFate, What
    from ctxscan.findings.map.model import Became, ChangedMap, Node

Columns = dict[str, Any]

_MAIN: tuple[What, ...] = (
    *("added", "removed", "type", "content", "unknown", "link", "mode", "xattr"),
)
"""What a path is coloured by where more than one thing became of it: the first of these."""


def columns(name: str, compared: Compared, found: ChangedMap) -> Columns:
    """What the page has to know of the comparison of the build *name*."""
    places = {path: at for at, path in paths(found.nodes)}
    sets: dict[tuple[int, ...], int] = {}
    steps = []
    for step, breaking in zip(compared.diff.steps, found.breaking, strict=True):
        nodes = tuple(sorted({_place(each, places) for each in breaking}))
        steps.append(_step(step, sets.setdefault(nodes, len(sets))))
    return {
        "name": name,
        "title": words.title(compared),
        "base": compared.base,
        "against": compared.against,
        **tree_columns(found.nodes),
        "grown": joined(_grown(found.nodes, found.became)),
        "fates": [_fate(each) for each in found.became],
        "changes": "",
        "compares": True,
        "steps": steps,
        "sets": [joined(_behind(each)) for each in sets],
    }


def _place(path: str, places: Mapping[str, int]) -> int:
    """Of *path*, or of the directory that it was folded in; 0 is the root."""
    while path and path not in places:
        path = path.rpartition("/")[0]
    return places.get(path, 0)


def _grown(nodes: Sequence[Node], became: Sequence[Became]) -> Iterator[int]:
    """How far each node that grew or shrank is behind the one before, and by how much.

    What there is in one state only did so by all that it has.
    """
    last = 0
    for at, node in enumerate(nodes):
        if node.grown and not became[node.fate].only:
            yield from (at - last, abs(node.grown))
            last = at


def _behind(nodes: Iterable[int]) -> Iterator[int]:
    last = 0
    for at in nodes:
        yield at - last
        last = at


def main_of(what: Sequence[What]) -> str:
    return next((each for each in _MAIN if each in what), "unchanged")


def _fate(became: Became) -> Columns:
    return {
        "state": main_of(became.what),
        "what": list(became.what),
        "kind": became.kind,
        "detail": became.detail,
        "ignored_by_git": became.ignored_by_git,
        "shrank": became.shrank,
        "only": became.only,
    }


def _step(step: StepFate, own: int) -> Columns:
    return {
        "line": step.name.line,
        "stage": step.name.stage,
        "text": words.instruction(step),
        "fate": step.fate.value,
        "because": words.because(step),
        "causes": [words.cause(each) for each in step.because if each.path is None],
        "set": own,
    }
