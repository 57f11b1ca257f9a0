"""Files that the ignore file should have kept out, or should not; and other ignore files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import EntryType
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.accounting import Sum, sum_for
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.checks import Seeing
from ctxscan.findings.next_step import next_step
from ctxscan.findings.report.met import notices_of_walk
from ctxscan.findings.report.warnings import notices_of_plan
from ctxscan.findings.surprises import source_surprises
from ctxscan.ignore.bits import indices
from ctxscan.ignore.literal import escape_literal
from ctxscan.inspection import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.findings.lint.checks import Check, ModelCheck, Observed, ObservedFiles, Subject
    from ctxscan.inspection import Inspection, TransferWalk

MOST_PATHS = 20
"""Files that cannot be sent are named one by one up to here."""


class Unsendable(Seeing):
    """Unreadable files and sockets: BuildKit makes empty files of them (D.9)."""

    sees_plain = False

    def __init__(self, subject: Subject) -> None:  # noqa: ARG002 - every check is made like this
        self._found: list[tuple[str, str]] = []

    def see(self, sight: Observed) -> None:
        empty = any(each.arrives_empty for each in sight.sent)
        if empty and sight.entry.type is EntryType.SOCKET:
            self._found.append((sight.entry.path, "a socket, which arrives as an empty file"))
        elif empty and not sight.entry.readable:
            self._found.append((sight.entry.path, "cannot be read, so it arrives empty"))

    def see_files(self, files: ObservedFiles) -> None:
        """All of them can be sent."""

    def findings(self) -> Iterator[Finding]:
        for path, why in self._found[:MOST_PATHS]:
            hint = f"ignore it: {escape_literal(path)}"
            yield Finding("unsendable", why, path=path, place=Place(path), hint=hint)


class DockerfileLost(Seeing):
    """A nested Dockerfile that the docker client fails to rescue (C.2)."""

    def __init__(self, subject: Subject) -> None:
        rescued = subject.traits.rescues_own_files
        self._path = subject.inspection.location.dockerfile.in_context if rescued else None
        self.is_idle = self._path is None
        self._lost: Finding | None = None

    def see(self, sight: Observed) -> None:
        if sight.entry.path != self._path or sight.sent:
            return
        rule = sight.verdict.rule or sight.entry.judgement.verdict.rule
        if rule is not None:
            self._lost = about(
                rule,
                "dockerfile-lost",
                f"the classic builder leaves out {self._path}, and the build fails: it brings its "
                "Dockerfile back only where the rule is as deep as what it matches",
                f"add !{self._path}",
                severity="error",
                path=self._path,
            )

    def see_files(self, files: ObservedFiles) -> None:
        """The Dockerfile comes by itself."""

    def findings(self) -> Iterator[Finding]:
        yield from [self._lost] if self._lost else []


class Sources(Seeing):
    """Sources of the Dockerfile that the ignore file keeps out (D.5)."""

    def __init__(self, subject: Subject) -> None:
        self._inspection = subject.inspection
        self._sums: dict[int, Sum] = {}
        self._asked: dict[int, str] = {}
        """An ignored path for each request that could have had it."""

    def see(self, sight: Observed) -> None:
        self.see_sent(sight.sent)
        if sight.verdict.ignored:
            self._keep_asked(sight.entry.judgement.sources, sight.entry.path)

    def see_files(self, files: ObservedFiles) -> None:
        if files.sent:
            sum_for(self._sums, files.sources).files += len(files.names)
        if files.verdict.ignored:
            self._keep_asked(files.sources, next(files.paths()))

    def see_sent(self, sent: Sequence[Sent]) -> None:
        for each in sent:
            is_directory = each.type is SentType.DIRECTORY
            sum_for(self._sums, each.sources).merge(Sum(not is_directory, is_directory))

    def _keep_asked(self, sources: int, path: str) -> None:
        for index in indices(sources):
            self._asked.setdefault(index, path)

    def findings(self, built: Outcome) -> Iterator[Finding]:
        requests = self._inspection.context.requests
        all_meant = any(
            request.path == ALL_PATHS and request.source.widening in {None, "root", "no source"}
            for request in requests
        )
        yield from source_surprises(self._inspection, built)
        for notice in notices_of_plan(self._inspection, requests, self._sums, built):
            if notice.code == "whole-context" and not all_meant:
                yield notice
            elif notice.code == "source-matches-nothing":
                yield from self._ignored_wildcard(notice)

    def _ignored_wildcard(self, notice: Finding) -> Iterator[Finding]:
        """A wildcard that matches nothing at all may well be meant: ``COPY yarn.lock* ./``."""
        line = notice.place.line if notice.place else None
        for index, path in self._asked.items():
            if self._inspection.context.requests[index].source.line == line:
                yield Finding(
                    "source-matches-nothing",
                    f"all that this wildcard matches is ignored, {path} for one: the build goes on "
                    "without it",
                    notice.place,
                    next_step(self._inspection, "explain", path),
                    path=path,
                )
                return


class Overridden(Seeing):
    """An ignore file for one Dockerfile without a rule in it, beside one with rules (O08)."""

    def __init__(self, subject: Subject) -> None:
        ignore_file = subject.inspection.ignore_file
        specific = (ignore_file.path or "").endswith(f"ile{IGNORE_FILE}") and not subject.rules
        self._path = ignore_file.path if specific else None
        self.is_idle = self._path is None
        self._found = False

    def see(self, sight: Observed) -> None:
        self._found = self._found or (sight.entry.path == IGNORE_FILE and sight.entry.size > 0)

    def see_files(self, files: ObservedFiles) -> None:
        """The ignore file comes by itself."""

    def findings(self) -> Iterator[Finding]:
        if self._found and self._path is not None:
            yield Finding(
                "overridden",
                f"has no rule, and yet takes the place of {IGNORE_FILE}: nothing is ignored",
                place=Place(self._path),
                hint=f"remove it, or copy the rules of {IGNORE_FILE} into it",
            )


IN_CONTEXT: tuple[type[Check], ...] = (DockerfileLost, Overridden, Unsendable)

ON_THE_MODEL: tuple[type[ModelCheck], ...] = (Sources,)


def met(inspection: Inspection, stream: TransferWalk) -> Iterator[Finding]:
    """Directories that cannot be read, and a transfer that ends early."""
    notices = notices_of_walk(inspection, stream)
    yield from _known(notices, {"unreadable-directory", "transfer-cut-short"})


def nearby(inspection: Inspection) -> Iterator[Finding]:
    """Ignore files that this build does not read, or cannot."""
    yield from _known(inspection.notices, {"ignore-file-unread", "ignore-file-unreadable"})


def _known(notices: Iterable[Finding], codes: set[str]) -> Iterator[Finding]:
    return (notice for notice in notices if notice.code in codes)
