"""The manual page: what the commands declare, and what ``man`` can show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.exits import Exit
from ctxscan.cli.line.declared import Argument
from ctxscan.cli.manual import manual
from tests.support.pages import first_column, section
from tests.support.program import ROOT

PAGE = ROOT / "ctxscan/docs/ctxscan.1"


def test_the_page_in_the_package_is_what_the_commands_declare() -> None:
    """CTXSCAN_UPDATE_GOLDEN=1 writes it anew."""
    text = manual()
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == text


def shown(width: int = 80) -> str:
    words = ["groff", "-man", "-Tascii", "-P-cbou", f"-rLL={width}n"]
    run = subprocess.run([*words, PAGE], capture_output=True, check=True)
    assert run.stderr == b""
    return run.stdout.decode()


def test_every_command_and_every_option_is_on_it() -> None:
    text = manual().replace("\\-", "-")
    for name in NAMES:
        assert f".SS \\fBctxscan {name}\\fR" in text
        for each in find_command(name).parameters:
            if not isinstance(each.declared, Argument):
                for option in (part for given in each.names for part in given.split("/")):
                    assert f"\\fB{option}\\fR" in text, (name, option)


def test_every_exit_code_is_on_it_and_no_other() -> None:
    codes = re.findall(r"^\.TP\n\\fB(\d+)\\fR$", manual(), re.MULTILINE)
    assert [int(code) for code in codes] == sorted(Exit)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert codes == first_column(section(readme, "Exit codes"))


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
@pytest.mark.parametrize("width", [60, 80, 160])
def test_groff_shows_it_without_a_warning(width: int) -> None:
    words = ["groff", "-man", "-Tutf8", "-ww", "-z", f"-rLL={width}n", str(PAGE)]
    run = subprocess.run(words, capture_output=True, check=True)
    assert run.stderr == b""


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_what_is_shown_is_what_help_says() -> None:
    text = " ".join(shown().split())
    assert "-n, --top NUMBER Rows of each ranking. [default: 8]" in text
    assert "--secrets, --no-secrets Look for credentials. [default: yes]" in text
    for name in NAMES:
        help_ = (find_command(name).function.__doc__ or "").strip().splitlines()[0]
        assert help_ in text


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="no mandoc here")
def test_mandoc_finds_nothing_but_the_date_that_is_left_out() -> None:
    run = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning", PAGE], capture_output=True, check=False, text=True
    )
    others = [line for line in run.stdout.splitlines() if "missing date" not in line]
    assert others == []


@pytest.mark.skipif(shutil.which("man") is None, reason="no man here")
def test_man_shows_it_without_a_warning() -> None:
    run = subprocess.run(
        ["man", "--warnings", "-l", PAGE],
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANPAGER": "cat"},
        capture_output=True,
        check=False,
    )
    if run.returncode and b"has been minimized" in run.stdout + run.stderr:
        pytest.skip("a man that shows nothing")
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"NAME" in run.stdout
