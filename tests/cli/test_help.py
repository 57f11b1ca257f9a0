"""The help of every command, word for word: ``tests/golden/help``.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/cli/test_help.py`` writes it anew: look at the
difference before it is committed.
"""

from __future__ import annotations

import os

import pytest

from tests.support.pages import COMMANDS
from tests.support.program import ROOT, ctxscan, program

GOLDEN = ROOT / "tests/golden/help"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_the_one_on_record(name: str) -> None:
    file, text = GOLDEN / f"{name}.txt", ctxscan(name, "--help").text
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_no_help_is_on_record_of_a_command_that_is_gone() -> None:
    assert sorted(file.stem for file in GOLDEN.iterdir()) == sorted(COMMANDS)


def test_no_line_of_the_help_is_cut_at_80_columns() -> None:
    # A process of its own: in this one, the width is not that of a terminal.
    commands = program("--help", env={"COLUMNS": "80"}).text.partition("Commands:")[2]
    assert commands
    assert "..." not in commands
