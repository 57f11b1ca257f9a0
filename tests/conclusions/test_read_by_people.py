"""What people read of a report and a gate: one row a habit that they complained of."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import project
from tests.support.program import Run, ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

ALL = "FROM scratch\nCOPY . /app\n"
VARIABLES = "DB_PASSWORD=x8Kq2\n"


def seen(root: Path, *words: str, columns: int = 80) -> str:
    """All that is said, on one line: how it is wrapped does not matter here."""
    run = ctxscan(*words, cwd=root, env={"COLUMNS": str(columns)})
    return " ".join([*run.text.split(), *" ".join(run.errors).split()])


def test_an_untracked_dump_is_named_with_its_part_of_what_is_sent(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a 10", files={".dockerignore": ".git\n"})
    grow(root, "dump.sql 52430000")
    assert "52.43MB (99%) is not in git: dump.sql" in seen(root, "report")
    assert "Nothing looks wrong" not in seen(root, "report")


@pytest.mark.parametrize("words", [["check"], ["report"]], ids=lambda words: words[0])
def test_a_limit_proposes_no_source_that_git_tracks_or_a_line_names(
    tmp_path: Path, words: list[str]
) -> None:
    root = project(
        tmp_path,
        *("src/big 3000000", "packages/a/b 2000000", "docs/c 900000"),
        dockerfile="FROM scratch\nCOPY src /s\nCOPY cache /c\nCOPY . /app\n",
        ignored=".git\n",
    )
    grow(root, "data/new 1000000", "cache/x 1000000", "src/dump.sql 2000000")
    said = seen(root, *words, "--max-size", "1kB")
    assert "data/new takes out" in said
    assert "src/dump.sql takes out" in said
    for kept in ("src", "packages", "docs", "cache"):
        assert not re.search(rf"-> (\*\*/)?{kept}(/x|/big|/a)?(?![\w/])", said)


def test_a_single_file_over_its_limit_is_no_reason_to_ignore_what_git_tracks(
    tmp_path: Path,
) -> None:
    root = project(tmp_path, "model.bin 5000", ignored=".git\n")
    said = seen(root, "check", "--max-file-size", "1kB")
    assert "git tracks it" in said
    assert "append to" not in said


def test_growth_names_what_grew(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a 1000000", "docs/b 1000", ignored=".git\nbase.json\n")
    ctxscan("check", "--baseline", "base.json", "--update-baseline", cwd=root)
    grow(root, "new/c 5000000")
    assert "what grew, at least: new/c by 4.99MB" in seen(root, "check", "--baseline", "base.json")


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param("FROM node\nRUN npm install -g turbo\nCOPY . .\n", id="a global tool of npm"),
        pytest.param(
            "FROM node\nCOPY pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\n"
            "RUN pnpm install --offline\n",
            id="pnpm fetches first and installs offline",
        ),
        pytest.param(
            "FROM golang\nWORKDIR /s\nRUN --mount=type=bind,target=. go build -o /x .\n",
            id="everything is mounted on purpose",
        ),
        pytest.param(
            "FROM python\nCOPY . /a\nWORKDIR /a\nRUN git describe\n", id="git's history is read"
        ),
    ],
)
def test_a_habit_that_is_right_is_not_warned_of(tmp_path: Path, dockerfile: str) -> None:
    ignored = "" if "git describe" in dockerfile else ".git\n"
    files = {"pnpm-lock.yaml": "", "package.json": "{}", "go.mod": "module x\n"}
    root = project(tmp_path, dockerfile=dockerfile, ignored=ignored, files=files)
    assert "Nothing looks wrong" in seen(root, "report")


@pytest.mark.parametrize(
    ("rules", "paths"),
    [
        pytest.param("snapshots\n", ["snapshots/a", "web/snapshots/b"], id="tracked snapshots"),
        pytest.param("srx\n", ["src/a", "srcs"], id="a tracked name that is near"),
        pytest.param("*.txt\n!a.txt\n", ["a.txt", "b.txt"], id="an exception for a plain file"),
        pytest.param("fixture\n", ["fixtures/a", "web/fixture/b"], id="a directory further down"),
        pytest.param("*\n!LICENSE\n!src\n", ["LICENSE", "src/a"], id="an allowlist with a file"),
    ],
)
def test_lint_says_nothing_of_rules_about_what_is_tracked(
    tmp_path: Path, rules: str, paths: list[str]
) -> None:
    root = project(tmp_path, *(f"{path} 1" for path in paths), ignored=f"{rules}.git\n")
    run = ctxscan("lint", cwd=root)
    assert run.exit_code == 0, run.text


def test_what_is_not_known_is_one_line_with_the_page_to_read(tmp_path: Path) -> None:
    root = project(tmp_path, dockerfile=f"FROM a\nFROM b\nFROM c\n{ALL[13:]}", ignored=".git\n")
    said = seen(root, "report")
    assert said.count("Not known without a registry") == 1
    page = re.search(r"\(ctxscan (rule [\w-]+)\)", said)
    assert page is not None
    assert ctxscan(*page[1].split()).exit_code == 0


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_part_of_a_path_is_broken_at_any_width(tmp_path: Path, columns: int) -> None:
    parts = ["deeply_nested_directory_name"] * 3 + ["a_file_name_that_goes_on_and_on_and_on.bin"]
    root = project(tmp_path, f"{'/'.join(parts)} 5000", ignored=".git\n")
    run = ctxscan("report", cwd=root, env={"COLUMNS": str(columns)})
    words = re.split(r"[\s/]+", run.text)
    assert parts[-1] in words
    assert parts[0] in words


def test_of_a_long_run_the_mount_that_matters_is_shown(tmp_path: Path) -> None:
    run = "RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=a "
    mounts = "--mount=type=bind,source=reqs.txt,target=/r pip install -r /r && make\n"
    root = project(tmp_path, "reqs.txt 9", dockerfile=f"FROM a\n{run}{mounts}", ignored=".git\n")
    assert "RUN --mount=type=bind,source=reqs.txt" in seen(root, "report")


def test_one_remedy_for_three_files_is_printed_once(tmp_path: Path) -> None:
    root = project(tmp_path, ignored=".git\n")
    grow(root, files={f"{name}/.env": VARIABLES for name in "abc"})
    said = seen(root, "check")
    assert said.count("is sent: environment variables") == 3
    assert said.count("append to .dockerignore: **/.env") == 1


def test_leaks_are_listed_by_the_file_of_git_with_one_command(tmp_path: Path) -> None:
    patterns = "".join(f"made{number}\n" for number in range(26))
    root = project(tmp_path, "web/a 1", gitignore=patterns, files={"web/.gitignore": "x\ny\n"})
    run = ctxscan("check", "--leaks", cwd=root)
    assert run.exit_code == 1
    said = " ".join(run.text.split())
    assert ".gitignore: 26 patterns are not covered, the build would send made0" in said
    assert "web/.gitignore: 2 patterns are not covered" in said
    assert len(run.lines) < 15
    assert len(ctxscan("check", "--leaks", "--format", "json", cwd=root).document["findings"]) == 28


def test_a_directory_that_is_left_out_whole_is_one_line(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *(f"node_modules/{name}/{name}.js 1" for name in "abcdef"),
        *("logs/a.log 1", "logs/keep 1"),
        ignored="node_modules\n*/*.log\n.git\n",
    )
    rows = ctxscan("list", "--ignored", cwd=root).lines
    assert "node_modules/\t.dockerignore:1: node_modules (with 12 below)" in rows
    assert "logs/a.log\t.dockerignore:2: */*.log" in rows
    assert len([row for row in rows if row.startswith("node_modules")]) == 1
    every = ctxscan("list", "--ignored", "--all", cwd=root).lines
    assert len([row for row in every if row.startswith("node_modules")]) == 13
    assert not any(" below)" in row for row in every)


def test_one_path_outside_takes_no_answer_away_from_the_others(tmp_path: Path) -> None:
    root = project(tmp_path, "f 1")
    run = ctxscan("explain", "../elsewhere", "f", cwd=root)
    assert run.exit_code == 2
    assert "f  is sent" in run.text
    assert "--context DIR" in "".join(run.errors)


def test_help_fits_in_80_columns() -> None:
    for words in (["--help"], ["check", "--help"], ["suggest", "--help"]):
        run = ctxscan(*words, env={"COLUMNS": "80"})
        assert max(map(len, run.lines)) <= 80
        assert "…" not in run.text


def test_a_dockerfile_in_an_empty_submodule_is_no_riddle(tmp_path: Path) -> None:
    inner = project(tmp_path / "inner")
    root = init(tmp_path / "outer")
    git(root, "-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner), "lib")
    commit(root)
    git(root, "submodule", "-q", "deinit", "-f", "lib")
    run = ctxscan("report", "-f", "lib/deploy/Dockerfile", cwd=root)
    assert run.exit_code == 2
    assert "lib is a git submodule that is not checked out" in "".join(run.errors)


COMMAND = re.compile(r"(?<![\w-])ctxscan (?:[a-z]+)(?: (?:'[^']*'|[^\s';,()]+))*")
OPTIONS = ["-f", "deploy/prod.Dockerfile", "--target", "app", "--builder", "buildkit"]


def commands(run: Run) -> set[str]:
    """Of a document, whose texts are not wrapped."""
    texts: list[str] = []
    waiting = [run.document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += [value for key, value in node.items() if key != "command"]
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, str):
            texts.append(node)
    return {found.partition(" proposes")[0] for text in texts for found in COMMAND.findall(text)}


@pytest.fixture
def troubled(tmp_path: Path) -> Path:
    root = project(
        tmp_path,
        "src/a 10",
        gitignore="made1\nmade2\n",
        files={
            "deploy/prod.Dockerfile": "FROM scratch AS app\nARG DIR=src\nCOPY $DIR /s\nCOPY . /a\n"
        },
    )
    return grow(root, "node_modules/x 5000", "secret/.env 10", "dump.sql 2000000")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["report"], id="report"),
        pytest.param(["report", "--max-size", "1kB"], id="report with a limit"),
        pytest.param(["check", "--leaks"], id="the leaks of check"),
        pytest.param(["check", "--max-size", "1kB"], id="a size of check"),
        pytest.param(["check", "--min-files", "1000"], id="too few files for check"),
        pytest.param(["lint"], id="lint"),
        pytest.param(["suggest"], id="suggest"),
        pytest.param(["explain", "node_modules/x", "nothing"], id="explain"),
    ],
)
@pytest.mark.parametrize("options", [[], OPTIONS], ids=["plain", "with a file and a target"])
def test_every_command_that_is_printed_runs(
    troubled: Path, words: list[str], options: list[str]
) -> None:
    run = ctxscan(*words, *options, "--format", "json", cwd=troubled)
    assert run.exit_code in {0, 1}, run.errors
    for command in commands(run):
        own = shlex.split(command)[1:]
        again = ctxscan(*own, cwd=troubled)
        assert again.exit_code in {0, 1}, (command, again.errors)
        if options and own[0] != "rule":
            assert "deploy/prod.Dockerfile" in own


def test_the_command_for_leaks_writes_rules_for_all_of_them(troubled: Path) -> None:
    found = ctxscan("check", "--leaks", *OPTIONS[:2], "--format", "json", cwd=troubled)
    [command] = {each for each in commands(found) if " suggest " in each and "--diff" in each}
    diff = ctxscan(*shlex.split(command)[1:], cwd=troubled)
    assert {"+**/made1", "+**/made2"} <= set(diff.lines)
    write = [word if word != "--diff" else "--write" for word in shlex.split(command)[1:]]
    assert ctxscan(*write, cwd=troubled).exit_code == 0
    left = ctxscan("check", "--leaks", *OPTIONS[:2], "--format", "json", cwd=troubled)
    assert [each for each in left.document["findings"] if each["code"] == "gitignore-leak"] == []
