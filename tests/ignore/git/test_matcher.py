"""What git ignores, judged on patterns, against git itself."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.ignore.git.file import read_gitignore
from ctxscan.ignore.git.matcher import GitRules, samples
from tests.support.repositories import ENVIRONMENT, grow_at_random, init
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path


def rules_of(text: str) -> GitRules:
    return GitRules(read_gitignore(text.encode(), ".gitignore").rules)


def ignored_by_git(root: Path, paths: list[str]) -> set[str]:
    """Git's own answer, whether tracked or not."""
    done = subprocess.run(
        ["git", "-C", root, "check-ignore", "--no-index", "--stdin", "-z"],
        input=b"".join(os.fsencode(path) + b"\0" for path in paths),
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(map(os.fsdecode, done.stdout.split(b"\0")[:-1]))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(".env", [".env", ".env"], id="a name is its own sample"),
        pytest.param("node_modules/", ["node_modules"] * 2, id="a directory"),
        pytest.param(".env*", [".env", ".envx"], id="a star may mean nothing"),
        pytest.param("*.log", ["x.log", ".log"], id="a name before a suffix"),
        pytest.param("/build/*.py[co]", ["build/x.pyc", "build/.pyc"], id="a class has a member"),
        pytest.param("a/**/b", ["a/b", "a/b"], id="any depth"),
        pytest.param("data/**", ["data/x", "data/x"], id="what is in a directory"),
        pytest.param(r"\!important", ["!important"] * 2, id="an escaped mark"),
        pytest.param("file?", ["filex"] * 2, id="one character"),
        pytest.param(".*", [".x"], id="no sample is the directory itself"),
    ],
)
def test_samples_of_a_pattern(line: str, expected: list[str]) -> None:
    (rule,) = rules_of(line).rules
    assert list(samples(rule.components)) == expected


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("number", range(60))
def test_what_is_said_to_be_ignored_git_ignores(tmp_path: Path, number: int) -> None:
    root = tmp_path / "random"
    grow_at_random(root, number)
    text = (root / ".gitignore").read_bytes() if (root / ".gitignore").is_file() else b""
    clean = init(tmp_path / "clean")
    (clean / ".gitignore").write_bytes(text)
    rules = GitRules(read_gitignore(text, ".gitignore").rules)
    paths = [path for rule in rules.rules for path in samples(rule.components) if "\n" not in path]
    paths += [f"{path}/x" for path in paths]
    paths = [path for path in dict.fromkeys(paths) if path != ".gitignore"]
    mine = {path for path in paths if rules.ignoring(path) is not None}
    assert mine == ignored_by_git(clean, paths)
