"""The composite action: its metadata, and its script as the runner would run it."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from tests.support.program import ROOT, environment
from tests.support.repositories import commit, git, init
from tests.support.trees import grow, make_file

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed (it comes with ctxscan[test])")

if TYPE_CHECKING:
    from pathlib import Path

ACTION = ROOT / ".github/actions/check/action.yml"
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is tried with bash")


def action() -> Any:
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))


def check_step() -> Any:
    return action()["runs"]["steps"][-1]


def diff_step() -> Any:
    return action()["runs"]["steps"][-2]


def variables(step: Any = None, **inputs: str) -> dict[str, str]:
    """What the runner would set for these inputs."""
    defaults = {name: each["default"] for name, each in action()["inputs"].items()}
    given = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
    return {
        name: INPUT.sub(lambda found: given[found[1]], value)
        for name, value in (step or check_step())["env"].items()
    }


def run(root: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step that checks, with the ctxscan that is tested."""
    return run_step(check_step(), root, **inputs)


def run_step(step: Any, root: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    venv.create(root.parent / "ctxscan", symlinks=True)
    (packages,) = (root.parent / "ctxscan").glob("lib/*/site-packages")
    paths = [str(ROOT), *(each for each in sys.path if each.endswith("site-packages"))]
    (packages / "tested.pth").write_text("\n".join(paths))
    return run_script(step["run"], root, variables(step, **inputs))


def run_script(script: str, root: Path, more: dict[str, str]) -> subprocess.CompletedProcess[str]:
    runner = {"RUNNER_TEMP": str(root.parent), "GITHUB_STEP_SUMMARY": str(root.parent / "s.md")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=root,
        env={**environment(), **runner, "PYTHONPATH": ".", **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_input_is_described_and_used() -> None:
    inputs = action()["inputs"]
    assert all(each["description"] for each in inputs.values())
    used = set(INPUT.findall(ACTION.read_text(encoding="utf-8")))
    assert used == set(inputs)


def test_no_input_stands_in_a_script_where_it_could_run() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_it_installs_the_project_that_it_lies_in() -> None:
    (install,) = re.findall(r"\$GITHUB_ACTION_PATH(\S+)\"", ACTION.read_text(encoding="utf-8"))
    assert (ACTION.parent / install.strip("/")).resolve() == ROOT


IMPORTED = ("venv", "pip", "ensurepip", "logging", "contextlib", "typer", "rich", "ctxscan")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A checkout with files that Python would import, and which then leave a trace."""
    trace = f"open({str(tmp_path / 'RAN')!r}, 'a').write(__name__)\nraise SystemExit('mine')\n"
    files = {f"{name}.py": trace for name in IMPORTED}
    return grow(tmp_path / "p", files={"Dockerfile": "FROM scratch\nCOPY . .\n", **files})


def test_installing_it_runs_no_code_of_the_checkout(hostile: Path) -> None:
    (install,) = (each for each in action()["runs"]["steps"] if "PYTHON" in each.get("env", {}))
    nothing = grow(hostile.parent / "nothing/to/install/a/b/c")
    done = run_script(
        install["run"],
        hostile,
        {"PYTHON": sys.executable, "GITHUB_ACTION_PATH": str(nothing), "PIP_NO_INDEX": "1"},
    )
    assert "is not installable" in done.stderr  # so it was pip that ran, and its last words
    assert not (hostile.parent / "RAN").exists()


def test_checking_runs_no_code_of_the_checkout(hostile: Path) -> None:
    done = run(hostile)
    assert (done.returncode, done.stderr) == (Exit.FINE, "")
    assert not (hostile.parent / "RAN").exists()


def test_a_context_within_its_limits_passes(tmp_path: Path) -> None:
    root = grow(tmp_path / "p", files={"Dockerfile": "FROM scratch\nCOPY . .\n"})
    done = run(root)
    assert (done.returncode, done.stderr) == (Exit.FINE, "")
    assert "passed" in (tmp_path / "s.md").read_text()


def test_the_inputs_reach_the_check_and_the_summary_is_written(tmp_path: Path) -> None:
    build = "FROM scratch AS small\nCOPY a.txt /\nFROM scratch AS large\nCOPY . .\n"
    root = grow(tmp_path / "p", "app/a.txt 5", "app/b.bin 9000", files={"app/my.Dockerfile": build})
    inputs = {"path": "app", "file": "app/my.Dockerfile", "target": "large"}
    done = run(root, **inputs, max_size="1kB", forbid="*.bin\n*.zip")
    assert done.returncode == Exit.FINDINGS, done.stderr
    titles = re.findall(r"^::error .*title=ctxscan ([\w-]+)::", done.stdout, re.MULTILINE)
    assert titles == ["too-large", "forbidden-path"]
    assert "**forbidden-path**" in (tmp_path / "s.md").read_text()


def test_all_builds_of_a_project_are_checked_where_that_is_asked_for(tmp_path: Path) -> None:
    compose = "services:\n  a: {build: a}\n  b: {build: b}\n"
    dockerfiles = {f"{name}/Dockerfile": "FROM scratch\nCOPY . .\n" for name in "ab"}
    root = grow(tmp_path / "p", "b/x 9000", files={"compose.yaml": compose, **dockerfiles})
    done = run(root, all="true", max_size="1kB")
    assert done.returncode == Exit.FINDINGS, done.stderr
    assert re.findall(r"^::error .*title=(.*)::", done.stdout, re.MULTILINE) == [
        "ctxscan too-large in b"
    ]


def test_a_bad_input_is_exit_2(tmp_path: Path) -> None:
    root = grow(tmp_path / "p", files={"Dockerfile": "FROM scratch\n"})
    done = run(root, max_size="much")
    assert done.returncode == Exit.BAD_INPUT
    assert "CTXSCAN_MAX_SIZE" in done.stderr


def test_the_summary_says_what_a_pull_request_repeats(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY a.txt /\nCOPY b.txt /\n"
    root = grow(init(tmp_path / "p"), "app/a.txt 5", "app/b.txt 5")
    make_file(root / "app" / "Dockerfile", dockerfile)
    git(root, "add", "-A")
    commit(root)
    make_file(root / "app" / "b.txt", "other")
    done = run_step(diff_step(), root, diff_base="HEAD", path="app")
    assert (done.returncode, done.stderr) == (Exit.FINE, "")
    summary = (tmp_path / "s.md").read_text()
    assert "| 3 | **lost** | `COPY b.txt /` | b.txt |" in summary
    assert diff_step()["if"] == "${{ inputs.diff-base != '' }}"
