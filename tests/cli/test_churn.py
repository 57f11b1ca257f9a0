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
    assert run.errors == [
        "ctxscan: error: there is no history: this directory is in no git repository"
    ]


def project(root: Path, dockerfile: str, files: dict[str, str]) -> Path:
    """Five commits, each with another page of docs and another source."""
    init(root)
    make_file(root / "Dockerfile", dockerfile)
    for name, text in files.items():
        make_file(root / name, text)
    for number in range(6):
        make_file(root / "src" / "a.js", f"{number}\n")
        make_file(root / "docs" / "a.md", f"{number}\n")
        git(root, "add", "-A")
        commit(root)
    return root


def proposed(root: Path) -> list[Any]:
    document = churned(root, "--propose")
    assert mismatches(document, "churn") == []
    found: list[Any] = document["proposals"]
    return found


EARLY = "FROM node\nWORKDIR /app\nCOPY . .\nRUN apt-get install -y git\nENV A=1\nRUN {}\nRUN make\n"
PACKAGE = '{"dependencies": {"left-pad": "1"}}'


@pytest.mark.parametrize(
    ("command", "files", "first"),
    [
        ("npm ci", {"package.json": PACKAGE, "package-lock.json": "{}"}, 2),
        ("npm ci && npm cache clean --force", {"package.json": PACKAGE}, 1),
        ("pip install --no-cache-dir -r r.txt", {"r.txt": "-r s.txt\nx==1\n", "s.txt": "y\n"}, 2),
        ("cd api && go mod download", {"api/go.mod": "module x\n", "api/go.sum": "\n"}, 2),
        ("yarn --frozen-lockfile", {"package.json": PACKAGE, "yarn.lock": ""}, 2),
        ("pip install x==1 > /dev/null 2>&1", {}, 0),
    ],
)
def test_a_copy_is_proposed_behind_the_commands_that_need_little_of_it(
    tmp_path: Path, command: str, files: dict[str, str], first: int
) -> None:
    found = proposed(project(tmp_path / "project", EARLY.format(command), files))
    (order,) = [each for each in found if each["kind"] == "order"]
    assert (order["line"], order["commands"]) == (3, [4, 6])
    assert sorted(order["first"]) == sorted(files)
    assert len(order["first"]) == first
    assert (order["before"]["runs"], order["after"]["runs"]) == (15, 5)
    lines = order["dockerfile"].splitlines()
    assert lines.index("COPY . .") == lines.index(f"RUN {command}") + 1
    assert lines.index("RUN apt-get install -y git") == 2


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("npm run build", {"package.json": PACKAGE}),
        ("npm ci && node x.js", {"package.json": PACKAGE}),
        ("npm ci", {"package.json": '{"scripts": {"postinstall": "node src/a.js"}}'}),
        ("npm ci", {"package.json": '{"workspaces": ["src"]}'}),
        ("npm ci", {"package.json": '{"dependencies": {"a": "file:src"}}'}),
        ("npm ci", {}),
        ("pip install .", {"setup.py": ""}),
        ("pip install -r r.txt", {"r.txt": "-e .\n"}),
        ("pip install -r r.txt", {"r.txt": "./src\n"}),
        ("pip install -r r.txt -c none.txt", {"r.txt": "x\n"}),
        ("go mod download", {"go.mod": "module x\nreplace y => ../y\n"}),
        ("go mod download", {"go.mod": "module x\n", "go.work": "use ./src\n"}),
        ("uv sync", {"pyproject.toml": ""}),
        ("xargs apt-get install < list", {"list": "git\n"}),
        ("apt-get install ./a.deb", {"a.deb": ""}),
        ("cat docs/a.md", {}),
    ],
)
def test_no_copy_moves_behind_a_command_that_may_need_more(
    tmp_path: Path, command: str, files: dict[str, str]
) -> None:
    text = f"FROM node\nWORKDIR /app\nCOPY . .\nRUN {command}\n"
    found = proposed(project(tmp_path / "project", text, files))
    assert [each for each in found if each["kind"] == "order"] == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM node\nCOPY . /etc/apt\nRUN apt-get update\n",
        "FROM node\nWORKDIR /app\nCOPY . .\nWORKDIR /b\nRUN apt-get update\n",
        "FROM node\nWORKDIR /app\nARG X=.\nCOPY $X .\nRUN apt-get update\n",
        "FROM node\nWORKDIR /app\nCOPY docs/*.md .\nRUN apt-get update\n",
        "FROM node\nWORKDIR /app\nCOPY . .\nRUN --mount=source=src,target=/s apt-get update\n",
    ],
)
def test_no_copy_moves_where_its_place_may_matter(tmp_path: Path, text: str) -> None:
    found = proposed(project(tmp_path / "project", text, {}))
    assert [each for each in found if each["kind"] == "order"] == []


def test_a_rule_is_proposed_that_suggest_proves_and_that_keeps_a_step(tmp_path: Path) -> None:
    text = "FROM node\nWORKDIR /app\nCOPY . .\nRUN make\n"
    root = project(tmp_path / "project", text, {"CHANGES.md": "x\n"})
    for number in range(3):
        make_file(root / "CHANGES.md", f"{number}\n")
        git(root, "add", "-A")
        commit(root)
    (rules,) = proposed(root)
    assert rules["kind"] == "rules"
    assert "**/*.md" in rules["rules"]
    assert (rules["before"]["runs"], rules["after"]["runs"]) == (8, 5)
    document = churned(root, *[word for rule in rules["rules"] for word in ("--try", rule)])
    assert sum(row["tried_lost"] for row in document["steps"]) == rules["after"]["steps"]


def test_nothing_is_proposed_unless_it_is_asked_for(tmp_path: Path) -> None:
    assert churned(simple(tmp_path / "simple"))["proposals"] is None


def test_the_text_shows_the_lines_that_move(tmp_path: Path) -> None:
    root = project(tmp_path / "project", EARLY.format("npm ci"), {"package.json": PACKAGE})
    run = ctxscan("churn", "--propose", cwd=root)
    assert "in the Dockerfile, from line 3:\n    - COPY . .\n" in run.text
    assert "    + COPY package.json ./\n" in run.text
    assert "RUN lost 15 -> 5 times" in run.text


def test_what_is_in_doubt_has_a_column_and_each_step_one_line(tmp_path: Path) -> None:
    root = init(tmp_path / "p")
    command = "RUN " + "word " * 40
    text = f"FROM alpine AS one\nCOPY . /\n{command}\nFROM alpine\nCOPY --from=one /x /\n"
    make_file(root / "Dockerfile", text)
    for number in range(3):
        make_file(root / "a", f"{number}\n")
        git(root, "add", "-A")
        commit(root)
    shown = ctxscan("churn", cwd=root).text.splitlines()
    head = next(at for at, line in enumerate(shown) if line.startswith("  line"))
    assert shown[head].split() == ["line", "lost", "perhaps", "step"]
    assert [line.split()[0] for line in shown[head + 1 : head + 4]] == ["2", "3", "5"]
    line, lost, share, _bar, perhaps, *_ = shown[head + 3].split()
    assert (line, lost, share, perhaps) == ("5", "0", "0%", "2")
    assert shown[head + 4] == ""
