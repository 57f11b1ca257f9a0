"""The cases of builds.json, laid out on the disk as they were recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parents[1] / "data" / "conformance" / "builds.json"


class Case(NamedTuple):
    id: str
    fact: str
    record: dict[str, Any]


class LaidOut(NamedTuple):
    root: str
    cwd: str
    args: list[str]
    environment: dict[str, str]
    want: dict[str, Any]
    """With the root's path for ``$ROOT``, cleaned."""


def cases(tool: str, data: Path = DATA) -> list[Case]:
    records = json.loads(data.read_text(encoding="utf-8"))
    return [Case(each["id"], each["fact"], each) for each in records if each["tool"] == tool]


def lay_out(case: Case, directory: Path) -> LaidOut:
    root = directory / "project"
    record = case.record
    root.mkdir()
    for path, text in record["files"].items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    for path in record.get("dirs", ()):
        (root / path).mkdir(parents=True, exist_ok=True)
    for path, target in record.get("links", {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)
    cwd = root / record.get("cwd", ".")
    cwd.mkdir(parents=True, exist_ok=True)
    environment = {**record["env"], "HOME": "/home/u", "PWD": str(cwd), "PATH": "/usr/bin:/bin"}
    return LaidOut(
        str(root),
        str(cwd),
        [_rooted(each, root) for each in record["args"]],
        {name: _rooted(value, root) for name, value in environment.items()},
        _rooted_all(record["want"], root),
    )


def _rooted(text: str, root: Path) -> str:
    return text.replace("$ROOT/..", str(root.parent)).replace("$ROOT", str(root))


def _rooted_all(value: Any, root: Path) -> Any:
    if isinstance(value, str):
        return _rooted(value, root)
    if isinstance(value, list):
        return [_rooted_all(each, root) for each in value]
    if isinstance(value, dict):
        return {key: _rooted_all(each, root) for key, each in value.items()}
    return value
