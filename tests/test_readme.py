"""README.md, beside what holds for every page: the quick start, the tables, what it leads to."""

from __future__ import annotations

import re
import subprocess

from ctxscan.cli.exits import Exit
from tests.support.pages import COMMANDS, anchor, blocks, first_column, headings, read, section
from tests.support.program import ROOT

README = read(ROOT / "README.md")
MAX_LINES = 250


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= MAX_LINES


def test_the_quick_start_is_one_block_of_two_commands() -> None:
    (block,) = blocks(section(README, "Quick start"), "sh")
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
    quick_start = section(README, "Quick start")
    assert found.stdout == quick_start.partition("```sh\n")[2].splitlines()[1]
    assert '-c "$test_command"' in script


def test_the_contents_list_every_section() -> None:
    sections = re.findall(r"^## (.+)$", README, re.MULTILINE)
    sections.remove("Contents")
    listed = re.findall(r"\[(.+?)\]\(#(.+?)\)", section(README, "Contents"))
    assert listed == [(title, anchor(title)) for title in sections]


def test_every_command_has_its_line() -> None:
    listed = [row.removeprefix("ctxscan ") for row in first_column(commands_table())]
    assert sorted(listed) == sorted(COMMANDS)


def commands_table() -> str:
    return section(README, "Commands").partition("```")[0]


def test_every_exit_code_is_explained_and_no_other() -> None:
    assert [int(code) for code in first_column(section(README, "Exit codes"))] == sorted(Exit)


def test_the_ratios_are_those_of_the_benchmark() -> None:
    table = section(README, "How fast")
    quoted = re.findall(r"^\| (.+?) \| (at most .+?) \| (.+?) \|$", table, re.MULTILINE)
    page = read(ROOT / "tests/benchmarks/README.md")
    measured = re.findall(r"^\| (.+?) \| (at most .+?) \| (.+?) \| \w+ \|$", page, re.MULTILINE)
    assert len(quoted) == 5
    assert set(quoted) <= set(measured)


def test_every_page_of_the_package_is_listed() -> None:
    docs = ROOT / "ctxscan/docs"
    listed = re.findall(r"\]\((?:ctxscan/docs/)?([\w./]+)\)", section(README, "Read on"))
    pages = {page.name for page in docs.glob("*.md")}
    assert pages <= set(listed)
    index = read(docs / "README.md")
    assert {page for page in pages if f"]({page})" not in index} == {"README.md"}


def test_no_section_is_named_twice() -> None:
    found = headings(README)
    assert len(set(found)) == len(found)
