"""JUnit's XML, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

import pytest

from ctxscan.findings.check.limits import FAILING_STEPS
from tests.support.outcomes import CODES, OPTIONS, troubled
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def suite(root: Path, *options: str, context: str = ".") -> Element:
    run = ctxscan("check", context, "--format", "junit", *options, cwd=root)
    (found,) = fromstring(run.stdout)  # noqa: S314 - the XML is our own
    return found


def test_each_finding_is_a_case_that_failed(tmp_path: Path) -> None:
    found = suite(troubled(tmp_path), *OPTIONS)
    failures = found.findall("testcase/failure")
    assert {each.get("type") for each in failures} == CODES
    assert found.get("failures") == str(len(failures))
    assert found.get("tests") == str(len(found.findall("testcase")))


def test_what_was_looked_for_in_vain_is_a_case_that_passed(tmp_path: Path) -> None:
    found = suite(grow(tmp_path, files={"Dockerfile": "FROM scratch\n"}))
    assert [each.get("classname") for each in found] == [
        f"ctxscan.{code}"
        for code in (
            *("too-large", "secret-sent", "secret-copied", "source-missing", "source-ignored"),
            *FAILING_STEPS,
        )
    ]
    assert found.get("failures") == "0"


def test_a_failure_has_its_file_its_line_and_what_to_do(tmp_path: Path) -> None:
    troubled(tmp_path / "app")
    cases = suite(tmp_path, context="app").findall("testcase")
    (missing,) = [each for each in cases if each.get("line")]
    assert (missing.get("file"), missing.get("line")) == ("app/Dockerfile", "3")
    (env,) = [each for each in cases if each.get("file") == "app/.env"]
    assert "append to app/.dockerignore: **/.env" in (env.findtext("failure") or "")
