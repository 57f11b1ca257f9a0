"""The ignore file that a suggestion is for, and the trap of ``ctxscan suggest > .dockerignore``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.cli.suggest.emptied import appends, is_on_stdout, is_pipe, lost, remembered, tell
from ctxscan.context.user_paths import is_link, is_same
from ctxscan.context.writable import Writable
from ctxscan.errors import ContextError, UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.cli.output import Output
    from ctxscan.inspection import Inspection


class Target(NamedTuple):
    inspection: Inspection
    """With the rules of the ignore file, even where the shell had cleared it."""

    file: Writable

    appending: bool = False
    """Whether stdout is the file itself, and goes on at its end."""

    @property
    def shown(self) -> str:
        return self.file.shown

    @property
    def on_disk(self) -> bytes | None:
        return self.file.on_disk

    def write(self, data: bytes) -> None:
        """Replace the file whole. Raises UsageError where it cannot or must not be."""
        self.file.write(data)


def find_target(inspection: Inspection, out: Output, *, as_file: bool) -> Target:
    """The file this build reads, or the one it would read; its rules recovered if need be.

    *as_file*: what goes to stdout is an ignore file. Tells on stderr what was lost and found, even
    when quiet: it is the user's own work. Raises UsageError where an ignore file would be
    overwritten with something else.
    """
    target = Target(inspection, Writable.of(inspection.location))
    path, shown, on_disk = target.file.path, target.shown, target.on_disk
    if on_disk is None and os.path.lexists(path):
        raise ContextError(
            f"{shown} is there, and this build cannot read it",
            hint="make it a readable file inside the context",
        )
    if out.path is not None and is_link(out.path) and is_same(path, out.path):
        target.file.place()
    is_stdout = out.path is None and is_on_stdout(path)
    if not as_file and (is_stdout or (out.path is not None and is_same(path, out.path))):
        raise UsageError(
            f"this would go into {shown} itself, and is no ignore file",
            hint="write it to another file",
        )
    if is_stdout and appends():
        tell(f"stdout goes on at the end of {shown}: only what is new is written")
        return target._replace(appending=True)
    return _recovered(target, is_stdout=is_stdout) if on_disk == b"" else target


def _recovered(target: Target, *, is_stdout: bool) -> Target:
    """The file is empty: a shell may have cleared it before anything could read it.

    So may ``| tee``, and a redirect of a run that failed.
    """
    found = remembered(target.file.path)
    if isinstance(found, str):
        if is_stdout:
            tell(lost(target.shown, found))
        elif is_pipe():
            tell(
                f"{target.shown} is empty: if this pipe ends in it, it was cleared before ctxscan "
                "could read it, and its rules are gone. Use --write, which keeps them"
            )
        return target
    if found.data:
        who = "the shell cleared it before ctxscan started" if is_stdout else "it is empty"
        tell(
            f"{target.shown}: {who}; its {found.lines} are recovered from {found.where}, without "
            f"any later change; --write is the safe way"
        )
    inspection = target.inspection.with_ignore_file(found.data, target.shown)
    return target._replace(inspection=inspection)
