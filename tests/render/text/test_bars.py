"""Bars in the tables of ``diff`` and ``churn``: wide, narrow, in ASCII, in colour.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/render`` writes tests/golden/bars anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxscan.api.asked import each_build
from ctxscan.api.churn import ChurnOptions, churns
from ctxscan.api.diff import diff
from ctxscan.render.diff.text import diff_text
from ctxscan.render.drawing.paper import Paper
from ctxscan.render.text.churn import churn_text
from ctxscan.render.text.report.bars import Bars, beside
from ctxscan.sizes import human_size
from tests.support.changes import changed_project
from tests.support.repositories import commit, git
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from ctxscan.api.churn import Churned
    from ctxscan.api.diff import Compared

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

GOLDEN = Path(__file__).parents[2] / "golden/bars"
PAPERS = {
    "44": Paper(44, has_blocks=True),
    "80": Paper(80, has_blocks=True),
    "140": Paper(140, has_blocks=True),
    "80-ascii": Paper(80, has_blocks=False),
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    root = changed_project(tmp_path_factory.mktemp("diff") / "project")
    found = diff("HEAD", str(root))
    place = found.inspection.location._replace(shown="project")
    return found._replace(inspection=found.inspection._replace(location=place), against="project")


@pytest.fixture(scope="module")
def churned(tmp_path_factory: pytest.TempPathFactory) -> Churned:
    root = changed_project(tmp_path_factory.mktemp("churn") / "project")
    for number in range(7):
        git(root, "add", "-A")
        commit(root)
        make_file(root / "apps/api/main.py", f"{number}\n")
        if number % 3 == 0:
            make_file(root / "libs/a.py", f"{number}\n")
    git(root, "add", "-A")
    commit(root)
    (answer,) = churns(each_build(str(root)), ChurnOptions()).found
    return answer.value


def is_golden(name: str, text: str) -> None:
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_what_changed_has_bars_of_its_bytes_where_there_is_room(
    compared: Compared, name: str
) -> None:
    paper = PAPERS[name]
    text = paper.draw(diff_text(compared, human_size, 20, paper))
    assert all(len(line) <= paper.width for line in text.splitlines())
    is_golden(f"diff-{name}", text)


@pytest.mark.parametrize("name", PAPERS)
def test_losses_have_bars_of_the_commits_where_there_is_room(churned: Churned, name: str) -> None:
    paper = PAPERS[name]
    text = paper.draw(churn_text(churned, 10, paper))
    assert all(len(line) <= paper.width for line in text.splitlines())
    is_golden(f"churn-{name}", text)


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{what}-{name}" for what in ("diff", "churn") for name in PAPERS}
    assert {file.stem for file in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize("has_blocks", [True, False], ids=["blocks", "ASCII"])
def test_no_sign_that_the_encoding_lacks_is_drawn(
    compared: Compared, churned: Churned, *, has_blocks: bool
) -> None:
    paper = Paper(100, has_blocks=has_blocks)
    for drawn in (diff_text(compared, human_size, 20, paper), churn_text(churned, 10, paper)):
        assert paper.draw(drawn).isascii() is not has_blocks


def test_growth_is_green_and_loss_is_red_on_a_terminal_with_colours_only(
    compared: Compared, churned: Churned
) -> None:
    colored = Paper(100, has_blocks=True, is_styled=True, has_colors=True)
    styled = colored._replace(has_colors=False)
    texts = [
        (diff_text(compared, human_size, 20, paper), churn_text(churned, 10, paper), paper)
        for paper in (colored, styled)
    ]
    (changes, losses, _), (plain_changes, plain_losses, _) = texts
    assert "\x1b[32m███" in colored.draw(changes)
    assert "\x1b[31m███" in colored.draw(changes)
    assert "\x1b[31m███" in colored.draw(losses)
    assert "\x1b[33m░" in colored.draw(losses)
    for drawn in (plain_changes, plain_losses):
        assert not {"\x1b[31m", "\x1b[32m", "\x1b[33m"} & {*styled.draw(drawn).split("█")}
        assert "\x1b[3" not in styled.draw(drawn)


@pytest.mark.parametrize(
    ("part", "more", "expected"),
    [
        pytest.param(0, 0, ("", ""), id="nothing of either"),
        pytest.param(10, 0, ("##########", ""), id="all of one"),
        pytest.param(4, 6, ("####", "......"), id="both"),
        pytest.param(1, 1, ("#", "."), id="a tenth of each"),
        pytest.param(0, 1, ("", "."), id="something is never nothing"),
    ],
)
def test_a_bar_of_two_parts_is_as_long_as_both(
    part: int, more: int, expected: tuple[str, str]
) -> None:
    assert Bars(10, blocks=False).draw_two(part, more, 10) == expected


@pytest.mark.parametrize("whole", range(1, 40))
def test_no_bar_is_longer_than_its_column(whole: int) -> None:
    for blocks in (True, False):
        bars = Bars(10, blocks)
        for part in range(whole + 1):
            for more in range(whole - part + 1):
                own, pale = bars.draw_two(part, more, whole)
                assert len(own) + len(pale) <= 11
                assert bool(own) is bool(part)
                assert bool(pale) is bool(more)


def test_bars_give_way_to_names() -> None:
    assert beside(60, Paper(80, has_blocks=True)) == Bars(10, blocks=True)
    assert beside(70, Paper(80, has_blocks=True)) == Bars(8, blocks=True)
    assert beside(76, Paper(80, has_blocks=True)) is None
    assert beside(60, Paper(140, has_blocks=True)) == Bars(20, blocks=True)
