"""What ``import ctxscan`` gives: every public name is there, is documented, and comes late."""

from __future__ import annotations

import inspect
import subprocess
import sys
from contextlib import chdir
from typing import TYPE_CHECKING

import pytest

import ctxscan
from tests.support.program import ROOT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [name for name in ctxscan.__all__ if name != "__version__"]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_is_documented(name: str) -> None:
    found = getattr(ctxscan, name)
    fields = getattr(found, "__annotations__", {})
    assert inspect.getdoc(found) or fields
    assert name in dir(ctxscan)


def test_every_use_case_is_public() -> None:
    modules = {path.stem for path in (ROOT / "ctxscan/api").glob("*.py")} - {"__init__"}
    used = {ctxscan._HOMES[name].rpartition(".")[2] for name in NAMES}
    parts = {
        "assumed",
        "baselines",
        "bases",
        "branch",
        "changed_map",
        "chains",
        "check_settings",
        "counterparts",
        "declarations",
        "diffs",
        "docker_plugin",
        "explore",
        "failing",
        "figures",
        "ground",
        "history",
        "image_context",
        "loading",
        "lying",
        "made_later",
        "map",
        "orders",
        "projects",
        "proposals",
        "sharing",
        "starting_files",
        "together",
        "too_early",
        "unwritten",
    }
    assert modules - used <= parts


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ctxscan.nothing


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    program = "import sys, ctxscan; print([m for m in sys.modules if m.startswith('ctxscan.')])"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert ended.stdout == "[]\n"


def test_the_lines_in_the_readme_run(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = readme.partition("```python\n")[2].partition("```")[0]
    assert len(code.splitlines()) == 8
    with chdir(ROOT):
        exec(code, {})  # noqa: S102 - the very lines that are promised
    printed = capsys.readouterr().out.splitlines()
    assert "bytes are transferred for" in printed[0]
    assert len(printed) > 1


def test_each_function_gives_a_value_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = str(grow(tmp_path, "a 3", files={"Dockerfile": "FROM scratch\nCOPY a /\n"}))
    assert ctxscan.report(root).sent.content_bytes == 3
    assert [each.path for each in ctxscan.listing(root).sent] == ["a"]
    assert list(ctxscan.sent_paths(root)) == ["a"]
    left_out = ctxscan.listing(root, ignored=True).left_out
    assert [each.path for each in left_out or ()] == ["Dockerfile"]
    assert ctxscan.explain("a", root).paths[0].path == "a"
    assert ctxscan.check(root)[0].passed
    assert ctxscan.lint(root).lint.findings == ()
    assert b"**/.git\n" in ctxscan.suggest(root).new
    with pytest.raises(ctxscan.CtxscanError):
        ctxscan.report(root, target="nothing")
    assert capfd.readouterr() == ("", "")
