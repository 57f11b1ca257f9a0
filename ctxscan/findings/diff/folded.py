"""Directories that a revision cannot speak of, each as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.diff.model import Change

if TYPE_CHECKING:
    from collections.abc import Collection

    from ctxscan.findings.diff.model import Because, Diff, StepFate

_GIT = ".git"


def folded(found: Diff, submodules: Collection[str]) -> Diff:
    """``.git`` is another after every commit; of a submodule that is not there nobody can tell."""
    roots = (_GIT, *submodules)
    rows: dict[str, Change] = {}
    notes = list(found.notes)
    for each in found.changes:
        root = _root(each.path, roots)
        if root is None:
            rows[each.path] = each
        elif root not in rows:
            rows[root] = Change(root, ("content",) if root == _GIT else ("unknown",), 0)
            notes.append(_said(root))
    steps = tuple(_step(each, roots) for each in found.steps)
    return found._replace(changes=tuple(rows.values()), steps=steps, notes=tuple(notes))


def _root(path: str | None, roots: Collection[str]) -> str | None:
    if path is None:
        return None
    return next((each for each in roots if path == each or path.startswith(f"{each}/")), None)


def _step(step: StepFate, roots: Collection[str]) -> StepFate:
    def fold(cause: Because) -> Because:
        root = _root(cause.path, roots)
        return cause if root is None else cause._replace(path=root)

    return step._replace(because=tuple(dict.fromkeys(map(fold, step.because))))


def _said(root: str) -> str:
    if root == _GIT:
        return (
            "the build sends .git: every commit, fetch and switch breaks what reads it; ignore it"
        )
    return f"{root} is a submodule whose commit is not there: its files cannot be compared"
