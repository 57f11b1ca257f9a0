"""What a real BuildKit ran again after a change, and what our model says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.caches import Answer, CacheCase, answer, cache_cases, rule_cases
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

SAID = {"kept": {"cached"}, "lost": {"ran"}, "perhaps": {"cached", "ran"}}
"""What may have been recorded where we say so."""


def test_322_cases_are_there() -> None:
    assert len(cache_cases()) == 322


@on_linux
@pytest.mark.parametrize("case", [*cache_cases(), *rule_cases()], ids=lambda case: case.title)
def test_every_step_fares_as_it_did(case: CacheCase, tmp_path: Path) -> None:
    ours = answer(case, tmp_path)
    assert compared(case, ours) == []


def compared(case: CacheCase, ours: Answer) -> list[Any]:
    """The rows where the recorded answer is not what we say."""
    wrong = []
    for row in case.record["want"]:
        if is_workdir(row) and row["line"] in case.record.get("never_cached", ()):
            continue
        for key, link, fates in (
            ("cold", False, ours.cold),
            ("link_cold", True, ours.cold),
            ("second", False, ours.warm),
            ("link", True, ours.warm),
        ):
            if key in row:
                said = fates.get((row["line"], link))
                if said is None or row[key] not in SAID[said]:
                    wrong.append((row["line"], row["instruction"], key, row[key], said))
    return wrong


def is_workdir(row: dict[str, Any]) -> bool:
    return str(row["instruction"]).upper().startswith("WORKDIR")
