"""Mistakes that a user can make: a message, a place and a hint each.

The command line turns any of them into one line on stderr and exit code 2.
"""

from __future__ import annotations

from ctxscan.tuples import NamedTuple


class Place(NamedTuple):
    """Where something was written."""

    file: str
    """As the user would write it: relative to the current directory where that is shorter."""

    line: int | None = None
    """Counted from 1; ``None`` means the file as a whole."""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class CtxscanError(Exception):
    """Bad input. Everything that ctxscan refuses is one of these."""

    def __init__(
        self, message: str, *, place: Place | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """One line: ``place: message (hint)``."""
        where = f"{self.place}: " if self.place else ""
        what_to_do = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{what_to_do}"


class UsageError(CtxscanError):
    """An option or argument that cannot be taken."""


class ContextError(CtxscanError):
    """A build context, or a file of it, that cannot be read as asked."""


class NoDockerfileError(ContextError):
    """A context without any Dockerfile, in the directories below, too."""


class IgnoreFileError(CtxscanError):
    """An ignore file that Docker would refuse."""


class ImageError(CtxscanError):
    """An archive that holds no image, or not one that can be read."""


class DockerfileError(CtxscanError):
    """A Dockerfile that BuildKit would refuse."""

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        hint: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message, place=place, hint=hint)
        self.kind = kind
        """The kind of the failure, where it is one of a single step."""
