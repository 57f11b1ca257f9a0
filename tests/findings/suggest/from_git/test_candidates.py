"""Rules of git: both builders then send what git keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.findings.suggest.projects import (
    ALL,
    BUILDERS,
    apply,
    lines,
    notes,
    project,
    sent,
    suggest,
)
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT, git, grow_at_random, kept_by_git
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


CONVERTER_CASES = [
    pytest.param(
        "*\n!*/\n!*.py\n", ["a.py", "b.txt", "d/c.py", "d/e.txt"], (), id="nothing but py"
    ),
    pytest.param(
        "node_modules/\n!keep.js\n", ["node_modules/keep.js", "node_modules/a.js"], (), id="keep.js"
    ),
    pytest.param("foo2/bar\n", ["foo2/bar", "x/foo2/bar"], (), id="a slash inside anchors"),
    pytest.param("*.log\n", ["kept.log", "a.log"], ("kept.log",), id="tracked though ignored"),
    pytest.param("build/\n", ["build", "d/build/x"], (), id="a file where a directory is meant"),
    pytest.param("[!a].txt\n", ["a.txt", "b.txt", "!.txt"], (), id="a class that is negated"),
    pytest.param("*.log\n!important.log\n", ["a.log", "important.log"], (), id="an exception"),
    pytest.param("/only\n", ["only", "d/only"], (), id="a leading slash anchors"),
    pytest.param("name\n", ["name", "d/e/name", "d/name2"], (), id="a bare name floats"),
    pytest.param("a/**/z\n", ["a/z", "a/b/c/z", "b/a/z"], (), id="stars between slashes"),
    pytest.param("\\#x\n\\!y\n", ["#x", "!y", "d/#x"], (), id="escaped marks"),
    pytest.param("tail\\ \n", ["tail ", "tail"], (), id="an escaped blank"),
    pytest.param("d/*\n!d/keep\n", ["d/keep", "d/x"], (), id="an exception in a directory"),
    pytest.param("d/\n!d/keep\n", ["d/keep", "d/x"], (), id="no exception below what is ignored"),
    pytest.param("a**b\n", ["ab", "axb", "a/b"], (), id="stars inside a name"),
    pytest.param("{a,b}\n", ["a", "b", "{a,b}"], (), id="braces are letters"),
    pytest.param("x|y\n*.z\n", ["x|y", "x", "y", "a.z"], (), id="a bar is a letter"),
    pytest.param("**\n!keep/\n", ["keep/a", "b"], (), id="an open door to a full room"),
]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize(("gitignore", "entries", "track"), CONVERTER_CASES)
def test_git_and_docker_agree(
    gitignore: str, entries: list[str], track: Sequence[str], tmp_path: Path
) -> None:
    files = dict.fromkeys(entries, "x")
    root = project(tmp_path / "a", files=files, gitignore=gitignore, track=track)
    git(root, "add", "-f", "Dockerfile")
    assert_equal_to_git(root)


def assert_equal_to_git(root: Path) -> None:
    before = kept_by_git(root)
    apply(root, "--source", "gitignore")
    own = {".dockerignore", "Dockerfile"}
    for builder in BUILDERS:
        found = {path for path in sent(root, builder) if ".git" not in path.split("/")}
        assert found - own == before - own, builder
    run = ctxscan("suggest", root, "--source", "gitignore", "--check", env=ENVIRONMENT)
    assert run.stdout == b""


def test_a_nested_file_speaks_for_its_directory(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "web/x.tmp", "x.tmp", files={"web/.gitignore": "*.tmp\n"})
    run: Any = suggest(root, "--source", "gitignore").document["rules"]
    assert [rule["pattern"] for rule in run] == ["web/**/*.tmp"]
    assert run[0]["origin"]["line"] == 1
    assert run[0]["origin"]["file"].endswith("web/.gitignore")


def test_rules_of_vendored_packages_are_left_aside_until_they_matter(tmp_path: Path) -> None:
    files = {"vendor/x/.gitignore": "*.o\n*.exe\n", "vendor/x/a.o": "x"}
    root = project(tmp_path / "a", files=files)
    assert lines(root, "--source", "gitignore") == ["vendor/x/a.o"]


def test_a_clean_checkout_gets_the_rules_of_a_full_working_copy(tmp_path: Path) -> None:
    gitignore = "node_modules/\n*.tmp\n/build/\n"
    full = project(
        tmp_path / "a", "node_modules/x/y.js", "a.tmp", "build/x", "p.py", gitignore=gitignore
    )
    clean = project(tmp_path / "b", "p.py", gitignore=gitignore)
    assert lines(full, "--source", "gitignore") == lines(clean, "--source", "gitignore")


def test_an_exception_of_git_reaches_nothing_that_was_ignored_before(tmp_path: Path) -> None:
    ignored = "node_modules\n.yarn\n"
    gitignore = "*.js\n!keep.js\n.yarn/*\n!.yarn/patches\n"
    root = project(tmp_path / "a", "a.js", "keep.js", ignored=ignored, gitignore=gitignore)
    apply(root)
    grow(root, "node_modules/x/keep.js", ".yarn/patches/p")
    for builder in BUILDERS:
        assert {"node_modules/x/keep.js", ".yarn/patches/p"}.isdisjoint(sent(root, builder))


def test_without_git_the_gitignore_file_speaks_for_itself(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "*.tmp\n!keep.tmp\n", "a.tmp": "", "keep.tmp": ""}
    root = grow(tmp_path / "a", files=files)
    apply(root)
    assert sent(root, "buildkit") == {"Dockerfile", ".gitignore", ".dockerignore", "keep.tmp"}


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("number", range(40))
def test_at_random_git_and_docker_agree_and_the_second_time_nothing_is_new(
    number: int, tmp_path: Path
) -> None:
    root = grow_at_random(tmp_path / "r", number)
    make_file(root / "Dockerfile", ALL)
    told = "\n".join(ctxscan("suggest", root, "--source", "gitignore", env=ENVIRONMENT).errors)
    if "git ignores the whole context" in told:
        assert "nothing to add" in told
    else:
        assert_equal_to_git(root)


def test_rules_that_ignore_everything_are_followed(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "x", gitignore="*\n", track=["Dockerfile"])
    assert_equal_to_git(root)


def test_an_exception_that_makes_buildkit_look_at_everything_is_told(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "keep.log", gitignore="*.log\n!keep.log\n")
    assert "makes BuildKit look at all that is ignored" in notes(root, "--source", "gitignore")
    assert lines(root)[:2] == ["**/*.log", "!keep.log"]
