"""What each option of each command does."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = """\
ARG WHICH=docs
FROM scratch AS texts
ARG WHICH
COPY $WHICH /texts/

FROM scratch AS app
ARG TARGETARCH
COPY src/app-$TARGETARCH* /app/
COPY --from=shared lib /lib

FROM app
COPY --from=texts /texts /texts
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    grow(tmp_path / "shared", "lib/common.py 7", "rest 8")
    return grow(
        tmp_path / "project",
        "docs/a.md 2000",
        "docs/deep/er/b.md 300",
        "help/c.md 50",
        "src/app-amd64 4000",
        "src/app-arm64 5000",
        "junk/x.log 60",
        "junk/y.log 70",
        files={
            "Dockerfile": DOCKERFILE,
            ".dockerignore": "*.log\njunk\n",
            "other.ignore": "docs/deep\n",
            "other.Dockerfile": "FROM scratch\nCOPY help /\n",
        },
    )


def listed(project: Path, options: str) -> list[str]:
    run = ctxscan("list", *shlex.split(options), cwd=project)
    assert (run.exit_code, run.stderr) == (0, b"")
    return run.lines


def reported(project: Path, options: str) -> Any:
    run = ctxscan("report", "--format", "json", *shlex.split(options), cwd=project)
    assert (run.exit_code, run.stderr) == (0, b"")
    return run.document


AMD64 = "--platform linux/amd64 --build-context shared=../shared"
TEXTS = ["docs", "docs/a.md", "docs/deep", "docs/deep/er", "docs/deep/er/b.md"]


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        pytest.param(AMD64, [*TEXTS, "src", "src/app-amd64"], id="the last stage by default"),
        pytest.param(f"{AMD64} --target texts", TEXTS, id="another target"),
        pytest.param(f"{AMD64} --target TEXTS", TEXTS, id="a target in any case"),
        pytest.param(f"{AMD64} --target app", ["src", "src/app-amd64"], id="a stage between"),
        pytest.param(
            f"{AMD64} --target texts --build-arg WHICH=help", ["help", "help/c.md"], id="argument"
        ),
        pytest.param(
            "--target app --platform linux/arm64 --build-context shared=../shared",
            ["src", "src/app-arm64"],
            id="platform",
        ),
        pytest.param(
            f"{AMD64} --target texts --ignorefile other.ignore",
            ["docs", "docs/a.md"],
            id="another ignore file",
        ),
        pytest.param("-f other.Dockerfile", ["help", "help/c.md"], id="another Dockerfile"),
        pytest.param("--file=other.Dockerfile", ["help", "help/c.md"], id="its long name"),
        pytest.param(f"{AMD64} --target texts --files", [TEXTS[1], TEXTS[4]], id="files alone"),
    ],
)
def test_options_mean_what_they_mean_for_docker_build(
    project: Path, options: str, paths: list[str]
) -> None:
    assert listed(project, options) == paths


def test_an_argument_without_a_value_takes_it_from_the_environment(project: Path) -> None:
    arguments = ["list", "--target", "texts", "--build-arg", "WHICH"]
    assert ctxscan(*arguments, cwd=project, env={"WHICH": "help"}).lines == ["help", "help/c.md"]


def test_the_classic_builder_sends_all_that_is_not_ignored(project: Path) -> None:
    paths = listed(project, "--builder classic")
    assert "help/c.md" in paths
    assert "Dockerfile" in paths
    assert not [path for path in paths if path.startswith("junk")]


def test_two_platforms_may_ask_for_different_paths(project: Path) -> None:
    both = "--platform linux/amd64,linux/arm64 --build-context shared=../shared"
    assert "src/app-amd64" in listed(project, both)
    assert "src/app-arm64" in listed(project, both)


def test_minus_f_is_relative_to_the_current_directory(project: Path) -> None:
    arguments = ["list", "project", "-f", "project/other.Dockerfile"]
    assert ctxscan(*arguments, cwd=project.parent).lines == ["help", "help/c.md"]


def test_every_path_can_end_with_nul(project: Path) -> None:
    run = ctxscan("list", "-0", "-f", "other.Dockerfile", cwd=project)
    assert run.stdout == b"help\0help/c.md\0"
    assert ctxscan("list", "--null", "-f", "other.Dockerfile", cwd=project) == run


def test_the_rest_is_listed_with_what_decided(project: Path) -> None:
    lines = listed(project, f"--ignored --all {AMD64} --target texts")
    assert lines == [
        ".dockerignore\tnot asked for",
        "Dockerfile\tnot asked for",
        "help\tnot asked for",
        "help/c.md\tnot asked for",
        "junk\t.dockerignore:2: junk",
        "junk/x.log\t.dockerignore:2: junk",
        "junk/y.log\t.dockerignore:2: junk",
        "other.Dockerfile\tnot asked for",
        "other.ignore\tnot asked for",
        "src\tnot asked for",
        "src/app-amd64\tnot asked for",
        "src/app-arm64\tnot asked for",
    ]


def test_what_is_listed_and_the_rest_are_the_whole_context(project: Path) -> None:
    for options in (AMD64, f"{AMD64} --target texts", "--builder classic"):
        rest = [line.partition("\t")[0] for line in listed(project, f"--ignored --all {options}")]
        whole = [each.relative_to(project).as_posix() for each in project.rglob("*")]
        assert sorted(listed(project, options) + rest) == sorted(whole)


def test_files_leaves_the_directories_out_of_the_rest_too(project: Path) -> None:
    lines = listed(project, f"--ignored --files {AMD64} --target texts")
    assert "junk/x.log\t.dockerignore:2: junk" in lines
    assert not [line for line in lines if line.startswith("junk\t")]


def test_top_cuts_every_ranking(project: Path) -> None:
    largest = reported(project, f"{AMD64} -n 1 --ignored")["largest"]
    assert [row["name"] for row in largest["files"]] == ["src/app-amd64"]
    assert [row["name"] for row in largest["extensions"]] == [""]
    assert [row["name"] for row in largest["rules"]] == ["junk"]
    text = ctxscan("report", *shlex.split(AMD64), "-n", "1", "--by", "files", cwd=project).text
    assert "app-amd64" in text
    assert "a.md" not in text


def test_depth_cuts_the_tree_of_directories(project: Path) -> None:
    def names(depth: int) -> list[str]:
        options = f"--builder classic --by directories -n 20 -d {depth}"
        text = ctxscan("report", *shlex.split(options), cwd=project).text
        return [line.split()[-1] for line in text.splitlines() if "% " in line]

    assert names(1) == [".", "src", "docs", "help"]
    assert names(2) == [".", "src", "docs", "deep", "help"]
    assert names(3) == [".", "src", "docs", "deep", "er", "help"]


def test_by_shows_what_was_asked_for_in_that_order(project: Path) -> None:
    options = f"{AMD64} --by stages --by files"
    text = ctxscan("report", *shlex.split(options), cwd=project).text
    assert text.index("Stages") < text.index("Largest files sent")
    assert "By extension" not in text
    assert "Directories sent" not in text


def test_by_rules_measures_what_is_ignored(project: Path) -> None:
    text = ctxscan("report", *shlex.split(f"{AMD64} --by rules"), cwd=project).text
    (row,) = [line for line in text.splitlines() if ".dockerignore:2" in line]
    assert row.split() == ["130B", "2", "files", ".dockerignore:2", "junk"]


def test_a_single_stage_is_shown_when_it_is_asked_for(project: Path) -> None:
    text = ctxscan("report", "-f", "other.Dockerfile", cwd=project).text
    assert "Stages" not in text
    text = ctxscan("report", "-f", "other.Dockerfile", "--by", "stages", cwd=project).text
    assert "stage-0" in text


def test_sort_by_files_ranks_by_their_number(project: Path) -> None:
    def extensions(*more: str) -> list[str]:
        options = ["report", "--builder", "classic", "--format", "json", *more]
        run = ctxscan(*options, cwd=project)
        return [row["name"] for row in run.document["largest"]["extensions"]]

    assert extensions()[:2] == ["", ".md"]
    assert extensions("--sort", "size")[:2] == ["", ".md"]
    (project / "docs/d.md").touch()
    (project / "docs/e.md").touch()
    assert extensions("--sort", "files")[:2] == [".md", ""]


def test_iec_counts_in_powers_of_1024(project: Path) -> None:
    grow(project, "src/app-amd64 2048")
    arguments = ["report", *shlex.split(AMD64), "--by", "files"]
    assert "2.048kB" in ctxscan(*arguments, cwd=project).text
    text = ctxscan(*arguments, "--iec", cwd=project).text
    assert "2KiB" in text
    assert "2.048kB" not in text


def test_ignored_is_measured_only_when_it_is_asked_for(project: Path) -> None:
    assert reported(project, AMD64)["ignored"] is None
    document = reported(project, f"{AMD64} --ignored")
    assert document["ignored"] == {"files": 2, "directories": 1, "content_bytes": 130}
    text = ctxscan("report", *shlex.split(AMD64), "--ignored", cwd=project).text
    assert "ignored" in text
    assert "Kept out, by rule" in text


def test_explain_takes_its_context_as_an_option(project: Path) -> None:
    run = ctxscan("explain", "--context", "project", "help/c.md", cwd=project.parent)
    assert run.exit_code == 0
    assert run.lines[0] == "help/c.md  is not sent"


def test_explain_takes_a_path_from_the_context_root_or_from_here(project: Path) -> None:
    for given in ("docs/a.md", "project/docs/a.md", project / "docs/a.md"):
        arguments = ["explain", "--context", "project", given, "--format", "json"]
        run = ctxscan(*arguments, cwd=project.parent)
        assert [each["path"] for each in run.document["paths"]] == ["docs/a.md"]


def test_explain_takes_a_slash_at_the_end_for_a_directory_that_is_not_there(
    project: Path,
) -> None:
    (project / ".dockerignore").write_text("docs\n!docs/x\ndoc*\n")
    arguments = ["explain", "docs/x", "docs/x/", "--target", "texts", "--format", "json"]
    file, directory = ctxscan(*arguments, cwd=project).document["paths"]
    assert file["sent"]
    assert file["arrives_empty"]
    assert directory["sent"]
    assert not directory["arrives_empty"]


@pytest.mark.parametrize("command", ["report", "list", "explain"])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(command: str, option: str) -> None:
    run = ctxscan(command, option)
    assert (run.exit_code, run.stderr) == (0, b"")
    assert run.lines[0].startswith(f"Usage: ctxscan {command} [OPTIONS]")
    for shared in ("--file", "--target", "--build-arg", "--build-context", "--platform"):
        assert shared in run.text
    for shared in ("--builder", "--ignorefile", "--output", "--quiet", "--no-color", "--format"):
        assert shared in run.text
    assert max(map(len, run.lines)) <= 80
