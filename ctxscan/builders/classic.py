"""The classic builder: everything that is not ignored, as one tar.

Sources: docker/cli (cli/command/image/build.go and build/), moby/go-archive (Tarballer.Do,
addTarFile). SEMANTICS.md, C.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.builders.pruned import Pruned
from ctxscan.builders.sent import Detail, Sent, SentType
from ctxscan.builders.tar import BLOCK, TRAILER, header_length, padded
from ctxscan.context.entry import Entry, EntryType, Filter, Judgement
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.clean import clean, trim
from ctxscan.ignore.file import Rule, check_syntax
from ctxscan.ignore.matcher import Matcher, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

IGNORE_FILE = ".dockerignore"

_TYPES = {
    EntryType.FILE: SentType.FILE,
    EntryType.DIRECTORY: SentType.DIRECTORY,
    EntryType.SYMLINK: SentType.SYMLINK,
    EntryType.FIFO: SentType.FIFO,
    EntryType.CHARACTER_DEVICE: SentType.DEVICE,
    EntryType.BLOCK_DEVICE: SentType.DEVICE,
}

_RANDOM_NAME = ".dockerfile." + "0" * 20
"""The client makes up twenty hexadecimal digits; only their number matters here."""


@dataclass(frozen=True, slots=True)
class ClassicBuilder:
    matcher: Matcher
    """The rules of the ignore file and those that rescue it and the Dockerfile."""

    injected_dockerfile: int | None
    """Bytes of a Dockerfile from stdin or from outside the context, which travels in the tar."""

    looks_before_pruning = True

    def filter(self, detail: Detail) -> Filter:
        return _ClassicFilter(self.matcher, self.matcher.root(), detail, {}, validated=True)

    def transfer(self) -> ClassicTransfer:
        return ClassicTransfer(self.injected_dockerfile)


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
    if _is_ignored_at_depth(rescued, IGNORE_FILE):
        rescued.append(_rescue(IGNORE_FILE))
    if dockerfile is not None and _is_ignored_at_depth(rescued, dockerfile):
        rescued.append(_rescue(dockerfile))
    return ClassicBuilder(Matcher(rescued), injected_dockerfile)


def _is_ignored_at_depth(rules: Sequence[Rule], path: str) -> bool:
    # TrimBuildFilesFromExcludes uses the deprecated procedure, and takes an error for a "no".
    try:
        return Matcher(rules).judge_at_depth(path).ignored
    except IgnoreFileError:
        return False


def _rescue(path: str) -> Rule:
    text = "!" + path
    place = Place("the docker client")
    pattern = clean(trim(text))[1:]
    check_syntax(pattern, text, place)
    return Rule(pattern, exception=True, text=text, place=place)


class _ClassicFilter:
    """One directory on the way of the tar."""

    __slots__ = ("_detail", "_judgements", "_matcher", "_scope", "_validated", "visited")

    def __init__(
        self,
        matcher: Matcher,
        scope: Scope,
        detail: Detail,
        judgements: dict[int, Judgement],
        *,
        validated: bool,
    ) -> None:
        self._matcher = matcher
        self._scope = scope
        self._detail = detail
        self._judgements = judgements
        self._validated = validated
        """Whether the client checks this directory before it sends anything."""
        self.visited = True

    def judge(self, name: str) -> Judgement | None:
        if self._matcher.has_malformed and self._validated:
            self._scope.judge_or_parents(name)
        return self._shown(self._judgement(name))

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        validated = self._validated and not self._scope.judge_or_parents(name).ignored
        judgement = self._judgement(name)
        if judgement.sent or self._descends(self._scope.directory + name + "/"):
            below = _ClassicFilter(
                self._matcher,
                self._scope.enter(name),
                self._detail,
                self._judgements,
                validated=validated,
            )
            return self._shown(judgement), below
        pruned = Pruned(judgement) if self._detail is Detail.ALL else None
        return self._shown(judgement), pruned

    def _judgement(self, name: str) -> Judgement:
        hits = self._scope.matching(name) | self._scope.remembered
        known = self._judgements.get(hits)
        if known is None:
            verdict = self._matcher.verdict(hits)
            known = self._judgements[hits] = Judgement(sent=not verdict.ignored, verdict=verdict)
        return known

    def _shown(self, judgement: Judgement) -> Judgement | None:
        return judgement if judgement.sent or self._detail is Detail.ALL else None

    def _descends(self, directory: str) -> bool:
        """Whether an exception starts with the very text of an ignored directory.

        Wildcards are not interpreted here: below ``d``, ``!d/*.c`` works and ``!**/x.c`` does not.
        """
        return any(
            rule.exception and f"{rule.pattern}/".startswith(directory)
            for rule in self._matcher.rules
        )


class ClassicTransfer:
    """The tar: each entry's header and content, padded, and two empty blocks at the end."""

    def __init__(self, injected_dockerfile: int | None) -> None:
        self._injected_dockerfile = injected_dockerfile
        self._first_names: dict[int, str] = {}
        self._broken = False
        self._has_ignore_file = False
        self.transfer_bytes = 0

    def send(self, entry: Entry) -> Iterator[Sent]:
        # The tar writer does not support sockets: go-archive logs that, and goes on.
        if not entry.judgement.sent or self._broken or entry.type is EntryType.SOCKET:
            return
        sent = self._sent(entry)
        self.transfer_bytes += sent.transfer
        yield sent

    def finish(self) -> Iterable[Sent]:
        if self._broken:
            return []
        if self._injected_dockerfile is None:
            self.transfer_bytes += TRAILER
            return []
        injected = list(self._injected(self._injected_dockerfile))
        self.transfer_bytes += sum(sent.transfer for sent in injected)
        return injected

    def _sent(self, entry: Entry) -> Sent:
        sent_type = _TYPES[entry.type]
        first_name = self._first_name(entry)
        if first_name is not None:
            sent_type = SentType.HARDLINK
        size = entry.size if sent_type is SentType.FILE else 0
        if entry.path == IGNORE_FILE and self._injected_dockerfile is not None:
            self._has_ignore_file = True
            size += len(f"\n{_RANDOM_NAME}\n")
        header = header_length(
            entry.path + "/" * (sent_type is SentType.DIRECTORY),
            target=first_name or entry.target,
            size=size,
            mtime=entry.mtime_ns // 10**9,
            capability=dict(entry.xattrs).get("security.capability"),
        )
        if size and not entry.readable:
            # The header is written before the file is opened. After it, nothing can be: every
            # later entry fails, the end of the archive is missing, and docker exits with 0.
            self._broken = True
            return Sent(entry.path, sent_type, 0, header, arrives_empty=True)
        return Sent(entry.path, sent_type, size, header + padded(size))

    def _first_name(self, entry: Entry) -> str | None:
        """The name under which this inode was sent before. go-archive asks the inode alone."""
        if entry.inode is None:
            return None
        first = self._first_names.setdefault(entry.inode, entry.path)
        return None if first == entry.path else first

    def _injected(self, dockerfile: int) -> Iterator[Sent]:
        # The rewritten stream is never closed: no padding after the last entry, no end blocks.
        if not self._has_ignore_file:
            size = len(f"{IGNORE_FILE}\n{_RANDOM_NAME}\n")
            yield Sent(IGNORE_FILE, SentType.FILE, size, BLOCK + padded(size), injected=True)
        yield Sent(_RANDOM_NAME, SentType.FILE, dockerfile, BLOCK + dockerfile, injected=True)
