"""The branches that are alive in one directory, arranged so that asking about a name is cheap.

An answer is a set of rules as an integer (``bits.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.ignore.bits import Members, bits_of
from ctxscan.ignore.likes import Likes, from_last_dot
from ctxscan.ignore.split import Branch, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxscan.golang.expression import Expression
    from ctxscan.ignore.pattern import DockerPattern

Live = tuple[Branch, int, "Callable[[], Expression]"]
"""A branch whose directory is settled, the index of its rule, and the test of a name."""

_MOST_KNOWN = 20_000
"""Names that a table keeps its answer for: some two megabytes. A long answer counts for several."""

_SHORT = 1_000
"""Rules of which a set takes no more memory than the name that they match."""

WholePath = tuple["DockerPattern", int]


class NameTable:
    """Which rules match a name in a directory. Built once for many names."""

    __slots__ = (
        "_any",
        "_by_extension",
        "_ends",
        "_heads",
        "_idle",
        "_is",
        "_known",
        "_like",
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
                self._by_extension.setdefault(from_last_dot(tail), []).append((tail, members))
        self._tails = tuple(tail for tail in self._ends if "." not in tail)
        self._heads = tuple(self._starts)
        depends = self._is or self._ends or self._starts or alike
        self.same_for_all_names = None if depends else self._any
        """The rules that match every name, if no other rule could match any."""

        self._like = Likes((test(), members) for test, members in alike.values()) if alike else None
        self._room = _MOST_KNOWN
        self._known: dict[str, int] = {}
        """Answers that were given: the same names turn up in many directories."""

        self._idle: set[str] = set()
        """The same for names that no rule matches, as most."""

    def rules_for(self, name: str) -> int:
        if name in self._idle:
            return 0
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            self._room -= 1 + found.bit_length() // _SHORT
            if self._room >= 0 and found:
                self._known[name] = found
            elif self._room >= 0:
                self._idle.add(name)
        return found

    def knows_idle(self, names: Sequence[str]) -> bool:
        """Whether all of *names* were asked about, and no rule matches any of them."""
        return self._idle.issuperset(names)

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
        return found | self._like.rules_for(name) if self._like is not None else found


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

    def knows_idle(self, names: Sequence[str]) -> bool:
        return all(each.knows_idle(names) for each in self._both)


def _united(group: Mapping[str, Members], fits: Callable[[str], bool], texts: Iterable[str]) -> int:
    found = 0
    for text in texts:
        if fits(text):
            found |= group[text].bits
    return found
