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


NAMED = "FROM scratch\nCOPY src /s\nCOPY --from=lib / /l\n"
"""A build that takes files from a named context, too."""


def with_named_context(root: Path) -> tuple[str, ...]:
    """The options of the build, with its baseline just written."""
    grow(root, "web/src/a 1000", "lib/deep/b 9000", "other/c 9000", "web/spare 1")
    grow(root / "web", files={"Dockerfile": NAMED})
    options = ("web", "--build-context", "lib=lib", "--baseline", "b.json")
    assert ctxscan("check", *options, "--update-baseline", cwd=root).exit_code == 0
    assert ctxscan("check", *options, cwd=root).exit_code == 0
    return options


def test_the_growth_of_a_named_context_counts_and_is_named(tmp_path: Path) -> None:
    options = with_named_context(tmp_path)
    grow(tmp_path, "lib/deep/new.bin 30000")
    finding = only(tmp_path, *options)
    assert finding["code"] == "grew-too-much"
    assert "lib:deep/new.bin by 29." in finding["message"]


def test_the_growth_of_the_main_context_beside_a_named_one_is_named(tmp_path: Path) -> None:
    options = with_named_context(tmp_path)
    grow(tmp_path, "web/src/new.bin 30000")
    message = only(tmp_path, *options)["message"]
    assert "src/new.bin by 29." in message
    assert "lib" not in message


def test_what_a_named_context_ignores_or_nobody_asks_of_it_is_no_growth(tmp_path: Path) -> None:
    options = with_named_context(tmp_path)
    grow(tmp_path, "lib/junk.bin 30000", "web/big 30000", files={"lib/.dockerignore": "*.bin\n"})
    assert ctxscan("check", *options, cwd=tmp_path).exit_code == 0


def test_a_named_context_that_is_given_later_is_growth(tmp_path: Path) -> None:
    grow(tmp_path, "src/a 1000", "lib/b 90000", files={"Dockerfile": NAMED})
    grow(tmp_path, files={"Dockerfile": "FROM scratch AS lib\nCOPY src /\n" + NAMED})
    options = ("--baseline", "b.json")
    ctxscan("check", *options, "--update-baseline", cwd=tmp_path)
    finding = only(tmp_path, *options, "--build-context", "lib=lib")
    assert finding["code"] == "grew-too-much"
    assert "lib:b by " in finding["message"]


def test_each_of_several_builds_has_the_growth_of_its_own_named_context(tmp_path: Path) -> None:
    grow(tmp_path, "web/src/a 1000", "one/b 9000", "two/c 9000", files={"web/Dockerfile": NAMED})
    compose = "services:\n" + "".join(
        f"  {name}:\n    build: {{context: web, additional_contexts: {{lib: {name}}}}}\n"
        for name in ("one", "two")
    )
    grow(tmp_path, files={"compose.yaml": compose})
    options = ("compose.yaml", "--baseline", "b.json")
    ctxscan("check", *options, "--update-baseline", cwd=tmp_path)
    grow(tmp_path, "two/d 30000")
    run = ctxscan("check", *options, "--format", "json", cwd=tmp_path)
    found = [[each["code"] for each in build["findings"]] for build in run.document["builds"]]
    assert (run.exit_code, found) == (1, [[], ["grew-too-much"]])
