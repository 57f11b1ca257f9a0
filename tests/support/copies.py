"""What real builders did with copy steps (tests/data/conformance/copies.json), and the same for us.

The format is in the README beside the data.
"""

from __future__ import annotations

import base64
import json
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ctxscan.errors import DockerfileError
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.steps import outcome_of
from tests.support import trees

if TYPE_CHECKING:
    from ctxscan.builders import BuilderName
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.inspection import Inspection

Engine = Literal["buildkit", "classic", "buildah"]
ENGINES: dict[Engine, BuilderName] = {
    "buildkit": "buildkit",
    "classic": "classic",
    "buildah": "podman",
}
DATA = Path(__file__).parents[1] / "data" / "conformance" / "copies.json"

Row = tuple[Any, ...]
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CopyCase:
    id: str
    fact: str
    record: dict[str, Any]

    def answer(self, engine: Engine) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.record.get(engine)
        return found


@cache
def copy_cases() -> tuple[CopyCase, ...]:
    records = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(CopyCase(each["id"], each.get("fact", ""), each) for each in records)


def our_answer(case: CopyCase, engine: Engine, folder: Path) -> dict[str, Any]:
    """In the form of the data: image, or lines and kinds of the failures."""
    try:
        found = outcome(case, engine, folder)
    except DockerfileError as error:
        line = error.place.line if error.place else None
        return {"ok": False, "failures": [(line, error.kind)]}
    if not found.builds:
        return {"ok": False, "failures": [(each.line, each.kind) for each in found.failures]}
    return {
        "ok": True,
        "image": {row[0]: row for row in map(row_of, found.in_image())},
        "uncertain": {each.path[1:] for each in found.in_image() if not each.certain},
    }


def outcome(case: CopyCase, engine: Engine, folder: Path) -> Outcome:
    return outcome_of(inspection(case, engine, folder))


def inspection(case: CopyCase, engine: Engine, folder: Path) -> Inspection:
    record = case.record
    root = folder / "context"
    plant(root, {**record["tree"], **written(record)})
    named = []
    for name, context in (record.get("contexts") or {}).items():
        plant(folder / name, {**context["tree"], **written(context)})
        named.append((name, str(folder / name)))
    args = dict(zip(record["args"][::2], record["args"][1::2], strict=True))
    target = args.pop("--target", None)
    assert not args
    options = BuildOptions(
        BuildFiles(str(root)), ENGINES[engine], target, build_contexts=tuple(named)
    )
    return inspect(options)


def written(record: dict[str, Any]) -> Tree:
    files = {"Dockerfile": record.get("dockerfile"), ".dockerignore": record["ignore"]}
    return {name: text for name, text in files.items() if text is not None}


def plant(root: Path, tree: Tree) -> None:
    root.mkdir(parents=True)
    links = {path: value[1] for path, value in tree.items() if _is_hard_link(value)}
    for path in tree.keys() - links.keys():
        plant_one(root / path, tree[path])
    for path, first in links.items():
        trees.make_hard_link(root / path, root / first)


def plant_one(path: Path, value: Any) -> None:
    match value:
        case str():
            trees.make_file(path, value)
        case {"b64": data}:
            trees.make_file(path, base64.b64decode(data))
        case 1:
            path.mkdir(parents=True, exist_ok=True)
        case ["ln", target]:
            trees.make_link(path, target)
        case ["fifo"]:
            trees.make_node(path, stat.S_IFIFO)
        case ["busybox"]:
            trees.make_file(path, b"busybox")
        case _:
            raise ValueError(value)


def row_of(each: InImage) -> Row:
    path = each.path[1:]
    if each.type == "symlink":
        return path, each.type, each.size, each.target
    if each.type in ("file", "hardlink"):
        return path, each.type, each.size, each.origin
    return path, each.type, each.size


def recorded_rows(image: list[list[Any]]) -> dict[str, Row]:
    return {row[0]: tuple(row) for row in image}


def same_file(case: CopyCase) -> dict[str, str]:
    """Name of a hard link -> the name that the data calls the file by. A disk knows no first."""
    found = same_names(case.record["tree"])
    for name, context in (case.record.get("contexts") or {}).items():
        found |= same_names(context["tree"], f"{name}:")
    return found


def same_names(tree: Tree, prefix: str = "") -> dict[str, str]:
    """Likewise, of one tree."""
    links = {path: value[1] for path, value in tree.items() if _is_hard_link(value)}
    return {prefix + path: prefix + _first(links, path) for path in links}


def _is_hard_link(value: Any) -> bool:
    return isinstance(value, list) and value[0] == "hl"


def _first(links: dict[str, str], path: str) -> str:
    while path in links:
        path = links[path]
    return path
