"""What goes on being sent, and is large."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.still_sent import still_sent
from ctxscan.inspection.sent_files import SentFiles
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000


def shown(*transfers: dict[str, int]) -> list[tuple[str, int]]:
    sent = [SentFiles() for _ in transfers]
    for found, sizes in zip(sent, transfers, strict=True):
        for path, size in sizes.items():
            found.add(path, size)
    return [(each.path, each.content_bytes) for each in still_sent(sent)]


def test_the_largest_parts_come_first_and_small_ones_not_at_all() -> None:
    sizes = {"b/x": MB, "b/y": MB, "a.bin": 3 * MB, "c/x": MB, "d": MB - 1, "e": MB, "f": MB}
    assert shown(sizes) == [("a.bin", 3 * MB), ("b/", 2 * MB), ("c/x", MB)]


def test_a_directory_gives_way_to_where_nearly_all_of_it_lies() -> None:
    sizes = {"web/public/map.json": 20 * MB, "web/public/icon.png": MB, "web/app.js": 1000}
    assert shown(sizes) == [("web/public/map.json", 20 * MB)]
    sizes = {"web/public/a": 5 * MB, "web/public/b": 5 * MB, "web/app.js": 1000}
    assert shown(sizes) == [("web/public/", 10 * MB)]


def test_the_parts_of_several_transfers_are_added_up() -> None:
    assert shown({"a/x": MB}, {"a/y": MB}) == [("a/", 2 * MB)]


def test_suggest_says_what_is_still_sent(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", "package.json": "{}"}
    root = grow(tmp_path, "data/map.json 2000000", "node_modules/a.js 3000000", files=files)
    run = ctxscan("suggest", root, "--format", "json")
    document = json.loads(run.text)
    assert document["still_sent"] == [{"path": "data/map.json", "content_bytes": 2_000_000}]
    run = ctxscan("suggest", root)
    assert "ctxscan: still sent: data/map.json 2MB" in run.errors
