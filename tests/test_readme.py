"""README.md says what is so: commands, outputs, help, exit codes, warnings, JSON keys.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/test_readme.py`` writes its marked blocks anew,
those of ``<!-- help:NAME -->`` and ``<!-- output: COMMAND -->``.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from tests.support.program import ROOT, Run, ctxscan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"^<!-- (\w+): ?(.+?) -->\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SHELL = [found[2] for found in FENCE.finditer(README) if found[1] == "sh"]
HELP = {found[2]: found[3] for found in MARKED.finditer(README) if found[1] == "help"}
OUTPUT = {found[2]: found[3] for found in MARKED.finditer(README) if found[1] == "output"}

COMMANDS = re.findall(
    r"^ {2}(\w+) {2,}", ctxscan("--help").text.partition("Commands:")[2], re.MULTILINE
)


def section(title: str) -> str:
    """What stands below this heading, up to the next one of its rank."""
    (level, body) = re.split(rf"^(#+) {re.escape(title)}\n", README, flags=re.MULTILINE)[1:3]
    return re.split(rf"^#{{1,{len(level)}}} ", body, flags=re.MULTILINE)[0]


def first_column(title: str) -> list[str]:
    """Of the table in a section, without its head."""
    rows = [line.split("|")[1].strip(" `") for line in section(title).splitlines() if "|" in line]
    return rows[2:]


def run(line: str, cwd: Path = ROOT) -> Run:
    program, *arguments = shlex.split(line, comments=True)
    assert program == "ctxscan"
    return ctxscan(*arguments, cwd=cwd)


def is_in_the_readme(mark: str, text: str) -> None:
    """*text* is the block below this mark."""
    start = f"<!-- {mark} -->\n```\n"
    before, found, after = (ROOT / "README.md").read_text(encoding="utf-8").partition(start)
    assert found
    shown, end, rest = after.partition("```\n")
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        (ROOT / "README.md").write_text(before + start + text + end + rest, encoding="utf-8")
        return
    assert shown == text


def commands() -> Iterator[str]:
    """Every ctxscan command of the shell blocks."""
    for block in SHELL:
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\|\||[|;]", line.partition(" #")[0]):
                found = part.strip().removeprefix("$ ").removeprefix(".venv/bin/")
                if found.startswith("ctxscan "):
                    yield found


def test_the_quick_start_is_one_block_of_two_commands() -> None:
    (block,) = [found[2] for found in FENCE.finditer(section("Quick start"))]
    first, second = block.strip().splitlines()
    assert "ctxscan report sample_projects/" in first
    assert "pytest" in second
    for command in (first, second):
        # A fresh clone on Debian: its own pip refuses to install outside of an environment.
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_second_command_is_what_ci_runs() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    (taken,) = re.findall(r"^test_command=.*$", script, re.MULTILINE)
    shell = ["bash", "-c", f'{taken}; printf %s "$test_command"']
    found = subprocess.run(shell, cwd=ROOT, capture_output=True, check=True, text=True)
    assert found.stdout == section("Quick start").partition("```sh\n")[2].splitlines()[1]
    assert '-c "$test_command"' in script


def test_there_are_commands_to_try() -> None:
    assert {shlex.split(line)[1] for line in commands()} >= {"report", "list", "explain"}


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_runs(line: str, tmp_path: Path) -> None:
    # In a copy: some of them write.
    shutil.copytree(ROOT / "sample_projects", tmp_path / "sample_projects", symlinks=True)
    ended = run(line, tmp_path)
    assert ended.exit_code in (Exit.FINE, Exit.FINDINGS), ended.errors
    assert ended.stdout or ended.stderr


def test_an_output_is_shown() -> None:
    assert OUTPUT


@pytest.mark.parametrize("line", OUTPUT)
def test_a_sample_output_is_the_real_one(line: str) -> None:
    is_in_the_readme(f"output: {line}", run(line).text)


def test_every_command_has_its_help_in_the_readme() -> None:
    assert sorted(HELP) == sorted(COMMANDS)


@pytest.mark.parametrize("name", HELP)
def test_a_help_block_is_the_real_help(name: str) -> None:
    is_in_the_readme(f"help:{name}", ctxscan(name, "--help").text)


def test_every_exit_code_is_explained_and_no_other() -> None:
    assert [int(code) for code in first_column("Exit codes")] == sorted(Exit)


def codes_in_the_source() -> set[str]:
    """The first argument of every ``Notice(...)``, and the doubts of a plan."""
    found: set[str] = set()
    for file in (ROOT / "ctxscan").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Notice"), args=[ast.Constant(value=str(code)), *_]):
                    found.add(code)
                case ast.Call(
                    func=ast.Name(id="Unknown"), args=[_, ast.Constant(value=str(k)), *_]
                ):
                    found.add(f"unknown-{k}")
    return found


def test_every_warning_is_explained_and_no_other() -> None:
    explained = first_column("Warnings")
    assert len(set(explained)) == len(explained)
    assert set(explained) == codes_in_the_source()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["list"], id="list"),
        pytest.param(["list", "--ignored"], id="list --ignored"),
        pytest.param(["report"], id="report"),
        pytest.param(["explain"], id="explain"),
        pytest.param(["suggest"], id="suggest"),
    ],
)
def test_every_key_of_a_document_is_explained(arguments: list[str]) -> None:
    name, *options = arguments
    sample = "sample_projects/flask-multistage"
    place = ["--context", sample, "app/book.py"] if name == "explain" else [sample]
    document = ctxscan(name, *options, *place, "--format", "json").document
    text = section("JSON")
    (own,) = re.findall(rf"^- `{name}`:(.*?)(?=^- `|\Z)", text, re.MULTILINE | re.DOTALL)
    missing = {key for key in keys_of(document) if f"`{key}`" not in own}
    assert {key for key in missing if f"`{key}`" not in text.partition("\n- ")[0]} == set()


def keys_of(document: Any) -> Iterator[str]:
    """Of the document itself, and of what the rows of its first lists hold."""
    yield from document
    for key in ("sent", "largest", "context", "before", "after"):
        yield from document.get(key, {})
    for key in ("entries", "not_sent", "paths", "rules", "notes"):
        for row in document.get(key, []):
            yield from row


def test_every_path_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tests|ctxscan|sample_projects|\.ci)/[\w./-]*)`", README)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]
