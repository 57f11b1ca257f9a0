"""What is said of the cache, and of what every RUN is run with, in one spelling for all tools.

Sources: docker/buildx, build/opt.go (toSolveOpt) and build/utils.go; moby/buildkit,
frontend/dockerui (config.go: IsNoCache; attr.go: parseExtraHosts); docker/go-units (ulimit.go,
size.go). A value that these refuse raises ValueError.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ctxscan.golang.text import whole_number
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LIMITS = frozenset(
    (
        *("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile"),
        *("nproc", "rss", "rtprio", "rttime", "sigpending", "stack"),
    )
)
_NUMBER = regex(r"[-+]?[0-9]+")
_SIZE = regex(r"(?P<number>(?:\d+\.?\d*|\.\d+)) ?(?:b|(?P<unit>[kmgtp])(?:i?b)?)?", re.ASCII)
_UNITS = "kmgtp"
_NO_NETWORK = ("", "default")


def uncached_stages(filters: Sequence[str], *, everything: bool) -> frozenset[str] | None:
    """Names of stages, compared without regard to case; ``None``: all stages.

    The client joins what it is given by commas, and the frontend takes an empty text for all of
    them and an empty name for the stages that have none.
    """
    listed = ",".join(filters).lower()
    if everything or (filters and not listed):
        return None
    return frozenset(listed.split(",")) if filters else frozenset()


def run_options(
    hosts: Iterable[tuple[str, str]] = (),
    limits: Iterable[str] = (),
    shm_size: int = 0,
    network: str = "",
    cgroup_parent: str = "",
) -> tuple[str, ...]:
    """Of a host, the name alone is in the key of a RUN, once an address (docs/semantics, L-7).

    *hosts*: names with their addresses, in order; *limits*: ``nofile=1:2``, of which the last of a
    name counts; *shm_size*: bytes, 0 for the builder's own.
    """
    return (
        *(f"--add-host={host.lower()}" for host, listed in hosts for _ in listed.split(",")),
        *([f"--cgroup-parent={cgroup_parent}"] if cgroup_parent else []),
        *([f"--network={network}"] if network not in _NO_NETWORK else []),
        *([f"--shm-size={shm_size}"] if shm_size > 0 else []),
        *(f"--ulimit={name}={soft}:{hard}" for name, soft, hard in _by_name(limits)),
    )


def _by_name(limits: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    last = {name: (name, soft, hard) for name, soft, hard in map(parse_limit, limits)}
    yield from (last[name] for name in sorted(last))


def parse_limit(written: str) -> tuple[str, int, int]:
    """``nofile=1`` and ``nofile=1:2`` -> name, soft and hard limit; -1 is unlimited."""
    name, equals, values = written.partition("=")
    listed = values.split(":")
    if not equals or len(listed) > 2 or not all(map(_NUMBER.fullmatch, listed)):
        raise ValueError("no limit: NAME=SOFT[:HARD]")
    if name not in _LIMITS:
        raise ValueError(f"no limit: there is none called {name!r}")
    soft, hard = _of_64_bits(listed[0]), _of_64_bits(listed[-1])
    if hard != -1 and (soft == -1 or soft > hard):
        raise ValueError("no limit: the soft one is above the hard one")
    return name, soft, hard


def _of_64_bits(written: str) -> int:
    number = whole_number(written.lstrip("+-")) * (-1 if written.startswith("-") else 1)
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError("no limit: it does not fit into 64 bits")
    return number


def parse_memory(written: str) -> int:
    """Bytes of ``64m``, ``1.5 GiB``, ``100``: units are powers of 1024."""
    found = _SIZE.fullmatch(written.lower())
    if not found:
        raise ValueError("no size")
    unit = found["unit"]
    size = float(found["number"]) * 1024.0 ** (_UNITS.index(unit) + 1 if unit else 0)
    if math.isinf(size):
        raise ValueError("no size: no computer has as much")
    return int(size)


def split_host(written: str) -> tuple[str, str]:
    """``name=address`` or ``name:address``; an equals sign anywhere counts before a colon."""
    for separator in "=:":
        host, found, address = written.partition(separator)
        if found and host and address:
            return host, address
        if found:
            break
    raise ValueError("no host: NAME=ADDRESS")
