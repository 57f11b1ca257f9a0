"""What a shell empties before a program starts, and what git still knows of it."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.context.real_path import real_path
from ctxscan.process import clear_line
from ctxscan.render.names import one_line
from ctxscan.sizes import plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Remembered(NamedTuple):
    data: bytes
    where: str

    @property
    def lines(self) -> str:
        count = self.data.count(b"\n") + (not self.data.endswith(b"\n"))
        return plural(count, "line")


def remembered(path: str) -> Remembered | str:
    """What git has of a file, staged or else committed; or why there is nothing."""
    directory, _, name = real_path(path).rpartition(os.sep)
    repository = find_repository(directory or os.sep)
    if isinstance(repository, NoRepository):
        return repository.reason
    staged, committed = repository.in_index(name), repository.at_head(name)
    if staged or (staged is not None and committed is not None):
        return Remembered(staged, "git's index")
    if committed is not None:
        return Remembered(committed, "the last commit (HEAD)")
    # After "git add --intent-to-add", the index knows the name and no content.
    return "git does not track it" if staged is None else "git was given its name, not its content"


def put_back(arguments: Sequence[str]) -> None:
    """Before a failure ends the run: fill the ignore file again that the shell cleared for it."""
    path = next((each for each in _ignore_files(arguments) if is_on_stdout(each)), None)
    if path is None or path.stat().st_size or appends():
        return
    found = remembered(str(path))
    if isinstance(found, str):
        tell(lost(str(path), found))
    elif found.data:
        sys.stdout.buffer.write(found.data)
        sys.stdout.flush()
        tell(
            f"{path}: the shell cleared it before ctxscan started; its {found.lines} are put back "
            f"from {found.where}, without any later change"
        )


def _ignore_files(arguments: Sequence[str]) -> Iterator[Path]:
    """Any argument may name a directory, and none has to be a path at all."""
    from pathlib import Path

    for argument in (".", *arguments):
        for directory in (argument, os.path.dirname(argument) or os.curdir):  # noqa: PTH120 - Path raises for some
            with suppress(OSError, ValueError), os.scandir(directory) as found:
                yield from [Path(each) for each in found if each.name.endswith(IGNORE_FILE)]


def is_on_stdout(path: str | Path) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(sys.stdout.fileno()))  # noqa: PTH116 - pathlib takes as long to load as twenty modules of ours
    except (OSError, ValueError):
        return False


def is_pipe() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def appends() -> bool:
    try:
        import fcntl
    except ImportError:
        return False  # Windows has no such flag to ask for
    return fcntl.fcntl(sys.stdout.fileno(), fcntl.F_GETFL) & os.O_APPEND != 0


def lost(shown: str, reason: str) -> str:
    return (
        f"stdout is {shown} itself, which the shell cleared before ctxscan started, and its rules "
        f"cannot be recovered, because {reason}: if it had any, they are gone. "
        "Use --write, which keeps them"
    )


def tell(text: str) -> None:
    clear_line()
    sys.stderr.write(f"ctxscan: warning: {one_line(text)}\n")
