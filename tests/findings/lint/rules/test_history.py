"""Lint gives the verdict on .git that report, check and suggest give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.lint import lint
from ctxscan.api.report import report
from ctxscan.api.suggest import suggest
from tests.findings.suggest.projects import project
from tests.support.repositories import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

READS = "FROM alpine/git\nCOPY . /s\nRUN git -C /s describe > /v\n"
COPIES = "FROM alpine/git\nCOPY . /s\nRUN make -C /s\n"


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def said(root: Path) -> dict[str, str]:
    found = lint(str(root)).lint.findings
    return {each.code: each.message for each in found if each.code.startswith("history-")}


@pytest.mark.parametrize(
    ("dockerfile", "ignored", "files", "codes"),
    [
        pytest.param(COPIES, "x\n", {}, ["history-sent"], id="sent, and nothing reads it"),
        pytest.param(COPIES, "", {}, ["history-sent"], id="sent without an ignore file"),
        pytest.param(READS, "x\n", {}, [], id="sent, and a RUN reads it"),
        pytest.param(READS, ".git\n", {}, ["history-ignored"], id="ignored, and a RUN reads it"),
        pytest.param(
            *(COPIES, "**/.git*\n", {"Makefile": "all:\n\tgit rev-parse HEAD\n"}),
            *(["history-ignored"],),
            id="ignored, and a target of make reads it",
        ),
        pytest.param(COPIES, ".git\n", {}, [], id="ignored, and nothing reads it"),
        pytest.param(
            *("FROM scratch\nCOPY src /s\n", "x\n", {"src/a": "a"}, []), id="not asked for"
        ),
        pytest.param(
            *(COPIES, "x\n", {"b.Dockerfile": READS}, []), id="sent, and another build reads it"
        ),
        pytest.param(
            *(COPIES, ".git\n", {"b.Dockerfile": READS}, []),
            id="ignored, and only another build reads it",
        ),
        pytest.param(
            *("FROM alpine/git\nCOPY . /s\nCOPY .git /g\n", "x\n", {}, []), id="copied by name"
        ),
    ],
)
def test_the_history_is(
    dockerfile: str, ignored: str, files: dict[str, str], codes: list[str], tmp_path: Path
) -> None:
    root = project(tmp_path, "a.py", dockerfile=dockerfile, ignored=ignored, files=files)
    assert [*said(root)] == codes
    # Of one mind with the others.
    junk = any(each.code == "junk-sent" for each in report(str(root)).notices)
    assert junk == ("history-sent" in codes)
    found = suggest(str(root))
    proposed = "**/.git" in {each.pattern for each in found.rules}
    kept = any(each.code == "history-kept" for each in found.notes)
    assert proposed >= ("history-sent" in codes)
    assert not (proposed and kept)


def test_the_finding_names_the_chain(tmp_path: Path) -> None:
    files = {"Makefile": "all:\n\tsh v.sh\n", "v.sh": "git describe\n"}
    root = project(tmp_path, dockerfile=COPIES, ignored=".git\n", files=files)
    message = said(root)["history-ignored"]
    assert "v.sh:1" in message
    assert "Makefile:2" in message
