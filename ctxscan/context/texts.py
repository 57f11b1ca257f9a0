"""Texts of files in a context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.below import read_below
from ctxscan.context.links.inside import resolve_inside
from ctxscan.context.reading import LARGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOKED_AT = 4096
"""Bytes at the beginning in which a file that is no text has a zero."""


def read_texts(root: str, paths: Iterable[str], *, follow: bool = True) -> dict[str, str]:
    """The files at *paths* below *root* that can be read and are texts; links stay inside it.

    Not *follow*: nor are those read that a link leads to.
    """
    texts: dict[str, str] = {}
    for path in paths:
        try:
            there = resolve_inside(root, path) or "" if follow else path
            data = read_below(root, there, LARGEST_TEXT)
        except OSError:
            continue
        if b"\0" not in data[:_LOOKED_AT]:
            texts[path] = data.decode("utf-8", "surrogateescape")
    return texts
