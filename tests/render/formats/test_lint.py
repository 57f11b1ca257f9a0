"""Every format takes the findings of lint as it takes those of a gate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest

from ctxscan.findings.codes import codes_of, page
from ctxscan.render.formats import FORMATS
from tests.support.program import ROOT, ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads((ROOT / "tests/data/sarif/sarif-2.1.0-rtm.5.json").read_bytes())
RULES = "node_modules\ngone\n"
FOUND = {("only-at-root", 1), ("source-ignored", 3)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    build = "FROM scratch\nCOPY . /\nCOPY gone /\n"
    return grow(
        tmp_path, "web/node_modules/x", "gone", files={"Dockerfile": build, ".dockerignore": RULES}
    )


def lint(root: Path, name: str, *options: str) -> bytes:
    run = ctxscan("lint", "--format", name, *options, cwd=root)
    assert (run.exit_code, run.errors) == (1, [])
    return run.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_names_every_code_and_the_rule_that_it_is_about(name: str, project: Path) -> None:
    text = lint(project, name).decode().replace("\\", "")
    assert all(code in text for code, _ in FOUND)
    assert "node_modules: matches at the context root alone" in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_of_a_file_that_docker_refuses(name: str, tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n", ".dockerignore": "a[\n"})
    assert b"refused" in lint(tmp_path, name)


def test_sarif_is_valid_and_knows_the_severity_of_each(project: Path) -> None:
    found = json.loads(lint(project, "sarif"))
    jsonschema.Draft4Validator(SCHEMA).validate(found)
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(codes_of("lint"))
    for result in run["results"]:
        assert result["level"] == page(result["ruleId"]).severity
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    lines = {
        (each["ruleId"], each["locations"][0]["physicalLocation"]["region"]["startLine"])
        for each in run["results"]
    }
    assert lines == FOUND


def test_sarif_tells_two_rules_of_one_code_apart(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n", ".dockerignore": "../a\n../b\n"})
    (run,) = json.loads(lint(tmp_path, "sarif"))["runs"]
    prints = {each["partialFingerprints"]["ctxscan/v1"] for each in run["results"]}
    assert len(prints) == 2


def test_an_annotation_is_as_severe_as_its_finding(project: Path) -> None:
    text = lint(project, "github").decode()
    assert "::warning file=.dockerignore,line=1,title=ctxscan only-at-root::" in text
    assert "::error file=Dockerfile,line=3,title=ctxscan source-ignored::" in text


def test_junit_has_a_case_for_all_that_was_looked_for(project: Path) -> None:
    (suite,) = fromstring(lint(project, "junit", "--skip", "misspelled"))  # noqa: S314 - our own
    cases = {(case.get("classname") or "").removeprefix("ctxscan.") for case in suite}
    assert cases == set(codes_of("lint")) - {"misspelled"}
    assert suite.get("failures") == "2"
