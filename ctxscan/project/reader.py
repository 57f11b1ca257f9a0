"""What the rooms of a project ask of the disk; who asks it for them stands in ``context``."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """Paths are absolute. What the system refuses is a CtxscanError that names the path."""

    def read(self, path: str) -> bytes | None:
        """The content of a regular file, links followed; ``None`` if there is nothing.

        Raises ContextError for what is no regular file, is unreadable, or is too large.
        """

    def read_stdin(self) -> bytes:
        """The whole standard input; the same bytes each time."""

    def exists(self, path: str) -> bool: ...

    def is_file(self, path: str) -> bool:
        """Whether it is a regular file, links followed."""

    def is_dir(self, path: str) -> bool: ...

    def resolve(self, path: str) -> str:
        """*path* without symbolic links; unchanged if it does not exist."""
