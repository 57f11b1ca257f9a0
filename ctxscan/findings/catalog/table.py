"""The tables that lie beside this module."""

from __future__ import annotations

from typing import Any, cast

_HERE = __file__.rpartition("table")[0]


def read_text(name: str) -> str:
    """As ``importlib.resources`` reads it, whose import takes longer than any of the tables."""
    data: bytes = cast("Any", globals()["__loader__"]).get_data(_HERE + name)
    return data.decode()


def read_rows(name: str, key: str) -> list[dict[str, Any]]:
    import tomllib  # noqa: PLC0415 - for those alone who want the whole table

    return cast("list[dict[str, Any]]", tomllib.loads(read_text(name))[key])
