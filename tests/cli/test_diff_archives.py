"""What `ADD` unpacks of a revision is read from git: what is copied of it is kept, or lost."""

from __future__ import annotations

import io
import shutil
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM scratch AS one
ADD a.tar.gz /a/
FROM scratch
COPY --from=one /a/x /x
COPY --from=one /a/d /d
"""
FIRST = {"x": "1", "d/y": "2", "z": "3"}


def archive(path: Path, members: dict[str, str], *, xz: bool = False, **modes: int) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz" if xz else "w:gz") as opened:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(text), modes.get(name, 0o644)
            opened.addfile(info, io.BytesIO(text.encode()))
    path.write_bytes(data.getvalue())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = init(tmp_path / "project")
    make_file(root / "Dockerfile", DOCKERFILE)
    archive(root / "a.tar.gz", FIRST)
    save(root)
    return root


def save(root: Path) -> None:
    git(root, "add", "-A")
    commit(root)


def fates(root: Path, *arguments: str) -> str:
    run = ctxscan("diff", "--format", "json", *arguments, cwd=root)
    assert run.exit_code == 0, run.errors
    return " ".join(each["fate"] for each in run.document["steps"])


def lost(root: Path) -> list[tuple[int, int, int]]:
    document: Any = ctxscan("churn", "--format", "json", cwd=root).document
    return [(each["line"], each["lost"], each["perhaps"]) for each in document["steps"]]


CHANGES = [
    pytest.param(lambda path: archive(path, {**FIRST, "x": "9"}), "lost lost lost", id="the first"),
    pytest.param(
        lambda path: archive(path, {**FIRST, "d/y": "9"}), "lost kept lost", id="the second"
    ),
    pytest.param(lambda path: archive(path, {**FIRST, "z": "9"}), "lost kept kept", id="another"),
    pytest.param(
        lambda path: archive(path, dict(reversed(FIRST.items()))), "lost kept kept", id="the order"
    ),
    pytest.param(
        lambda path: archive(path, FIRST, xz=True), "lost kept kept", id="the compression"
    ),
    pytest.param(lambda path: archive(path, FIRST, x=0o755), "lost lost lost", id="a mode"),
    pytest.param(
        lambda path: archive(path, {**FIRST, "d/w": ""}), "lost kept lost", id="one that came"
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_member_that_changed_loses_what_is_copied_of_it(
    root: Path, tmp_path: Path, change: Any, expected: str
) -> None:
    assert fates(root) == "kept kept kept"
    shutil.copytree(root, tmp_path / "before")
    change(root / "a.tar.gz")
    assert fates(root, str(tmp_path / "before"), ".") == expected
    assert fates(root) == expected
    save(root)
    assert fates(root, "HEAD~1..HEAD") == expected
    assert fates(root, "HEAD~1") == expected
    counts = [int(each == "lost") for each in expected.split()]
    assert lost(root) == [(line, counts[at], 0) for at, line in enumerate((2, 4, 5))]


def test_an_archive_that_did_not_change_is_read_where_something_else_did(root: Path) -> None:
    make_file(root / "Dockerfile", DOCKERFILE.replace("/a/\n", "/b/\n").replace("/a/", "/b/"))
    assert fates(root) == "lost kept kept"
    save(root)
    assert fates(root, "HEAD~1..HEAD") == "lost kept kept"


def test_the_same_members_from_an_archive_of_another_name(root: Path) -> None:
    (root / "a.tar.gz").rename(root / "b.tgz")
    make_file(root / "Dockerfile", DOCKERFILE.replace("a.tar.gz", "b.tgz"))
    assert fates(root) == "lost kept kept"


def test_a_file_that_becomes_an_archive_is_unpacked(root: Path) -> None:
    archive(root / "a.tar.gz", FIRST)
    data = (root / "a.tar.gz").read_bytes()
    make_file(root / "a.tar.gz", "text\n")
    make_file(root / "Dockerfile", f"{DOCKERFILE}COPY --from=one /a /all\n")
    save(root)
    (root / "a.tar.gz").write_bytes(data)
    assert fates(root) == "lost lost lost lost"


def test_what_a_filter_writes_is_not_guessed(root: Path) -> None:
    make_file(root / ".gitattributes", "*.gz filter=own\n")
    git(root, "add", ".gitattributes")
    commit(root)
    archive(root / "a.tar.gz", {**FIRST, "z": "9"})
    git(root, "add", "-A")
    commit(root)
    assert "kept" not in fates(root, "HEAD~1..HEAD")
