"""What git tracks below a directory: names by directory, and no object for each file."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILES = (0o100644, 0o100755)

_LARGEST = 1_000_000
"""Bytes of a file that is compared with what git has of it."""


class _Rows(NamedTuple):
    """Of one directory: a million files take a tenth of what they would by their paths."""

    names: str
    """Each with a NUL at its end."""

    modes: tuple[int, ...]
    object_ids: bytes
    """Of one length."""


class Tracked(Collection[str]):
    """What the index has, by paths relative to a directory; submodules that are there included."""

    def __init__(self) -> None:
        self._rows: dict[str, _Rows] = {}
        self._tuples: dict[tuple[int, ...], tuple[int, ...]] = {}
        """Most directories have the same modes in them."""
        self._directory = ""
        self._names: list[str] = []
        self._modes: list[int] = []
        self._object_ids: list[bytes] = []

    def add(self, path: str, mode: int, object_id: bytes) -> None:
        """The next in the order of an index; what comes later counts."""
        directory, slash, name = path.rpartition("/")
        if directory + slash != self._directory:
            self.close()
            self._directory = directory + slash
        self._names.append(name)
        self._modes.append(mode)
        self._object_ids.append(object_id)

    def close(self) -> None:
        """All was added, or a part of it."""
        if not self._names:
            return
        names, object_ids = "\0".join([*self._names, ""]), b"".join(self._object_ids)
        self._put(self._directory, _Rows(names, tuple(self._modes), object_ids))
        self._names, self._modes, self._object_ids = [], [], []

    def _put(self, directory: str, rows: _Rows) -> None:
        known = self._rows.get(directory)
        if known is not None:
            names, modes, object_ids = rows
            rows = _Rows(known.names + names, known.modes + modes, known.object_ids + object_ids)
        modes = self._tuples.setdefault(rows.modes, rows.modes)
        self._rows[directory] = rows._replace(modes=modes)

    def take(self, other: Tracked) -> None:
        """All of *other*."""
        other.close()
        for directory, rows in other._rows.items():
            self._put(directory, rows)

    @property
    def directories(self) -> Collection[str]:
        """Those that hold a file themselves, each with a slash at its end."""
        return self._rows.keys()

    def names(self, directory: str) -> list[str]:
        """Of the files in a directory (as above)."""
        rows = self._rows.get(directory)
        return rows.names.split("\0")[:-1] if rows is not None else []

    def __iter__(self) -> Iterator[str]:
        for directory in self._rows:
            yield from map(directory.__add__, dict.fromkeys(self.names(directory)))

    def __contains__(self, path: object) -> bool:
        directory, slash, name = str(path).rpartition("/")
        return name in self.names(directory + slash)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def staged(self, path: str) -> tuple[int, str] | None:
        """Mode, and the name of the content."""
        directory, slash, name = path.rpartition("/")
        names = self.names(directory + slash)
        if name not in names:
            return None
        at = len(names) - 1 - names[::-1].index(name)
        _, modes, object_ids = self._rows[directory + slash]
        length = len(object_ids) // len(modes)
        return modes[at], object_ids[at * length : (at + 1) * length].hex()

    def same(self, root: str, paths: Collection[str]) -> frozenset[str]:
        """Those of *paths* whose file below *root* holds what git has of it."""
        return frozenset(path for path in paths if self._is_same(root, path))

    def _is_same(self, root: str, path: str) -> bool:
        found = self.staged(path)
        if found is None:
            return False
        mode, known = found
        if mode not in _FILES:
            return True
        from ctxscan.context.peek import peek  # noqa: PLC0415 - see below

        data = peek(root, path, _LARGEST + 1)
        if data is None or len(data) > _LARGEST:
            return True  # too large to be compared in passing
        from ctxscan.context.git.worktree import blob_name  # noqa: PLC0415 - imports hashlib, and most readers ask for names alone

        algorithm = "sha1" if len(known) == 40 else "sha256"
        unix = data.replace(b"\r\n", b"\n")
        return known in (blob_name(data, algorithm), blob_name(unix, algorithm))
