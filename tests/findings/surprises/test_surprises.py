"""What a build does without a word: each surprise where it is one, and silence elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.git.repository import tracked_modes
from ctxscan.findings.report.report import ReportOptions, report
from ctxscan.findings.report.warnings import GitSays
from tests.support.builds import look_into, notices_on
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.finding import Finding

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

BUILDERS = ("buildkit", "classic", "podman")
TREE = ("a 1", "b 2", "d/a 3", "d/e/x 4", "one/f 5", "two/f 6", "deep/one/package.json 7")


def project(root: Path, dockerfile: str, *more: str, **files: str) -> Path:
    return grow(root / "project", *TREE, *more, files={"Dockerfile": dockerfile, **files})


def found(root: Path, code: str, **options: Any) -> list[Finding]:
    return [each for each in notices_on(root, **options) if each.code == code]


def lines(root: Path, code: str, **options: Any) -> list[int | None]:
    return [each.place and each.place.line for each in found(root, code, **options)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param("COPY a /x\nCOPY b /x\n", [3], id="two files to one name"),
        pytest.param("COPY one /x/\nCOPY two /x/\n", [3], id="two directories with one name"),
        pytest.param("COPY one/f two/f /x/\n", [2], id="two sources of one instruction"),
        pytest.param("COPY a /x\nCOPY a /x\n", [], id="the same file twice"),
        pytest.param("COPY a /x/\nCOPY . /x/\n", [], id="the same file among all"),
        pytest.param("COPY a /x\nCOPY b /y\n", [], id="two names"),
    ],
)
@pytest.mark.parametrize("builder", BUILDERS)
def test_two_origins_of_one_path_are_said(
    tmp_path: Path, steps: str, expected: list[int], builder: str
) -> None:
    root = project(tmp_path, f"FROM scratch\n{steps}")
    assert lines(root, "overwritten", builder=builder) == expected


def test_what_replaces_what_is_named_with_its_lines(tmp_path: Path) -> None:
    (one,) = found(project(tmp_path, "FROM scratch\nCOPY a /x\nCOPY b /x\n"), "overwritten")
    assert one.message == "b takes the place of a at /x, which line 2 put there"


@pytest.mark.parametrize("builder", BUILDERS)
def test_files_into_what_a_run_may_have_made_a_directory_replace_nothing(
    tmp_path: Path, builder: str
) -> None:
    text = "FROM debian\nRUN mkdir /x\nCOPY a /x\nCOPY b /x\nCOPY one/f /x\n"
    assert lines(project(tmp_path, text), "overwritten", builder=builder) == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param("COPY d/* /x/", [2], id="a directory among files"),
        pytest.param("COPY *o* /x/", [2], id="directories with one name in them"),
        pytest.param("COPY */f /x/", [2], id="files of one name from two directories"),
        pytest.param("COPY on* /x/", [], id="one directory, and nothing else"),
        pytest.param("COPY d/a* /x/", [], id="files alone"),
        pytest.param("COPY d /x/", [], id="no wildcard"),
        pytest.param("COPY deep/*/package.json /x/", [], id="one file of one directory"),
    ],
)
@pytest.mark.parametrize("builder", BUILDERS)
def test_directories_that_a_wildcard_takes_apart_are_said(
    tmp_path: Path, step: str, expected: list[int], builder: str
) -> None:
    root = project(tmp_path, f"FROM scratch\n{step}\n")
    assert lines(root, "flattened", builder=builder) == expected
    assert lines(root, "overwritten", builder=builder) == []


def test_parents_keeps_directories_and_so_nothing_is_flattened(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY --parents */f /x/\n")
    assert lines(root, "flattened") == []


def test_a_wildcard_in_a_stage_flattens_too(tmp_path: Path) -> None:
    text = "FROM scratch AS s\nCOPY . /s\nFROM scratch\nCOPY --from=s /s/d/* /x/\n"
    assert lines(project(tmp_path, text), "flattened") == [4]


@pytest.mark.parametrize(
    ("step", "path"),
    [
        pytest.param("COPY --exclude=a * .", "a", id="a file that the wildcard matches"),
        pytest.param("COPY --exclude=d/a d/* /x/", "d/a", id="by its path in the context"),
        pytest.param("COPY --exclude=a d/* /x/", "d/a", id="below the directory of the wildcard"),
        pytest.param("COPY --exclude=d * /x/", "d", id="a directory that the wildcard matches"),
        pytest.param("COPY --exclude=a a b /x/", "a", id="a file that is a source"),
        pytest.param("COPY --exclude=d/a d /x/", "d/a", id="relative to the context"),
        pytest.param("COPY --exclude=/a d /x/", "d/a", id="with a slash in front"),
        pytest.param("COPY --exclude=**/*.c --exclude=a * .", "a", id="one of two"),
    ],
)
def test_an_exclude_that_misses_what_it_names_is_said(tmp_path: Path, step: str, path: str) -> None:
    (one,) = found(project(tmp_path, f"FROM scratch\n{step}\n"), "exclude-misses")
    assert one.path == path


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("COPY --exclude=a . /x/", id="the root of the context"),
        pytest.param("COPY --exclude=a d /x/", id="relative to the source"),
        pytest.param("COPY --exclude=**/a d one /x/", id="at any depth"),
        pytest.param("COPY --exclude=nope * /x/", id="of something that is not there"),
        pytest.param("COPY --exclude=*.md --exclude=!README.md . /x/", id="with an exception"),
        pytest.param("COPY --exclude=x --parents d/* /y/", id="with --parents"),
    ],
)
def test_an_exclude_that_does_its_work_is_not(tmp_path: Path, step: str) -> None:
    root = project(tmp_path, f"FROM scratch\n{step}\n", "README.md 1", "notes.md 1")
    assert found(root, "exclude-misses") == []


@on_linux
@pytest.mark.parametrize("flag", ["--exclude=nope", "--parents"])
def test_a_flag_that_makes_a_link_at_the_root_fail_has_a_code_of_its_own(
    tmp_path: Path, flag: str
) -> None:
    source = "*" if flag == "--parents" else "."
    root = project(tmp_path, f"FROM scratch\nCOPY {flag} {source} /x/\n", "l -> nowhere")
    assert lines(root, "exclude-at-root") == [2]
    plain = project(tmp_path, "FROM scratch\nCOPY . /x/\n")
    assert notices_on(plain) == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param("COPY nope.* /x/\n", [2], id="no match"),
        pytest.param("COPY a b /x\n", [2], id="two sources and no slash"),
        pytest.param("COPY [ab] /x\n", [2], id="two matches and no slash"),
        pytest.param("COPY ../a /x\n", [2], id="a source that climbs"),
        pytest.param("COPY a nope.* /x/\n", [], id="a match beside it"),
        pytest.param("COPY a b /x/\n", [], id="a slash"),
        pytest.param("COPY nope.* /x/\nCOPY --link a /y\n", [], id="a Dockerfile for BuildKit"),
        pytest.param(
            "COPY nope.* /x/\nRUN --mount=type=cache,target=/c true\n", [], id="with mounts"
        ),
        pytest.param("COPY nope.* /x/\nCOPY <<E /y\nE\n", [], id="with here-documents"),
    ],
)
def test_what_the_classic_builder_refuses_is_a_note(
    tmp_path: Path, steps: str, expected: list[int]
) -> None:
    root = project(tmp_path, f"FROM scratch\n{steps}")
    assert lines(root, "classic-fails") == expected
    assert {each.severity for each in found(root, "classic-fails")} <= {"note"}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param("COPY ../a /x\n", [2], id="a file"),
        pytest.param("COPY d/../../a /x\n", [2], id="in the middle"),
        pytest.param("COPY /../a /x\n", [2], id="behind a slash"),
        pytest.param("COPY ../ /x/\n", [2], id="everything"),
        pytest.param("RUN --mount=source=../a,target=/x true\n", [2], id="a bind mount"),
        pytest.param("COPY d/../a /x\n", [], id="inside"),
        pytest.param("COPY ..a /x\n", [], id="a name that begins so"),
    ],
)
def test_a_source_that_climbs_out_is_said(tmp_path: Path, steps: str, expected: list[int]) -> None:
    root = project(tmp_path, f"FROM scratch\n{steps}", "..a 1")
    assert lines(root, "parent-climbs") == expected


@on_linux
def test_of_two_sources_below_one_link_the_second_is_said(tmp_path: Path) -> None:
    tree = ("o/s/a/f 1", "o/s/b/f 2", "s -> o/s")
    root = project(tmp_path, "FROM scratch\nCOPY s/a /a\nCOPY s/b /b\n", *tree)
    (one,) = found(root, "link-once")
    assert (one.place and one.place.line, one.hint) == (3, "name what it leads to: o/s/b")
    named = project(tmp_path, "FROM scratch\nCOPY s/a /a\nCOPY o/s/b /b\n")
    assert notices_on(named) == []
    done = ctxscan("check", "--format", "json", cwd=root)
    assert done.document["findings"] == []


def modes(root: Path) -> list[Finding]:
    answer = report(
        look_into(root), ReportOptions(), git=GitSays(modes=lambda: tracked_modes(str(root)))
    )
    return [each for each in answer.notices if each.code == "modes-differ"]


@on_linux
def test_modes_that_git_does_not_store_are_counted_once(tmp_path: Path) -> None:
    root = init(project(tmp_path, "FROM scratch\nCOPY . /x/\n"))
    git(root, "add", "-A")
    assert modes(root) == []
    (root / "a").chmod(0o664)
    (root / "d/a").chmod(0o600)
    (one,) = modes(root)
    assert (one.path, one.measured, one.hint) == (
        "a",
        2,
        "chmod u=rwX,go=rX a d/a, or set umask 022 before the clone",
    )


@on_linux
def test_modes_of_what_git_does_not_track_or_nobody_asks_for_do_not_matter(
    tmp_path: Path,
) -> None:
    root = init(project(tmp_path, "FROM scratch\nCOPY a b /x/\n"))
    git(root, "add", "a", "d")
    (root / "b").chmod(0o664)
    (root / "d/a").chmod(0o664)
    assert modes(root) == []


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        pytest.param("--link --chmod=755", [2], id="both"),
        pytest.param("--link=true --chmod=u+x", [2], id="in other words"),
        pytest.param("--link", [], id="--link alone"),
        pytest.param("--chmod=755", [], id="--chmod alone"),
        pytest.param("--link=false --chmod=755", [], id="--link=false"),
    ],
)
def test_a_link_that_chmod_ends_is_said(tmp_path: Path, flags: str, expected: list[int]) -> None:
    assert lines(project(tmp_path, f"FROM scratch\nCOPY {flags} a /x\n"), "link-lost") == expected


@pytest.mark.parametrize(
    ("syntax", "step", "hint"),
    [
        pytest.param("docker/dockerfile:1.4", "COPY --parents a /x/", "1.20", id="--parents"),
        pytest.param("docker/dockerfile:1.18", "COPY --exclude=a . /x/", "1.19", id="--exclude"),
        pytest.param("docker/dockerfile:1.3", "COPY --link a /x/", "1.4", id="--link"),
        pytest.param("docker/dockerfile:1.0", "RUN --mount=target=/x true", "1.2", id="a mount"),
        pytest.param("docker/dockerfile:1.3", "COPY <<E /x\nE", "1.4", id="a here-document"),
        pytest.param(
            "docker/dockerfile:1.5",
            "ADD --checksum=sha256:" + "0" * 64 + " https://a/b /x",
            "1.6",
            id="--checksum",
        ),
        pytest.param("docker/dockerfile:1.13", "COPY --chmod=u+x a /x", "1.14", id="a mode"),
        pytest.param(
            "docker.io/docker/dockerfile:1.4@sha256:0",
            "COPY --parents a /x/",
            "1.20",
            id="pinned",
        ),
        pytest.param(
            "docker/dockerfile-upstream:1.4.0", "COPY --parents a /x/", "1.20", id="upstream's"
        ),
        pytest.param("docker/dockerfile:1.6-labs", "COPY --parents a /x/", "1.20", id="labs"),
    ],
)
def test_a_flag_that_the_frontend_does_not_know_is_said(
    tmp_path: Path, syntax: str, step: str, hint: str
) -> None:
    root = project(tmp_path, f"# syntax={syntax}\nFROM scratch\n{step}\n")
    (one,) = found(root, "frontend-too-old")
    assert one.hint == f"write # syntax=docker/dockerfile:{hint} or newer"
    assert one.place is not None
    assert one.place.line == 3


@pytest.mark.parametrize(
    "syntax",
    [
        *(
            "docker/dockerfile:1",
            "docker/dockerfile",
            "docker/dockerfile:1.20",
            "other/one:1.0",
        ),
        *("docker/dockerfile:1.7-labs", "docker/dockerfile:1-labs", "docker/dockerfile:master"),
        *("docker/dockerfile:latest", "docker/dockerfile:experimental"),
    ],
)
def test_a_frontend_that_knows_it_or_is_not_known_is_not(tmp_path: Path, syntax: str) -> None:
    root = project(tmp_path, f"# syntax={syntax}\nFROM scratch\nCOPY --parents a /x/\n")
    assert found(root, "frontend-too-old") == []


def test_a_build_argument_names_another_frontend(tmp_path: Path) -> None:
    text = "# syntax=docker/dockerfile:1.4\nFROM scratch\nCOPY --parents a /x/\n"
    newer = (("BUILDKIT_SYNTAX", "docker/dockerfile:1"),)
    assert found(project(tmp_path, text), "frontend-too-old", build_args=newer) == []


@pytest.mark.parametrize(
    ("steps", "ignore", "expected"),
    [
        pytest.param("COPY . /\n", "*.log\n", [2], id="everything"),
        pytest.param("COPY .d* /\n", "*.log\n", [2], id="a wildcard"),
        pytest.param("COPY a /\n", "*.log\n", [], id="something else"),
        pytest.param("COPY . /\n", ".dockerignore\n", [], id="ignored"),
        pytest.param("COPY . /\n", None, [], id="no ignore file"),
    ],
)
def test_an_ignore_file_that_changes_at_every_build_is_said(
    tmp_path: Path, steps: str, ignore: str | None, expected: list[int]
) -> None:
    root = grow(tmp_path / "p", "c/a 1", files={"Dockerfile": f"FROM scratch\n{steps}"})
    if ignore is not None:
        grow(root, files={"c/.dockerignore": ignore})
    done = ctxscan(
        *("report", "--builder", "classic", "-f", "Dockerfile", "c", "--format", "json"), cwd=root
    )
    said = [each for each in done.document["warnings"] if each["code"] == "ignore-name-changes"]
    assert [each["line"] for each in said] == expected


def test_lint_says_what_the_sources_do_and_check_what_fails(tmp_path: Path) -> None:
    text = "FROM scratch\nCOPY --exclude=a * /x/\nCOPY ../b /y\nCOPY --link --chmod=755 a /z\n"
    root = project(tmp_path, text)
    linted = ctxscan("lint", "--format", "json", cwd=root)
    codes = [each["code"] for each in linted.document["findings"]]
    assert codes == ["exclude-misses", "flattened", "parent-climbs", "link-lost"]
    assert ctxscan("check", "--format", "json", cwd=root).document["passed"]
