"""``python -m tests.benchmarks.page FILE...``: write the tables of the page anew.

Each FILE is what ``tests.benchmarks.run --json`` wrote: a benchmark may run in parts. Where two
of them measured the same, the later one counts.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.goals import GOALS, outcomes
from tests.benchmarks.measure import Key, Lap, Result
from tests.benchmarks.tables import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = Path(__file__).with_name("README.md")

_BLOCK = re.compile(r"(?<=<!-- benchmark -->\n).*?(?=<!-- /benchmark -->)", re.DOTALL)


class MissingError(Exception):
    """A goal was not measured: the page would be silent about it."""


def result_of(row: dict[str, Any]) -> Result:
    """The inverse of ``tables.document``."""
    columns = zip(row["seconds"], row["peak_bytes"], row["cpu_seconds"], strict=True)
    laps = tuple(Lap(seconds, peak, cpu) for seconds, peak, cpu in columns)
    return Result(Key(row["contender"], row["tree"], row["rules"]), row["entries"], laps)


def tables(documents: Sequence[dict[str, Any]]) -> str:
    """Raises MissingError."""
    results = {
        each.key: each for document in documents for each in map(result_of, document["results"])
    }
    reached = list(outcomes(results))
    missing = {goal.title for goal in GOALS} - {each.title for each in reached}
    if missing:
        raise MissingError(f"not measured: {', '.join(sorted(missing))}")
    return markdown(reached, results.values(), documents[0]["machine"])


def written(page: str, documents: Sequence[dict[str, Any]]) -> str:
    """*page* with new tables. Raises MissingError."""
    found = tables(documents)
    return _BLOCK.sub(lambda _: found, page)


def main(paths: Iterable[str]) -> None:
    documents = [json.loads(Path(path).read_text()) for path in paths]
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), documents), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
