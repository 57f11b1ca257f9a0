"""A build under another ignore file, tried on a context in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import whole_context as model_of_all
from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.entry import PlainFiles, common_fate
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.model import sending
from ctxscan.inspection.sent_files import SentFiles
from ctxscan.inspection.steps import outcome_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Builder, Sent
    from ctxscan.builders.stages.arrived import ArrivingTree
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.context.entry import Filter, Judgement
    from ctxscan.context.tree import Tree
    from ctxscan.ignore.file import IgnoreFile, Rule
    from ctxscan.inspection.model import Inspection, Transfer


class Amount(NamedTuple):
    files: int = 0
    """Everything but directories."""

    content_bytes: int = 0
    transfer_bytes: int = 0

    def plus(self, other: Amount) -> Amount:
        return Amount(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Trial(NamedTuple):
    """What all transfers of one build, or of several, come to."""

    builders: tuple[Builder, ...]
    """One for each transfer."""

    amount: Amount

    sizes: tuple[SentFiles, ...]
    """Transfer by transfer: each path that is sent and no directory, with its size in bytes."""


class Outcome:
    """What a builder makes of everything in a tree but directories."""

    def __init__(self) -> None:
        self.sent: set[str] = set()
        """With their content."""

        self.empty: set[str] = set()
        """Announced by BuildKit, and refused when it opens them (docs/semantics, D.9)."""

        self.decided: dict[str, Rule] = {}
        """The rule that settled it, where one did and the builder's filter has a judgement."""

        self.sources: dict[str, int] = {}
        """Bits of the requests that ask for a path that is sent."""

        self.closed: set[str] = set()
        """The directories that the builder does not look into."""


def try_out(tree: Tree, inspections: Sequence[Inspection], text: bytes) -> Trial:
    """The builds of one context with *text* in the ignore file that all of them read.

    Where that file lies in the context, *tree* is to hold it (``tree_with``). Raises
    IgnoreFileError where a builder refuses the text.
    """
    builders = builders_under(inspections, text)
    amount = Amount()
    sizes: list[SentFiles] = []
    for builder in builders:
        one, by_path = _measured(tree, builder)
        amount = amount.plus(one)
        sizes.append(by_path)
    return Trial(builders, amount, tuple(sizes))


def _measured(tree: Tree, builder: Builder) -> tuple[Amount, SentFiles]:
    transfer = builder.transfer()
    parts: list[Sent] = []
    sizes = SentFiles()
    count = content = 0
    for batch, sent in sending(tree.batches(builder.filter(Detail.SENT)), transfer):
        if sent is not None:
            parts += sent
        elif isinstance(batch, PlainFiles) and batch.judgement.sent:
            sizes.add_run(batch)
            count += len(batch.names)
            content += sum(batch.sizes)
    parts += transfer.finish()
    files = [part for part in parts if part.type is not SentType.DIRECTORY]
    content += sum(part.size for part in parts)
    for part in files:
        sizes.add(part.path, part.size)
    return Amount(count + len(files), content, transfer.transfer_bytes), sizes


def failures_under(tree: Tree, inspection: Inspection) -> tuple[StepFailure, ...]:
    """The steps that fail when *tree* is what lies there, in the order of their lines.

    Raises CtxscanError, as a walk does: steps may look again at files.
    """
    if inspection.plan is None:
        return ()
    return outcome_of(inspection, Arriving(tree).under(inspection)).failures


class Arriving:
    """What the builds of one context have of a tree: what several ask for alike, once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[object, Arrivals] = {}

    def under(self, inspection: Inspection) -> Arrivals | None:
        """What the first transfer brings when the tree is what lies there; ``None`` without one.

        What the steps find is the same tree for all, too: none of them changes what arrived.
        """
        if not inspection.syncs or not inspection.traits.transfers:
            return None
        builder = inspection.syncs[0].builder.without_sources()
        key = builder.traits.name, builder.alike
        if key not in self._known:
            self._known[key] = _arrivals(self._tree, builder)
        return self._known[key]


class OneTree(Arrivals):
    """Made once: the builds differ in their steps alone."""

    def __init__(self) -> None:
        super().__init__()
        self._made: ArrivingTree | None = None

    def tree(self, transfer: Transfer, prefix: str = "") -> ArrivingTree:
        if self._made is None:
            self._made = super().tree(transfer, prefix)
        return self._made


def _arrivals(tree: Tree, builder: Builder) -> Arrivals:
    arrived = OneTree()
    transfer = builder.transfer()
    for batch, sent in sending(tree.batches(builder.filter(Detail.SENT)), transfer):
        arrived.add(batch, sent)
    arrived.add(None, transfer.finish())
    return arrived


def builders_under(inspections: Sequence[Inspection], text: bytes) -> tuple[Builder, ...]:
    """One for each transfer of each build. Raises IgnoreFileError where it refuses *text*."""
    return tuple(
        sync.builder.with_rules(ignore_file_of(inspection, text).rules)
        for inspection in inspections
        for sync in inspection.syncs
    )


def ignore_file_of(inspection: Inspection, text: bytes) -> IgnoreFile:
    """*text* as this build reads it. Raises IgnoreFileError."""
    read = inspection.traits.ignore_language.read_file
    return read(text, inspection.ignore_file.path or IGNORE_FILE)


def tree_with(tree: Tree, inspection: Inspection, text: bytes) -> Tree:
    """The tree with *text* in the ignore file, if that is the context's own."""
    found = inspection.location.ignore_file
    if found is None or found.path == f"{inspection.location.root}/{IGNORE_FILE}":
        return tree.with_file(IGNORE_FILE, len(text))
    return tree


def whole_context(tree: Tree, rules: Sequence[Rule], builder: BuilderName) -> Outcome:
    """What *builder* sends when it asks for all of a tree.

    The Dockerfile and the ignore file, which the classic builder sends whatever the rules say,
    get no special treatment. Raises IgnoreFileError where the builder refuses a rule.
    """
    return outcome(tree, model_of_all(builder, rules).filter(Detail.SENT))


def outcome(tree: Tree, top: Filter) -> Outcome:
    """What the builder with this filter makes of a tree."""
    found = Outcome()
    for folder, (here,) in tree.folders(Judging(top, "", found.closed)):
        alike = common_fate(here.filter, folder.names)
        if alike is not None:
            _add(found, [*folder.file_paths()], alike[0])
            continue
        for path, name in zip(folder.paths, folder.names, strict=True):
            if name not in folder.inside:
                _add(found, (path,), here.filter.judge(name))
    return found


def _add(found: Outcome, paths: Sequence[str], judgement: Judgement | None) -> None:
    if judgement is None:
        return
    if judgement.verdict.rule is not None:
        found.decided.update(dict.fromkeys(paths, judgement.verdict.rule))
    if judgement.sent:
        (found.sent if judgement.opens else found.empty).update(paths)
        if judgement.sources:
            found.sources.update(dict.fromkeys(paths, judgement.sources))


class Judging:
    """A builder's filter on the way down a tree."""

    __slots__ = ("_closed", "_directory", "filter")

    def __init__(self, here: Filter, directory: str = "", closed: set[str] | None = None) -> None:
        """*closed* gets the directories that it does not look into."""
        self.filter = here
        self._directory = directory
        self._closed = closed

    def enter(self, name: str) -> Judging | None:
        path = self._directory + name
        _, below = self.filter.enter(name)
        if below is not None:
            return Judging(below, f"{path}/", self._closed)
        if self._closed is not None:
            self._closed.add(path)
        return None
