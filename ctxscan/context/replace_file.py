"""Writing a file whole or not at all, one process after the other."""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows has none: there, processes are not kept apart
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE = 10.0
"""Seconds that another process is waited for, which writes for a moment."""

_MARK = ".ctxscan-"


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """While no other ctxscan writes in *directory*. Raises OSError where that never comes."""
    if fcntl is None:
        yield
        return
    opened = os.open(directory, os.O_RDONLY)
    try:
        _lock(opened)
        yield
    finally:
        os.close(opened)


def _lock(opened: int) -> None:
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.01)
        except OSError:
            return  # a file system without locks
        else:
            return


def replace_file(path: Path, data: bytes) -> None:
    """Write *data* whole or not at all; mode and symlinks of an existing file are kept.

    A device or a fifo is written to: a file in place of ``/dev/null`` would harm every program.
    What a killed run left behind is removed.
    """
    target = _resolved(path)
    if target.exists() and not target.is_file():
        with target.open("wb") as special:
            special.write(data)
        return
    with alone_in(target.parent):
        replace_alone(target, data)


def replace_alone(
    target: Path, data: bytes, check: Callable[[], None] = lambda: None, *, mode: int = 0o666
) -> None:
    """The same for a regular file, for who is alone in its directory. *target* is no symlink.

    *mode*: of a file that is new, less what the umask takes.

    *check* is called at the last moment, and may raise: to write to a disk takes time, in which
    an editor, which waits for nobody, may save the file.
    """
    import tempfile  # noqa: PLC0415 - it brings random and more along, and few commands write

    _remove_leftovers(target)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}{_MARK}")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(target, temporary)
        is_there = target.exists()
        Path(temporary).chmod(target.stat().st_mode & 0o7777 if is_there else mode & ~_umask())
        check()
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _resolved(path: Path) -> Path:
    """Raises OSError for links in a circle, of which Python says this or that."""
    with suppress(FileNotFoundError):
        path.stat()
    return path.resolve()


def _remove_leftovers(target: Path) -> None:
    """Of runs that were killed: whoever writes now is alone, so nobody needs them."""
    if fcntl is None:
        return
    ours = re.compile(re.escape(f".{target.name}{_MARK}") + r"\w{8}")
    with suppress(OSError), os.scandir(target.parent) as found:
        for each in [entry for entry in found if ours.fullmatch(entry.name)]:
            Path(each.path).unlink(missing_ok=True)


def _keep_owner(target: Path, temporary: str) -> None:
    """Root may edit a file of somebody else, who is to have it still."""
    with suppress(OSError, AttributeError):
        info = target.stat()
        if info.st_uid != os.geteuid() or info.st_gid != os.getegid():
            os.chown(temporary, info.st_uid, info.st_gid)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
