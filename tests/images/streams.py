"""Bytes in memory as a stream."""

from __future__ import annotations

import io


class Held:
    def __init__(self, data: bytes) -> None:
        self._held = io.BytesIO(data)

    def read(self, count: int) -> bytes:
        return self._held.read(count)

    def skip(self, count: int) -> int:
        return len(self._held.read(count))
