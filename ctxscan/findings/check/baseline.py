"""The sizes that a project has agreed to: a small JSON file, kept in its repository."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.errors import Place, UsageError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = 1


class BaselineEntry(NamedTuple):
    bytes: int
    files: int
    parts: Mapping[str, int] = MappingProxyType({})
    """Content bytes of directories and files that make up a hundredth or more, by path."""


Baseline = dict[str, BaselineEntry]
"""By the name of the build."""


def parse_baseline(data: bytes, shown: str) -> Baseline:
    """Raises UsageError for a file that ``dump_baseline`` did not write."""
    try:
        document = json.loads(data)
        if document["schema_version"] != _VERSION:
            raise UsageError(
                f"a baseline of version {str(document['schema_version'])[:20]}",
                place=Place(shown),
                hint="replace it with --update-baseline",
            )
        return {
            name: BaselineEntry(
                int(row["bytes"]),
                int(row["files"]),
                {path: int(size) for path, size in row.get("parts", {}).items()},
            )
            for name, row in document["builds"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise UsageError(
            "not a baseline", place=Place(shown), hint="replace it with --update-baseline"
        ) from None


def dump_baseline(baseline: Mapping[str, BaselineEntry]) -> bytes:
    builds = {
        name: {
            "bytes": entry.bytes,
            "files": entry.files,
            "parts": dict(sorted(entry.parts.items())),
        }
        for name, entry in sorted(baseline.items())
    }
    document = {"schema_version": _VERSION, "builds": builds}
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


_HUNDREDTH = 100
_WORTH_NAMING = 5
"""A path is named when it is behind one in so many bytes of the growth."""

_MOST_GROWN = 3


def large_parts(parts: Mapping[str, int]) -> dict[str, int]:
    """Those worth remembering: a hundredth of the whole, which is the largest of them."""
    whole = max(parts.values(), default=0)
    return {path: size for path, size in parts.items() if path and size * _HUNDREDTH >= whole}


def grown(entry: BaselineEntry, parts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The paths that grew most, the lowest that say it, and by how many bytes at the least.

    Nothing where the baseline was written without its parts.
    """
    if not entry.parts:
        return []
    # What was not remembered may have had up to a hundredth.
    unknown = max(entry.bytes // _HUNDREDTH, 0)
    more = {
        path: size - entry.parts.get(path, unknown)
        for path, size in parts.items()
        if path and size > entry.parts.get(path, unknown)
    }
    worth = {path: by for path, by in more.items() if by * _WORTH_NAMING >= max(more.values())}
    lowest = {
        path: by
        for path, by in worth.items()
        if not any(each.startswith(f"{path}/") for each in worth)
    }
    ranked = sorted(lowest.items(), key=lambda row: (-row[1], row[0]))
    return ranked[:_MOST_GROWN]


def build_name(context: str, dockerfile: str, target: str | None, measure: str) -> str:
    """The key of a build; paths are relative to the baseline's directory."""
    stage = f" --target {target}" if target else ""
    return f"{context} -f {dockerfile}{stage} ({measure})"
