"""Every recorded case of builds.json through the command line, errors as documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import Run, ctxscan
from tests.support.project_cases import Case, LaidOut, cases, lay_out
from tests.support.schemas import mismatches

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSE = ("schema", "type")
"""The record says of these two kinds: accept either for the other."""

ALL = [*cases("compose"), *cases("bake")]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases name all the environment that there was."""
    import os  # noqa: PLC0415 - for this alone

    for name in list(os.environ):
        monkeypatch.delenv(name)


def run_of(case: Case, laid_out: LaidOut) -> Run:
    tool = ["compose"] if case.record["tool"] == "compose" else ["buildx", "bake"]
    words = [*tool, *laid_out.args]
    return ctxscan(
        *("builds", "--format", "json", "--", "docker", *words),
        cwd=Path(laid_out.cwd),
        env=laid_out.environment,
    )


def recorded(row: Mapping[str, Any], tool: str) -> dict[str, Any]:
    fields = {
        "context": row["context"],
        "dockerfile": row["dockerfile"],
        "dockerfile_inline": row["dockerfile_inline"],
        "target": row["target"],
        "args": row["build_args"] or None,
        "additional_contexts" if tool == "compose" else "contexts": row["build_contexts"] or None,
        "platforms": row["platforms"] or None,
        "linked": row["linked"] or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_the_command_line_answers_as_it_was_recorded(case: Case, tmp_path: Path) -> None:
    laid_out = lay_out(case, tmp_path)
    run, want = run_of(case, laid_out), laid_out.want
    document = run.document
    assert mismatches(document, "builds") == []
    if "error" in want:
        kind = document["error"]["kind"]
        assert kind in (CLOSE if want["kind"] in CLOSE else (want["kind"],)), document
        assert (run.exit_code, len(run.errors)) == (2, 1)
        return
    assert run.exit_code == 0
    tool = case.record["tool"]
    builds = {
        name: {key: value for key, value in build.items() if key != "watch"}
        for name, build in want["builds"].items()
    }
    assert {row["name"]: recorded(row, tool) for row in document["builds"]} == builds
    assert sorted(document["inactive"]) == sorted(want.get("inactive", ()))
    assert document["groups"] == want.get("groups", {})
