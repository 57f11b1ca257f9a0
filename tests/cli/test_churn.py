"""`ctxscan churn`: the same fates as `diff` has for each commit, counted."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.diff import diff
from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM scratch AS one
COPY package.json /
RUN install
COPY . /app
RUN build
FROM scratch AS two
COPY --from=one /package.json /
COPY --link docs/*.md /docs/
COPY --exclude=*.test src /src
RUN --mount=type=bind,source=src/lib,target=/lib x
FROM alpine AS still
RUN install
WORKDIR /w
FROM scratch AS fetched
ADD https://example.org/a.git /a
COPY docs/b.txt /b
FROM still
COPY --from=two /src /src
COPY --from=fetched /b /b
COPY --from=one /app/docs /app
RUN --mount=from=still,source=/w,target=/s --mount=type=cache,from=two,source=/docs,target=/c y
COPY --parents src/lib/a ./
"""
NAMES = ("package.json", "README.md", "docs/a.md", "docs/b.txt", "src/a", "src/b.test", "src/lib/a")


def churned(root: Path, *arguments: str) -> Any:
    run = ctxscan("churn", *arguments, "--format", "json", cwd=root)
    assert run.exit_code == 0, run.errors
    return run.document


def start(root: Path) -> Path:
    init(root)
    make_file(root / "Dockerfile", DOCKERFILE)
    make_file(root / ".dockerignore", "Dockerfile\n.git\n")
    for name in NAMES:
        make_file(root / name, "0\n")
    git(root, "add", "-A")
    commit(root)
    return root


def change(root: Path, dice: random.Random) -> None:
    """One commit of a few changes: contents, modes, files that come and go, links, directories."""
    for name in dice.sample(NAMES, dice.randint(1, 2)):
        path = root / name
        if path.is_dir():
            shutil.rmtree(path)
        kind = dice.choice(["write", "write", "mode", "delete", "link", "directory"])
        if kind == "mode" and path.is_file() and not path.is_symlink():
            path.chmod(path.stat().st_mode ^ 0o111)
            continue
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "directory" and name not in ("package.json", "src/lib/a"):
            make_file(path / "inner", str(dice.random()))
        elif kind == "link" and name == "docs/b.txt":
            path.symlink_to(dice.choice(["a.md", "nowhere"]))
        elif kind != "delete" or name in ("package.json", "src/lib/a"):
            make_file(path, str(dice.random()))
    git(root, "add", "-A")
    commit(root)


@pytest.mark.parametrize("seed", range(4))
def test_each_step_is_lost_as_often_as_diff_says_it_is(tmp_path: Path, seed: int) -> None:
    root = start(tmp_path / "project")
    dice = random.Random(seed)  # noqa: S311 - the same history every time
    for _ in range(12):
        change(root, dice)
    lost: Counter[tuple[int, bool]] = Counter()
    perhaps: Counter[tuple[int, bool]] = Counter()
    for age in range(12):
        found = diff(f"HEAD~{age + 1}..HEAD~{age}", str(root)).diff
        lost.update((row.name.line, row.name.link) for row in found.steps if row.fate == "lost")
        maybe = [row.name for row in found.steps if row.fate == "perhaps"]
        perhaps.update((name.line, name.link) for name in maybe)
    document = churned(root, "-n", "12")
    assert document["commits"] == 12
    assert {
        (row["line"], row["link"]): (row["lost"], row["perhaps"]) for row in document["steps"]
    } == {
        (row["line"], row["link"]): (
            lost[row["line"], row["link"]],
            perhaps[row["line"], row["link"]],
        )
        for row in document["steps"]
    }
    assert mismatches(document, "churn") == []


def simple(root: Path) -> Path:
    init(root)
    make_file(root / "Dockerfile", "FROM scratch\nCOPY go.mod /\nRUN get\nCOPY . /\nRUN make\n")
    make_file(root / "go.mod", "0\n")
    git(root, "add", "-A")
    commit(root)
    for number in range(3):
        make_file(root / "README.md", f"{number}\n")
        git(root, "add", "-A")
        commit(root)
    make_file(root / "cmd" / "main.go", "0\n")
    make_file(root / "README.md", "with it\n")
    git(root, "add", "-A")
    commit(root)
    make_file(root / "go.mod", "1\n")
    git(root, "add", "-A")
    commit(root)
    return root


def test_a_path_is_counted_with_how_often_it_was_alone_and_whether_a_step_names_it(
    tmp_path: Path,
) -> None:
    document = churned(simple(tmp_path / "simple"))
    assert document["commits"] == 5
    assert [(row["line"], row["lost"]) for row in document["steps"]] == [
        *((2, 1), (3, 1), (4, 5), (5, 5))
    ]
    assert document["paths"] == [
        {"path": "README.md", "commits": 4, "alone": 3, "named": False},
        {"path": "cmd/", "commits": 1, "alone": 0, "named": False},
        {"path": "go.mod", "commits": 1, "alone": 1, "named": True},
    ]


def test_a_rule_and_a_dockerfile_are_tried_beside_todays(tmp_path: Path) -> None:
    root = simple(tmp_path / "simple")
    document = churned(root, "--try", "*.md")
    assert [row["tried_lost"] for row in document["steps"]] == [1, 1, 2, 2]
    assert document["tried"]["losing"] == 2
    make_file(root / "Dockerfile.new", "FROM scratch\nCOPY go.mod /\nRUN get\nCOPY cmd /\n")
    document = churned(root, "--try-file", str(root / "Dockerfile.new"))
    assert [row["tried_lost"] for row in document["steps"]] == [1, 1, None, None]
    assert [row["lost"] for row in document["tried"]["steps"]] == [1, 1, 2]
    assert b"try" in ctxscan("churn", "--try", "*.md", cwd=root).stdout


def test_the_commits_can_be_chosen(tmp_path: Path) -> None:
    root = simple(tmp_path / "simple")
    assert churned(root, "-n", "2")["commits"] == 2
    assert churned(root, "--since", "2001-01-01")["commits"] == 5


def test_without_a_history_it_is_refused_on_one_line(tmp_path: Path) -> None:
    make_file(tmp_path / "Dockerfile", "FROM scratch\nCOPY a /\n")
    run = ctxscan("churn", cwd=tmp_path)
    assert run.exit_code == 2
    assert run.errors == ["ctxscan: error: there is no history: it is in no git repository"]
