"""The steps of a plan, stage by stage, with their keys."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.asking import mount_selectors, selectors_of
from ctxscan.builders.buildkit.cache.keys import CacheKey, Keyring, Read, StepRow
from ctxscan.builders.buildkit.cache.reading import Reader
from ctxscan.builders.buildkit.cache.selection import Selector
from ctxscan.builders.buildkit.cache.texts import (
    Conditions,
    by_target,
    copy_text,
    mount_path,
    run_text,
    workdir_text,
)
from ctxscan.builders.buildkit.copying.rules import BuildKitRules
from ctxscan.builders.buildkit.copying.words import cleaned
from ctxscan.builders.stages.recalled import Recall, Recalling, recalled
from ctxscan.builders.stages.running import Contexts, Running
from ctxscan.dockerfile.steps import (
    CopyStep,
    FromImage,
    FromStage,
    MainContext,
    NamedContext,
    RunStep,
    WorkdirStep,
)
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.digests import Digests
    from ctxscan.builders.buildkit.cache.texts import Text
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.builders.stages.recalled import Known
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Origin


class KeyedBuild(NamedTuple):
    plan: BuildPlan
    rows: tuple[StepRow, ...]
    """Of the stages that the target needs, in the order of the file."""

    target: CacheKey | None
    """Of the last step of the target; ``None`` where it has none."""

    failures: tuple[StepFailure, ...]
    """Of the stages whose files somebody asked for: all of them, but for one of many builds."""

    reader: Reader


class Lasting:
    """What builds of one plan have in common that follow each other: to be given to each."""

    def __init__(self, plan: BuildPlan) -> None:
        self.files = Recall(plan)
        self.ring = Keyring()
        self.steps: dict[int, Known[CacheKey | None, StepRow]] = {}
        self.stages: dict[int, Known[CacheKey | None, StepRow]] = {}
        self.origins: dict[int, tuple[Origin, ...]] = {}


def keyed_build(
    plan: BuildPlan,
    contexts: Contexts,
    digests: Digests,
    conditions: Conditions,
    lasting: Lasting | None = None,
) -> KeyedBuild:
    """*digests*: of this build, or of those before it whose trees it shares.

    *lasting*: then the files of a stage that no other one reads are left alone, and what fails
    there is not looked for.
    """
    rules = BuildKitRules()
    if lasting is None or conditions.uncached != frozenset():
        running = Running(plan, contexts, rules)
        keying = _Keying(plan, Reader(running, digests), conditions)
    else:
        running = Recalling(plan, contexts, rules, lasting.files, plain_path)
        keying = _Recalling(plan, Reader(running, digests), conditions)
        keying.recall(lasting, running)
    reader = keying.reader
    for stage in plan.stages:
        if stage.reached:
            if lasting is None:
                running.stage(stage.number)
            keying.stage(stage.number)
    return KeyedBuild(
        plan, tuple(keying.rows), keying.stage(plan.target), tuple(running.failures), reader
    )


class _Keying:
    def __init__(self, plan: BuildPlan, reader: Reader, conditions: Conditions) -> None:
        self.plan = plan
        self.reader = reader
        self.conditions = conditions
        self.ring = Keyring()
        self.rows: list[StepRow] = []
        self._stages: dict[int, CacheKey | None] = {}

    def stage(self, number: int) -> CacheKey | None:
        """The key of the stage after its last step; ``None``: nothing was ever done to it."""
        if number not in self._stages:
            stage = self.plan.stages[number]
            uncached = self.conditions.uncached
            ring = self.ring
            if uncached is None or stage.name in uncached:
                # What is built anew is like nothing that was built before.
                self.ring = Keyring(("uncached", object()))
            self._stages[number] = self.steps(stage, self.start(stage))
            self.ring = ring
        return self._stages[number]

    def steps(self, stage: StagePlan, key: CacheKey | None) -> CacheKey | None:
        for step in stage.steps:
            key = self.step(step, stage.number, key)
        return key

    def start(self, stage: StagePlan) -> CacheKey | None:
        if isinstance(stage.start, NamedContext):
            # Its key holds the id of the session: what is built on it is never cached.
            root = (Selector("/", follow=False),)
            return CacheKey(("session", object()), (), (self.read(stage.start, root, None),))
        return self.origin(stage.start)

    def origin(self, origin: Origin) -> CacheKey | None:
        match origin:
            case FromStage(number=number):
                return self.stage(number)
            case FromImage(name=name):
                return self.ring.key(("image", name))
            case _:
                return None

    def step(self, step: BuildStep, stage: int, base: CacheKey | None) -> CacheKey | None:
        below = (base,) if base is not None else ()
        match step:
            case CopyStep():
                return self.copy(step, stage, base)
            case RunStep():
                key = self.run(step, base)
            case WorkdirStep(path="/"):
                return base
            case WorkdirStep():
                key = self.ring.key(workdir_text(step, self.conditions), below)
        self.rows.append(StepRow(step, stage, key))
        return key

    def copy(self, step: CopyStep, stage: int, base: CacheKey | None) -> CacheKey:
        # --chmod ends --link without a word (convert_copy.go: dispatchCopy).
        is_linked = step.link and not step.chmod
        below = (base,) if base is not None and not is_linked else ()
        source = self.origin(step.origin)
        reads: list[Read] = []
        selectors = selectors_of(step)
        # What a step builds on is not read, even where it is copied from (markInvalid).
        if selectors and not (source is not None and source in below):
            reads.append(self.read(step.origin, selectors, source))
        if any(each.kind != "path" for each in step.words):
            reads.append(Read(FromImage(""), (), None, _fetched(step)))
        key = self.ring.key(copy_text(step), below, tuple(reads))
        self.rows.append(StepRow(step, stage, key))
        if not is_linked or base is None:
            return key
        merged = self.ring.key(("merge",), (base, key))
        self.rows.append(StepRow(step, stage, merged, link=True))
        return merged

    def read(
        self, origin: Origin, selectors: tuple[Selector, ...], source: CacheKey | None
    ) -> Read:
        if source is not None and source.text[0] == "session":
            source = None
        return Read(origin, selectors, source, self.reader.digest(origin, selectors))

    def run(self, step: RunStep, base: CacheKey | None) -> CacheKey:
        inputs: list[object] = [] if base is None else [base]
        paths: dict[object, tuple[Origin, list[str]]] = {}
        numbers: list[int] = []
        for origin, path in map(mount_path, by_target(step)):
            shown = self.input(origin)
            if shown is None:
                numbers.append(-1)
                continue
            if shown not in inputs:
                inputs.append(shown)
            numbers.append(inputs.index(shown))
            paths.setdefault(shown, (origin, []))[1].append(path)
        text: Text = run_text(step, tuple(numbers), self.conditions)
        below = (base,) if base is not None else ()
        if base is not None and base in paths:
            # One input shown twice: the last of its mounts decides how it is known, even as the
            # root of the command (exec.go: getMountDeps).
            paths[base][1].append("/")
            below = ()
        reads = [
            self.read(
                origin, mount_selectors(found), shown if isinstance(shown, CacheKey) else None
            )
            for shown, (origin, found) in paths.items()
        ]
        return self.ring.key(text, below, tuple(reads))

    def input(self, origin: Origin) -> object | None:
        """What two mounts of one input have in common; ``None``: nothing lies behind it."""
        if isinstance(origin, MainContext | NamedContext):
            return origin
        return self.origin(origin)


class _Recalling(_Keying):
    """Takes the key of a step from the build before, where what it is made of is the same."""

    def recall(self, lasting: Lasting, running: Recalling) -> None:
        self._lasting = lasting
        self._running = running
        self.ring = lasting.ring

    def stage(self, number: int) -> CacheKey | None:
        known = self._lasting.stages.get(number)
        if number in self._stages or known is None or number not in self._lasting.files.still:
            return super().stage(number)
        self.rows += known.noted
        self._stages[number] = known.result
        return known.result

    def steps(self, stage: StagePlan, key: CacheKey | None) -> CacheKey | None:
        sources = [self.origin(each) for each in self._origins(stage)]
        seen = (key, *sources, *self._running.seen_by(stage))
        known, work = self._lasting.stages, super().steps
        return recalled(known, stage.number, seen, self.rows, lambda: work(stage, key))

    def step(self, step: BuildStep, stage: int, base: CacheKey | None) -> CacheKey | None:
        sources = [self.origin(each) for each in _origins(step)]
        seen = (base, *sources, *self._running.seen(step))
        known, work = self._lasting.steps, super().step
        return recalled(known, id(step), seen, self.rows, lambda: work(step, stage, base))

    def _origins(self, stage: StagePlan) -> tuple[Origin, ...]:
        if stage.number not in self._lasting.origins:
            found = dict.fromkeys(chain.from_iterable(map(_origins, stage.steps)))
            self._lasting.origins[stage.number] = tuple(found)
        return self._lasting.origins[stage.number]


def _origins(step: BuildStep) -> list[Origin]:
    match step:
        case CopyStep(origin=origin):
            return [origin]
        case RunStep(attached=attached):
            return [each.origin for each in attached]
    return []


def plain_path(source: str) -> str | None:
    """What a source or a mount names; ``None`` for a pattern."""
    path = cleaned(source)
    return None if has_wildcard(path) else path


def _fetched(step: CopyStep) -> str | None:
    """What is downloaded is known where its checksum is given."""
    return "checksum" if "checksum" in step.flags else None
