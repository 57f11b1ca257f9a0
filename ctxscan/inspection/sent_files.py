"""What one transfer sends, with the size of each: names by directory, and no path for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.entry import PlainFiles


class SentFiles(Mapping[str, int]):
    """Each path that is no directory, with its size in bytes."""

    def __init__(self) -> None:
        self.by_directory: dict[str, dict[str, int]] = {}
        """Names and sizes, by the directory with a slash at its end (empty: the root)."""

    def add(self, path: str, size: int) -> None:
        directory, slash, name = path.rpartition("/")
        self.by_directory.setdefault(directory + slash, {})[name] = size

    def add_run(self, run: PlainFiles) -> None:
        start = 0
        for directory, count in run.parts:
            some = slice(start, start + count)
            rows = zip(run.names[some], run.sizes[some], strict=True)
            self.by_directory.setdefault(directory, {}).update(rows)
            start += count

    def __getitem__(self, path: str) -> int:
        directory, slash, name = path.rpartition("/")
        return self.by_directory[directory + slash][name]

    def __contains__(self, path: object) -> bool:
        directory, slash, name = str(path).rpartition("/")
        return name in self.by_directory.get(directory + slash, ())

    def __iter__(self) -> Iterator[str]:
        for directory, names in self.by_directory.items():
            yield from map(directory.__add__, names)

    def __len__(self) -> int:
        return sum(map(len, self.by_directory.values()))
