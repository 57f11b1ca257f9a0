"""The page of every code: the bad example fires it in each of its commands, the good one not."""

from __future__ import annotations

import ast
import re
from contextlib import chdir, nullcontext
from typing import TYPE_CHECKING, Any, cast, get_args

import pytest

from ctxscan.cli.exits import Exit
from ctxscan.context.git.repository import tracked_modes
from ctxscan.context.git.tracked import read_tracked
from ctxscan.finding import Severity
from ctxscan.findings.codes import Code, pages
from ctxscan.findings.report.report import ReportOptions, report
from ctxscan.findings.report.warnings import GitSays
from ctxscan.inspection import BuildOptions, inspect
from tests.support.examples import Example, parsed
from tests.support.pages import read
from tests.support.program import ROOT, Run, ctxscan
from tests.support.trees import WHY_NOT_HERE
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName

PAGE_OF = pages()
PAGES = list(PAGE_OF.values())
COMMANDS = ("report", "list", "check", "lint", "builds", "suggest", "diff")
EACH = pytest.mark.parametrize("row", PAGES, ids=[row.code for row in PAGES])
IN_EACH_COMMAND = pytest.mark.parametrize(
    ("row", "command"),
    [pytest.param(row, name, id=f"{row.code} of {name}") for row in PAGES for name in row.commands],
)

WARNINGS = {row.code for row in PAGES if row.commands[0] == "report"}
ON_THIS_SYSTEM = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def run(example: Example, command: str, root: Path) -> Run:
    """*command* on the example, with the options that it shows."""
    example.build(root)
    arguments = example.arguments(command)
    if command != "list":
        arguments += ["--format", "json"]
    if not example.is_shut:
        return ctxscan(*arguments, cwd=root)
    with chdir(root), as_nobody(root / "x"):
        return ctxscan(*arguments, cwd=root)


def findings(done: Run, command: str) -> list[dict[str, Any]]:
    if done.exit_code is not Exit.BAD_INPUT or command != "builds":
        assert done.exit_code in (Exit.FINE, Exit.FINDINGS), done.errors
    if command == "list":
        warned = [re.search(r" \[([\w-]+)\]$", line) for line in done.errors]
        return [{"code": each[1], "fix": None} for each in warned if each]
    keys = ("warnings", "unknown", "findings", "notes")
    builds = done.document.get("builds", ()) if command != "builds" else ()
    documents = (done.document, *builds)
    found = [each for key in keys for document in documents for each in document.get(key, ())]
    if done.exit_code == Exit.BAD_INPUT:
        # A file that declares builds is refused, and the others are looked at.
        assert any(PAGE_OF[each["code"]].severity == "error" for each in found), done.errors
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "project"


@ON_THIS_SYSTEM
@IN_EACH_COMMAND
def test_the_bad_example_fires_its_code(row: Code, command: str, root: Path) -> None:
    found = findings(run(parsed(row.bad), command, root), command)
    assert row.code in {each["code"] for each in found}


@ON_THIS_SYSTEM
@IN_EACH_COMMAND
def test_the_good_example_does_not(row: Code, command: str, root: Path) -> None:
    found = findings(run(parsed(row.good), command, root), command)
    assert row.code not in {each["code"] for each in found}


@ON_THIS_SYSTEM
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.code) for row in PAGES if "lint" in row.commands]
)
def test_a_page_says_whether_lint_can_fix_it(row: Code, root: Path) -> None:
    found = findings(run(parsed(row.bad), "lint", root), "lint")
    assert row.fixable == any(
        each["code"] == row.code and each["fix"] is not None for each in found
    )


@ON_THIS_SYSTEM
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.code) for row in PAGES if row.code in WARNINGS]
)
def test_a_warning_of_a_report_is_as_severe_as_its_page_says(row: Code, root: Path) -> None:
    example = parsed(row.bad)
    example.build(root)
    with chdir(root), as_nobody(root / "x") if example.is_shut else nullcontext():
        options = BuildOptions(
            files=example.files,
            builder=cast("BuilderName", example.builder),
            build_contexts=example.build_contexts,
        )
        tracked = read_tracked(".")
        git = GitSays(tracked, modes=lambda: tracked_modes("."))
        found = report(inspect(options), ReportOptions(), git=git)
    severities = {
        each.severity for each in (*found.notices, *found.unknowns) if each.code == row.code
    }
    assert severities == {row.severity}


@EACH
def test_a_page_is_complete(row: Code) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|[a-z]+", row.code)
    assert row.severity in get_args(Severity)
    assert row.commands
    assert set(row.commands) <= set(COMMANDS)
    for text in (row.summary, row.why, row.remedy):
        assert text.endswith(".")
        assert "\n" not in text
    assert row.source.startswith("https://")
    assert row.bad != row.good


@EACH
def test_an_example_names_one_of_the_commands_of_its_code(row: Code) -> None:
    for example in (parsed(row.bad), parsed(row.good)):
        assert example.command is None or example.command[0] in row.commands


def test_no_code_has_two_pages() -> None:
    tables = (ROOT / "ctxscan/findings/codes").glob("*.toml")
    rows = re.findall(r"^code = ", "".join(map(read, sorted(tables))), re.MULTILINE)
    assert len(rows) == len(PAGES)


WITHOUT_A_PAGE = {"broken-archive", "hangs"}
"""An example would hold bytes that are no text, or a fifo."""


def codes_in_the_source() -> set[str]:
    """What the program makes findings of, and the doubts of a plan."""
    found: set[str] = set()
    for file in (ROOT / "ctxscan").rglob("*.py"):
        for node in ast.walk(ast.parse(read(file))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Finding"), args=[ast.Constant(value=str(code)), *_]
                ):
                    found.add(code)
                case ast.Call(
                    func=ast.Name(id="about"), args=[_, ast.Constant(value=str(code)), *_]
                ):
                    found.add(code)
                case ast.Call(
                    func=ast.Name(id="Unknown"), args=[_, ast.Constant(value=str(kind)), *_]
                ):
                    found.add(f"unknown-{kind}")
                case ast.Call(
                    func=ast.Name(id="StepError"), args=[ast.Constant(value=str(kind)), *_]
                ):
                    found.add(kind)
            match node:
                case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                    found.add(code)
    return found - WITHOUT_A_PAGE


def test_every_code_of_the_program_has_a_page_and_no_other() -> None:
    assert codes_in_the_source() == set(pages())
