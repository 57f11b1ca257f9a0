"""What the name of a directory says about what lies below it: the table in directories.toml."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from ctxscan.findings.catalog.table import read_rows
from ctxscan.tuples import NamedTuple

Meaning = Literal["published", "foreign", "idle", "made-up", "translated", "output"]
"""Each is explained at the top of the table."""


class Directory(NamedTuple):
    name: str
    means: frozenset[Meaning]
    reason: str


@cache
def directories() -> tuple[Directory, ...]:
    """Every row, in the order of the table."""
    return tuple(
        Directory(row["name"], frozenset(row["means"]), row["reason"])
        for row in read_rows("directories.toml", "directory")
    )


@cache
def named(meaning: Meaning) -> frozenset[str]:
    return frozenset(row.name for row in directories() if meaning in row.means)


@cache
def below(meaning: Meaning) -> re.Pattern[str]:
    """What is found in every path below such a directory, and in no other."""
    names = "|".join(map(re.escape, sorted(named(meaning), key=lambda name: (-len(name), name))))
    if meaning == "made-up":
        word = rf"(?:[\w.-]*[_.-])?(?:{names})(?:[_.-][\w.-]*)?"
        return re.compile(rf"(?:^|/){word}/", re.IGNORECASE)
    return re.compile(rf"(?:^|/)(?:{names})/")
