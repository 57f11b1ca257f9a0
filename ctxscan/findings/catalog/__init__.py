"""Known junk and known secrets: the table in rows.toml, as values."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, cast

from ctxscan.findings.catalog.table import read_rows, read_text
from ctxscan.tuples import NamedTuple

Level = Literal["cautious", "default", "aggressive"]
LEVELS: tuple[Level, ...] = ("cautious", "default", "aggressive")
"""Each holds the rows of those before it."""

Kind = Literal["junk", "secret"]


class CatalogRow(NamedTuple):
    """One pattern that most projects do not want in their context."""

    pattern: str
    """A Docker ignore pattern, written as an ignore file has it."""

    reason: str

    group: str
    """The ecosystem, or the kind of secret."""

    kind: Kind

    level: Level

    evidence: tuple[str, ...]
    """Docker patterns of files that make *pattern* likely before it exists.

    ``**`` alone says that some laptop has it, whatever the project.
    """

    bound: bool
    """The name is also that of source directories.

    Even where it exists, such a row needs its evidence, and gives way to what git tracks.
    """

    keep: tuple[str, ...]
    """Docker patterns, without ``!``, of what *pattern* hits and must not take."""

    sample: str
    """A path that *pattern* hits."""

    counter: str
    """A path near by that it does not hit."""

    at_once: bool = False
    """Whether it is one of the few directories that make most contexts huge."""

    at_home: bool = False
    """Whether it lies in somebody's home directory, and hardly ever in a project."""

    matters: bool = False
    """Whether it is worth a line before it is there: large or secret, and all but sure to come."""


@cache
def catalog() -> tuple[CatalogRow, ...]:
    """Every row, in the order of the table."""
    return tuple(map(_row, read_rows("rows.toml", "row")))


@cache
def names_at_once() -> frozenset[str]:
    """The names of the directories that make most contexts huge.

    Cut out of the text: every report wants them, and to parse the whole table takes it a tenth
    of its time.
    """
    rows = read_text("rows.toml").split("\n[[row]]\n")
    found = (row.partition("\n")[0] for row in rows if "\nat_once = true\n" in f"{row}\n")
    return frozenset(line.removeprefix('pattern = "**/').removesuffix('"') for line in found)


def catalog_up_to(level: Level) -> tuple[CatalogRow, ...]:
    """The rows of *level* and of the more cautious levels."""
    allowed = LEVELS[: LEVELS.index(level) + 1]
    return tuple(row for row in catalog() if row.level in allowed)


def _row(table: dict[str, Any]) -> CatalogRow:
    return CatalogRow(**{name: _frozen(value) for name, value in table.items()})


def _frozen(value: object) -> Any:
    return tuple(cast("list[str]", value)) if isinstance(value, list) else value
