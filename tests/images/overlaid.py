"""A slow, literal model of layers on top of one another: paths in a dict, and nothing else.

It is written from image-spec, layer.md, and goes through the entries in their order, as engines do
(containerd, applyNaive); a whiteout hides what the layers below left, and nothing of its own layer.
A content is known by a number; a path leads to one.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.images.images import Item

_DIRECTORY = -1


def wasted(layers: Sequence[Sequence[Item]]) -> list[tuple[int, str, int]]:
    """The layer, the first path and the size of each content that no path leads to."""
    contents: list[tuple[int, str, int]] = []
    leads: dict[str, int] = {}
    written: dict[str, int] = {}
    """The layer that wrote a path last."""
    for number, items in enumerate(layers):
        for item in items:
            if ".wh." in item.name:
                for path in [each for each in leads if is_hidden(each, item.name)]:
                    if written[path] < number:
                        del leads[path]
            else:
                put(leads, contents, number, item)
                written |= {path: number for path in leads if is_at_or_above(path, item.name)}
    left = set(leads.values())
    found = [each for key, each in enumerate(contents) if key not in left and each[2]]
    return sorted(found)


def is_at_or_above(path: str, name: str) -> bool:
    return f"{name}/".startswith(f"{path}/")


def is_hidden(path: str, whiteout: str) -> bool:
    above, slash, last = whiteout.rpartition("/")
    if last == ".wh..wh..opq":
        return path.startswith(f"{above}/")
    hidden = above + slash + last.removeprefix(".wh.")
    return is_at_or_above(hidden, path)


def put(
    leads: dict[str, int], contents: list[tuple[int, str, int]], number: int, item: Item
) -> None:
    name = item.name
    parts = name.split("/")
    for count in range(1, len(parts)):
        above = "/".join(parts[:count])
        if leads.get(above) != _DIRECTORY:
            leads[above] = _DIRECTORY
    if item.type == tarfile.DIRTYPE:
        leads[name] = _DIRECTORY
        return
    target = leads.get(item.link) if item.type == tarfile.LNKTYPE else None
    if item.type == tarfile.LNKTYPE and target in (None, _DIRECTORY):
        target = None
    if target is not None and leads.get(name) == target:
        return
    for path in [each for each in leads if each.startswith(f"{name}/")]:
        del leads[path]
    if target is not None:
        leads[name] = target
        return
    contents.append((number, name, len(item.content)))
    leads[name] = len(contents) - 1
