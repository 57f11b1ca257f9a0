"""Rules for the tests of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.ignore.file import parse_ignore_file

if TYPE_CHECKING:
    from ctxscan.ignore.file import Rule


def rules(text: str) -> tuple[Rule, ...]:
    data = text.encode("utf-8", "surrogateescape")
    return parse_ignore_file(data, ".dockerignore").rules
