"""Ignore files that lie there and that the build will not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.context.locate.docker import BuildFiles, locate_buildkit, locate_classic
from ctxscan.context.locate.unread import inactive_ignore_files
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.finding import Finding

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def notices(builder: str, file: str | None = None, ignore_file: str | None = None) -> list[Finding]:
    asked = BuildFiles("ctx", file, ignore_file)
    specific = builder == "buildkit"
    location = (locate_buildkit if specific else locate_classic)(asked, bytes)
    return list(inactive_ignore_files(location, reads_specific=specific))


def unread(builder: str, file: str | None = None, ignore_file: str | None = None) -> list[str]:
    found = notices(builder, file, ignore_file)
    assert all(notice.code == "ignore-file-unread" and notice.hint for notice in found)
    return [str(notice.place) for notice in found]


# Files; -f; what is said of them for BuildKit, and for the classic builder.
@pytest.mark.parametrize(
    ("files", "file", "buildkit", "classic"),
    [
        pytest.param([".dockerignore"], None, "", "", id="the right file in the right place"),
        pytest.param(
            ["Dockerfile.dockerignore"],
            None,
            "",
            "Dockerfile.dockerignore",
            id="only BuildKit reads the Dockerfile's own",
        ),
        pytest.param(
            [".dockerignore", "Dockerfile.dockerignore"],
            None,
            "",
            "Dockerfile.dockerignore",
            id="the one at the root is another build's",
        ),
        *(
            pytest.param([name], None, name, name, id=f"{name} is no name that a builder knows")
            for name in (".Dockerignore", ".DOCKERIGNORE", "dockerignore", ".dockerignore.txt")
        ),
        pytest.param(
            [".containerignore"], None, ".containerignore", ".containerignore", id="podman's"
        ),
        pytest.param(
            ["dockerfile.dockerignore"],
            None,
            "dockerfile.dockerignore",
            "dockerfile.dockerignore",
            id="the Dockerfile's own in another case",
        ),
        pytest.param(
            ["sub/Dockerfile", "sub/.dockerignore"],
            "ctx/sub/Dockerfile",
            "sub/.dockerignore",
            "sub/.dockerignore",
            id="beside a Dockerfile in a subdirectory",
        ),
        pytest.param(
            ["sub/Dockerfile", "Dockerfile.dockerignore"],
            "ctx/sub/Dockerfile",
            "Dockerfile.dockerignore",
            "Dockerfile.dockerignore",
            id="not beside its Dockerfile",
        ),
        pytest.param(["Other.dockerignore"], None, "", "", id="another Dockerfile's own"),
        pytest.param(["Dockerfile.dockerignore"], "-", "", "", id="nobody's: stdin has none"),
        pytest.param([".gitignore", "ignore"], None, "", "", id="what is no ignore file of builds"),
        pytest.param([".Dockerignore/x"], None, "", "", id="a directory"),
        pytest.param(["deep/er/.dockerignore"], None, "", "", id="far from the build"),
    ],
)
def test_what_is_not_read(
    here: Path, files: list[str], file: str | None, buildkit: str, classic: str
) -> None:
    for name in ["Dockerfile", *files]:
        make_file(here / "ctx" / name, "FROM scratch\n")
    for builder, expected in (("buildkit", buildkit), ("classic", classic)):
        assert unread(builder, file) == ([f"ctx/{expected}"] if expected else [])


def test_beside_a_dockerfile_outside_the_context(here: Path) -> None:
    for name in ("x/Dockerfile", "x/Dockerfile.dockerignore", "x/.dockerignore", "ctx/Dockerfile"):
        make_file(here / name, "FROM scratch\n")
    assert unread("buildkit", "x/Dockerfile") == ["x/.dockerignore"]
    assert unread("classic", "x/Dockerfile") == ["x/.dockerignore", "x/Dockerfile.dockerignore"]


def test_a_file_that_was_named_is_read(here: Path) -> None:
    for name in ("ctx/Dockerfile", "ctx/.containerignore", "ctx/.dockerignore"):
        make_file(here / name, "FROM scratch\n")
    assert unread("buildkit", ignore_file="ctx/.containerignore") == []


@pytest.mark.parametrize(
    ("name", "builder", "message", "hint"),
    [
        (".containerignore", "buildkit", "podman and buildah", "work in ctx/.dockerignore"),
        (".Dockerignore", "classic", "it is .dockerignore", "work in ctx/.dockerignore"),
        ("Dockerfile.dockerignore", "classic", "BuildKit does", "work in ctx/.dockerignore"),
        (
            "DOCKERFILE.dockerignore",
            "buildkit",
            "letter by letter",
            "move it to ctx/Dockerfile.dockerignore",
        ),
    ],
)
def test_it_is_said_why_and_what_to_do(
    here: Path, name: str, builder: str, message: str, hint: str
) -> None:
    for each in ("Dockerfile", name):
        make_file(here / "ctx" / each, "FROM scratch\n")
    (notice,) = notices(builder)
    assert message in notice.message
    assert hint in str(notice.hint)
