"""Markdown for a job's summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ctxscan.render.formats.markdown import code, escaped
from tests.support.outcomes import CODES, OPTIONS, troubled
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def lines(root: Path, *options: str) -> list[str]:
    return ctxscan("check", "--format", "markdown", *options, cwd=root).lines


def test_every_finding_is_an_item_of_a_list(tmp_path: Path) -> None:
    found = [line for line in lines(troubled(tmp_path), *OPTIONS) if line.startswith("- ")]
    assert {re.split(r"\*\*", line)[1] for line in found} == CODES


def test_remedies_are_a_table_whose_rows_have_all_its_columns(tmp_path: Path) -> None:
    text = lines(troubled(tmp_path), *OPTIONS)
    rows = [line for line in text if line.startswith("  |")]
    assert len(rows) > 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_a_hostile_name_stays_on_its_line_and_is_no_markup(tmp_path: Path) -> None:
    hostile = [line for line in lines(troubled(tmp_path)) if "a%b,c:d" in line]
    for line in hostile:
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
        assert not re.search(r"(?<!\\)<b>", outside)
    assert len(hostile) >= 1


def test_a_pass_says_so(tmp_path: Path) -> None:
    text = lines(grow(tmp_path, files={"Dockerfile": "FROM scratch\n"}))
    assert text[0] == "### Build context . (BuildKit, Dockerfile, no ignore file)"
    assert text[2].endswith("passed; transfer 0B, 0 files (limit 100MB, the default)")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("a.b", "`a.b`", id="plain"),
        pytest.param("a`b", "``a`b``", id="a backtick inside"),
        pytest.param("`a", "`` `a ``", id="a backtick at the edge"),
        pytest.param("a\nb", "`a\\nb`", id="a line end"),
    ],
)
def test_code_is_fenced_by_more_backticks_than_it_has(text: str, written: str) -> None:
    assert code(text) == written


def test_text_is_escaped() -> None:
    assert escaped("*a* [b](c) <d> `e` _f_ #1 | &amp; @me") == (
        r"\*a\* \[b\](c) \<d\> \`e\` \_f\_ \#1 \| \&amp; \@me"
    )
