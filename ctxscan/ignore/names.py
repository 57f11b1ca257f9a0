"""The branches that are alive in one directory, arranged so that asking about a name is cheap.

An answer is a set of rules as an integer (``bits.py``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.ignore.bits import Members, bits_of
from ctxscan.ignore.grams import ByGrams
from ctxscan.ignore.split import Branch, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxscan.golang.expression import Expression
    from ctxscan.ignore.pattern import DockerPattern

Live = tuple[Branch, int, "Callable[[], Expression]"]
"""A branch whose directory is settled, the index of its rule, and the test of a name."""

_MOST_KNOWN = 20_000
"""Names that a table keeps its answer for: some two megabytes. A long answer counts for several."""

_SHORT = 1_000
"""Rules of which a set takes no more memory than the name that they match."""

_SOME = 50
"""Expressions that are tried one by one, where one look at all of them says that one fits."""

_LONGEST_NAME = 255
"""Bytes that nearly every file system takes: a rule of longer names waits until one is asked for.
"""

WholePath = tuple["DockerPattern", int]


class NameTable:
    """Which rules match a name in a directory. Built once for many names."""

    __slots__ = (
        "_any",
        "_by_extension",
        "_by_gram",
        "_ends",
        "_heads",
        "_is",
        "_known",
        "_like",
        "_like_any",
        "_like_long",
        "_like_some",
        "_room",
        "_starts",
        "_tails",
        "same_for_all_names",
    )

    def __init__(self, live: Iterable[Live]) -> None:
        self._is: dict[str, Members] = {}
        self._ends: dict[str, Members] = {}
        self._starts: dict[str, Members] = {}
        any_name: list[int] = []
        alike: dict[str, tuple[Callable[[], Expression], Members]] = {}
        groups = {Name.IS: self._is, Name.ENDS: self._ends, Name.STARTS: self._starts}
        for branch, index, test in live:
            if branch.name is Name.LIKE:
                alike.setdefault(branch.text, (test, Members()))[1].add(index)
            elif branch.name is Name.ANY or (branch.name is not Name.IS and not branch.text):
                any_name.append(index)
            else:
                group = groups[branch.name]
                members = group.get(branch.text)
                if members is None:
                    members = group[branch.text] = Members()
                members.add(index)
        self._any = bits_of(any_name)
        self._by_extension: dict[str, list[tuple[str, Members]]] = {}
        """The endings with a dot in them: a name that has one of them ends like it from its own
        last dot on."""

        for tail, members in self._ends.items():
            if "." in tail:
                self._by_extension.setdefault(_from_last_dot(tail), []).append((tail, members))
        self._tails = tuple(tail for tail in self._ends if "." not in tail)
        self._heads = tuple(self._starts)
        depends = self._is or self._ends or self._starts or alike
        self.same_for_all_names = None if depends else self._any
        """The rules that match every name, if no other rule could match any."""

        tests = [(test(), members) for test, members in alike.values()]
        short = [each for each in tests if each[0].least <= _LONGEST_NAME]
        self._by_gram = ByGrams(short) if len(short) > _SOME else None
        self._like = tuple(short if self._by_gram is None else self._by_gram.others)
        self._like_long = tuple(each for each in tests if each[0].least > _LONGEST_NAME)
        quick = [like.source for like, _ in self._like if like.source is not None]
        self._like_any = re.compile("|".join(f"(?:{text})" for text in quick) or "(?!)")
        self._like_some = len(quick) < len(self._like)
        """Whether one of them has no source that tells at once that none fits."""

        self._room = _MOST_KNOWN
        self._known: dict[str, int] = {}
        """Answers that were given: the same names turn up in many directories."""

    def rules_for(self, name: str) -> int:
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            self._room -= 1 + found.bit_length() // _SHORT
            if self._room >= 0:
                self._known[name] = found
        return found

    def _find(self, name: str) -> int:
        found = self._any
        named = self._is.get(name)
        if named is not None:
            found |= named.bits
        for tail, members in self._by_extension.get(name[name.rfind(".") :], ()):
            if name.endswith(tail):
                found |= members.bits
        if self._tails and name.endswith(self._tails):
            found |= _united(self._ends, name.endswith, self._tails)
        if self._heads and name.startswith(self._heads):
            found |= _united(self._starts, name.startswith, self._heads)
        for like, members in self._alike(name):
            if like.matches(name):
                found |= members.bits
        return found

    def _alike(self, name: str) -> tuple[tuple[Expression, Members], ...]:
        """The expressions that *name* has to be held against."""
        near = () if self._by_gram is None else self._by_gram.near(name)
        return (*self._of_any_letters(name), *near)

    def _of_any_letters(self, name: str) -> tuple[tuple[Expression, Members], ...]:
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


def _united(group: Mapping[str, Members], fits: Callable[[str], bool], texts: Iterable[str]) -> int:
    found = 0
    for text in texts:
        if fits(text):
            found |= group[text].bits
    return found


def _from_last_dot(name: str) -> str:
    """The last dot and what follows; without a dot, the last character."""
    return name[name.rfind(".") :]
