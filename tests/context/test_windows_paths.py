"""Rooms that touch the disk, with Windows' paths: its separator, its drives, its names of folders.

What a disk would say is made up here: the paths are what is looked at.
"""

from __future__ import annotations

import ntpath
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context import project_search, real_path, user_paths
from ctxscan.context.docker_client import settings
from ctxscan.context.links import checkout
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = r"C:\work\web"
FILES = {
    r"C:\work": ["compose.yaml"],
    ROOT: ["Dockerfile", "bake.hcl"],
    rf"{ROOT}\docker": ["api.Dockerfile"],
    r"C:\work\web2": ["Dockerfile"],
    r"C:\work\deploy\a\b\c\d": ["compose.yaml"],
}


def walk(start: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """As ``os.walk`` goes, through FILES."""
    parts = [each for each in FILES if (each + "\\").startswith(start.rstrip("\\") + "\\")]
    below = sorted({each[len(start) :].lstrip("\\").partition("\\")[0] for each in parts} - {""})
    yield start, below, FILES.get(start, [])
    for each in below:
        yield from walk(ntpath.join(start, each))


class Paths(SimpleNamespace):
    """``os.path`` of Windows, over FILES."""

    def __getattr__(self, name: str) -> Any:
        return getattr(ntpath, name)

    def lexists(self, path: str) -> bool:
        folder, name = ntpath.split(path)
        return path in FILES or name in FILES.get(folder, ()) or path == r"C:\work\.git"


WINDOWS = SimpleNamespace(
    path=Paths(), sep="\\", curdir=".", pardir="..", walk=walk, getcwd=lambda: ROOT
)


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (project_search, checkout, real_path, user_paths):
        monkeypatch.setattr(module, "os", WINDOWS)
    monkeypatch.setattr(project_search, "enters", lambda *_: True)
    monkeypatch.setattr(project_search, "is_dockerfile", lambda _, name: "Dockerfile" in name)


def test_dockerfiles_of_the_context_are_told_from_those_beside_it() -> None:
    found = project_search.search_project(ROOT)
    assert found.top == r"C:\work"
    assert found.dockerfiles == (rf"{ROOT}\Dockerfile", rf"{ROOT}\docker\api.Dockerfile")
    assert found.bake == (rf"{ROOT}\bake.hcl",)
    assert found.compose == (r"C:\work\compose.yaml",)  # the other one lies too far down


def test_a_directory_is_below_another_one_or_only_called_like_it() -> None:
    assert checkout.is_below(rf"{ROOT}\a", ROOT)
    assert not checkout.is_below(r"C:\work\web2", ROOT)
    assert checkout.is_below(r"C:\work", "C:\\")


def test_a_path_that_a_user_names_is_one_of_the_context() -> None:
    assert user_paths.path_in_context(ROOT, r"docker\api.Dockerfile") == "docker/api.Dockerfile"
    assert user_paths.path_in_context(ROOT, rf"{ROOT}\docker") == "docker"
    with pytest.raises(UsageError, match="outside of the build context"):
        user_paths.path_in_context(ROOT, r"C:\work\web2")


def test_docker_looks_for_plugins_in_the_folders_of_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "os", WINDOWS)
    monkeypatch.setattr(sys, "platform", "win32")
    known = {"ProgramData": r"C:\ProgramData", "ProgramFiles": r"C:\Program Files"}
    assert settings._system(known) == (
        r"C:\ProgramData\Docker\cli-plugins",
        r"C:\Program Files\Docker\cli-plugins",
    )
    assert settings._system({}) == ()
