"""Exact paths behind the lines of an allowlist, where no pattern of it says what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.suggest.protected import and_above
from ctxscan.ignore.literal import escape_literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from ctxscan.findings.suggest.allowlist.difference import Difference


class ExactPaths:
    """Grown until the difference is gone.

    The classic builder looks into an ignored directory for an exception that starts with its name
    as it stands. Where the name has to be escaped, the directory itself is let in, and the rest of
    what is in it ignored.
    """

    def __init__(self, wanted: AbstractSet[str]) -> None:
        self._wanted = wanted
        self._send: set[str] = set()
        self._open: set[str] = set()
        self._ignore: set[str] = set()
        self._ignore_alone: set[str] = set()

    def add(self, found: Difference) -> bool:
        """Take note of what is wrong now; whether that leads to other lines."""
        before = len(self)
        for path in found.missing & self._send:
            self._open.update(and_above(path.rpartition("/")[0]))
        self._send |= found.missing
        uppermost = {path: self._uppermost(path) for path in found.extra}
        self._ignore_alone |= {path for path, top in uppermost.items() if top in self._ignore}
        self._ignore.update(uppermost.values())
        return len(self) > before

    def __len__(self) -> int:
        return sum(map(len, (self._send, self._open, self._ignore, self._ignore_alone)))

    def lines(self) -> Iterator[str]:
        for path in sorted(self._send | self._open):
            yield escape_literal(path, exception=True)
        for path in sorted(self._ignore | self._ignore_alone):
            yield escape_literal(path)

    def _uppermost(self, path: str) -> str:
        """The highest directory above *path* of which nothing is wanted."""
        found = path
        for each in and_above(path):
            if each in self._wanted:
                break
            found = each
        return found
