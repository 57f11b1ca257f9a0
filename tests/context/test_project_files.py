"""What the rooms of a project are told of the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.context import project_files
from ctxscan.context.project_files import ProjectFiles
from ctxscan.errors import ContextError
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_through_a_link(tmp_path: Path) -> None:
    grow(tmp_path, files={"a": "text"})
    (tmp_path / "link").symlink_to("a")
    assert ProjectFiles().read(str(tmp_path / "link")) == b"text"


@pytest.mark.parametrize("name", ["gone", "a/below", "dangling"])
def test_what_is_not_there_is_none(name: str, tmp_path: Path) -> None:
    grow(tmp_path, files={"a": ""})
    (tmp_path / "dangling").symlink_to("nowhere")
    assert ProjectFiles().read(str(tmp_path / name)) is None


@pytest.mark.parametrize("path", [".", "/dev/zero", "loop", "zero\0byte"])
def test_what_is_no_file_is_refused(path: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ContextError):
        ProjectFiles().read(str(tmp_path / path))


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_files, "LARGEST", 3)
    grow(tmp_path, files={"a": "four"})
    with pytest.raises(ContextError, match="larger than"):
        ProjectFiles().read(str(tmp_path / "a"))


def test_links_are_resolved_only_of_what_exists(tmp_path: Path) -> None:
    grow(tmp_path, "real/")
    (tmp_path / "link").symlink_to("real")
    files = ProjectFiles()
    root = files.resolve(str(tmp_path))
    assert files.resolve(str(tmp_path / "link")) == f"{root}/real"
    assert files.resolve(str(tmp_path / "link/gone")) == str(tmp_path / "link/gone")
