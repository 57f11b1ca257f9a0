"""Which directories BuildKit does not look into, found from the text of the patterns alone.

Source: tonistiigi/fsutil (filter.go:NewFilterFS). docs/semantics, D.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WILDCARDS = frozenset("*[]?^\\")
"""What makes fsutil give up pruning by text (filter.go:NewFilterFS, patternChars)."""


class TextPruning:
    """Which directories fsutil may skip for one list of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        stripped = [_without_trailing_glob(pattern) for pattern in patterns]
        self._prefixes = tuple(f"{pattern}/" for pattern in stripped)
        self._by_text = not any(_WILDCARDS.intersection(pattern) for pattern in stripped)

    def may_skip(self, directory: str) -> bool:
        """Whether no pattern can mean anything below *directory* (with a slash at its end)."""
        return self._by_text and not any(prefix.startswith(directory) for prefix in self._prefixes)


def _without_trailing_glob(pattern: str) -> str:
    return pattern.removesuffix("/**").removesuffix("/*")
