"""Reports of suggest and report, each with others of its kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.findings.suggest.projects import apply, lines, project, sent
from tests.support.program import ctxscan
from tests.support.repositories import git
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SRC = "FROM scratch\nCOPY src /s\n"


@pytest.mark.parametrize("level", ["cautious", "default", "aggressive"])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ADD dist/w /w", id="ADD"),
        pytest.param("COPY --chown=1:1 dist/ /d", id="COPY with flags"),
        pytest.param("COPY dist/* /d/", id="a wildcard"),
        pytest.param('COPY ["dist", "/d"]', id="the JSON form"),
        pytest.param("RUN --mount=type=bind,source=dist,target=/d ls /d", id="a bind mount"),
        pytest.param("ARG D=dist\nCOPY ${D} /d", id="a variable with a default"),
    ],
)
def test_no_way_to_take_a_path_is_lost_to_another_build(
    tmp_path: Path, line: str, level: str
) -> None:
    files = {"worker.Dockerfile": f"FROM alpine\n{line}\n"}
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, gitignore="dist\n", files=files)
    apply(root, "--level", level)
    run = ctxscan("check", root, "-f", root / "worker.Dockerfile")
    assert run.exit_code == 0, run.text
    assert "dist/w" in sent(root, "buildkit", "-f", str(root / "worker.Dockerfile"))


@pytest.mark.parametrize("name", ["dist", "logs", "build", "target", "HEAD", "config"])
@pytest.mark.parametrize("level", ["default", "aggressive"])
def test_a_branch_or_a_log_of_git_is_out_of_the_reach_of_every_rule(
    tmp_path: Path, name: str, level: str
) -> None:
    dockerfile = "FROM scratch\nCOPY .git /g\nCOPY . /a\n"
    root = project(tmp_path, "a", dockerfile=dockerfile, gitignore=f"{name}\n")
    git(root, "branch", f"x/{name}")
    before = {each for each in sent(root, "buildkit") if each.startswith(".git/")}
    apply(root, "--level", level)
    apply(root, "--source", "gitignore")
    assert {each for each in sent(root, "buildkit") if each.startswith(".git/")} == before


@pytest.mark.parametrize(
    ("ignored", "made"),
    [
        pytest.param("client/dist", "client/dist/b.js", id="what the report had"),
        pytest.param("client/.next/", "client/.next/cache/x", id="a directory of a framework"),
        pytest.param("/client/gen", "client/gen/a/b.ts", id="anchored at the root"),
        pytest.param("client/*.map", "client/a.map", id="a pattern in a directory"),
    ],
)
def test_what_a_stage_puts_over_a_path_of_git_changes_nothing(
    tmp_path: Path, ignored: str, made: str
) -> None:
    dockerfile = (
        "FROM node AS b\nCOPY client /c\nRUN make\nFROM node\nCOPY . /app\n"
        "COPY --from=b /c/dist /app/client/dist\n"
    )
    root = project(tmp_path, "client/a.js", dockerfile=dockerfile, gitignore=f"{ignored}\n*.tmpx\n")
    clean = lines(root)
    assert "**/*.tmpx" in clean
    grow(root, f"{made} 3", "x.tmpx 3")
    assert lines(root) == clean
    apply(root)
    assert made not in sent(root, "buildkit")
    run = ctxscan("check", root, "--leaks")
    assert run.exit_code == 0, run.text


@pytest.mark.parametrize(
    "exception", ["!storage/app/**/cities.json", "!**/cities.json", "!storage/*/x/*.json"]
)
def test_an_exception_of_git_with_a_wildcard_makes_no_walk_longer(
    tmp_path: Path, exception: str
) -> None:
    gitignore = f"node_modules\nstorage/app/**\n{exception}\n"
    root = project(
        tmp_path,
        *("a.js", "package.json", "storage/app/x/cities.json"),
        gitignore=gitignore,
        ignored=".git\nnode_modules\n",
        track=["storage/app/x/cities.json"],
    )
    grow(root, *(f"node_modules/{at}/a/b.js 1" for at in range(30)), "storage/app/x/b 2")
    before = walked(root)
    apply(root)
    assert walked(root) <= before + 1
    assert "storage/app/x/cities.json" in sent(root, "buildkit")
    assert "storage/app/x/b" not in sent(root, "buildkit")


def walked(root: Path) -> int:
    walk = inspect(BuildOptions(BuildFiles(str(root)))).context.stream()
    list(walk)
    return walk.walked


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param("FROM node\nRUN npm i -g pnpm yarn\nCOPY . .\n", id="tools of npm"),
        pytest.param("FROM node\nRUN corepack enable\nCOPY . .\n", id="corepack"),
        pytest.param("FROM python\nRUN pip install uv\nCOPY . .\n", id="a tool of pip"),
        pytest.param(
            "FROM rust\nWORKDIR /s\nRUN --mount=target=. cargo build\n", id="a mount of all"
        ),
        pytest.param(
            "FROM node\nCOPY package.json yarn.lock ./\nRUN yarn fetch\nCOPY . .\n"
            "RUN yarn install --offline\n",
            id="fetched first",
        ),
    ],
)
def test_what_is_idiomatic_is_not_warned_of(tmp_path: Path, dockerfile: str) -> None:
    files = dict.fromkeys(("yarn.lock", "Cargo.toml", "requirements.txt"), "")
    files |= {"package.json": "{}"}
    root = project(tmp_path, dockerfile=dockerfile, ignored=".git\n", files=files)
    codes = {
        each["code"] for each in ctxscan("report", root, "--format", "json").document["warnings"]
    }
    assert codes.isdisjoint({"copy-before-install", "whole-context", "junk-sent"})


@pytest.mark.parametrize(
    ("dockerfile", "line"),
    [
        pytest.param("FROM scratch\nCOPY src /s\n", r"^ *ships +\d+B +1 file +into the image$"),
        pytest.param("FROM a\nCOPY src /s\nRUN x\n", r"^ *ships +\d+B +1 file +into the image$"),
    ],
    ids=["copied", "and a RUN follows"],
)
def test_what_ships_is_one_line_that_says_where_it_goes(
    tmp_path: Path, dockerfile: str, line: str
) -> None:
    root = project(tmp_path, "src/a 9", dockerfile=dockerfile)
    text = ctxscan("report", root, env={"COLUMNS": "100"}).text
    assert len([each for each in text.splitlines() if each.strip().startswith("ships")]) == 1
    assert re.search(line, text, re.MULTILINE)
