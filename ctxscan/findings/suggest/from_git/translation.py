"""Git's rules, each written in the form that fits a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitRule

SEED = "(git)"
"""The file that rules under trial stand in; their line is their index."""


class Translation(NamedTuple):
    git: GitRule
    exact: bool

    @property
    def line(self) -> str:
        return self.git.line(exact=self.exact)

    @property
    def said_by(self) -> Iterator[str]:
        """The lines that say this much or more: what floats in a directory above floats here."""
        components = self.git.components
        floats = components.index(ANY_DEPTH) if ANY_DEPTH in components else 0
        for depth in range(floats + 1):
            above = (*components[:depth], *components[floats:])
            yield self.git._replace(components=above).line(exact=self.exact)


def translations(
    rules: Sequence[GitRule], tree: Tree, kept: AbstractSet[str], before: Iterable[Rule]
) -> list[Translation]:
    """Each rule in the form that hits no file that git keeps; none twice."""
    directories = [rule for rule in map(_of_directory, rules) if rule.directory_only]
    taken = _taken(directories, tree, kept)
    there = {(rule.pattern, rule.exception) for rule in before}
    written: list[Translation] = []
    said: set[str] = set()
    for rule in map(_of_directory, rules):
        found = Translation(rule, exact=rule.needs_exact or rule.line() in taken)
        parsed = seed_rule(found.line, 0)
        if rule.negated:
            said.clear()
        if said.isdisjoint(found.said_by) and (parsed.pattern, parsed.exception) not in there:
            written.append(found)
        said.add(found.line)
    return written


def _of_directory(rule: GitRule) -> GitRule:
    """``gen/**`` as ``gen/``, which leaves no empty directory: to git it is the same."""
    components = rule.components
    if rule.negated or len(components) < 2 or components[-1] != ANY_DEPTH:
        return rule
    if components[-2] in (ANY_DEPTH, "*"):
        return rule
    return rule._replace(components=components[:-1], directory_only=True)


def _taken(rules: Sequence[GitRule], tree: Tree, kept: AbstractSet[str]) -> set[str]:
    """The lines for directories that match a kept file as well."""
    positive = [rule for rule in rules if not rule.negated]
    matcher = Matcher([seed_rule(rule.line(), at) for at, rule in enumerate(positive)])
    if not positive:
        return set()
    hit = 0
    for path, name, inside, (scope,) in tree.descend(matcher.root()):
        if inside is None and path in kept:
            hit |= scope.matching(name)
    return {rule.line() for at, rule in enumerate(positive) if hit >> at & 1}


def seed_rule(line: str, index: int) -> Rule:
    rule = parse_rule(line, Place(SEED, index))
    if rule is None:
        raise AssertionError(f"{line!r} is no rule")
    return rule
