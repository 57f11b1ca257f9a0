from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.freeze.__main__ import main
from tests.freeze.kept import MOST, Kept, Text, write

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Text.of(b"")


def kept(stdout: str = "", stderr: str = "", code: int | None = 0, command: str = "list") -> Kept:
    return Kept(command, code, Text.of(stdout.encode()), Text.of(stderr.encode()))


def compared(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: dict[str, Kept],
    new: dict[str, Kept],
    *options: str,
) -> tuple[int, str]:
    write(tmp_path / "old", "repos/one", old)
    write(tmp_path / "new", "repos/one", new)
    code = main(["compare", str(tmp_path / "old"), str(tmp_path / "new"), *options])
    return code, capsys.readouterr().out


def test_the_same_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = {"a": kept("one\n"), "b": kept(code=2)}
    code, said = compared(tmp_path, capsys, runs, runs)
    assert code == 0
    assert said == "0 differences in 2 runs of 1 projects that both have\n"


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        pytest.param(kept("two\n", "w\n"), ["-one", "+two", "[stdout]"], id="stdout"),
        pytest.param(kept("one\n", "v\n"), ["-w", "+v", "[stderr]"], id="stderr"),
        pytest.param(kept("one\n", "w\n", 1), ["exit 0 -> 1", "[exit]"], id="exit code"),
        pytest.param(kept(code=None), ["exit 0 -> too late", "[too late]"], id="a hang"),
    ],
)
def test_a_difference_is_shown_below_its_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], new: Kept, lines: list[str]
) -> None:
    code, said = compared(tmp_path, capsys, {"the line": kept("one\n", "w\n")}, {"the line": new})
    assert code == 1
    assert said.startswith("== list: 1 (")
    assert "-- repos/one: the line" in said
    assert all(line in said for line in lines)


def test_what_was_too_late_in_the_old_record_is_counted_and_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = compared(tmp_path, capsys, {"a": kept(code=None)}, {"a": kept("x")})
    assert code == 0
    assert said.endswith("not compared: 1 runs that did not end in time in OLD\n")


def test_a_difference_after_what_is_kept_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "x" * MOST
    code, said = compared(tmp_path, capsys, {"a": kept(f"{long}1")}, {"a": kept(f"{long}2")})
    assert code == 1
    assert f"differs after what is kept, {MOST + 1} -> {MOST + 1} bytes" in said


def test_a_document_on_one_line_is_laid_out_before_it_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (json.dumps({"files": number, "path": "a" * 900}) for number in (1, 2))
    _, said = compared(tmp_path, capsys, {"a": kept(old)}, {"a": kept(new)})
    assert '- "files": 1,' in said
    assert '+ "files": 2,' in said


def test_excerpts_and_their_lines_are_few(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = {str(number): kept("\n".join(map(str, range(99)))) for number in range(9)}
    new = {str(number): kept("nothing") for number in range(9)}
    options = ("--excerpts", "2", "--lines", "5")
    _, said = compared(tmp_path, capsys, old, new, *options)
    assert said.count("-- repos/one") == 2
    assert said.count("... 98 more lines") == 2
    assert "9 differences in 9 runs" in said


def test_runs_of_one_record_alone_count_unless_only_what_both_have_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = {"a": kept(), "b": kept()}, {"a": kept(), "c": kept()}
    code, said = compared(tmp_path, capsys, old, new)
    assert code == 1
    assert "only in OLD 1" in said
    assert "only in NEW 1" in said
    assert compared(tmp_path, capsys, old, new, "--common")[0] == 0


def test_projects_of_one_record_alone_count_unless_only_what_both_have_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "old", "repos/two", {"a": kept()})
    code, said = compared(tmp_path, capsys, {"a": kept()}, {"a": kept()})
    assert code == 1
    assert "only in OLD: 1 projects: repos/two\n" in said
    assert compared(tmp_path, capsys, {"a": kept()}, {"a": kept()}, "--common")[0] == 0


def test_only_some_command_lines_can_be_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (
        {"lint x": kept("1"), "list x": kept("1")},
        {"lint x": kept("2"), "list x": kept("1")},
    )
    assert compared(tmp_path, capsys, old, new, "--only", "list")[0] == 0
    assert compared(tmp_path, capsys, old, new, "--only", "lint")[0] == 1


def test_names_that_are_no_utf_8_can_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (Kept("list", 0, Text.of(data), NOTHING) for data in (b"\xff1", b"\xff2"))
    code, said = compared(tmp_path, capsys, {"a": old}, {"a": new})
    assert code == 1
    assert "-\\udcff1" in said


def test_a_folder_without_a_record_takes_one_line_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"freeze: {tmp_path}: nothing is recorded there\n"
