"""A file as it is to be, shown before it is written, and written only over what was read."""

from __future__ import annotations

import os
from pathlib import Path

from ctxscan.context.reading import LARGEST_SETTINGS, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.context.replace_file import alone_in, replace_alone
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple


class PlannedFile(NamedTuple):
    path: str
    before: bytes | None
    """What it held when it was read; ``None``: it is not there."""

    after: bytes | None
    """``None``: it is removed."""

    mode: int = 0o666
    """Of a new file, less what the umask takes."""

    shown: tuple[str, ...] = ()
    """Lines that say what changes, where the file itself is not to be shown."""

    @property
    def changes(self) -> bool:
        return self.before != self.after

    def write(self) -> None:
        """Whole or not at all. Raises UsageError where it cannot be, or has changed meanwhile."""
        place = Path(real_path(self.path))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with alone_in(place.parent):
                if self.after is not None:
                    replace_alone(place, self.after, self._check_unchanged, mode=self.mode)
                else:
                    self._check_unchanged()
                    Path(self.path).unlink()
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror or error}") from None

    def _check_unchanged(self) -> None:
        if content_of(self.path) != self.before:
            raise UsageError(
                f"{self.path} has changed since it was read", hint="try again: nothing is lost"
            )


class LeftFile(NamedTuple):
    """One that is left as it is."""

    path: str
    why: str

    add: tuple[str, ...] = ()
    """Lines for a user to add."""


Start = PlannedFile | LeftFile | None
"""What becomes of a file; ``None``: it is as it should be."""


def content_of(path: str) -> bytes | None:
    """``None`` where nothing is. Raises UsageError for what is no file that can be read."""
    try:
        return read_regular(path, LARGEST_SETTINGS)
    except FileNotFoundError:
        if os.path.lexists(path):
            raise UsageError(f"{path} is a symlink that leads nowhere", hint="remove it") from None
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
