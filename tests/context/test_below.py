"""Files of a tree, through no link out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxscan.context.below import open_below, read_below
from ctxscan.context.git.lfs import may_have_lfs
from ctxscan.context.peek import peek
from ctxscan.context.texts import read_texts
from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


REFUSED = "symbolic links|Not a directory|Is a directory|no regular file|No such file"


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    grow(tmp_path / "outside", files={"secret": "of somebody else\n", "d/secret": "too\n"})
    return grow(
        tmp_path / "root",
        *("link -> ../outside/secret", "d/link -> ../../outside/secret", "way -> ../outside"),
        *("d/way -> ../../outside", "same -> d", "d/same -> file", "fifo |", "d/e/"),
        files={"d/e/file": "mine\n", "d/file": "ours\n"},
    )


@pytest.mark.parametrize(("path", "content"), [("d/file", b"ours\n"), ("d/e/file", b"mine\n")])
def test_a_file_is_read(root: Path, path: str, content: bytes) -> None:
    assert read_below(str(root), path, 100) == content


@pytest.mark.parametrize(
    "path", ["link", "d/link", "way/secret", "d/way/d/secret", "same/file", "d/same", "fifo", "d/e"]
)
def test_what_is_no_file_or_lies_behind_a_link_is_not(root: Path, path: str) -> None:
    before = descriptors()
    with pytest.raises(OSError, match=REFUSED):
        open_below(str(root), path)
    assert peek(str(root), path, 10) is None
    assert descriptors() == before, "a descriptor is left open"


def test_a_directory_that_may_be_searched_and_not_listed_is_on_the_way(root: Path) -> None:
    (root / "d").chmod(0o311)
    assert read_below(str(root), "d/e/file", 100) == b"mine\n"
    (root / "d").chmod(0o755)


def test_a_text_may_be_a_link_that_stays_inside_and_none_that_leads_out(root: Path) -> None:
    names = ["link", "d/link", "way/secret", "same/file", "d/same", "d/e/file"]
    assert read_texts(str(root), names) == {
        "same/file": "ours\n",
        "d/same": "ours\n",
        "d/e/file": "mine\n",
    }


def test_a_text_that_no_link_leads_to_is_read_without_following_any(root: Path) -> None:
    names = ["link", "d/link", "way/secret", "same/file", "d/same", "d/e/file"]
    assert read_texts(str(root), names, follow=False) == {"d/e/file": "mine\n"}


def test_attributes_that_are_a_link_are_not_read(root: Path) -> None:
    (root.parent / "outside/secret").write_text("* filter=lfs\n")
    (root / ".gitattributes").symlink_to("../outside/secret")
    assert not may_have_lfs(str(root))
    (root / ".gitattributes").unlink()
    (root / ".gitattributes").write_text("* filter=lfs\n")
    assert may_have_lfs(str(root))


def test_a_makefile_that_leads_out_of_the_context_is_not_read_for_what_steps_run(
    tmp_path: Path,
) -> None:
    grow(tmp_path, files={"secret.mk": "all:\n\tgit log\n"})
    files = {"Dockerfile": "FROM scratch\nCOPY . /\nRUN make\n", ".dockerignore": ".git\n"}
    root = grow(tmp_path / "root", "Makefile -> ../secret.mk", ".git/HEAD 3", files=files)
    assert "secret" not in ctxscan("suggest", ".", cwd=root).text
