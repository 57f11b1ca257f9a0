"""Plans against what a real BuildKit asked for (tests/data/conformance)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, plan_build

DATA = Path(__file__).parent.parent / "data" / "conformance"
CURATED: list[dict[str, Any]] = json.loads((DATA / "curated.json").read_text(encoding="utf-8"))
RANDOM: list[dict[str, Any]] = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))


def plan(case: dict[str, Any]) -> BuildPlan:
    options = dict(zip(case["args"][::2], case["args"][1::2], strict=True))
    assert options.keys() <= {"--target", "--build-arg"}
    name, equals, value = options.get("--build-arg", "").partition("=")
    return plan_build(
        parse(case["dockerfile"], "Dockerfile"),
        target=options.get("--target"),
        build_args={name: value} if equals else {},
    )


def by_title(case: dict[str, Any]) -> str:
    return f"{case['id']} {case['title']}"


@pytest.mark.parametrize("case", CURATED, ids=by_title)
def test_a_plan_asks_for_what_buildkit_asked_for(case: dict[str, Any]) -> None:
    recorded = case["buildkit"]
    found = plan(case)
    if "transferred" in recorded:
        assert found.context_requested == (recorded["transferred"] is not None)
    if recorded.get("transferred") is not None and "followpaths" in recorded:
        wanted = recorded["followpaths"]
        assert found.follow_paths == (None if wanted is None else tuple(wanted))


# Where BuildKit refused an ignore file, it did so before it knew whether to ask for the context.
RECORDED = [case for case in RANDOM if "error" not in case["buildkit"]]


def test_most_random_cases_were_recorded_to_the_end() -> None:
    assert len(RECORDED) > 200


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["id"])
def test_a_context_is_asked_for_when_buildkit_asked(case: dict[str, Any]) -> None:
    assert plan(case).context_requested != case["buildkit"].get("not_requested", False)
