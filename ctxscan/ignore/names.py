"""The branches that are alive in one directory, arranged so that asking about a name is cheap.

An answer is a set of rules as an integer: bit *i* stands for the rule at index *i*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.ignore.split import Branch, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxscan.golang.expression import Expression
    from ctxscan.ignore.pattern import DockerPattern

Live = tuple[Branch, int]
"""A branch whose directory is settled, and the bit of its rule."""

_MOST_KNOWN = 20_000
"""Names that a table keeps its answer for: some two megabytes."""

_LONGEST_NAME = 255
"""Bytes that nearly every file system takes: a rule of longer names waits until one is asked for.
"""

WholePath = tuple["DockerPattern", int]


class NameTable:
    """Which rules match a name in a directory. Built once for many names."""

    __slots__ = (
        "_any",
        "_by_extension",
        "_ends",
        "_heads",
        "_is",
        "_known",
        "_like",
        "_like_any",
        "_like_long",
        "_like_some",
        "_starts",
        "_tails",
        "same_for_all_names",
    )

    def __init__(self, live: Iterable[Live]) -> None:
        self._any = 0
        self._is: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        alike: dict[str, tuple[Branch, int]] = {}
        groups = {Name.IS: self._is, Name.ENDS: self._ends, Name.STARTS: self._starts}
        for branch, bit in live:
            if branch.name is Name.LIKE:
                alike[branch.text] = (branch, alike.get(branch.text, (branch, 0))[1] | bit)
            elif branch.name is Name.ANY or (branch.name is not Name.IS and not branch.text):
                self._any |= bit
            else:
                group = groups[branch.name]
                group[branch.text] = group.get(branch.text, 0) | bit
        self._by_extension: dict[str, list[tuple[str, int]]] = {}
        """The endings with a dot in them: a name that has one of them ends like it from its own
        last dot on."""

        for tail, bits in self._ends.items():
            if "." in tail:
                self._by_extension.setdefault(_from_last_dot(tail), []).append((tail, bits))
        self._tails = tuple(tail for tail in self._ends if "." not in tail)
        self._heads = tuple(self._starts)
        depends = self._is or self._ends or self._starts or alike
        self.same_for_all_names = None if depends else self._any
        """The rules that match every name, if no other rule could match any."""

        tests = [(branch.fits_name(), bits) for branch, bits in alike.values()]
        self._like = tuple((like, bits) for like, bits in tests if like.least <= _LONGEST_NAME)
        self._like_long = tuple((like, bits) for like, bits in tests if like.least > _LONGEST_NAME)
        quick = [like.source for like, _ in self._like if like.source is not None]
        self._like_any = re.compile("|".join(f"(?:{text})" for text in quick) or "(?!)")
        self._like_some = len(quick) < len(self._like)
        """Whether one of them has no source that tells at once that none fits."""

        self._known: dict[str, int] = {}
        """Answers that were given: the same names turn up in many directories."""

    def rules_for(self, name: str) -> int:
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            if len(self._known) < _MOST_KNOWN:
                self._known[name] = found
        return found

    def _find(self, name: str) -> int:
        found = self._any | self._is.get(name, 0)
        for tail, bits in self._by_extension.get(name[name.rfind(".") :], ()):
            if name.endswith(tail):
                found |= bits
        if self._tails and name.endswith(self._tails):
            found |= _united(self._ends, name.endswith, self._tails)
        if self._heads and name.startswith(self._heads):
            found |= _united(self._starts, name.startswith, self._heads)
        for like, bits in self._alike(name):
            if like.matches(name):
                found |= bits
        return found

    def _alike(self, name: str) -> tuple[tuple[Expression, int], ...]:
        """The expressions that *name* has to be held against."""
        known = self._like
        if known and not (self._like_some or "\n" in name or self._like_any.fullmatch(name)):
            known = ()
        return known + self._like_long if len(name) > _LONGEST_NAME else known


class JointTable(NameTable):
    """What two tables say together: a large one is not built anew for each directory."""

    __slots__ = ("_both",)

    def __init__(self, one: NameTable, other: NameTable) -> None:
        super().__init__(())
        self._both = one, other
        alike = one.same_for_all_names, other.same_for_all_names
        known = [each for each in alike if each is not None]
        self.same_for_all_names = known[0] | known[1] if len(known) == len(alike) else None

    def rules_for(self, name: str) -> int:
        one, other = self._both
        return one.rules_for(name) | other.rules_for(name)


def _united(group: Mapping[str, int], fits: Callable[[str], bool], texts: Iterable[str]) -> int:
    found = 0
    for text in texts:
        if fits(text):
            found |= group[text]
    return found


def _from_last_dot(name: str) -> str:
    """The last dot and what follows; without a dot, the last character."""
    return name[name.rfind(".") :]
