"""Under which conditions the files of a project, or of an included one, are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.paths import absolute, clean, directory, join
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.journal import Journal
    from ctxscan.project.reader import Reader


class Reading(NamedTuple):
    reader: Reader
    journal: Journal
    cwd: str
    """Absolute: what a path hangs on that nothing else was joined to."""

    loader_directory: str
    """Where files that are named in a file are looked up (compose-go, localResourceLoader)."""

    base: str
    """What paths are joined to: relative to that of the includer in an included project."""

    environment: Mapping[str, str]
    checked: bool = True
    """Whether each document is checked against the format. Bake checks only the end."""

    included: tuple[str, ...] = ()
    """The files that include each other down to here."""

    def find(self, name: str) -> str:
        """``localResourceLoader.abs``: absolute only if the directory is."""
        return name if name.startswith("/") else join(self.loader_directory, name)

    def directory_of(self, name: str) -> str:
        """``localResourceLoader.Dir``: relative to the directory. What is missing is a file."""
        path = self.find(name)
        if not self.reader.is_dir(self.on_disk(path)):
            path = self.find(directory(name))
        return relative(path, self.loader_directory)

    def on_disk(self, path: str) -> str:
        return absolute(path, self.cwd)


def relative(path: str, base: str) -> str:
    """``filepath.Rel``; *path* itself where the two have nothing in common."""
    path, base = clean(path), clean(base)
    if path.startswith("/") != base.startswith("/"):
        return path
    parts = [part for part in path.split("/") if part not in ("", ".")]
    above = [part for part in base.split("/") if part not in ("", ".")]
    common = 0
    while common < min(len(parts), len(above)) and parts[common] == above[common]:
        common += 1
    if ".." in above[common:]:
        return path
    return "/".join((*[".."] * (len(above) - common), *parts[common:])) or "."
