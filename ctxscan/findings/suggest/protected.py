"""What the sources of a Dockerfile name, on disk or not: no rule of ours may take it."""

from __future__ import annotations

from copy import copy
from itertools import takewhile
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.golang.glob import has_wildcard
from ctxscan.golang.path import LONGEST_PATH
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import ALL_PATHS
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.findings.suggest.asking import Asked

_SAYS_SOMETHING = regex(r"\w")


class Protected:
    """``COPY . .`` names nothing, ``COPY src/* .`` names ``src``, ``COPY *.jar .`` each of them."""

    def __init__(self, asked: Sequence[Asked], tree: Tree, before: Sequence[Rule] = ()) -> None:
        self.patterns = [
            (path, each)
            for each in asked
            if not each.request.source.useless and (path := named_in(each.request.path))
        ]
        """What says something of each source, with who asks for it."""
        place = Place("Dockerfile")
        self._matcher = Matcher([Rule(path, False, path, place) for path, _ in self.patterns])
        self.explicit: dict[str, Asked] = {}
        """Each named path and each directory above one, with the first that names it."""
        self.below: dict[str, Asked] = {}
        """Everything that is there of what is named."""
        self._look(tree)
        for path, asking in self.patterns:
            for sample in samples(path.split("/")):
                self._add(sample, asking)
        self.by_rules = named_by_rules(before)
        """What the rules that are there keep on purpose, and which of them does."""

    def beside(self, rules: Sequence[Rule]) -> Protected:
        """The same beside other rules."""
        other = copy(self)
        other.by_rules = named_by_rules(rules)
        return other

    def _look(self, tree: Tree) -> None:
        if not self.patterns:
            return
        for path, name, _, (scope,) in tree.descend(self._matcher.root()):
            here = scope.matching(name)
            if here:
                self._add(path, self._asking(here))
            if here | scope.above:
                self.below[path] = self._asking(here | scope.above)

    def _asking(self, bits: int) -> Asked:
        return self.patterns[(bits & -bits).bit_length() - 1][1]

    def _add(self, path: str, asking: Asked) -> None:
        for each in takewhile(lambda above: above not in self.explicit, and_above(path)):
            self.explicit[each] = asking


def and_above(path: str) -> Iterator[str]:
    """The path, then the directories above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def all_above(paths: Iterable[str]) -> set[str]:
    """The directories that hold one of the paths."""
    found: set[str] = set()
    for directory in {path.rpartition("/")[0] for path in paths}:
        for each in and_above(directory):
            if each in found:
                break
            found.add(each)
    return found


def named_by_rules(rules: Sequence[Rule]) -> dict[str, Rule]:
    """Each path that an exception names, and each directory of which a rule ignores only a part.

    ``!dist`` and ``!target/*.jar`` are about something that is built before the build, and
    ``.netbox/scripts`` says that the rest of ``.netbox`` stays on purpose. A pattern that floats
    says nothing of a particular thing.
    """
    ignored = Matcher(rules)
    found: dict[str, Rule] = {}
    for rule in rules:
        for path in _named_by(rule):
            # "!dist/**" lets in what is in dist, and not dist itself.
            if not all(ignored.judge(each).ignored for each in (path, f"{path}/x")):
                for each in takewhile(lambda above: above not in found, and_above(path)):
                    found[each] = rule
    return found


def let_in(before: Sequence[Rule], tree: Tree) -> frozenset[str]:
    """All that is there, is no directory, and comes in by the word of an exception."""
    if not any(rule.exception for rule in before):
        return frozenset()
    found: set[str] = set()
    for path, name, inside, (scope,) in tree.descend(Matcher(before).root()):
        if inside is None:
            verdict = scope.judge(name)
            if not verdict.ignored and verdict.rule is not None and verdict.rule.exception:
                found.add(path)
    return frozenset(found)


def _named_by(rule: Rule) -> Iterator[str]:
    parts = rule.pattern.split("/")
    if has_wildcard(parts[0]) or len(rule.pattern) > LONGEST_PATH:
        return  # it names nothing that can be there
    if rule.exception:
        anchored = "/".join(takewhile(lambda part: part != ANY_DEPTH, parts))
        yield from samples(anchored.split("/"))
    elif len(parts) > 1 and not has_wildcard(rule.pattern):
        yield rule.pattern.rpartition("/")[0]


def named_in(pattern: str) -> str:
    """The part of a source that says something; empty for the whole context."""
    if pattern in (ALL_PATHS, "."):
        return ""
    parts = pattern.split("/")
    while parts and not _SAYS_SOMETHING.search(parts[-1]):
        parts.pop()
    return "/".join(parts)
