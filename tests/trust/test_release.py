"""What is released, by which steps, and with which rights."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

from ctxscan import __version__
from tests.support.program import ROOT

SCRIPT = ROOT / ".ci/release.py"
IMAGE = ROOT / ".github/image"


def jobs() -> dict[str, Any]:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # "on" is a yes to YAML 1.1
    assert workflow["permissions"] == {}
    found: dict[str, Any] = workflow["jobs"]
    return found


def uses(job: dict[str, Any]) -> set[str]:
    return {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step}


def test_nothing_is_published_that_two_machines_did_not_build_alike() -> None:
    found = jobs()
    machines = found["build"]["strategy"]["matrix"]["include"]
    assert len({each["os"] for each in machines}) == 2
    assert len({each["umask"] for each in machines}) == 2
    assert found["compare"]["needs"] == "build"
    (compared,) = (step["run"] for step in found["compare"]["steps"] if "run" in step)
    assert all(each["name"] in compared.split() for each in machines)
    assert found["publish"]["needs"] == "compare"
    assert {found[name]["needs"] for name in ("release", "image")} == {"publish"}


def test_pypi_trusts_the_workflow_and_is_given_attestations() -> None:
    publish = jobs()["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"]["name"] == "pypi"
    (step,) = (each for each in publish["steps"] if "pypi-publish" in each["uses"])
    assert step["with"] == {"attestations": True}
    assert "password" not in str(publish)


def test_a_job_that_runs_what_it_checked_out_may_not_publish_on_pypi() -> None:
    for name, job in jobs().items():
        if job["permissions"].get("id-token") != "write":
            continue
        assert name in ("publish", "release", "image")
        if name == "publish":
            assert "actions/checkout" not in uses(job)
            assert not any("run" in step for step in job["steps"])


def test_no_checkout_leaves_its_token_behind() -> None:
    for job in jobs().values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": False}


def test_no_expression_is_pasted_into_a_script() -> None:
    scripts = [step["run"] for job in jobs().values() for step in job["steps"] if "run" in step]
    assert scripts
    assert not [text for text in scripts if "${{" in text]


def test_the_image_is_tried_without_network_before_it_is_pushed() -> None:
    steps = jobs()["image"]["steps"]
    tried = next(at for at, step in enumerate(steps) if "--network none" in step.get("run", ""))
    pushed = next(at for at, step in enumerate(steps) if step.get("with", {}).get("push"))
    assert tried < pushed
    assert all(word in steps[tried]["run"] for word in ("--read-only", "--cap-drop ALL", ":ro"))


def released(*words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-I", str(SCRIPT), *words]
    return subprocess.run(line, capture_output=True, check=False, text=True, encoding="utf-8")


def test_the_changelog_speaks_of_this_version() -> None:
    run = released("--notes", f"v{__version__}")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("- ")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(["v99.0.0"], "ctxscan/version.py says", id="a tag of another version"),
        pytest.param(["--notes", "v99.0.0"], "has no section 99.0.0", id="no notes"),
        pytest.param([], "release.py TAG", id="no tag"),
    ],
)
def test_another_release_is_refused(words: list[str], why: str) -> None:
    run = released(*words)
    assert run.returncode == 1
    assert why in run.stderr
    assert not (ROOT / "dist").exists()


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_-]+)==(\S+)", text, re.MULTILINE))


def test_the_image_holds_what_the_package_needs_each_file_by_its_hash() -> None:
    text = (IMAGE / "requirements.txt").read_text(encoding="utf-8")
    own, tested = pins(text), pins((ROOT / ".ci/requirements.txt").read_text(encoding="utf-8"))
    assert own.items() <= tested.items()
    assert all(
        "--hash=sha256:" in block for block in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {re.split(r"[><=~ ]", each)[0] for each in project["dependencies"]} <= own.keys()


def test_the_image_imports_nothing_of_the_directory_that_it_looks_at() -> None:
    text = (IMAGE / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^ENTRYPOINT (.+)$", text, re.MULTILINE) == [
        '["/usr/bin/python3", "-P", "-m", "ctxscan"]'
    ]
    assert "--require-hashes" in text
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE)[-1].startswith("gcr.io/distroless/")
    assert ":nonroot" in text
