"""Bytes in memory as a source."""

from __future__ import annotations

import io


class Held:
    def __init__(self, data: bytes, at_once: int = 1 << 16) -> None:
        self._held, self._at_once = io.BytesIO(data), at_once

    def piece(self) -> bytes:
        return self._held.read(self._at_once)

    def skip(self, count: int) -> int:
        return len(self._held.read(count))
