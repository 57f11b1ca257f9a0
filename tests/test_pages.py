"""The pages say what is so: commands run, outputs, paths and links are real.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/test_pages.py`` writes the blocks that are marked
``<!-- output: COMMAND -->`` anew.
"""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from ctxscan.cli.exits import Exit
from tests.support.pages import (
    MARKED,
    PAGES,
    anchor,
    arguments_of,
    commands,
    headings,
    name_of,
    read,
    without_blocks,
)
from tests.support.program import ROOT, ctxscan

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {name_of(page): read(page) for page in PAGES}
TRIED = sorted({line for text in TEXTS.values() for line in commands(text)})
OUTPUTS = [(page, found[1]) for page, text in TEXTS.items() for found in MARKED.finditer(text)]

every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def test_there_are_commands_to_try() -> None:
    assert {arguments_of(line)[0] for line in TRIED} >= {"report", "list", "explain", "suggest"}


@pytest.mark.parametrize("line", TRIED)
def test_every_command_runs(line: str, tmp_path: Path) -> None:
    # In a copy: some of them write.
    shutil.copytree(ROOT / "sample_projects", tmp_path / "sample_projects", symlinks=True)
    ended = ctxscan(*arguments_of(line), cwd=tmp_path)
    assert ended.exit_code in (Exit.FINE, Exit.FINDINGS), ended.errors
    assert ended.stdout or ended.stderr


def test_an_output_is_shown() -> None:
    assert OUTPUTS


@pytest.mark.parametrize(("page", "line"), OUTPUTS)
def test_a_sample_output_is_the_real_one(page: str, line: str) -> None:
    text = ctxscan(*arguments_of(line)).text
    file, start = ROOT / page, f"<!-- output: {line} -->\n```\n"
    before, found, after = read(file).partition(start)
    shown, end, rest = after.partition("```\n")
    assert found
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        file.write_text(before + start + text + end + rest, encoding="utf-8")
        return
    assert shown == text


@every_page
def test_every_path_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"`((?:tests|ctxscan|sample_projects|\.ci|\.github)/[\w./-]*)`", read(page))
    assert not [path for path in named if not (ROOT / path).exists()]


@every_page
def test_every_link_leads_to_a_page_and_to_a_heading_of_it(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", without_blocks(read(page)))
    assert [link for link in links if "://" not in link and not is_there(page, link)] == []


def is_there(page: Path, link: str) -> bool:
    path, _, fragment = link.partition("#")
    leads_to = page.parent / path if path else page
    if not leads_to.exists():
        return False
    return not fragment or fragment in map(anchor, headings(read(leads_to)))


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("nowhere.md", id="no page"),
        pytest.param("README.md#nowhere", id="no heading of another page"),
        pytest.param("#nowhere", id="no heading of its own"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(link: str) -> None:
    assert not is_there(ROOT / "README.md", link)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        pytest.param("Two builders, two answers", "two-builders-two-answers", id="a comma"),
        pytest.param("`ctxscan suggest > x`", "ctxscan-suggest--x", id="signs are left out"),
        pytest.param("D.4.1 Variables", "d41-variables", id="dots are left out"),
    ],
)
def test_the_fragment_of_a_heading_is_that_of_github(heading: str, expected: str) -> None:
    assert anchor(heading) == expected
