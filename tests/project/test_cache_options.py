"""What is said of the cache and of RUNs, in one spelling (docs/semantics, L-7)."""

from __future__ import annotations

import pytest

from ctxscan.project.cache_options import (
    parse_limit,
    parse_memory,
    run_options,
    split_host,
    uncached_stages,
)


@pytest.mark.parametrize(
    ("filters", "stages"),
    [
        pytest.param((), frozenset(), id="no filter"),
        pytest.param(("One", "two"), {"one", "two"}, id="names in any case"),
        pytest.param(("a,b",), {"a", "b"}, id="several in one text"),
        pytest.param(("a, b",), {"a", " b"}, id="a blank is part of a name"),
        pytest.param(("a,",), {"a", ""}, id="an empty name is that of a stage without one"),
        pytest.param(("",), None, id="an empty text stands for all stages"),
    ],
)
def test_which_stages_are_built_without_the_cache(
    filters: tuple[str, ...], stages: set[str] | None
) -> None:
    assert uncached_stages(filters, everything=False) == stages
    assert uncached_stages(filters, everything=True) is None


def test_a_host_counts_by_its_name_once_an_address() -> None:
    hosts = [("B", "1.1.1.1"), ("a", "2.2.2.2,3.3.3.3")]
    assert run_options(hosts) == ("--add-host=b", "--add-host=a", "--add-host=a")


def test_the_last_limit_of_a_name_counts_and_their_order_does_not() -> None:
    expected = ("--ulimit=core=1:2", "--ulimit=nofile=9:9")
    assert run_options(limits=["nofile=1:2", "core=1:2", "nofile=9"]) == expected
    assert run_options(limits=["nofile=9:9", "core=1:2"]) == expected


def test_what_is_the_builders_own_is_not_said() -> None:
    assert run_options((), (), 0, "default", "") == run_options()
    assert run_options((), (), 1, "none", "c") == (
        *("--cgroup-parent=c", "--network=none", "--shm-size=1"),
    )


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        pytest.param("nofile=9", ("nofile", 9, 9), id="one number is both"),
        pytest.param("core=-1", ("core", -1, -1), id="unlimited"),
        pytest.param("core=5:-1", ("core", 5, -1), id="unlimited above"),
    ],
)
def test_a_limit(written: str, limit: tuple[str, int, int]) -> None:
    assert parse_limit(written) == limit


@pytest.mark.parametrize(
    "written", ["nofile", "x=1", "nofile=", "nofile=1:2:3", "core=2:1", "core=-1:5", "core=1k"]
)
def test_no_limit(written: str) -> None:
    with pytest.raises(ValueError, match="no limit"):
        parse_limit(written)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        *(("100", 100), ("1b", 1), ("64m", 64 << 20), ("64MB", 64 << 20), ("1.5 GiB", 3 << 29)),
        *(("1.15GiB", 1234803097), ("0", 0)),
    ],
)
def test_a_size(written: str, size: int) -> None:
    assert parse_memory(written) == size


@pytest.mark.parametrize("written", ["", "x", "-1", "1x", "1ib", "1  m", "1.2.3"])
def test_no_size(written: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        parse_memory(written)


def test_a_host_and_its_address() -> None:
    assert split_host("a:::1") == ("a", "::1")
    assert split_host("a=::1") == ("a", "::1")
    for written in ("a", "a=", "=1", "a:b=", ":x"):
        with pytest.raises(ValueError, match="no host"):
            split_host(written)
