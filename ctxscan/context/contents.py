"""The bytes of files: on the disk, or anywhere else that has them by path."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from ctxscan.context.below import open_below
from ctxscan.errors import ContextError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20


class FileSource(Protocol):
    """Where the files of a context have their bytes."""

    def chunks(self, path: str) -> Iterator[bytes]:
        """Raises ContextError where they cannot be read."""

    def object_id(self, path: str) -> str | None:
        """The name by which git knows this content; ``None`` where that is not known already.

        Empty where nobody can tell.
        """


class FilesOnDisk:
    """Those below a directory."""

    def __init__(self, root: str) -> None:
        self._root = root

    def chunks(self, path: str) -> Iterator[bytes]:
        full = os.path.join(self._root, path)
        try:
            with os.fdopen(open_below(self._root, path), "rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise ContextError(f"cannot read it: {error.strerror}", place=Place(full)) from None

    def object_id(self, path: str) -> str | None:  # noqa: ARG002 - the disk knows no such thing
        return None
