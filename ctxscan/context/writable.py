"""An ignore file is written to where it was read from, and nowhere else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.context.reading import LARGEST_IGNORE_FILE, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.context.locate.docker import Location


class Writable(NamedTuple):
    """The ignore file of a build, or the one that it would read if it were there."""

    location: Location
    path: str
    opened: str
    """The file itself, with the symlinks of *path* followed as the builder follows them."""

    shown: str

    on_disk: bytes | None
    """What it held when it was read; ``None``: there was none."""

    @classmethod
    def of(cls, location: Location) -> Writable:
        found = location.ignore_file
        if found is not None:
            return cls(location, found.path, found.opened, found.shown, found.data)
        path = os.path.join(location.root, IGNORE_FILE)
        shown = os.path.normpath(os.path.join(location.shown, IGNORE_FILE))
        return cls(location, path, path, shown, None)

    @classmethod
    def beside_dockerfile(cls, location: Location) -> Writable:
        """What BuildKit would read in place of the context's. Raises UsageError if it is there."""
        found = location.dockerfile
        if found.path is None:
            raise UsageError("a Dockerfile from stdin has no ignore file of its own")
        path, shown = f"{found.path}{IGNORE_FILE}", f"{found.shown}{IGNORE_FILE}"
        if os.path.lexists(path):
            raise UsageError(f"{shown} is there, and is not read", hint="make it a regular file")
        return cls(location, path, path, shown, None)

    def place(self) -> Path:
        """Where to write, without symlinks. Raises UsageError where that is another file.

        BuildKit takes the context for ``/`` when it follows a symlink; the system, the classic
        builder and Podman do not. So what was read may be a file of the checkout, and what would
        be written a stranger's.
        """
        from pathlib import Path  # noqa: PLC0415 - who reads alone has no use for it

        place = Path(real_path(self.path))
        if str(place) != real_path(self.opened) or not self._is_ours(place):
            raise UsageError(
                f"cannot write {self.shown}: its symlinks lead out of the build context",
                hint="make it a file inside the context",
            )
        return place

    def check_unchanged(self, now: bytes | None) -> None:
        """Raises UsageError where the file holds something else than it did."""
        if now != self.on_disk:
            raise UsageError(
                f"{self.shown} has changed since it was read", hint="try again: nothing is lost"
            )

    def _is_ours(self, place: Path) -> bool:
        """Whether it is in the context, or in the directory outside it that the user named.

        What lies below the context or the current directory may be a symlink of the checkout.
        """
        from pathlib import Path  # noqa: PLC0415 - who reads alone has no use for it

        if place.is_relative_to(self.location.root):
            return True
        named, here = Path(os.path.normpath(self.path)), Path.cwd()
        if named.is_relative_to(os.path.normpath(here / self.location.shown)):
            return False
        directory = Path(real_path(named.parent))
        led_out = named.is_relative_to(here) and not directory.is_relative_to(here)
        return not led_out and place.is_relative_to(directory)

    def write(self, data: bytes) -> None:
        """Replace the file whole. Raises UsageError where it cannot or must not be.

        What somebody saved since it was read stays: *data* knows nothing of it.
        """
        from ctxscan.context.replace_file import alone_in, replace_alone  # noqa: PLC0415 - who reads alone has no use for it

        place = self.place()
        try:
            with alone_in(place.parent):
                replace_alone(place, data, lambda: self.check_unchanged(_content(place)))
        except OSError as error:
            raise UsageError(f"cannot write {self.shown}: {error.strerror}") from None


def _content(place: Path) -> bytes | None:
    try:
        return read_regular(str(place), LARGEST_IGNORE_FILE)
    except FileNotFoundError:
        return None
