"""Where paths of the context land, and what paths of the image came from."""

from __future__ import annotations

import os
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.api.explain import explain, explain_image
from ctxscan.builders.stages.image import in_image
from ctxscan.inspection.steps import outcome_of
from tests.support.builds import look_into
from tests.support.program import ctxscan
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
TREE = ("src/app.py 3", "src/.env 4", "src/lib/a.py 5", "big.bin 6")
BUILDERS: tuple[BuilderName, ...] = ("buildkit", "classic", "podman")


def project(root: Path, dockerfile: str, *more: str, **files: str) -> Path:
    return grow(root / "project", *TREE, *more, files={"Dockerfile": dockerfile, **files})


def landings(root: Path, path: str, **build: Any) -> list[tuple[str, int | None, tuple[int, ...]]]:
    (found,) = explain(path, str(root), **build).landings
    return [(each.path, each.line, each.via) for each in found.lands]


def causes(root: Path, path: str, **build: Any) -> list[tuple[str, int | None]]:
    (found,) = explain(path, str(root), **build).landings
    assert found.lands == ()
    return [(each.why, each.line) for each in found.left_out]


CARRIED = "FROM scratch AS build\nCOPY src /src\nFROM scratch\nCOPY --from=build /src /srv\n"


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_file_is_followed_through_the_stage_that_carries_it_on(
    tmp_path: Path, builder: BuilderName
) -> None:
    root = project(tmp_path, CARRIED)
    assert landings(root, "src/app.py", builder=builder) == [("/srv/app.py", 2, (4,))]
    done = ctxscan("explain", "src/app.py", "--builder", builder, cwd=root)
    text = "lands at /srv/app.py, line 2, through the build stage (COPY --from, line 4)"
    assert text in " ".join(done.text.split())


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_directory_lands_where_what_is_in_it_lands(tmp_path: Path, builder: BuilderName) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY src /srv\nCOPY src/lib/a.py /one\n")
    (found,) = explain("src", str(root), builder=builder).landings
    places = [(each.origin, each.path, each.files, each.content_bytes) for each in found.lands]
    assert places == [("src/lib/a.py", "/one", 1, 5), ("src", "/srv", 3, 12)]


def test_a_directory_that_a_wildcard_takes_apart_lands_part_by_part(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY src/* /srv/\n")
    (found,) = explain("src", str(root)).landings
    places = [(each.origin, each.path) for each in found.lands]
    assert places == [("src", "/srv"), ("src/lib", "/srv")]


def test_the_exclude_that_leaves_a_file_out_is_named(tmp_path: Path) -> None:
    root = project(
        tmp_path, "FROM scratch\nCOPY --exclude=*.md --exclude=.env --exclude=x src /srv\n"
    )
    (found,) = explain("src/.env", str(root)).landings
    assert [each.message for each in found.left_out] == ["line 2 leaves it out: --exclude=.env"]


def test_an_exclude_of_the_copy_that_carries_on_is_named(tmp_path: Path) -> None:
    text = CARRIED.replace("--from=build", "--from=build --exclude=.env")
    assert causes(project(tmp_path, text), "src/.env") == [("excluded", 4), ("not-carried-on", 2)]


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_another_file_replaces_lands_nowhere(tmp_path: Path, builder: BuilderName) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY big.bin /x\nCOPY src/app.py /x\n")
    assert causes(root, "big.bin", builder=builder) == [("overwritten", 3)]


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_no_copy_takes_from_its_stage_lands_nowhere(
    tmp_path: Path, builder: BuilderName
) -> None:
    text = "FROM scratch AS build\nCOPY src /src\nFROM scratch\nCOPY --from=build /src/lib /srv\n"
    root = project(tmp_path, text)
    assert causes(root, "src/app.py", builder=builder) == [("not-carried-on", 2)]


def test_what_is_only_mounted_lands_nowhere(tmp_path: Path) -> None:
    text = "FROM scratch\nRUN --mount=type=bind,source=big.bin,target=/b true\n"
    assert causes(project(tmp_path, text), "big.bin") == [("mounted", 2)]


def test_nothing_lands_where_the_build_fails(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY src /srv\nCOPY nope /\n")
    assert causes(root, "src/app.py") == [("build-fails", 3)]


def test_what_is_not_sent_needs_no_model(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY src /srv\n")
    found = explain(["big.bin", "nope"], str(root))
    assert [each.lands + each.left_out for each in found.landings] == [(), ()]


def test_an_archive_that_add_unpacks_lands_where_its_members_are(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nADD a.tar /x\n")
    ctx = os.fspath(root)
    make_archive(root, "src")
    (found,) = explain("a.tar", ctx).landings
    assert [(each.type, each.path, each.files) for each in found.lands] == [("unpacked", "/x", 3)]


@on_linux
def test_every_name_of_a_hard_linked_file_lands(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY second /t\n")
    os.link(root / "big.bin", root / "second")
    assert landings(root, "second") == [("/t", 2, ())]


@on_linux
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_path_below_a_symlink_is_never_sent(tmp_path: Path, builder: BuilderName) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY . /\n", "link -> src", "out -> /etc")
    inside, outside = explain(["link/app.py", "out/passwd"], str(root), builder=builder).paths
    assert (inside.sent, inside.link_above, inside.leads_to) == (False, "link", "src/app.py")
    assert (outside.sent, outside.link_above, outside.leads_to) == (False, "out", None)


def test_one_path_outside_leaves_the_other_answers(tmp_path: Path) -> None:
    root = project(tmp_path, CARRIED)
    done = ctxscan("explain", "/etc/hosts", "src/app.py", "../x", cwd=root)
    assert done.exit_code == 2
    assert "lands at /srv/app.py" in done.text
    assert len(done.errors) == 2
    document = ctxscan("explain", "/etc/hosts", "src/app.py", "--format", "json", cwd=root).document
    assert [each["path"] for each in document["paths"]] == ["src/app.py"]
    assert len(document["refused"]) == 1
    assert mismatches(document, "explain") == []


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_path_of_the_image_names_its_origin(tmp_path: Path, builder: BuilderName) -> None:
    root = project(tmp_path, CARRIED)
    (found,) = explain_image("/srv/app.py", str(root), builder=builder).paths
    assert found.row is not None
    assert (found.row.origin, found.row.line, found.row.via) == ("src/app.py", 2, (4,))
    assert found.row.certain


def test_a_directory_of_the_image_names_what_brought_its_content(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY src /srv\nCOPY big.bin /srv/\n")
    (found,) = explain_image("srv", str(root)).paths
    below = [(each.origin, each.files, each.line) for each in found.below]
    assert below == [("src", 3, 2), ("big.bin", 1, 3)]


def test_what_lay_there_before_is_named(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY big.bin /x\nCOPY src/app.py /x\n")
    (found,) = explain_image("/x", str(root)).paths
    assert [(each.before, each.before_line) for each in found.replaced] == [("big.bin", 2)]


@on_linux
def test_a_symlink_of_the_image_is_followed(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY . /app\n", "current -> src")
    (found,) = explain_image("/app/current/app.py", str(root)).paths
    assert found.leads_to == "/app/src/app.py"
    assert found.row is not None


def test_no_step_writes_it_and_the_nearest_are_named(tmp_path: Path) -> None:
    root = project(tmp_path, CARRIED)
    found = explain_image(["/srv/App.py", "/opt/a.py", "/srv/lib/nothing"], str(root)).paths
    assert [each.row for each in found] == [None, None, None]
    assert [each.nearest[0] for each in found] == ["/srv/app.py", "/srv/lib/a.py", "/srv/lib"]
    assert not any(each.is_open for each in found)


def test_a_base_image_may_hold_what_no_step_writes(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM debian\nCOPY src /srv\n")
    (found,) = explain_image("/etc/hosts", str(root)).paths
    assert found.row is None
    assert found.is_open


def test_a_build_that_fails_has_no_image_to_explain(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY nope /\n")
    done = ctxscan("explain", "--in-image", "/nope", "--format", "json", cwd=root)
    assert done.exit_code == 1
    assert done.document["builds"] is False
    assert [each["line"] for each in done.document["failures"]] == [2]
    assert mismatches(done.document, "explain") == []


def test_the_documents_of_the_image_are_as_their_schemas_say(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM debian\nCOPY src /srv\nCOPY big.bin /srv/app.py\n")
    paths = ("/srv/app.py", "/srv", "/nope", "/")
    done = ctxscan("explain", "--in-image", *paths, "--format", "json", cwd=root)
    assert [each["path"] for each in done.document["in_image"]] == list(paths)
    assert mismatches(done.document, "explain") == []
    listed = ctxscan("list", "--in-image", "--format", "json", cwd=root)
    assert mismatches(listed.document, "list") == []


def test_what_is_looked_for_by_its_origin_is_what_a_look_at_all_finds(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM scratch AS one\nCOPY . /all\nCOPY src/lib src/app.py /some/\n"
        "FROM scratch\nCOPY --from=one /all/src /srv\nCOPY --from=one / /one\n"
        "COPY --link src/lib /linked\nADD a.tar /unpacked\nCOPY src/l* big.bin /w/\n",
        *("src/lib/deep/x 7", "src/library/y 8", "src/lib2 9"),
    )
    make_archive(root, "src/lib")
    built = outcome_of(look_into(root))
    assert built.root is not None
    every = list(in_image(built.root))
    for origin in ("src", "src/", "src/lib", "src/lib/deep/x", "big.bin", "a.tar", "nope", "line"):
        wanted = [row for row in every if (row.origin or "").startswith(origin)]
        assert list(in_image(built.root, origin)) == wanted
    assert len(every) > 30


def make_archive(root: Path, name: str) -> None:
    with tarfile.open(root / "a.tar", "w") as archive:
        archive.add(root / name, name)
