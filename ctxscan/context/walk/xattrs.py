"""Extended attributes, where the system has them."""

from __future__ import annotations

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
        return () if not names else tuple(pair for name in names for pair in _read(path, name))

    def _read(path: str, name: str) -> list[tuple[str, bytes]]:
        try:
            return [(name, os.getxattr(path, name, follow_symlinks=False))]
        except OSError:
            return []

    list_xattrs = os.listxattr
    """Of what is no symlink. Raises OSError, with ``ENOTSUP`` where the file system has none."""

else:

    def read_xattrs(path: str) -> tuple[tuple[str, bytes], ...]:  # noqa: ARG001 - no attributes
        """Nothing: Python reads extended attributes on Linux alone."""
        return ()

    def list_xattrs(path: str) -> list[str]:  # noqa: ARG001 - no attributes
        return []
