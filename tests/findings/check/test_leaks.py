"""What git ignores, judged on patterns, against git itself."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.ignore.git.file import read_gitignore
from ctxscan.ignore.git.matcher import GitRules, samples
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT, git, grow_at_random, init
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

ALL = "FROM scratch\nCOPY . .\n"


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
    assert list(samples(rule)) == expected


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("number", range(60))
def test_what_is_said_to_be_ignored_git_ignores(tmp_path: Path, number: int) -> None:
    root = tmp_path / "random"
    grow_at_random(root, number)
    text = (root / ".gitignore").read_bytes() if (root / ".gitignore").is_file() else b""
    clean = init(tmp_path / "clean")
    (clean / ".gitignore").write_bytes(text)
    rules = GitRules(read_gitignore(text, ".gitignore").rules)
    paths = [path for rule in rules.rules for path in samples(rule) if "\n" not in path]
    paths += [f"{path}/x" for path in paths]
    paths = [path for path in dict.fromkeys(paths) if path != ".gitignore"]
    mine = {path for path in paths if rules.ignoring(path) is not None}
    assert mine == ignored_by_git(clean, paths)


def leaks(root: Path) -> list[tuple[str, list[str]]]:
    run = ctxscan("check", "--leaks", "--no-secrets", "--format", "json", cwd=root)
    return [(each["path"], each["rules"]) for each in run.document["findings"]]


@pytest.mark.parametrize(
    ("dockerignore", "expected"),
    [
        pytest.param("", [("node_modules", ["**/node_modules"])], id="no rule at all"),
        pytest.param("**/node_modules\n", [], id="a rule for any depth"),
        pytest.param(
            "*\n!src\n!web\nweb/node_modules\n",
            [("src/node_modules", ["**/node_modules"])],
            id="an allowlist that lets it in below",
        ),
        pytest.param(
            "node_modules\n",
            [("src/node_modules", ["**/node_modules"])],
            id="a rule for the root alone",
        ),
        pytest.param("*\n!src/*.js\n", [], id="an allowlist of files"),
    ],
)
def test_node_modules_leaks_where_the_ignore_file_would_let_it_in(
    tmp_path: Path, dockerignore: str, expected: list[tuple[str, list[str]]]
) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "node_modules/\n", ".dockerignore": dockerignore}
    assert leaks(grow(tmp_path, "src/a.js", files=files)) == expected


def test_what_no_instruction_asks_for_does_not_leak(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY src /\n", ".gitignore": "/.env\n*.log\n"}
    assert leaks(grow(tmp_path, "src/a", files=files)) == [("src/x.log", ["**/*.log"])]


def test_what_a_copy_names_is_meant_to_be_sent(tmp_path: Path) -> None:
    files = {"Dockerfile": f"{ALL}COPY dist/app /app\n", ".gitignore": "dist/\n"}
    assert leaks(grow(tmp_path, "dist/app", files=files)) == []


def test_the_exceptions_of_git_come_with_the_rule(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": ".env*\n!.env.example\n!other\n"}
    root = grow(tmp_path, ".env.example", files=files)
    assert leaks(root) == [(".env", ["**/.env*", "!**/.env.example"])]


def test_what_git_tracks_all_the_same_stays(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "*.cfg\n"}
    root = init(grow(tmp_path, "sub/forced.cfg", files=files))
    git(root, "add", "-f", ".")
    assert leaks(root) == [("x.cfg", ["**/*.cfg", "!sub/forced.cfg"])]


def test_only_what_colleagues_have_counts(tmp_path: Path) -> None:
    root = init(grow(tmp_path, files={"Dockerfile": ALL, ".gitignore": ".env\n"}))
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("mine\n")
    assert [path for path, _ in leaks(root)] == [".env"]


def test_each_gitignore_of_the_context_counts_with_its_line(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, "web/.gitignore": "\n/dist\n", ".gitignore": ""}
    root = init(grow(tmp_path, "web/a.js", files=files))
    run = ctxscan("check", "--leaks", "--format", "json", cwd=root)
    (finding,) = run.document["findings"]
    assert (finding["file"], finding["line"], finding["path"]) == ("web/.gitignore", 2, "web/dist")


def test_many_leaks_are_told_as_one(tmp_path: Path) -> None:
    files = {"Dockerfile": ALL, ".gitignore": "".join(f"name{n}\n" for n in range(60))}
    found = leaks(grow(tmp_path, files=files))
    assert len(found) == 51
    path, rules = found[-1]
    assert (path or None, rules) == (None, [])
