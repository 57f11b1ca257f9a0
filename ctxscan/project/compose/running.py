"""What a service says of the cache and of its RUNs.

Sources: compose-go, types/hostList.go, types/bytes.go and types/types.go (UlimitsConfig);
docker/compose, pkg/compose/build_bake.go (toBakeExtraHosts, toBakeUlimits); docker/buildx,
bake/compose.go (ParseCompose).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.cache_options import parse_limit, parse_memory, run_options, uncached_stages
from ctxscan.project.compose.casts import to_boolean
from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.values import text_of
from ctxscan.sizes import iec_size
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.project.compose.values import Path, Value


class Limit(NamedTuple):
    name: str
    single: int = 0
    """Written without ``soft`` and ``hard``, which are then 0."""

    soft: int = 0
    hard: int = 0


class Running(NamedTuple):
    no_cache: bool
    no_cache_filter: tuple[str, ...]
    hosts: Mapping[str, str]
    """Names with their addresses, joined by commas."""

    limits: tuple[Limit, ...]
    shm_size: int
    """Bytes; 0 where it is not said."""

    network: str

    def uncached(self, *, everything: bool) -> frozenset[str] | None:
        filters = tuple(dict.fromkeys(filter(None, self.no_cache_filter)))
        return uncached_stages(filters, everything=everything or self.no_cache)

    def options(self) -> tuple[str, ...]:
        """As ``docker compose build`` hands them on; what the builder then refuses is left out."""
        return run_options(sorted(self.hosts.items()), self._limits(), self.shm_size, self.network)

    def _limits(self) -> Iterator[str]:
        for name, single, soft, hard in self.limits:
            written = f"{name}={single}" if single > 0 else f"{name}={soft}:{hard}"
            try:
                parse_limit(written)
            except ValueError:
                continue
            yield written

    def limits_in_bake(self) -> tuple[str, ...]:
        """Bake looks at ``soft`` and ``hard`` alone: a single number becomes ``0:0``."""
        return tuple(f"{each.name}={each.soft}:{each.hard}" for each in self.limits)

    def shm_size_in_bake(self) -> str | None:
        """Bake passes on four digits of it."""
        return iec_size(self.shm_size) if self.shm_size > 0 else None


def running_of(build: Mapping[str, Value], path: Path) -> Running:
    """Raises ComposeError of kind ``type``."""
    no_cache = build.get("no_cache")
    filters = build.get("no_cache_filter")
    network = build.get("network")
    limits = build.get("ulimits")
    return Running(
        to_boolean(no_cache) if isinstance(no_cache, str) else no_cache is True,
        tuple(text_of(each) for each in _listed(filters)),
        _hosts(build.get("extra_hosts")),
        tuple(_limits(limits if isinstance(limits, dict) else {})),
        _bytes(build.get("shm_size"), (*path, "shm_size")),
        network if isinstance(network, str) else "",
    )


def _listed(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _hosts(value: Value) -> dict[str, str]:
    if isinstance(value, dict):
        pairs = [(host, _listed(each)) for host, each in value.items()]
    else:
        pairs = [_pair(text_of(each)) for each in _listed(value)]
    found: dict[str, list[str]] = {}
    for host, addresses in pairs:
        found.setdefault(host, []).extend(text_of(each) for each in addresses)
    return {host: ",".join(map(_without_brackets, each)) for host, each in found.items()}


def _pair(written: str) -> tuple[str, list[Value]]:
    host, _, addresses = written.partition("=" if "=" in written else ":")
    return host, [*addresses.split(",")]


def _without_brackets(address: str) -> str:
    return address[1:-1] if address[:1] == "[" and address[-1:] == "]" else address


def _limits(written: Mapping[str, Value]) -> Iterator[Limit]:
    for name, value in written.items():
        if isinstance(value, dict):
            soft, hard = value.get("soft"), value.get("hard")
            yield Limit(name, 0, _whole(soft), _whole(hard))
        else:
            yield Limit(name, _whole(value))


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _bytes(value: Value, path: Path) -> int:
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or value == "-1":
        return 0
    try:
        return parse_memory(value)
    except ValueError as error:
        raise ComposeError(f"{shown(path)}: {value!r} is {error}", "type", path) from error
