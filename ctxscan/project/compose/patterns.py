"""Rules for places of a project, where ``*`` stands for any one key or position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.values import Path

T = TypeVar("T")


def matches(path: Path, pattern: Path) -> bool:
    """compose-go, tree/path.go:Matches. A star in the path itself is no wildcard."""
    return len(path) == len(pattern) and all(
        asked in ("*", part) for part, asked in zip(path, pattern, strict=True)
    )


class Rules(Generic[T]):
    """The first rule whose pattern fits a path."""

    def __init__(self, rules: Mapping[str, T]) -> None:
        # By length and last key: asked of every value of every document, and mostly in vain.
        self._by_end: dict[tuple[int, str], list[tuple[Path, T]]] = {}
        for pattern, rule in rules.items():
            parts = tuple(pattern.split("."))
            self._by_end.setdefault((len(parts), parts[-1]), []).append((parts, rule))

    def find(self, path: Path) -> T | None:
        if not path:
            return None
        length = len(path)
        for end in (path[-1], "*"):
            for pattern, rule in self._by_end.get((length, end), ()):
                if matches(path, pattern):
                    return rule
        return None
