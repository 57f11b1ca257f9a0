"""The results as Markdown, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.benchmarks.measure import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.benchmarks.goals import Outcome
    from tests.benchmarks.measure import Result

SCHEMA_VERSION = 1


def markdown(outcomes: Iterable[Outcome], results: Iterable[Result], machine: str) -> str:
    """What README.md beside this file quotes."""
    goals = table(
        ("`ctxscan report`", "goal", "measured", ""),
        (
            (each.title, each.goal, each.measured, "met" if each.met else "missed")
            for each in outcomes
        ),
    )
    medians = table(
        ("program", "tree", "ignore file", "entries", "median", "processor", "peak memory"),
        (cells(each) for each in results),
    )
    return f"{machine}\n\n{goals}\n{medians}"


def cells(result: Result) -> tuple[str, ...]:
    key = result.key
    return (
        f"`{key.contender}`",
        key.tree,
        key.rules if key.tree else "",
        "" if result.count is None else f"{result.count:,}",
        f"above {LIMIT} s" if result.was_stopped else f"{result.seconds:.3f} s",
        "" if result.was_stopped else f"{result.cpu:.3f} s",
        f"{result.peak / 1e6:.0f} MB",
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; columns of figures are not told from others."""
    return "".join(f"{line}\n" for line in _lines(head, rows))


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def document(
    outcomes: Iterable[Outcome], results: Iterable[Result], machine: str
) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "machine": machine,
        "goals": [
            {"title": each.title, "goal": each.goal, "measured": each.measured, "met": each.met}
            for each in outcomes
        ],
        "results": [
            {
                **each.key._asdict(),
                "entries": each.count,
                "seconds": [lap.seconds for lap in each.laps],
                "peak_bytes": [lap.peak for lap in each.laps],
                "cpu_seconds": [lap.cpu for lap in each.laps],
            }
            for each in results
        ],
    }
