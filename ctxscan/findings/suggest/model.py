"""What a suggestion comes from, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.ignore.file import parse_rule
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.findings.catalog import CatalogRow, Level
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.named import NamedBuild
    from ctxscan.inspection.trial import Amount

SourceName = Literal["gitignore", "catalog", "secrets", "dockerfile"]
DEFAULT_SOURCES: tuple[SourceName, ...] = ("gitignore", "catalog", "secrets")

NEW = "(new)"
"""The file that rules on trial stand in."""


class SuggestOptions(NamedTuple):
    sources: tuple[SourceName, ...] = DEFAULT_SOURCES
    level: Level = "default"

    brief: bool = True
    """Whether only rules are proposed that save something here, or are likely to; else all that
    the sources hold for this project."""

    expected: frozenset[str] = frozenset()
    """Paths that will be there, and are not yet: a rule that takes one of them saves something."""


def left_out(
    rule: str, reason: str, place: Place | None = None, hint: str | None = None
) -> Finding:
    """Of a *rule* that would have been proposed."""
    return Finding("rule-left-out", f"no rule {rule}: {reason}", place, hint, "note")


class Candidate(NamedTuple):
    """One line that may be added to the ignore file."""

    line: str
    reason: str
    source: SourceName
    group: str
    """Lines of one group stand together under one comment."""

    origin: Place | None = None
    row: CatalogRow | None = None

    takes_tracked: bool = False
    """Whether it may take what git tracks."""

    @property
    def exception(self) -> bool:
        return self.line.startswith("!")


def parsed(candidates: Iterable[Candidate]) -> Iterator[Rule]:
    """As rules on trial: their file is ``NEW``, and their line is the candidate's position."""
    for index, each in enumerate(candidates):
        rule = parse_rule(each.line, Place(NEW, index))
        if rule is not None:
            yield rule


def without_orphans(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without exceptions from a row of the catalog that is not among them any more."""
    rows = {each.row for each in candidates if each.group != "excepted"}
    return [
        each
        for each in candidates
        if each.group != "excepted" or each.row is None or each.row in rows
    ]


class SuggestedRule(NamedTuple):
    pattern: str
    """The line as it stands in the ignore file."""

    reason: str
    source: SourceName
    group: str
    origin: Place | None
    saves_files: int
    saves_bytes: int


class OwnFile(NamedTuple):
    """An ignore file beside a Dockerfile, which reads it in place of the shared one."""

    builds: tuple[NamedBuild, ...]
    """Those of this Dockerfile."""

    text: bytes
    saves: Amount
    """Of the first of them, beyond what the shared file saves."""

    @property
    def shown(self) -> str:
        return f"{self.builds[0].shown}.dockerignore"


class StillSent(NamedTuple):
    """One of the largest parts of what is sent under the new rules."""

    path: str
    """Of a file, or of a directory, which ends with a slash."""

    content_bytes: int


class Suggestion(NamedTuple):
    builds: tuple[NamedBuild, ...]
    """Those that read the ignore file, and that it was proven for; at least one."""

    rules: tuple[SuggestedRule, ...]
    before: Amount
    after: Amount

    old: bytes
    """The ignore file as it is."""

    new: bytes
    """The whole file with the new rules; the same as *old* when there are none."""

    notes: tuple[Finding, ...]

    still_sent: tuple[StillSent, ...] = ()
    """The largest first."""

    own_files: tuple[OwnFile, ...] = ()
    """Where a Dockerfile is better off with rules of its own."""

    without_git: str | None = None
    """Why git has no say, or less than usual, in words."""

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The steps that fail because of the ignore file as it is."""
        return tuple(note for note in self.notes if note.severity == "error")

    @property
    def inspection(self) -> Inspection:
        """The build that was asked about."""
        return self.builds[0].inspection
