"""The table of directories: each row says something, and what it says is found where it holds."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from ctxscan.findings.catalog.directories import Directory, Meaning, below, directories, named

ROWS = directories()
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.name))
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)


def test_names_are_unique() -> None:
    names = [row.name for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def test_the_table_is_read_once_and_whole() -> None:
    text = files("ctxscan.findings.catalog").joinpath("directories.toml").read_text("utf-8")
    assert len(ROWS) == text.count("\n[[directory]]\n") > 50
    assert directories() is ROWS


@pytest.mark.parametrize("meaning", MEANINGS)
def test_each_meaning_is_explained_at_the_top_and_has_rows(meaning: Meaning) -> None:
    text = files("ctxscan.findings.catalog").joinpath("directories.toml").read_text("utf-8")
    top = text.partition("[[directory]]")[0]
    assert re.search(rf"^# (?:means)? +{meaning} +\w", top, re.MULTILINE)
    assert named(meaning)


@EACH
def test_a_row_has_a_name_a_meaning_and_a_reason(row: Directory) -> None:
    assert re.fullmatch(r"[\w.-]+", row.name)
    assert row.means
    assert row.means <= set(MEANINGS)
    assert re.fullmatch(r"[^\n]{4,}[^\n.]", row.reason)


@EACH
def test_what_lies_below_is_found_by_each_meaning_of_the_row_and_by_no_other(
    row: Directory,
) -> None:
    for path in (f"{row.name}/x", f"a/{row.name}/b/x"):
        found = {meaning for meaning in MEANINGS if below(meaning).search(path)}
        assert found == row.means, path


@EACH
def test_a_file_of_that_name_is_not_found(row: Directory) -> None:
    assert not any(below(meaning).search(f"a/{row.name}") for meaning in MEANINGS)


@EACH
def test_a_longer_name_is_another_one_but_for_what_is_made_up(row: Directory) -> None:
    for path in (f"a/x{row.name}/b", f"a/{row.name}x/b"):
        found = {meaning for meaning in MEANINGS if below(meaning).search(path)}
        assert found <= {"made-up"}, path


@pytest.mark.parametrize("path", ["My-Tests/key.pem", "a/test_data.old/k", "DOCS/key.pem"])
def test_what_is_made_up_is_known_by_one_word_of_the_name(path: str) -> None:
    assert below("made-up").search(path)


@pytest.mark.parametrize("path", ["latest/key.pem", "contest/key.pem", "samplers/key.pem"])
def test_a_part_of_a_word_is_not_made_up(path: str) -> None:
    assert not below("made-up").search(path)


def test_the_meanings_differ_only_where_a_row_says_why() -> None:
    """Lists of packages that somebody extends in one place alone."""
    for row in ROWS:
        packages = {"published", "foreign", "idle"}
        if "published" in row.means and not packages <= row.means:
            assert re.search("[;:]", row.reason), row
