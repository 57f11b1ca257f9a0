"""A build -> the cache key of each of its steps.

A key is the text of the instruction over what it builds on, known by definition, and what it
only reads, known by content or by definition (moby/buildkit, solver/edge.go, cachemanager.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.selection import Selector
    from ctxscan.builders.buildkit.cache.texts import Text
    from ctxscan.dockerfile.steps import BuildStep, Origin


class Read(NamedTuple):
    """One input that is only read."""

    origin: Origin
    selectors: tuple[Selector, ...]

    source: CacheKey | None
    """Of the stage that is read; ``None`` for a context, which has no key that lasts
    (source/local/source.go: CacheKey has the id of the session in it)."""

    digest: str | None
    """``None``: known only once it is built, or fetched."""


class CacheKey:
    """Compared by identity: within one build, equal keys are one object."""

    __slots__ = ("inputs", "mark", "reads", "text")

    def __init__(
        self, text: Text, inputs: tuple[CacheKey, ...] = (), reads: tuple[Read, ...] = ()
    ) -> None:
        self.text = text
        self.mark = hash(text)
        """Another one for nearly every other text, which can be long."""

        self.inputs = inputs
        """What it builds on, the stage so far first."""
        self.reads = reads


class StepRow(NamedTuple):
    """One step that the builder shows."""

    step: BuildStep
    stage: int
    key: CacheKey
    link: bool = False
    """Whether it is the merge behind a ``--link`` copy, and not the copy."""


class Keyring:
    """The keys of one build, or of several builds of one plan."""

    def __init__(self, mark: Text = ()) -> None:
        """*mark*: stands before the text of each key."""
        self._mark = mark
        self._known: dict[object, CacheKey] = {}

    def key(
        self, text: Text, inputs: tuple[CacheKey, ...] = (), reads: tuple[Read, ...] = ()
    ) -> CacheKey:
        text = (*self._mark, *text)
        parts = tuple((id(each.source), each.digest, each.selectors) for each in reads)
        same = text, tuple(map(id, inputs)), parts
        if same not in self._known:
            self._known[same] = CacheKey(text, inputs, reads)
        return self._known[same]
