"""``ctxscan check`` on what is too large or grew: the parts that are named, and the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

ALL = "FROM scratch\nCOPY . /\n"


def committed(root: Path, *entries: str) -> Path:
    grow(root, *entries, files={"Dockerfile": ALL, ".dockerignore": ".git\nb.json\n"})
    init(root)
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    return root


def only(root: Path, *options: str) -> Any:
    (finding,) = ctxscan("check", *options, "--format", "json", cwd=root).document["findings"]
    return finding


def test_source_code_that_git_tracks_is_never_proposed_to_be_ignored(tmp_path: Path) -> None:
    root = committed(tmp_path, "src/a 9000", "packages/x/b 8000", "packages/y/c 7000")
    finding = only(root, "--max-size", "1kB")
    assert (finding["code"], finding["remedies"]) == ("too-large", [])
    assert "git tracks them" in finding["hint"]
    grow(root, "packages/x/out/big 5000", "dump.sql 6000")
    remedies = only(root, "--max-size", "1kB")["remedies"]
    assert [each["rule"] for each in remedies] == ["dump.sql", "packages/x/out/big"]


def test_what_grew_is_named_by_its_lowest_path(tmp_path: Path) -> None:
    root = committed(tmp_path, "src/a 9000", "web/b 9000")
    options = ["--baseline", "b.json"]
    ctxscan("check", *options, "--update-baseline", cwd=root)
    grow(root, "src/new/deep/big.bin 20000", "web/c 10")
    message = only(root, *options)["message"]
    assert "what grew, at least: src/new/deep/big.bin by 19." in message
    assert "web" not in message


def test_a_baseline_without_parts_still_serves(tmp_path: Path) -> None:
    root = committed(tmp_path, "src/a 9000")
    options = ["--baseline", "b.json"]
    ctxscan("check", *options, "--update-baseline", cwd=root)
    document = json.loads((root / "b.json").read_text())
    for row in document["builds"].values():
        assert row.pop("parts") == {"src": 9000, "src/a": 9000}
    (root / "b.json").write_text(json.dumps(document))
    grow(root, "big.bin 20000")
    finding = only(root, *options)
    assert finding["code"] == "grew-too-much"
    assert "what grew" not in finding["message"]
