"""The recipes for CI: read by the programs they are for, and their commands run.

They stand in README.md ("In CI"), and in the package: ``docs/check.md`` and ``docs/settings.md``.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from tests.support.pages import DOCS, blocks, read, section
from tests.support.program import ROOT, ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed (it comes with ctxscan[test])")

IN_CI = section(read(ROOT / "README.md"), "In CI")
RECIPES = IN_CI + read(DOCS / "check.md") + read(DOCS / "settings.md")


def recipes(key: str) -> list[Any]:
    """Those that hold this key at their top."""
    return [found for found in map(yaml.safe_load, blocks(RECIPES, "yaml")) if key in found]


def steps() -> list[Any]:
    jobs = [job for recipe in recipes("jobs") for job in recipe["jobs"].values()]
    return [step for job in jobs for step in job["steps"]]


def commands() -> list[str]:
    lines = [step["run"] for step in steps() if "run" in step]
    for job in recipes("build-context"):
        lines += job["build-context"]["script"]
    return [line for line in lines if line.startswith("ctxscan ")]


def test_there_is_a_recipe_for_each_place() -> None:
    assert len(recipes("jobs")) == 2
    assert len(recipes("build-context")) == 1
    assert len(recipes("repos")) == 1
    assert len(commands()) == 2


@pytest.mark.parametrize("line", commands())
def test_a_command_runs_and_writes_the_file_that_is_uploaded(tmp_path: Path, line: str) -> None:
    root = grow(tmp_path, "a", files={"Dockerfile": "FROM scratch\nCOPY . .\n"})
    _, *arguments = shlex.split(line)
    assert ctxscan(*arguments, cwd=root).exit_code == Exit.FINE
    (written,) = {*os.listdir(root)} - {"a", "Dockerfile"}  # noqa: PTH208 - names are compared
    assert RECIPES.count(written) == 2


def test_the_action_is_used_with_inputs_that_it_has() -> None:
    (used,) = [step for step in steps() if "ctxscan" in step.get("uses", "")]
    path = used["uses"].partition("@")[0].partition("/ctxscan/")[2]
    action = yaml.safe_load((ROOT / path / "action.yml").read_text(encoding="utf-8"))
    assert set(used["with"]) <= set(action["inputs"])


def test_the_hook_is_one_that_the_manifest_has() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (recipe,) = recipes("repos")
    (hook,) = recipe["repos"][0]["hooks"]
    assert hook["id"] in [each["id"] for each in manifest]
    sample = ROOT / "sample_projects/node-app"
    assert ctxscan("check", *hook["args"], sample).exit_code == Exit.FINE


@pytest.mark.skipif(
    importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed"
)
def test_pre_commit_takes_its_recipe(tmp_path: Path) -> None:
    (recipe,) = recipes("repos")
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text(yaml.safe_dump(recipe))
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_settings_are_settings(tmp_path: Path) -> None:
    (text,) = blocks(RECIPES, "toml")
    dockerfile = "FROM scratch AS release\nCOPY . .\n"
    files = {
        ".ctxscan.toml": text,
        "web/Dockerfile": dockerfile,
        "docker/api.Dockerfile": dockerfile,
    }
    root = grow(tmp_path, files=files)
    done = ctxscan("check", "--update-baseline", "--format", "json", cwd=root)
    assert done.exit_code == Exit.FINE, done.errors
    assert [each["path"] for each in done.document["contexts"]] == ["web", "."]
