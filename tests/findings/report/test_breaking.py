"""What a change breaks first, in a report: the very step that `diff` says is lost first."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.diff import diff
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

FILES = (
    *("package.json", "lock.json", "README.md", ".env"),
    *("src/a.js", "src/b.test", "src/lib/c.js", "src/lib/d.md", "docs/e.md", "docs/f.txt"),
    *("conf/x/g.ini", "conf/x/h.ini"),
)
STEPS = (
    "COPY package.json lock.json /",
    "COPY *.json /lists/",
    "COPY src /src",
    "COPY src/lib/ /lib/",
    "COPY src/*.js /js/",
    "COPY . /all",
    "COPY --link docs/*.md /docs/",
    "COPY --exclude=*.test src /less",
    "COPY --parents src/lib/c.js docs/e.md /parents/",
    "ADD conf /conf",
    "COPY link /link",
    "COPY inner/g.ini /g",
    "COPY <<one src/a.js /h/\n1\none",
    "RUN --mount=type=bind,source=conf/x,target=/x y",
    "RUN --mount=type=bind,target=/x --mount=type=cache,target=/c y",
    "RUN make",
    "WORKDIR /w",
    "COPY --from=alpine /etc/os-release /o",
)


def report(root: Path, *arguments: str) -> list[dict[str, Any]] | None:
    run = ctxscan("report", *arguments, "--format", "json", cwd=root)
    assert run.exit_code == 0, run.errors
    found: list[dict[str, Any]] | None = run.document["broken_first"]
    return found


def line_of(rows: Sequence[dict[str, Any]], path: str) -> int | None:
    """Of the first row that *path* belongs to."""
    for row in rows:
        for each in row["paths"]:
            if each == path or (each.endswith("/") and path.startswith(each)):
                line: int | None = row["line"]
                return line
    return None


def project(root: Path, dockerfile: str, ignored: str = "Dockerfile\n.dockerignore\n") -> Path:
    for name in FILES:
        make_file(root / name, f"{name}\n")
    make_file(root / "Dockerfile", dockerfile)
    make_file(root / ".dockerignore", ignored)
    (root / "link").symlink_to("docs/f.txt")
    (root / "inner").symlink_to("conf/x")
    return root


@pytest.mark.parametrize("seed", range(12))
def test_a_change_of_each_file_loses_first_the_step_that_a_report_names(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same projects every time
    first = dice.sample(STEPS, 4)
    second = dice.sample(STEPS, 3)
    stages = [*("FROM alpine AS one", *first), *("FROM alpine", *second, "COPY --from=one / /one")]
    before = project(tmp_path / "before", "\n".join(stages) + "\n")
    rows = report(before)
    assert rows is not None
    for name in FILES:
        after = tmp_path / "after"
        shutil.copytree(before, after, symlinks=True)
        make_file(after / name, "other\n")
        steps = diff(str(before), str(after)).diff.steps
        lost = [each.name.line for each in steps if each.fate == "lost"]
        assert line_of(rows, name) == (lost[0] if lost else None), (name, stages)
        shutil.rmtree(after)


def test_a_link_on_the_way_breaks_a_step_as_what_it_leads_to_does(tmp_path: Path) -> None:
    root = project(tmp_path / "p", "FROM alpine\nCOPY link /l\nCOPY inner/g.ini /g\nCOPY docs /\n")
    assert report(root) == [
        row(2, "COPY link /l", "docs/f.txt", "link"),
        row(3, "COPY inner/g.ini /g", "conf/x/g.ini", "inner"),
        row(4, "COPY docs /", "docs/"),
    ]


def row(line: int | None, instruction: str | None, *paths: str) -> dict[str, Any]:
    stage = "stage-0" if line is not None else None
    return {"line": line, "stage": stage, "instruction": instruction, "paths": list(paths)}


def test_a_directory_stands_for_what_no_step_before_reads_of_it(tmp_path: Path) -> None:
    text = "FROM alpine\nCOPY src/lib/c.js package.json /\nCOPY src /src\nCOPY . /all\n"
    root = project(tmp_path / "p", text, "Dockerfile\n.dockerignore\n*.md\ndocs\nconf\n.env\n")
    assert report(root) == [
        row(2, "COPY src/lib/c.js package.json /", "package.json", "src/lib/c.js"),
        row(3, "COPY src /src", "src/"),
        row(4, "COPY . /all", "inner", "link", "lock.json"),
    ]


def test_what_is_sent_and_read_by_no_step_breaks_none(tmp_path: Path) -> None:
    root = project(tmp_path / "p", "FROM alpine\nCOPY --exclude=*.md --exclude=*.txt src docs/ /\n")
    rows = report(root)
    assert rows is not None
    assert line_of(rows, "src/a.js") == 2
    assert rows[-1] == row(None, None, "docs/")


def test_many_paths_of_a_directory_are_said_as_one(tmp_path: Path) -> None:
    root = project(tmp_path / "p", "FROM alpine\nCOPY src/*.x /x/\nCOPY . /all\n")
    for number in range(11):
        make_file(root / "src" / f"{number}.x", "x")
    rows = report(root)
    assert rows is not None
    assert rows[0] == row(2, "COPY src/*.x /x/", "src/")
    assert "src/" in rows[1]["paths"]


def test_a_build_that_asks_for_nothing_has_no_rows_and_another_builder_no_answer(
    tmp_path: Path,
) -> None:
    root = project(tmp_path / "p", "FROM alpine\nRUN make\n")
    assert report(root) == []
    assert report(root, "--builder", "classic") is None
    assert report(root, "--builder", "podman") is None


def test_the_text_shows_it_where_a_command_may_run_again(tmp_path: Path) -> None:
    title = "What a change breaks first"
    quiet = project(tmp_path / "quiet", "FROM alpine\nCOPY package.json /\nCOPY src /src\n")
    assert title not in ctxscan("report", cwd=quiet).text
    assert title in ctxscan("report", "--by", "cache", cwd=quiet).text
    text = (
        "FROM alpine\n" + "".join(f"COPY src/lib/c.js src/{n} /\n" for n in range(12)) + "RUN x\n"
    )
    busy = project(tmp_path / "busy", text + "COPY . /\n")
    for number in range(12):
        make_file(busy / "src" / f"{number}", "x")
    shown = ctxscan("report", cwd=busy).text
    assert "and 5 steps between them (--by cache)" in shown
    assert "COPY . /" in shown.partition(title)[2]
