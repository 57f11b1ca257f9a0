"""`ctxscan key`: what changes an address, and what does not."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM python:3.13 AS build
ARG VERSION=1
COPY --link src /src
RUN make $VERSION
FROM scratch
COPY --from=build /src /src
COPY docs /docs
CMD ["/src/a"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"Dockerfile": DOCKERFILE, "src/a": "a\n", "docs/b": "b\n", "other": "o\n"}
    return grow(tmp_path / "project", files=files)


def keys(project: Path, *options: str) -> Any:
    run = ctxscan("key", ".", "--format", "json", *options, cwd=project)
    assert run.exit_code == 0, run.errors
    return run.document


def changed(before: Any, after: Any) -> list[tuple[int, bool]]:
    """Line, and whether it is a merge, of the steps that got another digest."""
    old = [row["digest"] for row in before["steps"]]
    return [
        (row["line"], row["link"])
        for row, digest in zip(after["steps"], old, strict=True)
        if row["digest"] != digest
    ]


def test_the_document_is_as_its_schema_says(project: Path) -> None:
    (project / "src" / "link").symlink_to("a")
    (project / "src" / "hard").hardlink_to(project / "src" / "a")
    document = keys(project)
    assert mismatches(document, "key") == []
    assert document["unpinned"] == ["python:3.13"]


def test_a_project_in_another_place_and_of_another_age_has_the_same_addresses(
    project: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(project, copy)
    os.utime(copy / "src" / "a", (1, 1))
    before, after = keys(project), keys(copy)
    assert changed(before, after) == []
    assert before["target"] == after["target"]


def test_a_file_changes_what_reads_it_and_what_builds_on_that(project: Path) -> None:
    before = keys(project)
    (project / "src" / "a").write_text("z\n")
    after = keys(project)
    # The copy from the stage is decided by the key of its RUN, whose output nobody knows.
    assert changed(before, after) == [(3, False), (3, True), (4, False), (6, False), (7, False)]
    assert before["target"] != after["target"]


def test_a_file_that_no_step_reads_changes_nothing(project: Path) -> None:
    before = keys(project)
    (project / "other").write_text("z\n")
    assert keys(project) == before


def test_an_argument_changes_the_commands_behind_it(project: Path) -> None:
    lines = changed(keys(project), keys(project, "--build-arg", "VERSION=2"))
    assert lines == [(4, False), (6, False), (7, False)]


def test_what_the_image_is_started_with_changes_the_target_alone(project: Path) -> None:
    before = keys(project)
    text = DOCKERFILE.replace('["/src/a"]', '["/src/b"]')
    (project / "Dockerfile").write_text(text)
    after = keys(project)
    assert changed(before, after) == []
    assert before["target"] != after["target"]


def test_the_platform_changes_the_target(project: Path) -> None:
    before, after = keys(project), keys(project, "--platform", "linux/s390x")
    assert before["target"] != after["target"]
    assert (3, False) not in changed(before, after)


def test_a_tag_is_the_address_of_the_target(project: Path) -> None:
    run = ctxscan("key", "--tag", cwd=project)
    assert f"sha256:{run.text.strip()}" == keys(project)["target"]


def test_the_checksum_of_what_is_read_is_that_of_buildkit(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY foo /\n", "foo": "data0"})
    (row,) = keys(root)["steps"]
    # One of the golden digests of cache/contenthash/checksum_test.go, in a list of its own.
    file = b"sha256:cd8e75bca50f2d695f220d0cb0997d8ead387e4f926e8669a92d7f104cc9885b"
    digest = f"sha256:{hashlib.sha256(file).hexdigest()}"
    assert row["reads"] == [{"origin": "context", "paths": ["/foo"], "digest": digest}]


def test_a_build_that_fails_has_no_address_of_its_target(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY nothing /\n"})
    run = ctxscan("key", "--format", "json", cwd=root)
    assert run.exit_code == 1
    assert run.document["target"] is None
    (error,) = run.errors
    assert error == (
        "ctxscan: error: Dockerfile:2: 'nothing' does not exist in the context, so the build "
        "fails here"
    )


def test_a_builder_whose_cache_is_not_modelled_is_refused(project: Path) -> None:
    run = ctxscan("key", "--builder", "classic", cwd=project)
    assert run.exit_code == 2
    assert len(run.errors) == 1
    assert "is not modelled" in run.errors[0]
