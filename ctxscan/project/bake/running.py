"""What a resolved target says of the cache and of its RUNs (buildx, bake/bake.go:toBuildOpt)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ctxscan.project.bake.values.value import Unknown
from ctxscan.project.cache_options import parse_limit, parse_memory, run_options, uncached_stages
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.project.bake.targets import Running, Target

Value = TypeVar("Value")


def uncached_of(running: Running) -> frozenset[str] | None:
    filters = running.no_cache_filter
    names = tuple(dict.fromkeys(filter(None, filters))) if isinstance(filters, tuple) else ()
    return uncached_stages(names, everything=running.no_cache is True)


def run_options_of(target: Target) -> tuple[str, ...]:
    """Raises ProjectError of kind ``type`` for what bake would refuse."""
    said = target.running
    limits = tuple(filter(None, said.ulimits)) if isinstance(said.ulimits, tuple) else ()
    for each in limits:
        _read(target, "ulimits", each, parse_limit)
    sizes = [said.shm_size] if isinstance(said.shm_size, str) else []
    return run_options(
        [(host, each) for host, each in sorted(said.hosts.items()) if isinstance(each, str)],
        limits,
        sum(_read(target, "shm-size", each, parse_memory) for each in sizes),
        said.network if isinstance(said.network, str) else "",
    )


def _read(target: Target, attribute: str, written: str, read: Callable[[str], Value]) -> Value:
    try:
        return read(written)
    except ValueError as error:
        message = f"target {target.name}: {attribute}: {written!r} is {error}"
        raise ProjectError(message, kind="type", place=target.place) from error


def unknown_of(running: Running) -> Iterator[tuple[str, Unknown]]:
    """By attribute, what cannot be known offline."""
    values = {
        "no-cache": running.no_cache,
        "no-cache-filter": running.no_cache_filter,
        "network": running.network,
        "shm-size": running.shm_size,
        "ulimits": running.ulimits,
        "extra-hosts": running.unknown_hosts,
    }
    yield from ((name, value) for name, value in values.items() if isinstance(value, Unknown))
