"""A builder's walk over a tree that is known by its paths alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders import docker_builders, whole_context
from ctxscan.builders.protocol import Detail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.context.entry import Filter
    from ctxscan.ignore.file import Rule

BUILDERS = docker_builders()

Tree = dict[str, "Tree | None"]
"""Names in a directory: another tree for a directory, ``None`` for anything else."""


class TreePath(NamedTuple):
    path: str
    is_directory: bool


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a builder that asks for the whole context makes of a tree."""

    sent: frozenset[str]
    """Everything but directories."""

    empty: frozenset[str]
    """Announced by BuildKit, and refused when it opens them (docs/semantics, D.9)."""

    let_in: tuple[tuple[str, Rule], ...]
    """What an exception lets in, and which."""

    closed: frozenset[str]
    """The directories that the builder doesn't look into."""


def plant(paths: Iterable[TreePath]) -> Tree:
    """Parents are implied."""
    root: Tree = {}
    for path, is_directory in paths:
        *parents, name = path.split("/")
        here = root
        for parent in parents:
            here = _below(here, parent)
        if is_directory:
            _below(here, name)
        else:
            here.setdefault(name, None)
    return root


def _below(tree: Tree, name: str) -> Tree:
    found = tree.get(name)
    if found is None:
        found = tree[name] = {}
    return found


def rehearse(rules: Sequence[Rule], tree: Tree, builder: BuilderName) -> Rehearsed:
    """Raises IgnoreFileError where a builder refuses a rule.

    The Dockerfile and the ignore file, which the classic builder sends whatever the rules say,
    get no special treatment.
    """
    sent: set[str] = set()
    empty: set[str] = set()
    let_in: list[tuple[str, Rule]] = []
    closed: set[str] = set()
    stack: list[tuple[str, Tree, Filter]] = [
        ("", tree, whole_context(builder, rules).filter(Detail.SENT))
    ]
    while stack:
        directory, names, here = stack.pop()
        for name, below in names.items():
            path = directory + name
            if below is not None:
                _, inside = here.enter(name)
                if inside is None:
                    closed.add(path)
                else:
                    stack.append((f"{path}/", below, inside))
                continue
            judgement = here.judge(name)
            if judgement is not None and judgement.sent:
                (sent if judgement.opens else empty).add(path)
                if judgement.verdict.rule is not None:
                    let_in.append((path, judgement.verdict.rule))
    return Rehearsed(frozenset(sent), frozenset(empty), tuple(let_in), frozenset(closed))
