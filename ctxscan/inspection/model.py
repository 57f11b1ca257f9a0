"""The values of an inspection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self

from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import Entry
from ctxscan.context.locate.docker import BuildFiles, Location
from ctxscan.context.walk.several_names import SeveralNames
from ctxscan.context.walk.two_processes import parts
from ctxscan.context.walk.walk import Walk
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Builder, Meter, Sent
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Batch, PlainFiles
    from ctxscan.context.walk.part import Trouble
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source
    from ctxscan.finding import Finding
    from ctxscan.ignore.file import IgnoreFile, Rule

REFUSED = "dockerfile-error"
"""Code of what is said of a Dockerfile that is refused as a whole."""

ALL_PATHS = "**"
"""A pattern that every path matches: the request for a whole context."""


class BuildOptions(NamedTuple):
    """What ``docker build`` would be given."""

    files: BuildFiles = BuildFiles()
    builder: BuilderName = DEFAULT_BUILDER
    target: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()

    build_contexts: tuple[tuple[str, str], ...] = ()
    """Name and path (or address) of each named context."""

    platforms: tuple[str, ...] = ()
    """Empty: the platform of a Linux engine on this machine."""

    machine: str = "linux/amd64"
    """The platform that builds, and the default for ``platforms``."""

    workers: int = 1
    """Processes that may walk a large context. With more than one, this process may fork."""

    uncached: frozenset[str] | None = frozenset()
    """Names of the stages that are built without the cache; ``None``: all are."""

    run_options: tuple[str, ...] = ()
    """What every RUN is run with by the command line: ``--add-host=name``."""


class Request(NamedTuple):
    """One path that one source asks for: its own, or one that its symlinks lead to."""

    source: Source
    path: str
    """As a pattern of the ignore language: ``**`` for the whole context."""

    final: bool
    """Whether this is where the symlinks end: without it the instruction has nothing to copy."""

    exists: bool
    """Whether it lies in the context, ignored or not; always true for a wildcard."""


class Transfer(NamedTuple):
    """One transfer of one directory, not yet walked."""

    title: str
    """As Docker's progress names it: ``load build context``."""

    root: str
    builder: Builder

    requests: tuple[Request, ...] = ()
    """Bit *i* in the ``sources`` of a judgement stands for the request at index *i*."""

    def with_rules(self, rules: Sequence[Rule]) -> Transfer:
        """The same with *rules* in its ignore file. Raises IgnoreFileError."""
        return self._replace(builder=self.builder.with_rules(rules))

    def stream(
        self, detail: Detail = Detail.SENT, on_directory: Callable[[int], None] | None = None
    ) -> TransferWalk:
        """A new walk; *on_directory* gets how many paths were looked at so far."""
        return TransferWalk(self, self.walk(detail, on_directory))

    def walk(self, detail: Detail, on_directory: Callable[[int], None] | None = None) -> Walk:
        """The entries alone, without what is sent for them."""
        return Walk(
            self.root,
            self.builder.filter(detail),
            on_directory or (lambda _: None),
            looks_before_pruning=self.builder.traits.checks_ignored_directories,
        )


class Sums(Protocol):
    """What adds up a stream."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        """Add what is sent for *batch*; ``None`` for a run: all of it, if it was judged so."""

    def fresh(self) -> Self:
        """The same, with nothing added yet."""

    def merge(self, part: Self) -> None:
        """Add what was added up apart, of the part that comes next."""


class TransferWalk:
    """The entries of one walk with what is sent for each. Iterate once, then read the totals."""

    def __init__(self, sync: Transfer, walk: Walk, meter: Meter | None = None) -> None:
        """*meter*: of a walk that has come to its end together with others."""
        self._walk = walk
        self._builder = sync.builder
        self._transfer = meter if meter is not None else sync.builder.transfer()

    def __iter__(self) -> Iterator[tuple[Entry | None, list[Sent]]]:
        """Raises ContextError and IgnoreFileError, as the walk does."""
        send = self._transfer.send
        for entry in self._walk:
            yield entry, send(entry)
        yield None, self._transfer.finish()

    def batches(self) -> Iterator[tuple[PlainFiles, None] | tuple[Entry | None, list[Sent]]]:
        """The same, for adding up, with runs that are sent just as they are, or not at all."""
        yield from sending(self._walk.batches(), self._transfer)
        yield None, self._transfer.finish()

    def add_up(self, sums: Sums, workers: int = 1) -> None:
        """Add all of it to *sums*.

        With *workers* above 1, a second process (a fork) adds up parts of a large context.
        """
        apart = self._added_up(sums, workers, SeveralNames())
        if twice := self._walk.came_twice():
            apart = self._added_up(sums, workers, SeveralNames(twice))
        sums.merge(apart)

    def _added_up(self, alike: Sums, workers: int, several: SeveralNames) -> Sums:
        """Sums like *alike*, of a walk from the beginning."""
        self._walk, self._transfer = self._walk.anew(several), self._builder.transfer()
        sums = alike.fresh()
        reduce = partial(_apart, self._transfer, sums)
        for part in parts(self._walk, workers, reduce):
            found = part.found
            before = self._transfer.merge(found.transfer) if isinstance(found, _Apart) else None
            if isinstance(found, _Apart) and before is not None:
                sums.add(None, before)
                sums.merge(found.sums)
                continue
            batches = iter(found) if isinstance(found, list) else part.batches()
            for batch, sent in sending(batches, self._transfer):
                sums.add(batch, sent)
        sums.add(None, self._transfer.finish())
        return sums

    def sent(self) -> Iterator[Sent]:
        for _, sent in self:
            yield from sent

    @property
    def transfer_bytes(self) -> int:
        """The figure that Docker prints."""
        return self._transfer.transfer_bytes

    @property
    def again_bytes(self) -> int | None:
        """The same for a second build when nothing changed; ``None`` for all but BuildKit."""
        return self._transfer.again_bytes

    @property
    def walked(self) -> int:
        """How many paths the builder has to look at."""
        return self._walk.walked

    @property
    def ended_early(self) -> str | None:
        """Why the builder leaves the rest of the context out, if it does."""
        return self._transfer.ended_early

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(self._walk.troubles)


class _Apart(NamedTuple):
    """A part of a stream that was added up on its own."""

    transfer: Meter
    sums: Any


def _apart(transfer: Meter, sums: Sums, batches: Iterator[Batch]) -> _Apart | list[Batch]:
    """The sums of *batches*; the batches where they need to know what came before."""
    part = _Apart(transfer.fresh(), sums.fresh())
    taken: list[Batch] = []
    for batch in batches:
        taken.append(batch)
        if isinstance(batch, Entry) and batch.inode is not None:
            return [*taken, *batches]
        for entry, sent in sending([batch], part.transfer):
            part.sums.add(entry, sent)
    return part


def sending(
    batches: Iterable[Batch], transfer: Meter
) -> Iterator[tuple[PlainFiles, None] | tuple[Entry | None, list[Sent]]]:
    """Each batch with what is sent for it; ``None`` for a run: all of it, or nothing."""
    for batch in batches:
        if isinstance(batch, Entry):
            yield batch, transfer.send(batch)
            continue
        before = transfer.send_run(batch)
        if before is None:
            for entry in batch.entries():
                yield entry, transfer.send(entry)
            continue
        if before:
            yield None, before
        yield batch, None


class Inspection(NamedTuple):
    """What is known of a build before its context is walked."""

    options: BuildOptions
    location: Location
    ignore_file: IgnoreFile

    plan: BuildPlan | None
    """What the Dockerfile asks for; ``None`` when it could not be read (classic builder only)."""

    instructions: tuple[Instruction, ...]
    """Of the Dockerfile, in its order."""

    context: Transfer
    """The context as one transfer, whether the build asks for it or not: to measure by."""

    syncs: tuple[Transfer, ...]
    """Transfers of the context itself: none when the build never asks for it, several when the
    platforms ask for different paths."""

    named: tuple[Transfer, ...] = ()
    """Transfers of the named contexts."""

    small: tuple[Transfer, ...] = ()
    """BuildKit's transfers of the Dockerfile and of ignore files."""

    notices: tuple[Finding, ...] = ()

    @property
    def refusal(self) -> Finding | None:
        """Why the Dockerfile as a whole is refused, where the context is sent all the same."""
        return next((each for each in self.notices if each.code == REFUSED), None)

    @property
    def notices_but_refusal(self) -> tuple[Finding, ...]:
        """For those that say it as a failure."""
        return tuple(each for each in self.notices if each.code != REFUSED)

    @property
    def requested(self) -> bool:
        return bool(self.syncs)

    @property
    def traits(self) -> Traits:
        """Of its builder."""
        return self.context.builder.traits

    def with_ignore_file(self, data: bytes, shown: str) -> Inspection:
        """The same build with *data* in the ignore file *shown*.

        Raises IgnoreFileError where its builder refuses that.
        """
        ignore_file = self.traits.ignore_language.read_file(data, shown)
        return self._replace(
            ignore_file=ignore_file,
            context=self.context.with_rules(ignore_file.rules),
            syncs=tuple(sync.with_rules(ignore_file.rules) for sync in self.syncs),
        )
