"""What is large, and goes on being sent under the new rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.model import StillSent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.inspection.sent_files import SentFiles

_LEAST_BYTES = 1_000_000
"""Nobody waits for less."""

_MOST = 3
_NEARLY_ALL = 0.9
"""Of a directory: then what lies in it is named in its place."""


def still_sent(transfers: Sequence[SentFiles]) -> tuple[StillSent, ...]:
    sizes = _with_directories(transfers)
    tops = [path for path in sizes if "/" not in path.removesuffix("/")]
    large = sorted((-sizes[path], path) for path in tops if sizes[path] >= _LEAST_BYTES)
    deepest = [_deepest(path, sizes) for _, path in large[:_MOST]]
    return tuple(StillSent(path, sizes[path]) for path in deepest)


def _with_directories(transfers: Sequence[SentFiles]) -> Counter[str]:
    """Bytes of each directory, and of each file that may be named."""
    sizes: Counter[str] = Counter()
    least = _LEAST_BYTES * _NEARLY_ALL / max(len(transfers), 1)
    for files in transfers:
        for directory, names in files.by_directory.items():
            for name, size in names.items():
                if size >= least or not directory:
                    sizes[directory + name] += size
            total, above = sum(names.values()), directory
            while above:
                sizes[above] += total
                above = above[: above.rfind("/", 0, -1) + 1]
    return sizes


def _deepest(path: str, sizes: Mapping[str, int]) -> str:
    """Where nearly all of *path* lies."""
    within = [
        each
        for each, size in sizes.items()
        if each.startswith(path) and path.endswith("/") and size >= sizes[path] * _NEARLY_ALL
    ]
    return max(within, key=len, default=path)
