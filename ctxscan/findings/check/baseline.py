"""The sizes that a project has agreed to: a small JSON file, kept in its repository."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.errors import Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = 1


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    bytes: int
    files: int


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
                hint="write it anew with --update-baseline",
            )
        return {
            name: BaselineEntry(int(row["bytes"]), int(row["files"]))
            for name, row in document["builds"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise UsageError(
            "not a baseline", place=Place(shown), hint="write it anew with --update-baseline"
        ) from None


def dump_baseline(baseline: Mapping[str, BaselineEntry]) -> bytes:
    builds = {
        name: {"bytes": entry.bytes, "files": entry.files}
        for name, entry in sorted(baseline.items())
    }
    document = {"schema_version": _VERSION, "builds": builds}
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def build_name(context: str, dockerfile: str, target: str | None, measure: str) -> str:
    """The key of a build; paths are relative to the baseline's directory."""
    stage = f" --target {target}" if target else ""
    return f"{context} -f {dockerfile}{stage} ({measure})"
