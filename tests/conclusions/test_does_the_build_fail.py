"""Whether a build fails: public reports in which somebody, or we, thought otherwise."""

from __future__ import annotations

from contextlib import chdir
from typing import TYPE_CHECKING

import pytest

from tests.conclusions.stories import BUILDERS, steps, story
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

SEARCH = [(3, "no-directory-to-search")]


def test_a_wildcard_fails_in_a_directory_of_which_nothing_was_sent(tmp_path: Path) -> None:
    # sat-heritage/docker-images#50, buildkit#1853
    project = story(
        tmp_path,
        *("fixtures/other.sh 1", "src/a 2"),
        dockerfile=steps("COPY src/a /", "COPY fixtures/solver.*sh /f/"),
    )
    assert project.failing() == SEARCH
    (said,) = project.checked()
    assert "matches nothing in 'fixtures'" in said.message
    assert "write fixture[s]/solver.*sh" in said.hint


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("COPY fixture[s]/solver.*sh /f/", id="its name as a wildcard"),
        pytest.param("COPY fixtures/solver.*sh fixtures/other.sh /f/", id="a file that is there"),
        pytest.param(
            "COPY fixtures/solver.*sh /f/\nCOPY fixtures/other.sh /g/", id="a file in another line"
        ),
    ],
)
def test_the_same_wildcard_goes_on_with(tmp_path: Path, other: str) -> None:
    tree = ("fixtures/other.sh 1", "src/a 2")
    project = story(tmp_path, *tree, dockerfile=steps("COPY src/a /", other))
    assert project.failing() == []


@pytest.mark.parametrize("rule", ["target", "target/*.jar", "**/*.jar", "*\n!src"])
def test_a_wildcard_whose_matches_are_all_ignored_fails_and_names_the_rule(
    tmp_path: Path, rule: str
) -> None:
    # buildkit#2933, and a dozen more
    project = story(
        tmp_path,
        *("target/app.jar 1", "src/a 2"),
        dockerfile=steps("COPY src/a /", "COPY target/*.jar /app.jar"),
        ignore=f"{rule}\n",
    )
    assert project.failing() == SEARCH
    (said,) = project.checked()
    assert "ignored by .dockerignore:1" in said.message


def test_what_an_earlier_step_makes_is_a_note_under_a_wildcard_too(tmp_path: Path) -> None:
    project = story(tmp_path, dockerfile=steps("COPY target/*.jar /"), gitignore="target\n")
    git(init(project.root), "add", "-A")
    assert project.checked() == []
    (said,) = project.reported()
    assert "a step before the build makes it" in said.message


@on_linux
@pytest.mark.parametrize(
    "link",
    [
        pytest.param("conf/o.conf -> ../../out", id="to outside"),
        pytest.param("conf/o.conf -> nowhere", id="to nothing"),
        pytest.param("conf/o.conf -> /etc/hosts", id="to the host"),
        pytest.param("conf/o.conf -> ../ignored", id="to what is ignored"),
    ],
)
def test_a_wildcard_that_matches_a_link_that_leads_nowhere_fails(tmp_path: Path, link: str) -> None:
    # buildkit#4946
    tree = ("conf/r.conf 1", "ignored 2", link)
    wild = story(tmp_path, *tree, dockerfile=steps("COPY conf/*.conf /etc/"), ignore="ignored\n")
    assert [line for line, _ in wild.failing()] == [2]
    whole = story(tmp_path, dockerfile=steps("COPY conf /etc/"))
    assert whole.failing() == []


@on_linux
def test_of_two_sources_below_one_link_the_second_fails_and_all_commands_say_so(
    tmp_path: Path,
) -> None:
    # buildx#611
    tree = ("o/s/a/f 2", "o/s/b/f 2", "s -> o/s")
    project = story(tmp_path, *tree, dockerfile=steps("COPY s/a /a", "COPY s/b /b"))
    assert project.failing() == [(3, "link-once")]
    assert [(each.line, each.code) for each in project.linted()] == [(3, "link-once")]
    document = project.report()
    assert (document["sent"]["content_bytes"], document["ships"]["content_bytes"]) == (2, 2)


@on_linux
def test_naming_the_link_itself_once_sends_all(tmp_path: Path) -> None:
    tree = ("o/s/a/f 2", "o/s/b/f 2", "s -> o/s")
    project = story(tmp_path, *tree, dockerfile=steps("COPY s /a", "COPY s/b /b"))
    assert project.failing() == []


@on_linux
def test_a_link_behind_a_wildcard_directory_is_not_followed(tmp_path: Path) -> None:
    tree = ("real/f 2", "p/x/lnk -> ../../real/f")
    project = story(tmp_path, *tree, dockerfile=steps("COPY p/*/lnk /"))
    (said,) = project.checked()
    assert said.hint == "name real/f, too"
    assert story(tmp_path, dockerfile=steps("COPY p/*/lnk real/f /")).failing() == []


@pytest.mark.parametrize(
    ("step", "classic"),
    [
        pytest.param("COPY requirements.* ./", "no-match", id="a wildcard without a match"),
        pytest.param("COPY ../../f /", "outside", id="a source that climbs"),
        pytest.param("COPY f g /x", "several-onto-file", id="two files and no slash"),
    ],
)
def test_the_classic_builder_fails_where_buildkit_goes_on(
    tmp_path: Path, step: str, classic: str
) -> None:
    # moby#26332, buildkit#2131
    project = story(tmp_path, "f 2", "g 2", dockerfile=steps(step))
    assert project.failing() == []
    assert "classic-fails" in [each.code for each in project.reported()]
    assert project.failing("--builder", "classic") == [(2, classic)]


def test_podman_fails_without_a_match_and_stops_dots_at_the_root(tmp_path: Path) -> None:
    # podman#11040
    project = story(tmp_path, "f 2", dockerfile=steps("COPY requirements.* ./", "COPY ../../f /"))
    assert [line for line, _ in project.failing("--builder", "podman")] == [2]
    climbing = [each for each in project.reported("--builder", "podman") if each.line == 3]
    assert [each.code for each in climbing] == ["parent-climbs"]


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("source", ["nope", "d/nope", "nope/"])
def test_a_missing_source_is_said_whatever_the_builder(
    tmp_path: Path, builder: str, source: str
) -> None:
    project = story(tmp_path, "d/f 2", dockerfile=steps(f"COPY {source} /x/"))
    assert project.failing("--builder", builder) == [(2, "source-missing")]


def test_a_source_that_git_ignores_is_named_with_its_variable_replaced(tmp_path: Path) -> None:
    project = story(
        tmp_path,
        "d/",
        dockerfile=steps("ARG TARGETPLATFORM", "COPY dist/$TARGETPLATFORM/app /"),
        gitignore="dist\n",
    )
    git(init(project.root), "add", "-A")
    assert project.checked("--platform", "linux/arm64") == []
    (said,) = project.reported("--platform", "linux/arm64")
    assert said.message == (
        "'dist/linux/arm64/app' is not there yet: git ignores it, so a step before the build "
        "makes it"
    )


def test_an_unreadable_directory_that_is_ignored_names_the_exception_that_looks_into_it(
    tmp_path: Path,
) -> None:
    # buildkit#6454
    project = story(
        tmp_path,
        *("data/keep.md 1", "secret/x 1"),
        dockerfile=steps("COPY . /"),
        ignore="*\n!**/*.md\n",
    )
    (project.root / "secret").chmod(0)
    with chdir(project.root), as_nobody(project.root / "data"):
        (said,) = [e for e in project.reported() if e.code == "unreadable-directory"]
    (project.root / "secret").chmod(0o755)
    assert "or ignore it" not in said.hint
    assert "!**/*.md (.dockerignore:2)" in said.hint
    assert "without a wildcard" in said.hint


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("place", ["/srv", "/", "/x/y"])
def test_what_a_run_made_in_a_directory_is_not_missing_two_stages_on(
    tmp_path: Path, place: str, builder: str
) -> None:
    text = (
        "FROM alpine AS build\nCOPY app /app/\nRUN make -C /app\n"
        f"FROM scratch AS files\nCOPY --from=build /app {place}\n"
        f"FROM scratch\nCOPY --from=files {place}/made {place}/sub/made /\n"
        f"COPY --from=files {place}/lib/*.so /lib/\n"
    )
    project = story(tmp_path, "app/a 1", "app/sub/b 1", dockerfile=text)
    assert project.failing("--builder", builder) == []


@pytest.mark.parametrize("flag", ["--link ", ""])
@pytest.mark.parametrize("destination", ["/tool", "/bin/tool", "/bin/"])
def test_what_a_run_makes_and_a_layer_of_its_own_brings_is_not_missing(
    tmp_path: Path, flag: str, destination: str
) -> None:
    # docker/buildx, target integration-test
    text = (
        "FROM alpine AS build\nRUN make tool\n"
        f"FROM scratch AS binaries\nCOPY {flag}--from=build /out/tool {destination}\n"
        f"FROM alpine\nCOPY {flag}--from=binaries {destination.rstrip('/')} /usr/bin/\n"
    )
    assert story(tmp_path, dockerfile=text).failing() == []
