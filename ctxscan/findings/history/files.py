"""Texts of the context, read when a chain leads to them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ctxscan.findings.catalog.directories import below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LARGEST_TEXT = 256_000
"""Bytes. No script is larger."""


class Files:
    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, str]],
        paths: Callable[[], Iterable[str]],
    ) -> None:
        """*read* gives the texts of paths that are files; *paths* all files that are there."""
        self._read = read
        self._paths = paths
        self._texts: dict[str, str | None] = {}
        self._by_name: dict[str, list[str]] | None = None

    def text(self, path: str) -> str | None:
        if path not in self._texts:
            text = self._read([path]).get(path)
            self._texts[path] = None if text is None or len(text) > LARGEST_TEXT else text
        return self._texts[path]

    def named(self, name: str) -> list[str]:
        """All paths of files whose names match *name*, but those of somebody else's projects."""
        if self._by_name is None:
            self._by_name = {}
            for path in self._paths():
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        fitting = (each for each in self._by_name if fnmatchcase(each, name))
        found = (path for each in fitting for path in self._by_name[each] if not _is_foreign(path))
        return sorted(found, key=lambda path: (path.count("/"), path))


def _is_foreign(path: str) -> bool:
    return bool(below("idle").search(path) or below("foreign").search(path))
