"""The tables that lie beside this module."""

from __future__ import annotations

from typing import Any, cast

_HERE = __file__.rpartition("table")[0]


def read_text(name: str) -> str:
    """As ``importlib.resources`` reads it, whose import takes longer than any of the tables."""
    data: bytes = cast("Any", globals()["__loader__"]).get_data(_HERE + name)
    return data.decode()


def read_rows(name: str, key: str) -> list[dict[str, Any]]:
    """The rows of a table, as ``tomllib`` has them, which takes ten times as long.

    The tables are TOML whose values are JSON, one a line or, as a list, with a line a bracket.
    """
    import json  # noqa: PLC0415 - for those alone who want the whole table: every report wants a few names of it

    _, *rows = read_text(name).split(f"\n[[{key}]]\n")
    return cast("list[dict[str, Any]]", json.loads(f"[{','.join(map(_as_json, rows))}]"))


def _as_json(row: str) -> str:
    members: list[str] = []
    for line in row.splitlines():
        name, equals, value = line.partition(" = ")
        if line.startswith("]"):
            members[-1] = members[-1].removesuffix(",") + line  # TOML lets a list end in a comma
        elif line.startswith(" "):
            members[-1] += line
        elif equals and not line.startswith("#"):
            members.append(f'"{name}": {value}')
    return f"{{{','.join(members)}}}"
