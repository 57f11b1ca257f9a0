"""How one builder reads the lines of an ignore file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.errors import Place
    from ctxscan.ignore.file import IgnoreFile, Rule


class IgnoreLanguage(NamedTuple):
    read_file: Callable[[bytes, str], IgnoreFile]
    """The bytes of a file and its name. Raises IgnoreFileError, with the line."""

    read_rule: Callable[[str, Place], Rule | None]
    """One line; ``None`` for a comment or a blank one. Raises IgnoreFileError."""

    from_docker: Callable[[str], str]
    """A line that means to Docker what it says -> one that means the same in this language, and
    still does to Docker."""
