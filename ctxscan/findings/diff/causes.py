"""Why a step is not kept: what it reads, what it says, or a step before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.differences import Compared
from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.dockerfile.steps import FromStage, NamedContext
from ctxscan.findings.diff.counterparts import Counterparts
from ctxscan.findings.diff.model import Because
from ctxscan.findings.diff.texts import NEW, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.fates import Memory
    from ctxscan.builders.buildkit.cache.keys import CacheKey, Read, StepRow

_ON_A_CONTEXT = "a stage on a named context is never kept: its key is new in every build"
_FETCHED = "what it fetches may be another one"
_BUILT = "known only once it is built"
_UNCACHED = "it is built without the cache"
_OPTIONS = "an option of the build"


class Causes:
    """Of the steps of one build on a builder that remembers another."""

    def __init__(
        self, before: KeyedBuild, after: KeyedBuild, memory: Memory, changed: frozenset[str]
    ) -> None:
        """*changed*: paths of the contexts, as origins name them."""
        self._changed = changed
        self._before = before
        self._after = after
        self._memory = memory
        self._counterparts = Counterparts(before, after)
        self._rows: dict[CacheKey, StepRow] = {}
        for row in after.rows:
            self._rows.setdefault(row.key, row)
        self._own: dict[CacheKey, tuple[Because, ...]] = {}
        self._differences: dict[object, list[str]] = {}

    def of(self, row: StepRow) -> tuple[Because, ...]:
        """Its own causes, and else the step in which its chain breaks."""
        if self._memory.fate(row.key) is Fate.KEPT:
            return ()
        return self.own(row) or tuple(self._inherited(row)) or (Because(text=_OPTIONS),)

    def own(self, row: StepRow) -> tuple[Because, ...]:
        if row.key not in self._own:
            self._own[row.key] = tuple(dict.fromkeys(self._find_own(row)))
        return self._own[row.key]

    def _find_own(self, row: StepRow) -> Iterator[Because]:
        if row.link:
            return
        old = self._best(row)
        if old is None:
            counterpart = self._counterparts.of(row)
            said = list(differences(counterpart.step if counterpart else None, row.step))
            yield from (Because(text=text) for text in said)
            if said:
                return
            old = counterpart.key if counterpart else None
            if old is not None and self._is_uncached(row.key):
                yield Because(text=_UNCACHED)
                return
        if old is None or len(old.reads) != len(row.key.reads):
            return
        kinship = self._memory.kinship
        # What may give the same as before is no cause of what is lost for certain.
        is_fine = kinship.may_be_read if self._is_lost(row) else kinship.is_read
        for mine, theirs in zip(row.key.reads, old.reads, strict=True):
            if not is_fine(mine, theirs):
                yield from self._read(mine, theirs)

    def _is_lost(self, row: StepRow) -> bool:
        return self._memory.fate(row.key) is Fate.LOST

    def _best(self, row: StepRow) -> CacheKey | None:
        """Of the steps with the same text, the one that most of it is like."""
        candidates = self._memory.with_text(row.key)
        counterpart = self._counterparts.of(row)
        if counterpart is not None and counterpart.key in candidates:
            return counterpart.key
        return candidates[0] if candidates else None

    def _read(self, new: Read, old: Read) -> Iterator[Because]:
        if new.digest is None or old.digest is None:
            yield from self._unknown(new)
            return
        origins = self._differing(new, old)
        paths = [each for each in origins if each in self._changed] or self._links(new, old)
        if paths:
            yield from (Because(path=each) for each in paths)
        elif isinstance(new.origin, FromStage):
            yield from self._broken(new.origin.number)
        else:
            yield from (Because(path=each) for each in origins)

    def _differing(self, new: Read, old: Read) -> list[str]:
        """Origins of what the two read; many steps read the same."""
        both = old.origin, old.selectors, new.origin, new.selectors
        if both not in self._differences:
            before, after = self._before.reader.of(old.origin), self._after.reader.of(new.origin)
            found: Iterable[str | None] = ()
            if before is not None and after is not None:
                found = Compared(before, after).origins(old.selectors, new.selectors)
            self._differences[both] = [each for each in dict.fromkeys(found) if each is not None]
        return self._differences[both]

    def _links(self, new: Read, old: Read) -> list[str]:
        """Those on the way to a source, if it is they that lead elsewhere."""
        prefix = f"{new.origin.name}:" if isinstance(new.origin, NamedContext) else ""
        found: dict[str, None] = {}
        for selector in (*new.selectors, *old.selectors):
            names = selector.path.strip("/").split("/")
            ways = (prefix + "/".join(names[: end + 1]) for end in range(len(names)))
            found.update((way, None) for way in ways if way in self._changed)
        return list(found)

    def _unknown(self, new: Read) -> Iterator[Because]:
        if not isinstance(new.origin, FromStage):
            yield Because(text=_FETCHED if not new.selectors else _BUILT)
            return
        yield from list(self._broken(new.origin.number)) or [Because(text=_BUILT)]

    def _broken(self, stage: int) -> Iterator[Because]:
        """The command that runs again in it, else the first step that does."""
        rows = [row for row in self._after.rows if row.stage in self._chain(stage)]
        broken = [row for row in rows if self._memory.fate(row.key) is not Fate.KEPT]
        commands = [row for row in broken if row.step.instruction.keyword == "run"]
        for row in (commands or broken)[:1]:
            yield Because(line=row.step.own_line)

    def _chain(self, number: int) -> set[int]:
        found: set[int] = set()
        stage: int | None = number
        while stage is not None:
            found.add(stage)
            stage = self._after.plan.stages[stage].base_stage
        return found

    def _inherited(self, row: StepRow) -> Iterator[Because]:
        """The nearest step before it that has a cause of its own."""
        broken = [each for each in row.key.inputs if self._memory.fate(each) is not Fate.KEPT]
        if not broken:
            yield from self._moved(row)
            return
        before = self._rows.get(broken[0])
        if before is None:
            yield Because(text=self._base(broken[0]))
        elif self.own(before):
            yield Because(line=before.step.own_line)
        else:
            causes = list(self._inherited(before))
            moved = any(each.text is not None for each in causes)
            yield from [Because(line=before.step.own_line)] if moved else causes

    def _moved(self, row: StepRow) -> Iterator[Because]:
        """Of what it is built on everything is kept, and yet it was something else before."""
        old = self._best(row)
        known = {each.key: each for each in self._before.rows}
        for each in old.inputs if old is not None else ():
            if each in known:
                text = known[each].step.instruction.text.partition("\n")[0]
                yield Because(text=f"it was built on {text}")
                return
        if old is not None:
            yield Because(text="it was built on nothing")

    def _is_uncached(self, key: CacheKey) -> bool:
        return key.text[0] == "uncached"

    def _base(self, key: CacheKey) -> str:
        if key.text[0] == "image":
            return f"the base image is {key.text[1]}"
        if any(isinstance(each.origin, NamedContext) for each in key.reads):
            return _ON_A_CONTEXT
        return NEW
