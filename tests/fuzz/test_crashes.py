"""What fuzzing and its like found, one test a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.dockerfile.environment import Environment
from ctxscan.dockerfile.words import expand
from ctxscan.golang.regexp import read_piece
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.regexp import podman_regexp
from tests.ignore.rules import rules
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.golang.character_class import Cursor
    from ctxscan.golang.regexp import Piece


@pytest.mark.parametrize("opening", ["${A//${A/", "${A:-${A-", "${A#${A%"])
def test_variables_inside_one_another_without_end_are_one_line(
    opening: str, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM scratch\nARG A\nCOPY {opening * 3000} /\n")
    run = ctxscan("report", cwd=tmp_path)
    assert run.exit_code == 2
    assert run.errors == ["ctxscan: error: Dockerfile:3: more than 50 ${...} inside one another"]


def test_fifty_variables_inside_one_another_are_expanded() -> None:
    word = "${A:-" * 50 + "x" + "}" * 50
    assert expand(word, Environment()).text == "x"


@pytest.mark.parametrize("command", ["report", "list", "check", "lint", "suggest", "key"])
def test_buildkit_cannot_be_asked_for_a_source_with_a_nul_in_it(
    command: str, tmp_path: Path
) -> None:
    run = ctxscan(command, cwd=with_a_nul(tmp_path))
    assert run.exit_code == 2
    (error,) = run.errors
    assert error.startswith("ctxscan: error: Dockerfile:2: a control character in path 'a\\x00b'")


@pytest.mark.parametrize(
    ("command", "exit_code"),
    [("report", 0), ("list", 0), ("check", 1), ("suggest", 0)],
)
@pytest.mark.parametrize("builder", ["classic", "podman"])
def test_to_the_others_a_source_with_a_nul_in_it_is_not_there(
    command: str, exit_code: int, builder: str, tmp_path: Path
) -> None:
    run = ctxscan(command, "--builder", builder, cwd=with_a_nul(tmp_path))
    assert run.exit_code == exit_code
    assert not [each for each in run.errors if "error" in each]
    assert b"\0" not in run.stdout + run.stderr


def with_a_nul(root: Path) -> Path:
    (root / "Dockerfile").write_bytes(b"FROM scratch\nCOPY a\0b /\n")
    (root / "a").write_bytes(b"")
    return root


@pytest.mark.parametrize("levels", [300, 996])
def test_groups_inside_one_another_are_read_by_podman_as_deep_as_go_reads_them(
    levels: int,
) -> None:
    expression = podman_regexp("(" * levels + "a|b" + ")" * levels + "c")
    assert expression is not None
    assert expression.matches("bc")
    assert not expression.matches("cc")


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(" * 5_000, id="that never end"),
        pytest.param("(" * 1_000 + "a" + ")" * 1_000, id="more than a thousand deep"),
        pytest.param("(" * 5_000 + "a" + ")" * 5_000, id="five thousand deep"),
        pytest.param("(a" * 500 + ")" * 500 + "{2}" * 2, id="repeated twice over"),
    ],
)
def test_groups_that_go_refuses_are_one_line(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / ".containerignore").write_text(f"{pattern}\n")
    run = ctxscan("list", "--builder", "podman", cwd=tmp_path)
    assert run.exit_code == 2
    (error,) = run.errors
    assert error.startswith("ctxscan: error: .containerignore:1: syntax error in pattern '(")


def test_a_rule_of_many_question_marks_is_matched_like_any_other() -> None:
    matcher = Matcher(rules("?" * 500 + "b\n"))
    assert matcher.judge_or_parents("a" * 500 + "b").ignored
    assert not matcher.judge_or_parents("a" * 501).ignored


def test_a_rule_with_a_long_name_is_not_read_character_by_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def counted(cursor: Cursor) -> list[Piece]:
        read.append(cursor.peek())
        return read_piece(cursor)

    monkeypatch.setattr("ctxscan.golang.regexp.read_piece", counted)
    matcher = Matcher(rules("*" + "\udc80x" * 2_000 + "[ab]*\n"))
    assert matcher.judge_or_parents("1" + "\udc80x" * 2_000 + "b2").ignored
    assert len(read) < 10


def test_a_rule_of_many_double_stars_is_matched_like_any_other() -> None:
    matcher = Matcher(rules("**/a/" * 20 + "b\n"))
    assert matcher.judge_or_parents("x/" + "a/" * 20 + "b").ignored
    assert not matcher.judge_or_parents("x/" + "a/" * 19 + "b").ignored
