"""What became of each path that is drawn: a directory with all below it, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.findings.draft.amounts import NOTHING, key_of, plus
from ctxscan.findings.draft.folder import Folder
from ctxscan.findings.draft.weight import Weight
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.entry import Entry, Judgement
    from ctxscan.findings.draft.figures import Weighed
    from ctxscan.ignore.file import Rule


class Fates(NamedTuple):
    """Of one path and all below it, in files and bytes of content."""

    sent: int = 0
    sent_bytes: int = 0
    never: int = 0
    """Eligible, and asked for by nothing."""

    never_bytes: int = 0
    ignored: int = 0
    ignored_bytes: int = 0
    itself: str = "sent"
    """``sent``, ``never`` or ``ignored``: the path on its own."""

    rule: Rule | None = None
    """That settled it."""

    @property
    def files(self) -> int:
        return self.sent + self.never + self.ignored

    @property
    def content_bytes(self) -> int:
        return self.sent_bytes + self.never_bytes + self.ignored_bytes

    @property
    def eligible(self) -> int:
        return self.sent + self.never + (self.itself != "ignored")


class Row(NamedTuple):
    name: str
    path: str
    is_directory: bool
    fates: Fates


class _Asking:
    """Tells what is asked for by the stages that the target needs from what is not."""

    def __init__(self, weighed: Weighed) -> None:
        inspection = weighed.inspection
        plan, requests = inspection.plan, inspection.context.requests
        self._narrows = inspection.traits.narrows_by_sources
        self._asks = inspection.requested
        self._counting = 0
        if plan is not None:
            for at, request in enumerate(requests):
                if plan.stages[request.source.stage].reached:
                    self._counting |= 1 << at

    def of(self, judgement: Judgement | None) -> str:
        return self.by_key(0 if judgement is None else key_of(judgement))

    def by_key(self, key: int | None) -> str:
        if key is None:
            return "ignored"
        asked = self._asks and (not self._narrows or key & self._counting)
        return "sent" if asked else "never"


def rows_in(weighed: Weighed, directory: str) -> Iterator[Row]:
    """What lies in *directory*, with what became of it; in no order."""
    asking = _Asking(weighed)
    weight, folder = _nearest(weighed, directory)
    if folder is None:
        return
    if weight.folder is folder and weight.own:
        for each in weight.own:
            if isinstance(each, Weight):
                fates = _of_weight(each, asking)
                yield Row(each.folder.name, each.folder.path, True, fates)
            else:
                for batch in each:
                    yield from _files(batch, asking, batch.judgement)
        return
    for item in folder.items:
        if isinstance(item, Folder):
            fates = _even(item, asking, weight.judgement)
            yield Row(item.name, item.path, True, fates)
        else:
            yield from _files(item, asking, weight.judgement)


def fates_at(weighed: Weighed, path: str) -> Fates:
    """What became of *path*; nothing at all where there is no such path."""
    asking = _Asking(weighed)
    weight, folder = _nearest(weighed, path)
    if folder is not None:
        is_itself = weight.folder is folder
        return _of_weight(weight, asking) if is_itself else _even(folder, asking, weight.judgement)
    above = path.rpartition("/")[0]
    return next((each.fates for each in rows_in(weighed, above) if each.path == path), Fates())


def _nearest(weighed: Weighed, directory: str) -> tuple[Weight, Folder | None]:
    """The weight of *directory*, or of that above it whose fate it shares; and the directory."""
    weight = weighed.weights[0]
    folder = weight.folder
    for name in directory.split("/") if directory else ():
        inside = folder.folders.get(name)
        if inside is None:
            return weight, None
        weights = (each for each in weight.own if isinstance(each, Weight))
        weight = next((each for each in weights if each.folder is inside), weight)
        folder = inside
    return weight, folder


def _of_weight(weight: Weight, asking: _Asking) -> Fates:
    """Of one build, which asks the same each time."""
    if not isinstance(weight.fates, Fates):
        weight.fates = _added_up(weight, asking)
    return weight.fates


def _added_up(weight: Weight, asking: _Asking) -> Fates:
    sums = dict.fromkeys(("sent", "never", "ignored"), NOTHING)
    for key, amount in weight.tally.items():
        state = asking.by_key(key)
        sums[state] = plus(sums[state], amount)
    judgement = weight.judgement
    rule = judgement.verdict.rule if judgement is not None else None
    sent, never, ignored = sums["sent"], sums["never"], sums["ignored"]
    return Fates(
        *(sent.files, sent.content_bytes, never.files, never.content_bytes),
        *(ignored.files, ignored.content_bytes, asking.of(judgement), rule),
    )


def _even(folder: Folder, asking: _Asking, judgement: Judgement | None) -> Fates:
    return _single(folder.files, folder.content_bytes, asking, judgement)


def _single(files: int, size: int, asking: _Asking, judgement: Judgement | None) -> Fates:
    state = asking.of(judgement)
    rule = judgement.verdict.rule if judgement is not None else None
    if state == "sent":
        return Fates(sent=files, sent_bytes=size, itself=state, rule=rule)
    if state == "never":
        return Fates(never=files, never_bytes=size, itself=state, rule=rule)
    return Fates(ignored=files, ignored_bytes=size, itself=state, rule=rule)


def _files(item: PlainFiles | Entry, asking: _Asking, judgement: Judgement | None) -> Iterator[Row]:
    if not isinstance(item, PlainFiles):
        size = item.size if item.type is EntryType.FILE else 0
        fates = _single(1, size, asking, judgement)
        yield Row(item.path.rpartition("/")[2], item.path, False, fates)
        return
    prefix = item.parts[0][0]
    for name, size in zip(item.names, item.sizes, strict=True):
        yield Row(name, prefix + name, False, _single(1, size, asking, judgement))
