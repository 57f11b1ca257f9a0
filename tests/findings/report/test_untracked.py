"""What is sent and not in git: named in a report, whatever lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

ALL = "FROM scratch\nCOPY . /\n"


def committed(root: Path, *entries: str, dockerfile: str = ALL) -> Path:
    grow(root, *entries, files={"Dockerfile": dockerfile, ".dockerignore": ".git\n"})
    init(root)
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    return root


def untracked(root: Path, *options: str, cwd: Path | None = None) -> Any:
    run = ctxscan("report", *options, "--format", "json", cwd=cwd or root)
    return run.document["untracked"]


def test_an_untracked_dump_is_named_with_its_part_of_all_that_is_sent(tmp_path: Path) -> None:
    root = committed(tmp_path, "src/a.py 600000")
    grow(root, "dump.sql 5400000")
    text = ctxscan("report", cwd=root).text
    assert "5.4MB (89%) is not in git: dump.sql" in text
    assert "append to .dockerignore: dump.sql" in text
    assert "Nothing looks wrong" not in text


def test_what_it_says_to_append_takes_it_out(tmp_path: Path) -> None:
    root = committed(tmp_path, "src/a.py 600000")
    grow(root, "odd[1].bin 3000000", "out/x/y 3000000")
    document = ctxscan("report", "--format", "json", cwd=root).document
    (found,) = [each for each in document["warnings"] if each["code"] == "untracked-sent"]
    rules = found["hint"].partition(".dockerignore: ")[2].split(" and ")
    (root / ".dockerignore").write_text("\n".join([".git", *rules]))
    assert untracked(root)["content_bytes"] == 0


def test_the_uppermost_paths_without_tracked_files_are_added_up(tmp_path: Path) -> None:
    root = committed(tmp_path, "a/b/tracked 10", "c/tracked 10")
    grow(root, "a/new/x 5", "a/new/deep/y 6", "a/b/z 7", "top 8", "d/e/f 9", "c/l -> tracked")
    found = untracked(root)
    assert (found["files"], found["content_bytes"]) == (6, 35)
    assert [(each["name"], each["files"], each["content_bytes"]) for each in found["largest"]] == [
        ("a/new", 2, 11), ("d", 1, 9), ("top", 1, 8), ("a/b/z", 1, 7), ("c/l", 1, 0),
    ]  # fmt: skip


def test_outside_of_a_repository_nothing_is_known(tmp_path: Path) -> None:
    grow(tmp_path, "dump.sql 5000000", files={"Dockerfile": ALL})
    assert untracked(tmp_path) is None
    assert "not in git" not in ctxscan("report", cwd=tmp_path).text


def test_a_repository_where_nothing_was_staged_yet_tracks_nothing(tmp_path: Path) -> None:
    root = grow(tmp_path, "a 5", files={"Dockerfile": ALL})
    init(root)
    assert untracked(root)["files"] == 2


def test_a_context_below_the_top_of_its_repository_is_seen_from_there(tmp_path: Path) -> None:
    root = committed(tmp_path, "web/a 10", "a 10")
    grow(root, "web/b 5", files={"web/Dockerfile": ALL})
    found = untracked(root, "web", cwd=root)
    assert {each["name"] for each in found["largest"]} == {"Dockerfile", "b"}


def test_git_s_own_directory_does_not_count(tmp_path: Path) -> None:
    root = committed(tmp_path, "a 10")
    (root / ".dockerignore").write_text("")
    assert untracked(root)["files"] == 0


def test_files_of_a_submodule_are_in_git(tmp_path: Path) -> None:
    inner = committed(tmp_path / "inner", "x 10")
    root = committed(tmp_path / "p", "a 10")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib")
    git(root, "add", "-A")
    (root / "lib/new").write_text("12345")
    found = untracked(root)
    assert [each["name"] for each in found["largest"]] == ["lib/.git", "lib/new"]


@pytest.mark.parametrize(
    ("entry", "dockerfile"),
    [
        pytest.param("dist/app 3000000", "FROM scratch\nCOPY dist /\n", id="a line names it"),
        pytest.param("app.jar 3000000", "FROM scratch\nCOPY *.jar /\n", id="a pattern names it"),
        pytest.param("small 900000", ALL, id="it is small"),
        pytest.param("node_modules/a 3000000", ALL, id="it is junk by its name, and told so"),
    ],
)
def test_what_is_meant_or_told_already_is_no_second_finding(
    tmp_path: Path, entry: str, dockerfile: str
) -> None:
    root = committed(tmp_path, "src/a 10", dockerfile=dockerfile)
    grow(root, entry)
    document = ctxscan("report", "--format", "json", cwd=root).document
    assert "untracked-sent" not in {each["code"] for each in document["warnings"]}
    assert document["untracked"]["files"] == 1


def test_several_platforms_and_two_processes_come_to_the_same(tmp_path: Path) -> None:
    root = committed(tmp_path, *(f"d{each}/a 1" for each in range(50)))
    grow(root, *(f"n{each}/a 10" for each in range(50)), *(f"d{each}/b 3" for each in range(50)))
    found = untracked(root)
    assert (found["files"], found["content_bytes"]) == (100, 650)
    assert untracked(root, "--builder", "classic") == found
