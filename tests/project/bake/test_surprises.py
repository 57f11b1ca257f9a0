"""What bake does that its documentation does not say, a test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.project.bake.test_recorded import bake

if TYPE_CHECKING:
    from pathlib import Path

TWICE = """
target "a" {
  context = "x"
}
target "a" {
  dockerfile = "y"
}
"""
REFERS = """
target "default" {
  args = { A = target.a.context == null, B = target.a.dockerfile == null }
}
"""
COMPOSE = "name: written\nservices: {web: {build: './${COMPOSE_PROJECT_NAME}'}}\n"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        pytest.param("true && null", "false", id="null is as good as false to and"),
        pytest.param("NOPE || true", "true", id="a decided right side drops an error on the left"),
        pytest.param('true ? "a" : [NOPE]', "a", id="the branch not taken may be wrong in any way"),
        pytest.param('jsonencode(coalesce(null, 1, "b"))', '"1"', id="text is what all can become"),
        pytest.param('format("%v", 1000000)', "1e+06", id="format knows exponents, args do not"),
        pytest.param('substr("hello", -2, 0)', "lo", id="a length of 0 from the end takes all"),
        pytest.param('regex_replace("abc", "b", "$1x")', "ac", id="$1x is a group named 1x"),
        pytest.param('"$$$${z}"', "$$${z}", id="only the last pair of dollars is an escape"),
        pytest.param("10 / 4 * 0.1", "0.25", id="numbers are wide enough not to show it"),
    ],
)
def test_an_expression(expression: str, text: str, tmp_path: Path) -> None:
    (build,) = bake(tmp_path, f'target "default" {{\n args = {{ A = {expression} }}\n}}').builds
    assert build.args["A"] == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param(
            TWICE + REFERS, {"A": "false", "B": "false"}, id="once both blocks are merged"
        ),
        pytest.param(REFERS + TWICE, {"A": "true", "B": "false"}, id="the later alone before that"),
    ],
)
def test_a_reference_to_a_target_of_two_blocks_sees(
    text: str, seen: dict[str, str], tmp_path: Path
) -> None:
    (build,) = bake(tmp_path, text).builds
    assert dict(build.args) == seen


def test_the_name_in_a_compose_file_comes_before_the_environments(tmp_path: Path) -> None:
    (build,) = bake(tmp_path, COMPOSE, file="compose.yaml", COMPOSE_PROJECT_NAME="other").builds
    assert build.context == str(tmp_path / "written")


def test_many_targets_that_name_one_another_are_resolved_in_time(tmp_path: Path) -> None:
    text = 'target "t0" { context = "c" }\ngroup "default" { targets = ["t299"] }\n' + "".join(
        f'target "t{n}" {{ context = target.t{n // 2}.context }}\n' for n in range(1, 300)
    )
    (build,) = bake(tmp_path, text).builds
    assert build.context == str(tmp_path / "c")
