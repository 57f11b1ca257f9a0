"""A path on a disk that somebody changes meanwhile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.causes import Cause, cause_of, is_bare, matching_names
from ctxscan.context.real_path import real_path
from ctxscan.errors import ContextError

if TYPE_CHECKING:
    from pathlib import Path


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    assert real_path(tmp_path / "link") == os.path.realpath(tmp_path / "file")


def test_a_link_that_goes_as_it_is_looked_at_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, asked = os.path.realpath, []

    def realpath(path: str) -> str:
        asked.append(path)
        if len(asked) < 3:
            raise OSError(22, "Invalid argument", path)
        return known(path)

    monkeypatch.setattr(os.path, "realpath", realpath)
    assert real_path(str(tmp_path)) == known(tmp_path)
    assert len(asked) == 3


def test_one_that_never_stands_still_leads_nowhere_that_could_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def realpath(path: str) -> str:
        raise FileNotFoundError(2, "No such file or directory", path)

    monkeypatch.setattr(os.path, "realpath", realpath)
    with pytest.raises(ContextError, match="cannot be followed to where it leads: No such file"):
        real_path(str(tmp_path))


def test_a_source_that_is_no_link_any_more_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").symlink_to("/nowhere")
    assert cause_of(str(tmp_path), None, "a") == Cause("link", "/nowhere")
    known = os.readlink

    def readlink(path: str) -> str:
        os.unlink(path)  # noqa: PTH108 - as causes has it, a string
        (tmp_path / "a").touch()
        return known(path)

    monkeypatch.setattr(os, "readlink", readlink)
    assert cause_of(str(tmp_path), None, "a") == Cause("present", "a")


def test_a_submodule_that_goes_as_it_is_listed_explains_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitmodules").write_text('[submodule "m"]\n\tpath = m\n')
    (tmp_path / "m").mkdir()
    assert cause_of(str(tmp_path), None, "m").kind == "submodule"
    known = os.listdir

    def listdir(path: str) -> list[str]:
        (tmp_path / "m").rmdir()
        return known(path)

    monkeypatch.setattr(os, "listdir", listdir)
    assert cause_of(str(tmp_path), None, "m").kind == "present"


def test_a_current_directory_that_is_gone_is_for_the_command_line_to_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileNotFoundError):
        real_path("a")


def test_a_path_with_a_nul_is_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert cause_of(str(tmp_path), None, "a/b\0c").kind == "absent"
    assert matching_names(str(tmp_path), "a\0", "a\0/*") == []


def test_a_submodule_that_nobody_may_list_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m").mkdir()
    assert is_bare(str(tmp_path), "m")

    def listdir(path: str) -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "listdir", listdir)
    assert not is_bare(str(tmp_path), "m")
    assert is_bare(str(tmp_path), "gone")
