"""Texts of the context, read when a chain leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LARGEST_TEXT = 256_000
"""Bytes. No script is larger."""


class Files:
    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, str]],
        named: Callable[[str], Iterable[str]],
    ) -> None:
        """*read* gives the texts of paths that are files; *named* all paths of a file's name."""
        self._read = read
        self._named = named
        self._texts: dict[str, str | None] = {}

    def text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._read([path]).get(path)
        return self._texts[path]

    def named(self, name: str) -> list[str]:
        return sorted(self._named(name), key=lambda path: (path.count("/"), path))
