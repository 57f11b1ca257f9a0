"""Programs run in turns, so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.contenders import PATIENCE
from tests.benchmarks.rules import NONE, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.contenders import Contender
    from tests.benchmarks.trees import Tree

STOPWATCH = Path(__file__).with_name("stopwatch.py")

LIMIT = PATIENCE
"""A program that takes longer is stopped, and has one try."""


class FailedError(Exception):
    """A contender ended with another exit code than 0."""


class UnequalError(Exception):
    """Two contenders took different entries: nothing could be said of their times."""


class Key(NamedTuple):
    """What was measured, in words."""

    contender: str
    tree: str = ""
    rules: str = NONE.name

    def __str__(self) -> str:
        return f"{self.contender}: {self.tree}, {self.rules}" if self.tree else self.contender


@dataclass(frozen=True, slots=True)
class Match:
    """One contender on one tree with one ignore file; or on none, where it only starts."""

    contender: Contender
    tree: Tree | None = None
    rules: Rules = NONE

    is_cold: bool = False
    """Whether nothing of the tree is in memory when it starts."""

    @property
    def key(self) -> Key:
        tree = self.tree.name if self.tree else ""
        return Key(self.contender.name, f"{tree}, cold" if self.is_cold else tree, self.rules.name)

    def prepare(self, where: Path) -> Path:
        """The root of its tree, with its ignore file in it."""
        root = self.tree.under(where) if self.tree else where
        if self.tree:
            put(root / ".dockerignore", self.rules.text)
        return root


def put(ignore_file: Path, text: str) -> None:
    """Write an ignore file; one without rules is none at all."""
    ignore_file.unlink(missing_ok=True)
    if text:
        ignore_file.write_text(text)


class Lap(NamedTuple):
    seconds: float
    peak: int
    """Bytes."""

    cpu: float = 0.0
    """Seconds of the processor, of all its processes together."""


@dataclass(frozen=True, slots=True)
class Result:
    key: Key

    count: int | None
    """How many entries the contender took; ``None`` where it looks at no tree, or for too long."""

    laps: tuple[Lap, ...]

    @property
    def seconds(self) -> float:
        return median(lap.seconds for lap in self.laps)

    @property
    def cpu(self) -> float:
        return median(lap.cpu for lap in self.laps)

    @property
    def was_stopped(self) -> bool:
        return self.seconds >= LIMIT

    @property
    def peak(self) -> int:
        """Bytes: the most that any run needed."""
        return max(lap.peak for lap in self.laps)


def in_turns(
    matches: Sequence[Match], where: Path, runs: int, tell: Callable[[str], None]
) -> list[Result]:
    """A B C A B C ...: count what each takes, warm up once, then measure *runs* times.

    Raises UnequalError and FailedError.
    """
    counts = [_count(match, where, tell) for match in matches]
    _compare(matches, counts)
    tell("warm up")
    first = [lap(match, where) for match in matches]
    laps = [[each] if each.seconds >= LIMIT else [] for each in first]
    for number in range(runs):
        tell(f"run {number + 1} of {runs}")
        for match, measured, warm in zip(matches, laps, first, strict=True):
            if warm.seconds < LIMIT:
                measured.append(lap(match, where))
    return [
        Result(match.key, count, tuple(measured))
        for match, count, measured in zip(matches, counts, laps, strict=True)
    ]


def _count(match: Match, where: Path, tell: Callable[[str], None]) -> int | None:
    if match.contender.count is None:
        return None
    tell(f"count {match.key}")
    try:
        return match.contender.count(match.prepare(where))
    except subprocess.TimeoutExpired:
        return None


def _compare(matches: Sequence[Match], counts: Sequence[int | None]) -> None:
    """On one tree, with one ignore file, all have to take as much as the first."""
    first: dict[tuple[str, str], tuple[Match, int]] = {}
    for match, count in zip(matches, counts, strict=True):
        if match.tree is None or count is None or not match.tree.is_walked_whole:
            continue
        other, expected = first.setdefault(match.key[1:], (match, count))
        if count != expected:
            raise UnequalError(f"{match.key}: {count} entries; {other.key}: {expected}")


def lap(match: Match, where: Path) -> Lap:
    """One run, output thrown away. Raises FailedError."""
    program = match.contender.command(match.prepare(where))
    if match.is_cold:
        drop_caches()
    stopwatch = [sys.executable, "-I", "-S", str(STOPWATCH), str(LIMIT), *program]
    done = subprocess.run(
        stopwatch, env=match.contender.environment, capture_output=True, check=True, text=True
    )
    seconds, peak, exit_code, cpu = done.stdout.split()
    if int(exit_code) not in match.contender.exit_codes and float(seconds) < LIMIT:
        raise FailedError(f"{' '.join(program)}: exit code {exit_code}")
    return Lap(float(seconds), int(peak), float(cpu))


def drop_caches() -> None:
    """What was read comes from the disk again. Raises OSError for all but root."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3\n")
