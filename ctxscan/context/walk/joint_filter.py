"""One walk for several filters: each directory is listed once, and judged by each of them.

The walk itself does not know: a joint judgement holds what each filter says, and what the walk
counts for a builder it counts for all of them at once, in one number with a lane for each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from ctxscan.context.entry import Entry
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxscan.context.entry import Batch, Filter, Judgement
    from ctxscan.context.walk.joint_rules import JointRules

_LANE = 48
"""Bits of one count: more paths than any disk holds."""

_MASK = (1 << _LANE) - 1


class JointJudgement(NamedTuple):
    """What each filter says of one path; to a walk it looks like one judgement."""

    parts: tuple[Judgement | None, ...]
    sent: bool = False
    """Whether any of them sends it."""

    visited: bool = True

    def sends_like(self, other: object) -> bool:
        return self is other


class JointFilter:
    """Filters of one directory, ``None`` for those that do not look into it."""

    __slots__ = ("_by_name", "_cache", "_directory", "_filters", "_readers", "_rules", "visited")

    def __init__(
        self,
        filters: Sequence[Filter | None],
        readers: Sequence[object] = (),
        rules: JointRules | None = None,
        *,
        directory: str = "",
        cache: _Cache | None = None,
    ) -> None:
        """*readers*: equal, and hashable, for filters that read the same rules alike.

        *rules*: the rules of all of them, if they can be tried together.
        """
        self._filters = tuple(filters)
        self._readers = readers or range(len(self._filters))
        self._rules = rules
        self._directory = directory
        self._cache = _Cache({}, {}) if cache is None else cache
        self._by_name: _ByName | None = None
        self.visited = sum(
            1 << _LANE * at
            for at, each in enumerate(filters)
            if each is not None and (each.visited or cache is None)
        )
        """A lane with 1 for each builder that looks into it: all of them do at the root."""

    def same_for_all_names(self) -> tuple[JointJudgement | None] | None:
        parts: list[Judgement | None] = []
        for each in self._filters:
            alike = each.same_for_all_names() if each is not None else (None,)
            if alike is None:
                return None
            parts.append(alike[0])
        return (self._joint(tuple(parts)),)

    def by_rules(self) -> None:
        """Several sets of rules have no bits in common."""

    def judge(self, name: str) -> JointJudgement | None:
        by_name = self._by_name
        if by_name is None:
            by_name = self._by_name = self._find_by_name()
        return by_name(name)

    def enter(self, name: str) -> tuple[JointJudgement | None, JointFilter | None]:
        entered = [each.enter(name) if each is not None else (None, None) for each in self._filters]
        below = [each[1] for each in entered]
        judgement = self._joint(tuple(each[0] for each in entered))
        if all(each is None for each in below):
            return judgement, None
        directory = f"{self._directory}{name}/"
        return judgement, JointFilter(
            below, self._readers, self._rules, directory=directory, cache=self._cache
        )

    def _find_by_name(self) -> _ByName:
        """A name is held against each set of rules once, however many filters read them."""
        found = [_Fates.of(each) for each in self._filters]
        fates = [each for each in found if each is not None]
        if len(fates) < len(found):
            return self._each_for_itself
        known = self._known_for(fates)
        asked = {
            reader: each.matching
            for reader, each in zip(self._readers, fates, strict=True)
            if each.matching is not None
        }
        key = self._rules.matching(self._directory) if self._rules else _one_by_one(asked)

        def by_key(found: Key) -> JointJudgement | None:
            matching = self._apart(found, asked)
            fares = (each.fate(own) for each, own in zip(fates, matching, strict=True))
            joint = known[found] = self._joint(tuple(fares))
            return joint

        def by_name(name: str) -> JointJudgement | None:
            found = key(name)
            return known[found] if found in known else by_key(found)

        return by_name

    def _apart(self, found: Key, asked: Mapping[object, _Matching]) -> Sequence[int]:
        """The rules that match a name, as sets of each filter's own."""
        if self._rules is not None and isinstance(found, int):
            return self._rules.apart(found, self._readers)
        each = dict(zip(asked, found if isinstance(found, tuple) else (found,), strict=True))
        return [each.get(reader, 0) for reader in self._readers]

    def _known_for(self, fates: Sequence[_Fates]) -> dict[Key, JointJudgement | None]:
        """What is known already where all of them stand as they stand here."""
        standings = tuple(each.standing for each in fates)
        key = tuple(map(id, standings))
        # With the standings themselves, so that no other one gets the identity of one of them.
        return self._cache.by_bits.setdefault(key, (standings, {}))[1]

    def _each_for_itself(self, name: str) -> JointJudgement | None:
        return self._joint(
            tuple([each.judge(name) if each is not None else None for each in self._filters])
        )

    def _joint(self, parts: tuple[Judgement | None, ...]) -> JointJudgement | None:
        # By identity: equal judgements are shared, and it is asked for each name of each context.
        key = tuple(map(id, parts))
        known = self._cache.by_parts.get(key)
        if known is None:
            known = self._cache.by_parts[key] = _joined(parts)
        return known if known.parts else None


def _one_by_one(asked: Mapping[object, _Matching]) -> Callable[[str], Key]:
    """The rules of each reader that match a name."""
    matching = tuple(asked.values())
    if len(matching) == 1:
        return matching[0]

    def each_of_them(name: str) -> Key:
        return tuple([each(name) for each in matching])

    return each_of_them


_ByName = Callable[[str], JointJudgement | None]
_Matching = Callable[[str], int]

Key = int | tuple[int, ...]
"""The rules that match a name: of all files at once, or of each."""


class _Cache(NamedTuple):
    """What the filters of all directories of one walk know."""

    by_parts: dict[tuple[int, ...], JointJudgement]
    by_bits: dict[tuple[int, ...], tuple[tuple[object, ...], dict[Key, JointJudgement | None]]]


class _Fates(NamedTuple):
    """How the names of one directory fare with one filter."""

    standing: object
    fate: Callable[[int], Judgement | None]
    matching: Callable[[str], int] | None = None
    """``None``: all names fare alike."""

    @classmethod
    def of(cls, each: Filter | None) -> _Fates | None:
        """``None``: more than rules tells names apart."""
        alike = (None,) if each is None else each.same_for_all_names()
        if alike is not None:
            return cls(alike[0], lambda _: alike[0])
        ruled = each.by_rules() if each is not None else None
        return None if ruled is None else cls(ruled.standing, ruled.fate, ruled.matching)


_NOTHING = JointJudgement(())
"""Nobody asked about it."""


def _joined(parts: tuple[Judgement | None, ...]) -> JointJudgement:
    if all(each is None for each in parts):
        return _NOTHING
    return JointJudgement(parts, any(each.sent for each in parts if each is not None))


def lane(count: int, at: int) -> int:
    """Of a number that was counted for several filters, what counts for the one at *at*."""
    return count >> _LANE * at & _MASK


def batches_of(batches: Iterable[Batch], at: int) -> Iterator[Batch]:
    """What the filter at *at* would have met of the *batches* of a joint walk."""
    for batch in batches:
        judgement = cast("JointJudgement", batch.judgement).parts[at]
        if judgement is None:
            continue
        alone = batch._replace(judgement=judgement)
        if isinstance(alone, Entry) or judgement.sent or not alone.directories:
            yield alone
        else:
            yield from alone.entries()  # a run names only those directories that are sent
