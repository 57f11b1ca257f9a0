"""What becomes of the steps of a build on a builder that has built another one before.

A step is kept if one of the other build has the same text over the same inputs, whatever its
line or the name of its stage (docs/semantics, L-4, L-10).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import CacheKey, Read
    from ctxscan.builders.buildkit.cache.texts import Text


class Fate(StrEnum):
    KEPT = "kept"
    LOST = "lost"
    PERHAPS = "perhaps"
    """It hangs on the output of a command, or on the network."""


class Found(NamedTuple):
    """The keys of the other build that a key is, or may turn out to be."""

    same: frozenset[CacheKey]
    perhaps: frozenset[CacheKey]
    """Those in ``same`` as well."""

    @property
    def fate(self) -> Fate:
        if self.same:
            return Fate.KEPT
        return Fate.PERHAPS if self.perhaps else Fate.LOST


class Memory:
    """What a builder remembers of one build."""

    def __init__(self, before: KeyedBuild) -> None:
        self._by_text: dict[Text, list[CacheKey]] = {}
        self._found: dict[CacheKey, Found] = {}
        for key in _all_keys(row.key for row in before.rows):
            self._by_text.setdefault(key.text, []).append(key)

    def fate(self, key: CacheKey) -> Fate:
        return self.find(key).fate

    def find(self, key: CacheKey) -> Found:
        if key not in self._found:
            candidates = self.with_text(key)
            self._found[key] = Found(
                frozenset(each for each in candidates if self._is(key, each)),
                frozenset(each for each in candidates if self._may_be(key, each)),
            )
        return self._found[key]

    def with_text(self, key: CacheKey) -> list[CacheKey]:
        """Those whose instruction is the same, whatever it builds on and reads."""
        return [
            each
            for each in self._by_text.get(key.text, ())
            if len(each.inputs) == len(key.inputs) and len(each.reads) == len(key.reads)
        ]

    def _is(self, key: CacheKey, other: CacheKey) -> bool:
        inputs = zip(key.inputs, other.inputs, strict=True)
        reads = zip(key.reads, other.reads, strict=True)
        return all(old in self.find(new).same for new, old in inputs) and all(
            self.is_read(new, old) for new, old in reads
        )

    def _may_be(self, key: CacheKey, other: CacheKey) -> bool:
        inputs = zip(key.inputs, other.inputs, strict=True)
        reads = zip(key.reads, other.reads, strict=True)
        return all(old in self.find(new).perhaps for new, old in inputs) and all(
            self.may_be_read(new, old) for new, old in reads
        )

    def is_read(self, new: Read, old: Read) -> bool:
        """By definition, or else by content."""
        if new.digest is not None and new.digest == old.digest:
            return True
        return self._is_defined(new, old)

    def _is_defined(self, new: Read, old: Read) -> bool:
        if new.source is None or old.source is None or new.selectors != old.selectors:
            return False
        return old.source in self.find(new.source).same

    def may_be_read(self, new: Read, old: Read) -> bool:
        return new.digest is None or old.digest is None or self.is_read(new, old)


def _all_keys(keys: Iterable[CacheKey]) -> list[CacheKey]:
    found: dict[CacheKey, None] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting += key.inputs
            waiting += [each.source for each in key.reads if each.source is not None]
    return list(found)
