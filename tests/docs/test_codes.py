"""The tables of ``docs/codes.md`` are those of the program.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/docs/test_codes.py`` writes them anew.
"""

from __future__ import annotations

import os
import re

import pytest

from ctxscan.findings.codes import Code, pages
from tests.support.pages import DOCS, read, section

PAGE = DOCS / "codes.md"

SECTIONS = {
    "Warnings": "report",
    "Findings of `check`": "check",
    "Findings of `lint`": "lint",
    "Warnings of `builds`": "builds",
    "Warnings of `diff`": "diff",
}
HEAD = "| code | severity | meaning |\n|---|---|---|\n"


def rows(command: str) -> list[Code]:
    """Those of *command*, without what belongs to a gate in a report."""
    found = [row for row in pages().values() if command in row.commands]
    if command == "report":
        return [row for row in found if row.commands[0] == "report"]
    return sorted(found) if command == "lint" else found


def table(command: str) -> str:
    return HEAD + "".join(line(row) for row in rows(command))


def line(row: Code) -> str:
    meaning = row.summary.removesuffix(".").replace("|", "\\|")
    return f"| `{row.code}` | {row.severity} | {meaning} |\n"


def table_of(title: str) -> str:
    found = re.search(r"(?:^\|.*\n)+", section(read(PAGE), title), re.MULTILINE)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("title", SECTIONS)
def test_a_table_is_that_of_the_program(title: str) -> None:
    expected = table(SECTIONS[title])
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        old = section(read(PAGE), title)  # alone: two sections may have the same rows
        new = old.replace(table_of(title), expected)
        PAGE.write_text(read(PAGE).replace(f"{title}\n{old}", f"{title}\n{new}"), encoding="utf-8")
    assert table_of(title) == expected
