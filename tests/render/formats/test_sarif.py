"""SARIF that other programs can read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from ctxscan.findings.codes import codes_of, page
from tests.support.outcomes import CODES, HOSTILE, OPTIONS, UNDECODABLE, troubled
from tests.support.program import ROOT, ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

SCHEMA = json.loads((ROOT / "tests/data/sarif/sarif-2.1.0-rtm.5.json").read_bytes())


def document(root: Path, *options: str) -> Any:
    found = ctxscan("check", "--format", "sarif", *options, cwd=root).document
    jsonschema.Draft4Validator(SCHEMA).validate(found)
    return found


def test_it_is_valid_whatever_was_found(tmp_path: Path) -> None:
    (run,) = document(troubled(tmp_path), *OPTIONS)["runs"]
    assert {result["ruleId"] for result in run["results"]} == CODES


def test_it_is_valid_when_nothing_was_found(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\n"})
    (run,) = document(root)["runs"]
    assert run["results"] == []


def test_the_schema_would_notice(tmp_path: Path) -> None:
    found = document(troubled(tmp_path))
    found["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(found)


def test_every_rule_is_described_and_each_result_points_to_its_own(tmp_path: Path) -> None:
    (run,) = document(troubled(tmp_path), *OPTIONS)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(codes_of("check"))
    for rule in rules:
        row = page(rule["id"])
        assert rule["fullDescription"] == {"text": row.why}
        assert rule["helpUri"] == row.source
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_place_is_a_file_seen_from_the_current_directory(tmp_path: Path) -> None:
    troubled(tmp_path / "app")
    run = ctxscan("check", "app", "--format", "sarif", *OPTIONS, cwd=tmp_path)
    places: dict[str, set[tuple[bytes, int]]] = {}
    for result in run.document["runs"][0]["results"]:
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        path = unquote_to_bytes(physical["artifactLocation"]["uri"])
        places.setdefault(result["ruleId"], set()).add((path, physical["region"]["startLine"]))
    assert places["source-missing"] == {(b"app/Dockerfile", 3)}
    assert places["gitignore-leak"] == {(b"app/.gitignore", 2)}
    names = (".env", f"{HOSTILE}/.env", f"{UNDECODABLE}/.env")
    assert places["secret-sent"] == {
        (f"app/{name}".encode("utf-8", "surrogateescape"), 1) for name in names
    }


def test_the_fingerprint_of_a_finding_outlives_its_size(tmp_path: Path) -> None:
    def fingerprints() -> list[str]:
        (run,) = document(tmp_path, *OPTIONS)["runs"]
        return sorted(each["partialFingerprints"]["ctxscan/v1"] for each in run["results"])

    troubled(tmp_path)
    before = fingerprints()
    assert len(set(before)) == len(before)
    grow(tmp_path, "big.bin 9999")
    assert fingerprints() == before
