"""What is large, and goes on being sent under the new rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.model import StillSent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAST_BYTES = 1_000_000
"""Nobody waits for less."""

_MOST = 3
_NEARLY_ALL = 0.9
"""Of a directory: then what lies in it is named in its place."""


def still_sent(transfers: Iterable[Mapping[str, int]]) -> tuple[StillSent, ...]:
    """*transfers*: the files of each with their sizes in bytes."""
    sizes = _with_directories(transfers)
    tops = [path for path in sizes if "/" not in path.removesuffix("/")]
    large = sorted((-sizes[path], path) for path in tops if sizes[path] >= _LEAST_BYTES)
    deepest = [_deepest(path, sizes) for _, path in large[:_MOST]]
    return tuple(StillSent(path, sizes[path]) for path in deepest)


def _with_directories(transfers: Iterable[Mapping[str, int]]) -> Counter[str]:
    sizes: Counter[str] = Counter()
    for files in transfers:
        for path, size in files.items():
            sizes[path] += size
            above = path.rpartition("/")[0]
            while above:
                sizes[f"{above}/"] += size
                above = above.rpartition("/")[0]
    return sizes


def _deepest(path: str, sizes: Mapping[str, int]) -> str:
    """Where nearly all of *path* lies."""
    within = [
        each
        for each, size in sizes.items()
        if each.startswith(path) and path.endswith("/") and size >= sizes[path] * _NEARLY_ALL
    ]
    return max(within, key=len, default=path)
