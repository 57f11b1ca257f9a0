"""What a target says of the cache and of its RUNs, as the real bake prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.project.errors import ProjectError
from tests.project.bake.test_recorded import bake

if TYPE_CHECKING:
    from pathlib import Path

BASE = """
target "base" {
  no-cache-filter = ["one", "one", ""]
  ulimits = ["nofile=9", "core=1:2", ""]
  extra-hosts = { B = "1.2.3.4", a = "1.1.1.1,2.2.2.2", z = null }
  shm-size = "128m"
  network = "host"
}
target "default" {
  inherits = ["base"]
  no-cache-filter = ["two"]
  ulimits = ["nofile=10"]
  no-cache = false
}
"""
HOSTS = ("--add-host=b", "--add-host=a", "--add-host=a")
LIMITS = ("--ulimit=core=1:2", "--ulimit=nofile=10:10")
SIZE = (f"--shm-size={128 << 20}",)
FILTERS = frozenset({"one", "two"})


def said(root: Path, text: str, *words: str) -> tuple[Any, ...]:
    (build,) = bake(root, text, *words).builds
    return build.uncached, build.run_options


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            [], (FILTERS, (*HOSTS, "--network=host", *SIZE, *LIMITS)), id="lists are joined"
        ),
        pytest.param(
            ["--no-cache"], (None, (*HOSTS, "--network=host", *SIZE, *LIMITS)), id="--no-cache"
        ),
        pytest.param(
            ["--set=*.no-cache=true", "--set=default.shm-size=1g"],
            (None, (*HOSTS, "--network=host", f"--shm-size={1 << 30}", *LIMITS)),
            id="--set of what takes a value",
        ),
        pytest.param(
            ["--set=*.no-cache-filter+=x", "--set=*.ulimits=core=3", "--set=*.network=none"],
            (frozenset(), (*HOSTS, *SIZE)),
            id="--set takes away what buildx never looks at",
        ),
        pytest.param(
            ["--set=base.network=none", "--set=default.extra-hosts.q=9.9.9.9"],
            (FILTERS, (*HOSTS, "--add-host=q", *SIZE, *LIMITS)),
            id="an heir sees what is set on its parent, which is nothing",
        ),
    ],
)
def test_what_a_target_says(tmp_path: Path, words: list[str], expected: tuple[Any, ...]) -> None:
    assert said(tmp_path, BASE, *words) == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('ulimits = ["x=1"]', "ulimits: 'x=1' is no limit"),
        ('ulimits = ["nofile=3:1"]', "ulimits: 'nofile=3:1' is no limit"),
        ('shm-size = "zz"', "shm-size: 'zz' is no size"),
        ('shm-size = ""', "shm-size: '' is no size"),
    ],
)
def test_what_bake_refuses(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        said(tmp_path, f'target "default" {{\n {line}\n}}')


def test_what_cannot_be_known_is_named(tmp_path: Path) -> None:
    text = 'target "default" {\n no-cache = timestamp() == ""\n network = timestamp()\n}'
    (build,) = bake(tmp_path, text).builds
    assert build.uncached == frozenset()
    assert [each.attribute for each in build.unknown] == ["no-cache", "network"]
