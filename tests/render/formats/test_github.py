"""Workflow commands, read back as GitHub's runner reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.outcomes import CODES, HOSTILE, OPTIONS, troubled
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


class Command(NamedTuple):
    level: str
    properties: dict[str, str]
    message: str


# actions/runner, src/Runner.Common/ActionCommand.cs: TryParseV2 and its two lists of escapes, with
# the percent sign last.
DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, char in escapes:
        text = text.replace(escape, char)
    return text


def parsed(line: str) -> Command:
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found, line
    pairs = [pair.split("=", 1) for pair in found[2].split(",")]
    properties = {name: unescaped(value, PROPERTY) for name, value in pairs}
    return Command(found[1], properties, unescaped(found[3], DATA))


def commands(root: Path, *options: str, context: str = ".") -> list[Command]:
    run = ctxscan("check", context, "--format", "github", *options, cwd=root)
    return [parsed(line) for line in run.text.split("\n") if line]


def test_each_finding_is_an_error_and_the_verdict_a_notice(tmp_path: Path) -> None:
    *errors, verdict = commands(troubled(tmp_path), *OPTIONS)
    assert {each.level for each in errors} == {"error"}
    assert {each.properties["title"] for each in errors} == {f"ctxscan {code}" for code in CODES}
    assert verdict.level == "notice"
    assert "failed" in verdict.message


def test_a_finding_about_a_line_has_its_file_and_line(tmp_path: Path) -> None:
    troubled(tmp_path / "app")
    found = commands(tmp_path, context="app")
    (missing,) = [each for each in found if each.properties["title"] == "ctxscan source-missing"]
    assert missing.properties["file"] == "app/Dockerfile"
    assert missing.properties["line"] == "3"
    assert "gone%,:" in missing.message


def test_a_hostile_name_comes_back_as_it_was(tmp_path: Path) -> None:
    files = {each.properties.get("file") for each in commands(troubled(tmp_path))}
    assert f"{HOSTILE}/.env" in files


def test_a_message_has_the_advice_on_lines_of_its_own(tmp_path: Path) -> None:
    found = commands(troubled(tmp_path))
    (mine,) = [each for each in found if each.properties.get("file") == ".env"]
    assert "-> append to .dockerignore: **/.env" in mine.message.split("\n")


def test_a_pass_is_one_notice(tmp_path: Path) -> None:
    (only,) = commands(grow(tmp_path, files={"Dockerfile": "FROM scratch\n"}))
    assert only.level == "notice"
    assert only.message.startswith(". (BuildKit, Dockerfile, no ignore file): passed")
