"""From the command line to a suggestion, and from a suggestion to where it goes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ctxscan.context.writable import Writable
from ctxscan.errors import UsageError
from ctxscan.findings.suggest.model import (
    DEFAULT_SOURCES,
    SourceName,
    SuggestOptions,
)
from ctxscan.process import clear_line
from ctxscan.render.json import documents
from ctxscan.render.json.suggest import suggestion
from ctxscan.render.names import one_line
from ctxscan.render.sizes import size_format
from ctxscan.render.text.suggest import (
    explained,
    note_line,
    proposals,
    proven_for,
    still_large,
    summary,
    unified_diff,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.cli.output import Output
    from ctxscan.cli.suggest.choices import SourceChoice
    from ctxscan.cli.suggest.target import Target
    from ctxscan.findings.catalog import Level
    from ctxscan.findings.suggest.model import Suggestion


def options_of(chosen: Sequence[SourceChoice], level: Level, *, allowlist: bool) -> SuggestOptions:
    names: tuple[SourceName, ...] = tuple(each.value for each in chosen) or DEFAULT_SOURCES
    if allowlist and "dockerfile" not in names:
        names = (*names, "dockerfile")
    # Who names a source asks for all that it holds.
    return SuggestOptions(names, level, brief=not chosen)


def explain_to_user(found: Suggestion, out: Output) -> None:
    if found.without_git is not None:
        _note(out, found.without_git)
    for note in found.notes:
        _note(out, note_line(note))
    builds = proven_for(found)
    if builds is not None:
        _note(out, builds)
    size = size_format(iec=False)
    _note(out, summary(found, size))
    still = still_large(found, size)
    if still is not None:
        _note(out, still)


def _note(out: Output, text: str) -> None:
    if not out.quiet:
        clear_line()
        sys.stderr.write(f"ctxscan: {one_line(text)}\n")


class OutputMode(NamedTuple):
    write: bool
    diff: bool
    check: bool
    explain: bool
    as_json: bool

    @classmethod
    def of(
        cls, *, write: bool, diff: bool, check: bool, explain: bool, as_json: bool
    ) -> OutputMode:
        """Raises UsageError for what contradicts each other."""
        if write and (diff or check or explain or as_json):
            raise UsageError("--write writes the file, and shows nothing: leave the others out")
        if diff and as_json:
            raise UsageError("--diff is text", hint="leave out one of --diff and --format json")
        if explain and (diff or as_json):
            raise UsageError(
                "--explain is a table", hint="leave out --diff; --format json has the same in it"
            )
        return cls(write, diff, check, explain, as_json)

    @property
    def as_file(self) -> bool:
        """Whether an ignore file, or nothing, goes to stdout."""
        return self.write or not (self.diff or self.check or self.explain or self.as_json)

    def deliver(self, found: Suggestion, target: Target, out: Output) -> None:
        if self.write:
            _write(found, target, out)
        elif self.as_json:
            out.write_text(documents.dumps(suggestion(found)) + "\n")
        elif self.diff:
            out.write(unified_diff(found, target.shown))
        elif self.explain:
            out.draw(explained(found, size_format(iec=False)))
        elif self.check:
            out.write("".join(f"{line}\n" for line in proposals(found)).encode())
        elif target.appending:
            out.write(_addition(found))
        else:
            out.write(found.new)


def _write(found: Suggestion, target: Target, out: Output) -> None:
    if found.new == (target.on_disk or b""):
        return
    target.write(found.new)
    _note(out, f"{target.shown} written")


def write_own_files(found: Suggestion, out: Output) -> None:
    """Those of single Dockerfiles. Raises UsageError before anything is written, where it can."""
    files = [
        (Writable.beside_dockerfile(own.builds[0].inspection.location), own)
        for own in found.own_files
    ]
    for file, _ in files:
        file.place()
    for file, own in files:
        file.write(own.text)
        saves = size_format(iec=False)(own.saves.content_bytes)
        _note(out, f"{file.shown} written, which saves {saves} beyond the shared file")
    if not files:
        _note(out, "no Dockerfile would send less with an ignore file of its own")


def _addition(found: Suggestion) -> bytes:
    """What stands behind the old rules, for a file that is written on at its end."""
    return found.new[len(found.old) :]
