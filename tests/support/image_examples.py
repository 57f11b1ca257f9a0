"""The small images on the pages of codes: an archive of a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.images.images import Item, docker_archive, file, gone, tar_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def image_of(lines: Iterable[str]) -> bytes:
    """``COPY . /`` begins a layer, ``a 9`` is a file of nine bytes, ``a gone`` the end of one."""
    layers: list[list[Item]] = []
    history: list[dict[str, Any]] = []
    for line in lines:
        path, _, what = line.rpartition(" ")
        if line.split(" ")[0].isupper():
            history.append({"created_by": line})
            layers.append([])
        else:
            layers[-1].append(gone(path) if what == "gone" else file(path, int(what)))
    return docker_archive([tar_of(each) for each in layers], history=history)
