"""A snapshot in a document: what comes back is what was there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.builders.buildkit.cache.fates import Memory
from ctxscan.context.everything import Everything
from ctxscan.errors import UsageError
from ctxscan.inspection.contents import Comparable
from ctxscan.inspection.saved import dump, load
from tests.support.caches import CacheCase, cache_cases, fates, lay, snapshot
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.inspection.shipment import Shipment

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@on_linux
@pytest.mark.parametrize("case", cache_cases()[::8], ids=lambda case: case.title)
def test_nothing_is_lost_on_a_builder_that_built_what_the_document_says(
    case: CacheCase, tmp_path: Path
) -> None:
    lay(case, tmp_path / "context")
    now = snapshot(tmp_path / "context", case.record["args"])
    text = json.dumps({"snapshot": dump(now, Comparable(now.origins))})
    restored = load(json.loads(text), "keys.json")._replace(conditions=now.conditions)
    assert kept(restored.main) == kept(now.main)
    assert {key: kept(each) for key, each in restored.named.items()} == {
        key: kept(each) for key, each in now.named.items()
    }
    for before, after in ((restored, now), (now, restored)):
        found = fates(Memory(before.keyed(Comparable)), after.keyed(Comparable))
        never = set(case.record.get("never_cached", ()))
        unpacks = "ADD" in case.record["dockerfile"]
        lost = {line for (line, _), fate in found.items() if fate == "lost"} - never
        assert not lost
        assert unpacks or "perhaps" not in found.values()


def kept(shipment: Shipment) -> Any:
    """All but what the rules said of each path."""
    (nothing,) = Everything().same_for_all_names()
    return (
        shipment.transfer_bytes,
        shipment.again_bytes,
        [
            (each.entry._replace(judgement=nothing), each.sent.type, each.sent.arrives_empty)
            for each in shipment.files.values()
        ],
    )


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="another document"),
        pytest.param([], id="a list"),
        pytest.param({"snapshot": {"dockerfile": 3}}, id="half of one"),
    ],
)
def test_what_is_no_such_document_is_refused_with_what_to_do(document: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"keys\.json is no document of `ctxscan key"):
        load(document, "keys.json")
