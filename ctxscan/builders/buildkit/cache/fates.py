"""What becomes of the steps of a build on a builder that has built another one before.

A step is kept if one of the other build has the same text over the same inputs, whatever its
line or the name of its stage (docs/semantics, L-4, L-10).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import CacheKey, Read


class Fate(StrEnum):
    KEPT = "kept"
    LOST = "lost"
    PERHAPS = "perhaps"
    """It hangs on the output of a command, or on the network."""


class Kinship:
    """Which keys of two builds are one to a builder.

    What was found of two keys holds for as long as there are these keys, in whatever builds.
    """

    def __init__(self) -> None:
        self._same: dict[tuple[CacheKey, CacheKey], bool] = {}
        self._perhaps: dict[tuple[CacheKey, CacheKey], bool] = {}

    def is_same(self, new: CacheKey, old: CacheKey) -> bool:
        pair = new, old
        if pair not in self._same:
            self._same[pair] = are_alike(new, old) and _each(new, old, self.is_same, self.is_read)
        return self._same[pair]

    def may_be(self, new: CacheKey, old: CacheKey) -> bool:
        """Also where they are the same."""
        pair = new, old
        if pair not in self._perhaps:
            found = are_alike(new, old) and _each(new, old, self.may_be, self.may_be_read)
            self._perhaps[pair] = found
        return self._perhaps[pair]

    def is_read(self, new: Read, old: Read) -> bool:
        """By definition, or else by content."""
        if new.digest is not None and new.digest == old.digest:
            return True
        if new.source is None or old.source is None or new.selectors != old.selectors:
            return False
        return self.is_same(new.source, old.source)

    def may_be_read(self, new: Read, old: Read) -> bool:
        return new.digest is None or old.digest is None or self.is_read(new, old)


def are_alike(new: CacheKey, old: CacheKey) -> bool:
    """Whether the instruction is the same, whatever it builds on and reads."""
    return (
        new.mark == old.mark
        and len(new.inputs) == len(old.inputs)
        and len(new.reads) == len(old.reads)
        and (new.text is old.text or new.text == old.text)
    )


def _each(
    new: CacheKey,
    old: CacheKey,
    input_is: Callable[[CacheKey, CacheKey], bool],
    read_is: Callable[[Read, Read], bool],
) -> bool:
    return all(map(input_is, new.inputs, old.inputs)) and all(map(read_is, new.reads, old.reads))


class Memory:
    """What a builder remembers of one build."""

    def __init__(self, before: KeyedBuild, kinship: Kinship | None = None) -> None:
        """*kinship*: of this build and others that share keys with it."""
        self.kinship = kinship if kinship is not None else Kinship()
        self._by_mark: dict[int, list[CacheKey]] = {}
        self._fates: dict[CacheKey, Fate] = {}
        self._keys = _all_keys(row.key for row in before.rows)

    def fate(self, key: CacheKey) -> Fate:
        if key not in self._fates:
            self._fates[key] = self._fate(key)
        return self._fates[key]

    def _fate(self, key: CacheKey) -> Fate:
        # What is in doubt beside itself (a result that nobody can know) is so beside any other.
        if key in self._keys:
            return Fate.KEPT if self.kinship.is_same(key, key) else Fate.PERHAPS
        candidates = self.with_text(key)
        if any(self.kinship.is_same(key, each) for each in candidates):
            return Fate.KEPT
        if any(self.kinship.may_be(key, each) for each in candidates):
            return Fate.PERHAPS
        return Fate.LOST

    def with_text(self, key: CacheKey) -> list[CacheKey]:
        """Those whose instruction is the same, whatever it builds on and reads."""
        if not self._by_mark:
            for each in self._keys:
                self._by_mark.setdefault(each.mark, []).append(each)
        return [each for each in self._by_mark.get(key.mark, ()) if are_alike(key, each)]


def _all_keys(keys: Iterable[CacheKey]) -> dict[CacheKey, None]:
    found: dict[CacheKey, None] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting += key.inputs
            waiting += [each.source for each in key.reads if each.source is not None]
    return found
