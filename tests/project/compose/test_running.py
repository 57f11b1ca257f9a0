"""What a service says of the cache and of its RUNs: for compose, and for bake, which differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.project.errors import ProjectError
from tests.project.bake.test_recorded import bake
from tests.support.compose import build_of, declared

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.model import DeclaredBuild


def said(build: DeclaredBuild) -> tuple[Any, ...]:
    return build.uncached, build.run_options


def by_compose(root: Path, lines: str) -> tuple[Any, ...]:
    root.mkdir(exist_ok=True)
    return said(build_of(root, f"services: {{web: {{build: {{context: ., {lines}}}}}}}"))


def by_bake(root: Path, lines: str) -> tuple[Any, ...]:
    text = f"services: {{web: {{build: {{context: ., {lines}}}}}}}"
    root.mkdir(exist_ok=True)
    (build,) = bake(root, text, file="compose.yaml").builds
    return said(build)


NOTHING: tuple[Any, ...] = (frozenset(), ())


@pytest.mark.parametrize(
    ("lines", "compose", "bake"),
    [
        pytest.param("no_cache: true", (None, ()), (None, ()), id="no_cache"),
        pytest.param("no_cache: 'yes'", (None, ()), (None, ()), id="no_cache as a text"),
        pytest.param("no_cache: false", NOTHING, NOTHING, id="no_cache turned off"),
        pytest.param(
            "no_cache_filter: [One, two, '']",
            (frozenset({"one", "two"}), ()),
            NOTHING,
            id="bake does not read no_cache_filter",
        ),
        pytest.param(
            "no_cache_filter: one", (frozenset({"one"}), ()), NOTHING, id="a filter as a text"
        ),
        pytest.param("network: host", *[(frozenset(), ("--network=host",))] * 2, id="network"),
        pytest.param("network: default", NOTHING, NOTHING, id="the network that is there anyway"),
        pytest.param(
            "shm_size: 64m", *[(frozenset(), (f"--shm-size={64 << 20}",))] * 2, id="shm_size"
        ),
        pytest.param(
            "shm_size: 1234567890",
            (frozenset(), ("--shm-size=1234567890",)),
            (frozenset(), ("--shm-size=1234803097",)),
            id="bake keeps four digits of shm_size",
        ),
        pytest.param("shm_size: 0", NOTHING, NOTHING, id="no shm_size"),
        pytest.param(
            "ulimits: {nofile: 9, core: {soft: 1, hard: 2}}",
            (frozenset(), ("--ulimit=core=1:2", "--ulimit=nofile=9:9")),
            (frozenset(), ("--ulimit=core=1:2", "--ulimit=nofile=0:0")),
            id="bake takes a single limit for none",
        ),
        pytest.param(
            "extra_hosts: ['b=1.1.1.1', 'a:2.2.2.2', 'b:3.3.3.3']",
            *[(frozenset(), ("--add-host=a", "--add-host=b", "--add-host=b"))] * 2,
            id="hosts of a list, in the order of their names",
        ),
        pytest.param(
            "extra_hosts: {B: '[::1]', a: [1.1.1.1, 2.2.2.2]}",
            *[(frozenset(), ("--add-host=b", "--add-host=a", "--add-host=a"))] * 2,
            id="hosts of a mapping, sorted as they are written",
        ),
    ],
)
def test_what_a_service_says(
    tmp_path: Path, lines: str, compose: tuple[Any, ...], bake: tuple[Any, ...]
) -> None:
    assert by_compose(tmp_path / "compose", lines) == compose
    assert by_bake(tmp_path / "bake", lines) == bake


def test_the_command_line_builds_every_service_without_the_cache(tmp_path: Path) -> None:
    text = "services: {a: {build: .}, b: {build: {context: ., no_cache: false}}}"
    found = declared(tmp_path, {"compose.yaml": text}, "build", "--no-cache")
    assert [build.uncached for build in found.builds] == [None, None]
    found = declared(tmp_path, {"compose.yaml": text}, "build", "--no-cache=false")
    assert [build.uncached for build in found.builds] == [frozenset(), frozenset()]


def test_a_later_file_adds_hosts_and_replaces_the_rest(tmp_path: Path) -> None:
    files = {
        "a.yaml": "services: {web: {build: {context: ., no_cache: true, shm_size: 1m,"
        " extra_hosts: ['a=1.1.1.1'], ulimits: {core: 1, nofile: 2}}}}",
        "b.yaml": "services: {web: {build: {no_cache: false, shm_size: 2m,"
        " extra_hosts: ['b=1.1.1.1', 'a=1.1.1.1'], ulimits: {core: 3}}}}",
    }
    (build,) = declared(tmp_path, files, "-f", "a.yaml", "-f", "b.yaml", "build").builds
    assert said(build) == (
        frozenset(),
        (
            *("--add-host=a", "--add-host=b", f"--shm-size={2 << 20}"),
            *("--ulimit=core=3:3", "--ulimit=nofile=2:2"),
        ),
    )


def test_a_size_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="shm_size: '1ib' is no size"):
        by_compose(tmp_path, "shm_size: 1ib")


@pytest.mark.parametrize(
    ("lines", "uncached"),
    [
        pytest.param("no_cache: true, x-bake: {no-cache: false}", frozenset(), id="it wins"),
        pytest.param("x-bake: {no-cache: yes}", None, id="words of YAML 1.1"),
        pytest.param("x-bake: {no-cache-filter: a b}", frozenset({"a", "b"}), id="words of a text"),
        pytest.param("x-bake: {no-cache-filter: [a, B]}", frozenset({"a", "b"}), id="a list"),
    ],
)
def test_what_bake_adds_to_a_service(
    tmp_path: Path, lines: str, uncached: frozenset[str] | None
) -> None:
    assert by_bake(tmp_path, lines) == (uncached, ())


def test_in_what_bake_adds_true_in_quotes_is_a_text(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no-cache must be true or false"):
        by_bake(tmp_path, "x-bake: {no-cache: 'true'}")
