"""What is plain of a walk, gathered in columns: nearly every entry of every context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import PlainFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.entry import Batch, Entry, Judgement

MOST = 1000
"""Files of one run, and of one directory at once: each holds half a kilobyte while the system's
answers are kept."""


FileColumns = tuple[
    "Sequence[str]", "Sequence[int]", "Sequence[int]", "Sequence[int]", "Sequence[int]"
]
"""Names, sizes, modes with the type, mtimes and ctimes of files, as a run has them."""


class Columns:
    """Takes entries in the builder's order, and gives them back in batches."""

    def __init__(self) -> None:
        self._ready: list[Batch] = []
        self._run: PlainFiles | None = None

    def add_files(self, directory: str, judgement: Judgement, columns: FileColumns) -> None:
        """Plain files of *directory* (with a slash at its end)."""
        run, names = self._run, columns[0]
        if (
            run is None
            or not run.judgement.sends_like(judgement)
            or len(run.names) + len(names) > MOST
        ):
            run = self._open(judgement)
        if run.judgement is not judgement:
            run.differing.update(dict.fromkeys(map(directory.__add__, names), judgement))
        run.parts.append((directory, len(names)))
        _, _, all_names, all_sizes, all_modes, all_mtimes_ns, all_ctimes_ns, *_ = run
        names, sizes, modes, mtimes_ns, ctimes_ns = columns
        all_names += names
        all_sizes += sizes
        all_modes += modes
        all_mtimes_ns += mtimes_ns
        all_ctimes_ns += ctimes_ns

    def add_directory(self, path: str, judgement: Judgement, mode: int, mtime_ns: int) -> None:
        """A directory that is sent, and has no attributes."""
        run = self._run
        if run is None or not run.judgement.sends_like(judgement) or len(run.directories) >= MOST:
            run = self._open(judgement)
        if run.judgement is not judgement:
            run.differing[path] = judgement
        run.directories.append((len(run.names), path, mode, mtime_ns))

    def add_odd(self, entry: Entry) -> None:
        """Anything else."""
        self._run = None
        self._ready.append(entry)

    def _open(self, judgement: Judgement) -> PlainFiles:
        run = self._run = PlainFiles(judgement, [], [], [], [], [], [], [], {}, {})
        self._ready.append(run)
        return run

    def take(self) -> list[Batch]:
        """What has come together since the last time."""
        taken, self._ready, self._run = self._ready, [], None
        return taken

    @property
    def has_many(self) -> bool:
        return len(self._ready) > 1
