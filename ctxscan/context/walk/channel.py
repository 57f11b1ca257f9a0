"""What two processes that share a walk tell each other."""

from __future__ import annotations

import os
import pickle
import select
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if sys.platform == "linux":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = 4
"""Bytes of a number."""

_ROOM = 1 << 20
"""Bytes: the most that Linux lets anybody have, by default."""


class JobNumbers:
    """Hands out each number below *count* once, to whoever asks first in either process."""

    def __init__(self, count: int) -> None:
        self._reading, writing = os.pipe()
        os.set_blocking(writing, False)
        written = os.write(writing, b"".join(map(_packed, range(count))))
        os.close(writing)
        self.offered = written // _NUMBER
        """How many there are: no more than the system lets a pipe hold."""

    def take(self) -> int | None:
        """The lowest that nobody has taken."""
        taken = os.read(self._reading, _NUMBER)
        return int.from_bytes(taken) if taken else None

    def close(self) -> None:
        os.close(self._reading)


class Channel:
    """Objects from one process to the other, pickled."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        if sys.platform == "linux":
            # Who sends should not have to wait for who is busy with what was sent before.
            with suppress(OSError):
                fcntl.fcntl(self._writing, fcntl.F_SETPIPE_SZ, _ROOM)

    def only_send(self) -> None:
        os.close(self._reading)

    def only_receive(self) -> None:
        os.close(self._writing)

    def send(self, message: Any) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        rest = memoryview(_packed(len(data)) + data)
        while rest:
            rest = rest[os.write(self._writing, rest) :]

    def has_some(self) -> bool:
        return bool(select.select([self._reading], [], [], 0)[0])

    def receive(self) -> Any:
        """Wait for the next one. Raises EOFError where there is none, or not all of it."""
        length = int.from_bytes(self._read(_NUMBER))
        return pickle.loads(self._read(length))  # noqa: S301 - from a copy of this very process

    def _read(self, length: int) -> bytes:
        return b"".join(self._pieces(length))

    def _pieces(self, length: int) -> Iterable[bytes]:
        while length:
            piece = os.read(self._reading, length)
            if not piece:
                raise EOFError
            length -= len(piece)
            yield piece

    def close(self) -> None:
        """For the one who receives."""
        os.close(self._reading)


def _packed(number: int) -> bytes:
    return number.to_bytes(_NUMBER)
