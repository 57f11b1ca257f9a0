"""What git tracks below a directory: names by directory, and no object for each file."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.context.git.index_entries import Run

_FILES = (0o100644, 0o100755)

_LARGEST = 1_000_000
"""Bytes of a file that is compared with what git has of it."""


class Tracked(Collection[str]):
    """What the index has, by paths relative to a directory; submodules that are there included."""

    def __init__(self, read_contents: Callable[[], Contents]) -> None:
        """*read_contents* is called once somebody asks for the content of a file."""
        self._names: dict[str, str] = {}
        """Of one directory, each with a NUL at its end: a million files take a tenth of what they
        would by their paths."""

        self._read_contents = read_contents
        self._contents: Contents | None = None

    def add(self, directory: str, run: Run) -> None:
        """What comes next in an index, lying in *directory*."""
        self._put(directory, _joined(run.names))

    def _put(self, directory: str, names: str) -> None:
        self._names[directory] = self._names.get(directory, "") + names

    def fresh(self) -> Tracked:
        """The same, with nothing added yet."""
        return Tracked(self._read_contents)

    def take(self, other: Tracked) -> None:
        """All of *other*."""
        for directory, names in other._names.items():
            self._put(directory, names)

    @property
    def directories(self) -> Collection[str]:
        """Those that hold a file themselves, each with a slash at its end."""
        return self._names.keys()

    def names(self, directory: str) -> list[str]:
        """Of the files in a directory (as above)."""
        return self._names.get(directory, "").split("\0")[:-1]

    def __iter__(self) -> Iterator[str]:
        for directory in self._names:
            yield from map(directory.__add__, dict.fromkeys(self.names(directory)))

    def __contains__(self, path: object) -> bool:
        directory, slash, name = str(path).rpartition("/")
        return name in self.names(directory + slash)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def staged(self, path: str) -> tuple[int, str] | None:
        """Mode, and the name of the content."""
        if path not in self:
            return None
        if self._contents is None:
            self._contents = self._read_contents()
        return self._contents.of(path)

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


def holding(directories: Iterable[str]) -> frozenset[str]:
    """*directories*, each with a slash at its end, and all that these lie in; the top is empty."""
    found = {""}
    for directory in directories:
        at = directory
        while at not in found:
            found.add(at)
            at = at[: at[:-1].rfind("/") + 1]
    return frozenset(found)


class _Rows(NamedTuple):
    names: str
    """Of one directory, as above."""

    modes: tuple[int, ...]
    object_ids: bytes
    """Of one length."""


class Contents:
    """Modes, and the names of the contents, of what git tracks."""

    def __init__(self) -> None:
        self._rows: dict[str, _Rows] = {}
        self._tuples: dict[tuple[int, ...], tuple[int, ...]] = {}
        """Most directories have the same modes in them."""

    def add(self, directory: str, run: Run) -> None:
        """As for ``Tracked``."""
        modes = tuple(map(int.from_bytes, run.modes))
        self._put(directory, _Rows(_joined(run.names), modes, b"".join(run.object_ids)))

    def _put(self, directory: str, rows: _Rows) -> None:
        known = self._rows.get(directory)
        if known is not None:
            names, modes, object_ids = rows
            rows = _Rows(known.names + names, known.modes + modes, known.object_ids + object_ids)
        modes = self._tuples.setdefault(rows.modes, rows.modes)
        self._rows[directory] = rows._replace(modes=modes)

    def fresh(self) -> Contents:
        """The same, with nothing added yet."""
        return Contents()

    def take(self, other: Contents) -> None:
        """All of *other*."""
        for directory, rows in other._rows.items():
            self._put(directory, rows)

    def of(self, path: str) -> tuple[int, str] | None:
        """Of several entries for one path, the last one counts."""
        directory, slash, name = path.rpartition("/")
        rows = self._rows.get(directory + slash)
        names = rows.names.split("\0")[:-1] if rows is not None else []
        if rows is None or name not in names:
            return None
        at = len(names) - 1 - names[::-1].index(name)
        length = len(rows.object_ids) // len(names)
        return rows.modes[at], rows.object_ids[at * length : (at + 1) * length].hex()


def _joined(names: list[bytes]) -> str:
    return b"\0".join([*names, b""]).decode("utf-8", "surrogateescape")
