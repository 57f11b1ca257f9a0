"""The short form of a volume, ``source:target:mode``.

Source: compose-go, format/volume.go:ParseVolume.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Path, Tree

_TOO_SHORT_TO_SPLIT = 2
_MOST_FIELDS = 3


def parse_volume(spec: str, path: Path) -> Tree:
    """``type``, ``source`` where there is one, and ``target``."""
    if not spec:
        raise ComposeError("an empty volume", "schema", path)
    if len(spec.encode("utf-8", "surrogateescape")) <= _TOO_SHORT_TO_SPLIT:
        return {"type": "volume", "target": spec}
    fields = _fields(spec)
    if "" in fields:
        raise ComposeError(f"volume {spec!r} has an empty section between colons", "schema", path)
    if len(fields) > _MOST_FIELDS:
        raise ComposeError(f"volume {spec!r} has too many colons", "schema", path)
    if len(fields) == 1:
        return {"type": "volume", "target": fields[0]}
    kind = "bind" if _is_file_path(fields[0]) else "volume"
    return {"type": kind, "source": fields[0], "target": fields[1]}


def _fields(spec: str) -> list[str]:
    """Split at colons, but for those of a Windows drive and inside ``${...}``."""
    fields: list[str] = [""]
    depth = 0
    for index, char in enumerate(spec):
        if spec.startswith("${", index):
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif char == ":" and not depth and not _is_drive(fields[-1]):
            fields.append("")
            continue
        fields[-1] += char
    return fields


def _is_drive(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def _is_file_path(source: str) -> bool:
    return source[0] in "./~" or source.startswith("\\\\") or source[1:2] == ":"
