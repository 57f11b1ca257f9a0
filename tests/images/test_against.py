"""Two images: what changed by step, and by directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.images.images import docker_archive, file, gone, hard_link, tar_of
from tests.images.test_forms import IMAGES, document
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path

BASE = [file("bin/sh", 500), file("usr/lib/a.so", 300)]
SINGLE = [
    (BASE, "ADD rootfs.tar /"),
    ([file("usr/lib/gcc/cc1", 9000), file("usr/lib/gcc/ld", 800)], "RUN install"),
    ([file("src/main.c", 70), file("app", 40)], "COPY . ."),
    ([gone("src")], "RUN rm -r src"),
]
MULTI = [
    (BASE, "ADD rootfs.tar /"),
    ([file("app", 40), hard_link("app2", "app")], "COPY --from=build app /"),
]


def archive(path: Path, layers: list[tuple[list[Any], str]], name: str) -> Path:
    history = [{"created_by": created_by} for _, created_by in layers]
    tars = [tar_of(items) for items, _ in layers]
    path.write_bytes(docker_archive(tars, history=history, name=name))
    return path


def compared(tmp_path: Path) -> Any:
    old = archive(tmp_path / "old.tar", SINGLE, "app:1")
    new = archive(tmp_path / "new.tar", MULTI, "app:2")
    return document(new, "--against", str(old))


def test_what_became_of_the_sums(tmp_path: Path) -> None:
    found = compared(tmp_path)
    before = found["against"]
    assert (before["size"], found["size"]) == (10_710, 840)
    assert (before["wasted_bytes"], found["wasted_bytes"]) == (70, 0)
    assert (before["layers"], before["shared_layers"], before["names"]) == (4, 1, ["app:1"])


def test_a_step_of_both_is_one_row_and_the_others_have_one_side(tmp_path: Path) -> None:
    rows = [
        (row["step"], row["before"], row["after"]) for row in compared(tmp_path)["against"]["steps"]
    ]
    assert rows == [
        ("ADD rootfs.tar /", 800, 800),
        ("RUN install", 9800, None),
        ("COPY . .", 110, None),
        ("RUN rm -r src", 0, None),
        ("COPY --from=build app /", None, 40),
    ]


def test_the_directory_in_which_the_change_lies_is_named(tmp_path: Path) -> None:
    rows = compared(tmp_path)["against"]["directories"]
    assert rows == [{"path": "/usr/lib/gcc/", "before": 9800, "after": 0}]


def test_changes_that_cancel_one_another_are_still_named(tmp_path: Path) -> None:
    old = archive(tmp_path / "1.tar", [([file("d/a", 5), file("e", 1)], "RUN a")], "a:1")
    new = archive(tmp_path / "2.tar", [([file("d/b", 5), file("e", 1)], "RUN a")], "a:2")
    rows = document(new, "--against", str(old))["against"]["directories"]
    assert {row["path"] for row in rows} == {"/d/a", "/d/b"}


def test_the_same_image_has_no_change() -> None:
    path = IMAGES / "buildkit-oci.tar"
    found = document(path, "--against", str(IMAGES / "buildkit-docker.tar"))["against"]
    assert (found["shared_layers"], found["directories"]) == (6, [])
    assert all(row["before"] == row["after"] for row in found["steps"])


def test_lines_of_both_sides_stand_beside_the_steps() -> None:
    path = str(IMAGES / "buildkit-oci-provenance.tar")
    rows = document(path, "--against", path)["against"]["steps"]
    assert [(row["line_before"], row["line_after"]) for row in rows] == [
        (line, line) for line in (7, 8, 9, 10, 11, 13)
    ]


def test_people_see_what_became_smaller(tmp_path: Path) -> None:
    compared(tmp_path)
    run = ctxscan("image", "new.tar", "--against", "old.tar", cwd=tmp_path)
    words = " ".join(run.text.split())
    assert "size 10.71kB 840B -9.87kB" in words
    assert "9.8kB - -9.8kB /usr/lib/gcc/" in words
    assert max(map(len, run.lines)) <= 80


def test_two_cannot_come_on_stdin() -> None:
    run = ctxscan("image", "-", "--against", "-")
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "only one of archives and Dockerfile can come on stdin" in run.errors[0]


def test_a_copy_of_the_classic_builder_is_the_same_step_whatever_it_copied(tmp_path: Path) -> None:
    """It remembers a COPY by the digest of what it copied: that is another one each time."""
    words = "/bin/sh -c #(nop) COPY dir:{} in /srv "
    old = archive(
        tmp_path / "old.tar", [(BASE, "ADD x /"), ([file("a", 9)], words.format("a" * 64))], "a:1"
    )
    new = archive(
        tmp_path / "new.tar", [(BASE, "ADD x /"), ([file("a", 5)], words.format("b" * 64))], "a:2"
    )
    rows = document(new, "--against", str(old))["against"]["steps"]
    assert [(row["step"], row["before"], row["after"]) for row in rows] == [
        ("ADD x /", 800, 800),
        ("COPY dir in /srv", 9, 5),
    ]
    same = document(old, "--against", str(old))["against"]["steps"]
    assert [row["step"] for row in same] == ["ADD x /", "COPY dir:aaaaaaaa in /srv"]
