"""Extended attributes, where the system has them."""

from __future__ import annotations

import errno
import os
import sys

if sys.platform == "linux":

    def read_xattrs(path: str) -> tuple[tuple[str, bytes], ...]:
        """Name and value of each attribute that can be read; a symlink is not followed.

        Like tonistiigi/fsutil, stat_unix.go:loadXattr, an attribute that cannot
        be read is left out, and a file system without attributes has none.
        """
        try:
            names = os.listxattr(path, follow_symlinks=False)
        except OSError:
            return ()
        return tuple(pair for name in names for pair in _read(path, name))

    def _read(path: str, name: str) -> list[tuple[str, bytes]]:
        try:
            return [(name, os.getxattr(path, name, follow_symlinks=False))]
        except OSError:
            return []

    class XattrProbe:
        """Tells files with attributes from the others, at one system call each or none."""

        __slots__ = ("_without",)

        def __init__(self) -> None:
            self._without: set[int] = set()
            """Devices whose file system knows no attributes."""

        def finds_any(self, path: str, device: int) -> bool:
            if device in self._without:
                return False
            try:
                return bool(os.listxattr(path, follow_symlinks=False))
            except OSError as error:
                if error.errno == errno.ENOTSUP:
                    self._without.add(device)
                return False

else:

    def read_xattrs(path: str) -> tuple[tuple[str, bytes], ...]:  # noqa: ARG001 - no attributes
        """Nothing: Python reads extended attributes on Linux alone."""
        return ()

    class XattrProbe:
        """Finds nothing: Python reads extended attributes on Linux alone."""

        __slots__ = ()

        def finds_any(self, path: str, device: int) -> bool:  # noqa: ARG002 - no attributes
            return False
