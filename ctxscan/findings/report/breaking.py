"""Which step a change of each entry at the root of the context breaks first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.touching import touched_by
from ctxscan.builders.stages.node import Directory, in_byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.steps import BuildStep


_MOST_PARTS = 10
"""Paths that one step reads of a directory at the root, and are named one by one."""


class BrokenFirst(NamedTuple):
    """A step, and what breaks no step before it."""

    line: int | None
    """``None``: no step reads it."""

    stage: str
    instruction: str
    """On one line; a here-document without its body."""

    paths: tuple[str, ...]
    """Of the context, in the order of their bytes; directories with a slash at their end.

    A directory stands for what no step before it reads of it; one at the root, also for many files
    in it.
    """


def broken_first(plan: BuildPlan, root: Directory) -> tuple[BrokenFirst, ...]:
    """In the order of the file. *root*: of the context as it arrived.

    What is lost first reads the context itself: anything else is lost by a step before it.
    """
    children = root.children
    entries = [
        f"{name}/" if isinstance(children[name], Directory) else name
        for name in in_byte_order(children)
    ]
    read: set[str] = set()
    found: list[BrokenFirst] = []
    for stage, step in _steps(plan):
        new = [path for path in touched_by(step, root) if not _is_within(path, read)]
        if new:
            text = " ".join(step.instruction.text.split())
            found.append(BrokenFirst(step.own_line, stage, text, _folded(new)))
            read.update(new)
    tops = {_top(path) for path in read}
    left = tuple(path for path in entries if path not in tops)
    return (*found, *([BrokenFirst(None, "", "", left)] if left else []))


def _steps(plan: BuildPlan) -> Iterator[tuple[str, BuildStep]]:
    for stage in plan.stages:
        if stage.reached:
            yield from ((stage.label, step) for step in stage.steps)


def _is_within(path: str, read: Collection[str]) -> bool:
    if path in read:
        return True
    end = path.find("/")
    while end >= 0:
        if path[: end + 1] in read:
            return True
        end = path.find("/", end + 1)
    return False


def _top(path: str) -> str:
    name, slash, _ = path.partition("/")
    return name + slash


def _folded(paths: Collection[str]) -> tuple[str, ...]:
    by_top = Counter(map(_top, paths))
    shown = {top if by_top[top := _top(path)] > _MOST_PARTS else path for path in paths}
    return tuple(in_byte_order(shown))
