"""``docs/check.md`` names what the program has."""

from __future__ import annotations

from ctxscan.cli.findings_format import FindingsFormat
from tests.support.pages import DOCS, first_column, read, section


def test_every_format_of_check_has_its_row() -> None:
    rows = first_column(section(read(DOCS / "check.md"), "Formats"))
    assert sorted(rows) == sorted(FindingsFormat)
