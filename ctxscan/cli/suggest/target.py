"""The ignore file that a suggestion is for, and the trap of ``ctxscan suggest > .dockerignore``."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.cli.output import replace_file
from ctxscan.context.git import NoRepository, find_repository
from ctxscan.context.locate import IGNORE_FILE
from ctxscan.errors import ContextError, UsageError
from ctxscan.ignore.file import parse_ignore_file
from ctxscan.ignore.podman import parse_podman_ignore_file

if TYPE_CHECKING:
    from ctxscan.cli.output import Output
    from ctxscan.inspection import Inspection


@dataclass(frozen=True, slots=True)
class Target:
    inspection: Inspection
    """With the rules of the ignore file, even where the shell had emptied it."""

    path: Path
    shown: str

    on_disk: bytes | None
    """What the file held when it was read; ``None``: there was none."""

    appending: bool = False
    """Whether stdout is the file itself, and goes on at its end."""

    def write(self, data: bytes) -> None:
        """Replace the file whole. Raises UsageError where it cannot or must not be."""
        try:
            now = self.path.read_bytes() if self.path.exists() else None
            if now != self.on_disk:
                raise UsageError(
                    f"{self.shown} has changed since it was read", hint="try again: nothing is lost"
                )
            replace_file(self.path, data)
        except OSError as error:
            raise UsageError(f"cannot write {self.shown}: {error.strerror}") from None


def find_target(inspection: Inspection, out: Output) -> Target:
    """The file this build reads, or the one it would read; its rules recovered if need be.

    Tells on stderr what was lost and found, even when quiet: it is the user's own work.
    """
    found = inspection.location.ignore_file
    root = Path(inspection.location.root)
    path = Path(found.path) if found else root / IGNORE_FILE
    shown = (
        found.shown
        if found
        else os.path.normpath(
            os.path.join(inspection.location.shown, IGNORE_FILE)  # noqa: PTH118 - Path would resolve ""
        )
    )
    on_disk = found.data if found else None
    if found is None and os.path.lexists(path):
        raise ContextError(
            f"{shown} is there, and this build cannot read it",
            hint="make it a readable file inside the context",
        )
    target = Target(inspection, path, shown, on_disk)
    if out.path is not None or not _is_stdout(path):
        return target
    if _appends():
        _tell(f"stdout goes on at the end of {shown}: only what is new is written")
        return replace(target, appending=True)
    return _recovered(target) if not on_disk else target


def _is_stdout(path: Path) -> bool:
    try:
        there, stdout = path.stat(), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return False
    return (there.st_dev, there.st_ino) == (stdout.st_dev, stdout.st_ino)


def _appends() -> bool:
    try:
        import fcntl
    except ImportError:
        return False  # Windows has no such flag to ask for
    return fcntl.fcntl(sys.stdout.fileno(), fcntl.F_GETFL) & os.O_APPEND != 0


def _recovered(target: Target) -> Target:
    """The shell has emptied the file before anything could read it."""
    real = Path(os.path.realpath(target.path))
    repository = find_repository(str(real.parent))
    if isinstance(repository, NoRepository):
        _tell_lost(target.shown, repository.reason)
        return target
    data = repository.in_index(real.name)
    where = "git's index"
    if data is None:
        data, where = repository.at_head(real.name), "the last commit (HEAD)"
    if data is None:
        _tell_lost(target.shown, "git does not track it")
        return target
    lines = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    _tell(
        f"the shell emptied {target.shown} before ctxscan started: its {lines} lines are recovered "
        f"from {where}, without any change made since; --write is the safe way"
    )
    inspection = target.inspection
    parse = parse_ignore_file
    if inspection.options.builder == "podman":
        parse = parse_podman_ignore_file
    return replace(target, inspection=replace(inspection, ignore_file=parse(data, target.shown)))


def _tell_lost(shown: str, reason: str) -> None:
    _tell(
        f"stdout is {shown} itself, which the shell emptied before ctxscan started, and its rules "
        f"cannot be recovered, because {reason}: if it had any, they are gone. "
        "Use --write, which keeps them"
    )


def _tell(text: str) -> None:
    sys.stderr.write(f"ctxscan: warning: {text}\n")
