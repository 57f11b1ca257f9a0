"""The top of a project, and the files there that are to be written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.links.checkout import checkout_of, is_below
from ctxscan.context.planned_file import LeftFile, PlannedFile, content_of
from ctxscan.context.real_path import real_path
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.context.planned_file import Start


class ProjectTop(NamedTuple):
    root: str
    """Absolute, without links."""

    shown: str
    """As it is called from here."""

    @classmethod
    def of(cls, path: str) -> ProjectTop:
        """Raises UsageError where *path* is no directory, or lies below a repository."""
        root = real_path(path)
        if not os.path.isdir(root):
            raise UsageError(f"{path} is no directory", hint="name the project's")
        top = checkout_of(root)
        if top != root and os.path.lexists(os.path.join(top, ".git")):
            raise UsageError(
                f"{path} is a part of {top}", hint="name that: its hook and CI job belong there"
            )
        return cls(root, path)

    def is_there(self, name: str) -> bool:
        return os.path.lexists(os.path.join(self.root, name))

    def planned(self, name: str, change: Callable[[bytes | None], bytes | str | None]) -> Start:
        """*change*: of what the file holds; a text says why it is left, ``None`` that it is right.

        A file that lies elsewhere, by links, is nobody's to write.
        """
        path = os.path.normpath(os.path.join(self.shown, name))
        if not is_below(real_path(os.path.join(self.root, name)), self.root):
            return LeftFile(path, "its links lead out of the project")
        try:
            before = content_of(os.path.join(self.root, name))
        except UsageError as error:
            return LeftFile(path, error.message)
        after = change(before)
        if after is None or after == before:
            return None
        return LeftFile(path, after) if isinstance(after, str) else PlannedFile(path, before, after)

    def any_speaks_of(self, folder: str, endings: tuple[str, ...], word: bytes) -> bool:
        """Whether a file of *folder* that can be read holds *word*."""
        home = os.path.join(self.root, folder)
        try:
            names = [name for name in os.listdir(home) if name.endswith(endings)]
            return any(word in (content_of(os.path.join(home, name)) or b"") for name in names)
        except (OSError, UsageError):
            return False
