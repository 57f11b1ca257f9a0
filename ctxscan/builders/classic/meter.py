"""The classic builder: everything that is not ignored, as one tar.

Sources: docker/cli (cli/command/image/build.go and build/), moby/go-archive (Tarballer.Do,
addTarFile). docs/semantics, C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ctxscan.builders.classic import TRAITS
from ctxscan.builders.classic.filter import ClassicFilter
from ctxscan.builders.classic.tar import BLOCK, TRAILER, header_length, padded, run_length
from ctxscan.builders.common import SENT_TYPES, first_name
from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.file import Rule, rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.protocol import Detail
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter, PlainFiles

IGNORE_FILE = ".dockerignore"

_RANDOM_NAME = ".dockerfile." + "0" * 20
"""The client makes up twenty hexadecimal digits; only their number matters here."""


class ClassicBuilder(NamedTuple):
    ignored: Matcher
    """The rules of the ignore file and those that rescue it and the Dockerfile."""

    injected_dockerfile: int | None
    """Bytes of a Dockerfile from stdin or from outside the context, which travels in the tar."""

    dockerfile: str | None = None
    """Its path in the context."""

    @property
    def traits(self) -> Traits:
        return TRAITS

    @property
    def alike(self) -> object:
        return self.ignored.rules, self.injected_dockerfile, self.dockerfile

    def filter(self, detail: Detail) -> Filter:
        return ClassicFilter(self.ignored, self.ignored.root(), detail, {}, validated=True)

    def transfer(self) -> ClassicMeter:
        return ClassicMeter(self.injected_dockerfile)

    def with_rules(self, rules: Sequence[Rule]) -> ClassicBuilder:
        return classic_builder(
            rules, dockerfile=self.dockerfile, injected_dockerfile=self.injected_dockerfile
        )

    def without_sources(self) -> ClassicBuilder:
        return self

    def for_every_stage(self) -> ClassicBuilder:
        return self


def whole_context(rules: Sequence[Rule]) -> ClassicBuilder:
    return ClassicBuilder(Matcher(rules), injected_dockerfile=None)


def classic_builder(
    rules: Sequence[Rule],
    *,
    dockerfile: str | None,
    injected_dockerfile: int | None = None,
) -> ClassicBuilder:
    """A builder for *rules*.

    *dockerfile* is its path relative to the context, or ``None`` when it comes from elsewhere;
    then *injected_dockerfile* is its size in bytes. Raises IgnoreFileError when the rescuing
    rule is malformed: the client uses the Dockerfile's path as a pattern.
    """
    rescued = [*rules]
    for path in (IGNORE_FILE, dockerfile):
        if path is not None and _is_ignored_at_depth(rescued, path):
            rescue = rule_of(f"!{path}", f"!{path}", Place("the docker client"))
            rescued.extend([rescue] if rescue else [])
    return ClassicBuilder(Matcher(rescued), injected_dockerfile, dockerfile)


def _is_ignored_at_depth(rules: Sequence[Rule], path: str) -> bool:
    # TrimBuildFilesFromExcludes uses the deprecated procedure, and takes an error for a "no".
    try:
        return Matcher(rules).judge_at_depth(path).ignored
    except IgnoreFileError:
        return False


class ClassicMeter:
    """The tar: each entry's header and content, padded, and two empty blocks at the end."""

    again_bytes = None

    def __init__(self, injected_dockerfile: int | None) -> None:
        self._injected_dockerfile = injected_dockerfile
        self._first_names: dict[int, str] = {}
        self._broken = False
        """Whether the archive lacks its end."""
        self._has_ignore_file = False
        self.ended_early: str | None = None
        self.transfer_bytes = 0

    def send(self, entry: Entry) -> list[Sent]:
        self.ended_early = self.ended_early or entry.judgement.ends_transfer
        # The tar writer does not support sockets: go-archive logs that, and goes on.
        if self.ended_early or not entry.judgement.sent or entry.type is EntryType.SOCKET:
            return []
        sent = self._sent(entry)
        self.transfer_bytes += sent.transfer
        return [sent]

    def send_run(self, run: PlainFiles) -> list[Sent] | None:
        if not run.judgement.sent and not run.judgement.ends_transfer:
            return []
        # The root may hold the ignore file, which changes on its way.
        if self.ended_early or run.judgement.ends_transfer or "" in dict(run.parts):
            return None
        self.transfer_bytes += run_length(run)
        return []

    def fresh(self) -> ClassicMeter:
        return ClassicMeter(self._injected_dockerfile)

    def merge(self, part: Self) -> list[Sent] | None:
        if self.ended_early or part.ended_early or part._first_names:
            return None
        self._has_ignore_file |= part._has_ignore_file
        self.transfer_bytes += part.transfer_bytes
        return []

    def finish(self) -> list[Sent]:
        if self._broken:
            return []
        if self._injected_dockerfile is None:
            self.transfer_bytes += TRAILER
            return []
        injected = list(self._injected(self._injected_dockerfile))
        self.transfer_bytes += sum(sent.transfer for sent in injected)
        return injected

    def _sent(self, entry: Entry) -> Sent:
        sent_type = SENT_TYPES[entry.type]
        first = first_name(self._first_names, entry)
        if first is not None:
            sent_type = SentType.HARDLINK
        size = entry.size if sent_type is SentType.FILE else 0
        if entry.path == IGNORE_FILE and self._injected_dockerfile is not None:
            self._has_ignore_file = True
            size += len(f"\n{_RANDOM_NAME}\n")
        header = header_length(
            entry.path + "/" * (sent_type is SentType.DIRECTORY),
            target=first or entry.target,
            size=size,
            mtime=entry.mtime_ns // 10**9,
            capability=dict(entry.xattrs).get("security.capability"),
        )
        if size and not entry.readable:
            # The header is written before the file is opened. After it, nothing can be: every
            # later entry fails, the end of the archive is missing, and docker exits with 0.
            self._broken = True
            self.ended_early = f"{entry.path}: permission denied"
            return Sent(entry.path, sent_type, 0, header, arrives_empty=True)
        return Sent(entry.path, sent_type, size, header + padded(size))

    def _injected(self, dockerfile: int) -> Iterator[Sent]:
        # The rewritten stream is never closed: no padding after the last entry, no end blocks.
        if not self._has_ignore_file:
            size = len(f"{IGNORE_FILE}\n{_RANDOM_NAME}\n")
            yield Sent(IGNORE_FILE, SentType.FILE, size, BLOCK + padded(size), injected=True)
        yield Sent(_RANDOM_NAME, SentType.FILE, dockerfile, BLOCK + dockerfile, injected=True)
