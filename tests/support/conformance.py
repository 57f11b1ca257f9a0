"""The recorded behaviour of real builders (tests/data/conformance), both formats as one."""

from __future__ import annotations

import base64
import json
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import trees

DATA = Path(__file__).parents[1] / "data" / "conformance"

COPY_ALL = "FROM scratch\nCOPY . /\n"
"""The Dockerfile for which BuildKit sends all that is eligible."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one builder did. With an error nothing was sent, and there are no figures."""

    error: str | None
    requested: bool
    """False where BuildKit never asked for the context."""

    bytes: int | None
    printed: str | None
    """The figure that the classic client printed."""

    paths: tuple[str, ...]
    """Without trailing slashes, sorted by their bytes: the data does not keep the order."""

    entries: tuple[tuple[str, str, int], ...] | None
    """Path, type and size, in any order; the curated cases record paths alone."""

    emptied: frozenset[str]
    """Files that arrive with no content; recorded by the curated cases alone."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    dockerfile: str
    args: tuple[str, ...]
    classic: Expected
    buildkit: Expected
    record: dict[str, Any]
    """As it stands in the file."""

    def plant(self, root: Path) -> Path:
        """Make the context that was recorded."""
        return plant(self.record, root)


@cache
def cases() -> tuple[Case, ...]:
    """All 458: the random ones first."""
    found = []
    for name in ("cases.json", "curated.json"):
        records = json.loads((DATA / name).read_text(encoding="utf-8"))
        found += [_case(record) for record in records]
    return tuple(found)


def _case(record: dict[str, Any]) -> Case:
    return Case(
        id=record["id"],
        title=record.get("title", ""),
        dockerfile=record["dockerfile"],
        args=tuple(record["args"]),
        classic=_expected(record["classic"]),
        buildkit=_expected(record["buildkit"]),
        record=record,
    )


def _expected(record: dict[str, Any]) -> Expected:
    rows: list[Any] | None = record.get("entries", record.get("transferred"))
    entries = None
    if rows and isinstance(rows[0], list):
        entries = tuple((path, kind, size) for path, kind, size in rows)
    paths = [entry[0] for entry in entries] if entries else rows or []
    return Expected(
        error=record.get("error"),
        requested="error" not in record and rows is not None,
        bytes=record.get("bytes"),
        printed=record.get("printed"),
        paths=tuple(sorted((path.removesuffix("/") for path in paths), key=str.encode)),
        entries=entries,
        emptied=frozenset(record.get("emptied", ())),
    )


def plant(record: dict[str, Any], root: Path) -> Path:
    """Make the context of a record of either file."""
    root.mkdir(parents=True, exist_ok=True)
    trees.make_file(root / "Dockerfile", record["dockerfile"])
    if isinstance(record["tree"], list):
        for path, kind, value in record["tree"]:
            _plant_entry(root, path, kind, value)
        if record["ignore"] is not None:
            trees.make_file(root / record["ignore_name"], record["ignore"])
    else:
        for path, value in {**record["tree"], ".dockerignore": record["dockerignore"]}.items():
            _plant_value(root, path, value)
    return trees.settle(root)


def _plant_entry(root: Path, path: str, kind: str, value: Any) -> None:
    match kind:
        case "f":
            trees.make_file(root / path, "x" * value)
        case "d":
            (root / path).mkdir(parents=True, exist_ok=True)
        case "l":
            trees.make_link(root / path, value)
        case "h":
            trees.make_hard_link(root / path, root / value)
        case "p":
            trees.make_node(root / path, stat.S_IFIFO)
        case _:
            raise ValueError(kind)


def _plant_value(root: Path, path: str, value: Any) -> None:
    match value:
        case None | "DIR":  # "DIR" is the ignore file of A17, whose directory the tree implies
            pass
        case int():
            (root / path).mkdir(parents=True, exist_ok=True)
        case str():
            trees.make_file(root / path, value)
        case {"b64": encoded}:
            trees.make_file(root / path, base64.b64decode(encoded))
        case ["ln", target]:
            trees.make_link(root / path, target)
        case ["hl", other]:
            trees.make_hard_link(root / path, root / other)
        case ["fifo"]:
            trees.make_node(root / path, stat.S_IFIFO)
        case ["sock"]:
            trees.make_node(root / path, stat.S_IFSOCK)
        case _:
            raise ValueError(value)
