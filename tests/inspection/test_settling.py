"""What a revision has just so is left aside: no answer may differ by it."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.build import inspect
from ctxscan.context.git.index import read_index
from ctxscan.context.git.repository import Repository, find_repository
from ctxscan.context.git.revision import find_revision
from ctxscan.inspection.past import Earlier, given_now, past_and_present
from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM scratch AS build
COPY lib /lib
COPY a/*.py top.txt /py/
COPY --exclude=*.md b /b
COPY --chown=7:7 . /all
FROM scratch
COPY --from=build /all/lib /lib
COPY --from=build /b/x /x
"""
NAMES = ["x.py", "y.py", "z.md", "w w", "caf\u00e9", "run.sh"]
PLACES = ["", "a/", "b/", "b/x/", "lib/", "lib/a.b/", "lib/a/"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    init(root)
    make_file(root / "Dockerfile", DOCKERFILE)
    make_file(root / ".dockerignore", "**/w*\n.git\n")
    make_file(root / "top.txt", "top")
    for place in PLACES:
        for number, name in enumerate(NAMES):
            make_file(root / place / name, f"{place[:1]}{number}\n" * (number % 3))
    staged_long_ago(root)
    commit(root)
    return root


def staged_long_ago(root: Path) -> None:
    """So that the index is newer than any file, and can be trusted."""
    for above, _, names in os.walk(root):
        for name in names:
            if ".git/" not in f"{above}/":
                os.utime(f"{above}/{name}", (1_700_000_000, 1_700_000_000))
    git(root, "add", "-A")


def edit(root: Path, random: Random) -> None:
    path = some_file(root, random)
    path.write_bytes(path.read_bytes()[::-1] or b"x")


def grow(root: Path, random: Random) -> None:
    some_file(root, random).write_bytes(b"grown\n" * 9)


def remove(root: Path, random: Random) -> None:
    some_file(root, random).unlink()


def add(root: Path, random: Random) -> None:
    make_file(root / random.choice(PLACES) / f"new{random.random()}.py", "new")


def close(root: Path, random: Random) -> None:
    some_file(root, random).chmod(random.choice([0o600, 0o664, 0o755]))


def close_directory(root: Path, random: Random) -> None:
    (root / random.choice(PLACES)).chmod(0o700)


def link(root: Path, random: Random) -> None:
    path = some_file(root, random)
    path.unlink()
    path.symlink_to("top.txt")


def move(root: Path, random: Random) -> None:
    path = some_file(root, random)
    path.rename(path.with_name(f"moved{random.random()}"))


def name_twice(root: Path, random: Random) -> None:
    path = some_file(root, random)
    os.link(path, path.with_name(f"twice{random.random()}"))


def ignore(root: Path, random: Random) -> None:
    with (root / ".dockerignore").open("a") as file:
        file.write(random.choice(["**/*.md\n", "lib/a\n", "!**/w w\n", "b/*\n!b/x/y.py\n"]))


def copy_less(root: Path, _random: Random) -> None:
    text = (root / "Dockerfile").read_text()
    (root / "Dockerfile").write_text(text.replace("COPY --chown=7:7 . /all", "COPY lib /all/lib"))


def stage(root: Path, _random: Random) -> None:
    git(root, "add", "-A")


CHANGES: list[Callable[[Path, Random], None]] = [
    *(edit, grow, remove, add, close, close_directory, link, move, name_twice),
    *(ignore, copy_less, stage),
]


def some_file(root: Path, random: Random) -> Path:
    found = [root / place / name for place in PLACES for name in NAMES]
    there = [path for path in found if path.is_file() and not path.is_symlink()]
    return random.choice(there)


def answer(root: Path, *arguments: str) -> Any:
    run = ctxscan("diff", *arguments, "--format", "json", cwd=root)
    assert run.exit_code == bool(run.document["failures"]), run.errors
    return {
        key: run.document[key] for key in ("changes", "steps", "transfer", "rescues", "failures")
    }


@pytest.mark.parametrize("seed", range(60))
def test_the_answer_is_the_same_without_an_index(project: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - for cases that can be had again
    for change in random.choices(CHANGES, k=random.randint(1, 4)):
        change(project, random)
    options = random.choice([(), ("--umask", "022"), ("--umask", "002")])
    base = "HEAD"
    if seed % 3 == 0:
        git(project, "add", "-A")
        git(project, "commit", "-q", "-m", "second", "--allow-empty")
        edit(project, random)
        base = random.choice(["HEAD", "HEAD~1"])
    by_index = answer(project, base, *options)
    (project / ".git" / "index").unlink()
    assert by_index == answer(project, base, *options)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_an_index_of_any_version_is_read(project: Path, version: str) -> None:
    git(project, "update-index", "--index-version", version)
    if version == "3":
        git(project, "update-index", "--skip-worktree", "top.txt")
    os.utime(project / ".git" / "index")
    repository = find_repository(str(project))
    assert isinstance(repository, Repository)
    index = read_index(repository)
    for row in os.fsdecode(git(project, "ls-files", "-s", "-z")).split("\0")[:-1]:
        head, _, path = row.partition("\t")
        assert index.unchanged(path, str(project / path)) == head.split(" ")[1]


def test_what_is_as_it_was_staged_is_settled(project: Path) -> None:
    make_file(project / "lib" / "x.py", "other")
    repository = find_repository(str(project))
    assert isinstance(repository, Repository)
    revision = find_revision(repository, "HEAD")
    assert revision is not None
    inspection = inspect(str(project))
    earlier = Earlier(given_now(inspection), revision)
    before, now = past_and_present(inspection, earlier, None, read_index(repository))
    settled = {each.directory + name for each in now.main.settled for name in each.names}
    assert before.snapshot.main.settled is now.main.settled
    assert settled == {
        *("Dockerfile", ".dockerignore", "top.txt"),
        *(place + name for place in PLACES for name in NAMES if not name.startswith("w")),
    } - {"lib/x.py"}
    assert not settled & now.main.files.keys()
