"""What a build ships: public reports of files in the image that were thought to be left out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.conclusions.stories import steps, story
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def shipped(document: dict[str, object]) -> tuple[int, int]:
    ships = document["ships"]
    assert isinstance(ships, dict)
    return ships["files"], ships["content_bytes"]


def test_what_exclude_leaves_out_is_sent_and_does_not_ship(tmp_path: Path) -> None:
    # moby#15771
    project = story(
        tmp_path,
        *("app/.env 2", "app/m.py 2"),
        dockerfile=steps("COPY --exclude=.env app /app"),
    )
    document = project.report()
    assert document["sent"]["files"] == 2
    assert shipped(document) == (1, 2)
    assert project.image() == {"/app/m.py": "app/m.py"}


def test_a_bind_mount_does_not_ship(tmp_path: Path) -> None:
    project = story(
        tmp_path,
        "big.bin 4",
        dockerfile=steps("RUN --mount=type=bind,source=big.bin,target=/x true"),
    )
    document = project.report()
    assert document["sent"]["content_bytes"] == 4
    assert shipped(document) == (0, 0)


def test_a_file_that_a_wildcard_matches_is_never_excluded_and_that_is_said(
    tmp_path: Path,
) -> None:
    # buildkit#5489
    project = story(tmp_path, "a 2", "b 2", dockerfile=steps("COPY --exclude=a * ."))
    assert "/a" in project.image()
    assert [each.code for each in project.linted()] == ["exclude-misses"]
    mended = story(tmp_path, dockerfile=steps("COPY --exclude=a . ."))
    assert "/a" not in mended.image()
    assert mended.linted() == []


def test_two_files_that_end_at_one_path_are_said(tmp_path: Path) -> None:
    # moby#44392
    project = story(
        tmp_path, *("files/f1/a 2", "files/f2/a 3"), dockerfile=steps("COPY files/* /files/")
    )
    assert project.image() == {"/files/a": "files/f2/a"}
    (said,) = project.reported()
    assert said.code == "flattened"
    assert "files/f2/a in the place of files/f1/a" in said.message


@on_linux
def test_the_content_of_a_hard_link_counts_for_the_name_that_is_asked_for(
    tmp_path: Path,
) -> None:
    # buildkit#4879
    project = story(tmp_path, "myfile 4", dockerfile=steps("COPY mylink /t"))
    os.link(project.root / "myfile", project.root / "mylink")
    document = project.report()
    asking = document["largest"]["instructions"]
    assert [(row["line"], row["content_bytes"]) for row in asking] == [(2, 4)]
    assert document["sent"]["content_bytes"] == 4
    eligible, never = document["eligible"], document["never_asked"]
    assert eligible["content_bytes"] - never["content_bytes"] == 4


@on_linux
def test_both_names_of_a_hard_link_count_once(tmp_path: Path) -> None:
    project = story(tmp_path, "myfile 4", dockerfile=steps("COPY mylink myfile /t/"))
    os.link(project.root / "myfile", project.root / "mylink")
    document = project.report()
    eligible, never = document["eligible"], document["never_asked"]
    assert eligible["content_bytes"] - never["content_bytes"] == 4
    (row,) = document["largest"]["instructions"]
    assert row["content_bytes"] == 4


NAMED = "FROM scratch AS base\nCOPY nope /\nFROM scratch\nCOPY --from=base /big /\n"


def test_a_named_context_counts_in_the_report_and_in_the_gate(tmp_path: Path) -> None:
    # buildx#1765
    project = story(tmp_path, dockerfile=NAMED)
    grow(tmp_path, "other/big 3000000")
    given = ("--build-context", "base=../other")
    lines = ctxscan("report", *given, cwd=project.root).text.splitlines()
    assert "and 3MB 1 file of the named context base" in [" ".join(line.split()) for line in lines]
    (said,) = project.checked(*given, "--max-size", "1MB")
    assert said.code == "too-large"
    assert "3.001MB of it is the named context base" in said.hint
    assert project.checked(*given, "--max-size", "4MB") == []
    gated = ctxscan("report", *given, "--max-size", "1MB", cwd=project.root)
    assert gated.exit_code == 1


def test_secrets_and_forbidden_files_of_a_named_context_are_found(tmp_path: Path) -> None:
    project = story(tmp_path, dockerfile=NAMED.replace("/big", "/"))
    grow(tmp_path, "other/id_rsa 9", "other/dump.sql 9")
    given = ("--build-context", "base=../other")
    found = project.checked(*given, "--forbid", "*.sql")
    assert [(each.code, each.message.partition(" ")[0]) for each in found] == [
        ("forbidden-path", "base:dump.sql"),
        ("secret-sent", "base:id_rsa"),
    ]
    assert project.checked(*given, "--allow-secret", "id_rsa") == []


def test_a_named_context_that_nothing_uses_is_said(tmp_path: Path) -> None:
    project = story(tmp_path, "a 1", dockerfile=steps("COPY a /"))
    grow(tmp_path, "other/big 3")
    (said,) = project.reported("--build-context", "unused=../other")
    assert said.code == "context-unused"


@pytest.mark.parametrize(
    ("run", "remark"),
    [
        pytest.param("", "into the image", id="without a RUN nothing else can land there"),
        pytest.param(
            "RUN true", "and what a RUN makes of", id="with one it may be made of all that is sent"
        ),
    ],
)
def test_what_may_land_in_the_image_beside_what_does(tmp_path: Path, run: str, remark: str) -> None:
    lines = ["FROM scratch AS s", "COPY v/a big /a/", run, "FROM scratch", "COPY --from=s /a/a /"]
    tree = ("real/a 1", "v -> real", "big 5000")
    project = story(tmp_path, *tree, dockerfile="\n".join(lines) + "\n")
    lines = ctxscan("report", project.root).lines
    (ships,) = (each for each in lines if each.lstrip().startswith("ships"))
    assert remark in ships
    assert ("RUN" in ships) is bool(run)
