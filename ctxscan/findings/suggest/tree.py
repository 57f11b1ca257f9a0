"""One walk's entries, kept, so that any builder can go over them again under other rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.findings.suggest.model import Amount
from ctxscan.ignore.verdict import Verdict
from ctxscan.inspection import Transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.builders.protocol import Builder
    from ctxscan.context.entry import Filter
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.inspection import Inspection

_NOTHING_SAID = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))
_JUDGEMENT = Entry._fields.index("judgement")
_SOME_DAY = 1_700_000_000 * 10**9
"""Any time of this century takes the same number of bytes in a transfer."""


@dataclass(slots=True)
class Node:
    entry: Entry
    inside: dict[str, Node] | None
    """By name; ``None`` for anything but a directory."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A context as it lies there, in the builders' order."""

    top: dict[str, Node] = field(default_factory=dict)

    def paths(self) -> Iterator[Entry]:
        stack = [iter(self.top.values())]
        while stack:
            for node in stack[-1]:
                yield node.entry
                if node.inside is not None:
                    stack.append(iter(node.inside.values()))
                    break
            else:
                stack.pop()

    def eligible(self, ignored: Matcher) -> Iterator[Entry]:
        """What these rules do not ignore, in no order."""
        stack = [("", self.top, ignored.root())]
        while stack:
            directory, names, scope = stack.pop()
            for name, node in names.items():
                out = scope.judge(name).ignored
                if not out:
                    yield node.entry
                if node.inside is not None and (not out or ignored.has_exceptions):
                    stack.append((f"{directory}{name}/", node.inside, scope.enter(name)))

    def get(self, path: str) -> Entry | None:
        here: dict[str, Node] | None = self.top
        node: Node | None = None
        for name in path.split("/"):
            node = here.get(name) if here is not None else None
            if node is None:
                return None
            here = node.inside
        return node.entry if node is not None else None

    def judged(self, here: Filter) -> Iterator[Entry]:
        """The entries that *here* tells about, as a walk over the disk would yield them."""
        for entry, judgement in self.judgements(here):
            yield Entry._make((*entry[:_JUDGEMENT], judgement, *entry[_JUDGEMENT + 1 :]))

    def judgements(self, here: Filter) -> Iterator[tuple[Entry, Judgement]]:
        """The same, with the entries as they were taken."""
        stack = [(here, iter(self.top.items()))]
        while stack:
            here, names = stack[-1]
            alike = here.same_for_all_names()
            for name, node in names:
                if node.inside is None:
                    judgement = alike[0] if alike else here.judge(name)
                    if judgement is not None:
                        yield node.entry, judgement
                    continue
                judgement, below = here.enter(name)
                if judgement is not None:
                    yield node.entry, judgement
                if below is not None:
                    stack.append((below, iter(node.inside.items())))
                    break
            else:
                stack.pop()

    def amount(self, builders: Iterable[Builder]) -> Amount:
        """What the transfers of one build come to."""
        return self.measured(builders)[0]

    def measured(self, builders: Iterable[Builder]) -> tuple[Amount, list[dict[str, int]]]:
        """The same, and the size of each path that is no directory, transfer by transfer."""
        files = content = transferred = 0
        sizes: list[dict[str, int]] = []
        for builder in builders:
            transfer = builder.transfer()
            entries = self.judged(builder.filter(Detail.SENT))
            parts = [part for entry in entries for part in transfer.send(entry)]
            parts += transfer.finish()
            by_path = {
                part.path: part.size for part in parts if part.type is not SentType.DIRECTORY
            }
            files += sum(part.type is not SentType.DIRECTORY for part in parts)
            content += sum(part.size for part in parts)
            transferred += transfer.transfer_bytes
            sizes.append(by_path)
        return Amount(files, content, transferred), sizes

    def with_file(self, path: str, size: int) -> Snapshot:
        """The same with a file of another size at *path*, which lies at the top."""
        known = self.top.get(path)
        entry = Entry(
            *(path, EntryType.FILE, _NOTHING_SAID, size, 0o644, _SOME_DAY, None, ""),
            *((0, 0), (), True),
        )
        if known is not None:
            entry = known.entry._replace(size=size)
        names = {**self.top, path: Node(entry, None)}
        ordered = sorted(names.items(), key=lambda item: item[0].encode("utf-8", "surrogateescape"))
        return Snapshot(dict(ordered))


def take(inspection: Inspection, on_directory: Callable[[int], None] | None) -> Snapshot:
    """Walk the whole context, whatever its ignore file says. Raises ContextError."""
    everything = Transfer("the whole of it", inspection.location.root, buildkit_builder((), None))
    return snapshot_of(everything.walk(Detail.ALL, on_directory))


def snapshot_of(entries: Iterable[Entry]) -> Snapshot:
    found = Snapshot()
    inside = {"": found.top}
    for entry in entries:
        directory, _, name = entry.path.rpartition("/")
        below: dict[str, Node] | None = None
        if entry.type is EntryType.DIRECTORY:
            below = inside[entry.path] = {}
        inside[directory][name] = Node(entry, below)
    return found


def builders_under(text: bytes, inspection: Inspection) -> tuple[Builder, ...]:
    """One for each transfer of the build, with *text* for the ignore file.

    Raises IgnoreFileError where the builder refuses it.
    """
    shown = inspection.ignore_file.path or IGNORE_FILE
    return tuple(sync.builder for sync in inspection.with_ignore_file(text, shown).syncs)
