"""Every recorded pair of builds, compared: each step that is not kept has its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.diff.compare import compare
from tests.support.caches import CacheCase, cache_cases, lay, mutate, snapshot
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@on_linux
@pytest.mark.parametrize("case", cache_cases(), ids=lambda case: case.title)
def test_a_step_that_is_not_kept_has_its_cause(case: CacheCase, tmp_path: Path) -> None:
    lay(case, tmp_path / "before")
    lay(case, tmp_path / "after")
    mutate(case, tmp_path / "after")
    record = case.record
    found = compare(
        snapshot(tmp_path / "before", record["args"]),
        snapshot(tmp_path / "after", record.get("args_after", record["args"])),
    )
    changed = {each.path for each in found.changes}
    lines = {each.name.line for each in found.steps if each.fate != "kept"}
    for step in found.steps:
        assert bool(step.because) == (step.fate != "kept"), step
        for cause in step.because:
            assert cause.path is None or cause.path in changed, step
            assert cause.line is None or cause.line in lines, step
    for rescue in found.rescues:
        assert rescue.path in changed
        assert {each.line for each in rescue.steps} <= lines
