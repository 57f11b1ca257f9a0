"""An archive of images, read once: its layers and documents, by the names they have in it.

What comes first may be the layers or what names them: of each layer the entries are kept, and of
each document the text.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.errors import ImageError
from ctxscan.images.header import BLOCK, is_header
from ctxscan.images.layers import Budget, read_layer
from ctxscan.images.stream import MAGIC_BYTES, Cursor, Unpacked, compression_of
from ctxscan.images.tar import Tar
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.images.layers import Layer, Watch
    from ctxscan.images.limits import Limits
    from ctxscan.images.stream import Source, Window

_NO_IMAGE = "docker save -o app.tar NAME writes one; docker export leaves the layers out"


class Archive(NamedTuple):
    """What was in it."""

    documents: dict[str, bytes]
    layers: dict[str, Layer]
    broken: dict[str, ImageError]
    """What looked like a layer, and why it is none."""

    links: dict[str, str]
    """A name that stands for another one."""

    def name_of(self, name: str) -> str:
        """Links followed."""
        name = posixpath.normpath(name)
        for _ in range(len(self.links)):
            if name not in self.links:
                break
            name = self.links[name]
        return name

    def layer(self, name: str) -> Layer:
        """Raises ImageError where it is not there, or no layer."""
        found = self.name_of(name)
        if found in self.broken:
            raise self.broken[found]
        if found not in self.layers:
            raise ImageError(
                f"the layer {name} is not in it", hint="save the image with all its layers"
            )
        return self.layers[found]


class Reader:
    """Takes the parts of an archive, one by one."""

    def __init__(self, watch: Watch, limits: Limits) -> None:
        self._watch, self._limits = watch, limits
        self._budget = Budget(limits)
        self._parts = self._held = 0
        self.found = Archive({}, {}, {}, {})

    def add(self, name: str, part: Window) -> None:
        """Raises ImageError where there is too much of it."""
        name = posixpath.normpath(name)
        self._count()
        begins = part.peek(BLOCK)
        if begins.lstrip()[:1] in (b"{", b"["):
            self._add_document(name, part)
        elif compression_of(begins[:MAGIC_BYTES]) or _is_tar(begins):
            self._add_layer(name, part)

    def add_link(self, name: str, target: str) -> None:
        self._count()
        self.found.links[posixpath.normpath(name)] = posixpath.normpath(target)

    def _count(self) -> None:
        self._parts += 1
        if self._parts > self._limits.parts:
            raise ImageError(
                f"it has more than {self._limits.parts:,} files of its own: no saved image",
                hint=_NO_IMAGE,
            )

    def _add_document(self, name: str, part: Window) -> None:
        if part.left > self._limits.document:
            return
        self.found.documents[name] = text = part.read(part.left)
        self._held += len(text)
        if self._held > self._limits.documents:
            raise ImageError(
                f"its documents are larger than {self._limits.documents:,} bytes: no saved image",
                hint=_NO_IMAGE,
            )

    def _add_layer(self, name: str, part: Window) -> None:
        try:
            self.found.layers[name] = read_layer(
                part, posixpath.basename(name), self._watch, self._budget, self._limits
            )
        except ImageError as error:
            # Nobody minds, unless the image needs it.
            self.found.broken[name] = error


def read_archive(source: Source, watch: Watch, limits: Limits) -> Archive:
    """Raises ImageError for what is no archive, or ends too early."""
    cursor = Cursor(source)
    begins = cursor.peek(BLOCK)
    if not begins:
        raise ImageError("it is empty", hint="docker save may have failed: what does it say?")
    compression = compression_of(begins[:MAGIC_BYTES])
    if compression:
        cursor = Cursor(Unpacked(cursor, compression, "it", limits))
        begins = cursor.peek(BLOCK)
    if not _is_tar(begins) or not begins.strip(b"\0"):
        raise ImageError("it is no archive of an image", hint=_NO_IMAGE)
    reader, tar = Reader(watch, limits), Tar(cursor, "it", limits)
    while (header := tar.next()) is not None:
        if header.kind == "file":
            reader.add(header.name, tar.open())
        elif header.kind == "symlink":
            above = posixpath.dirname(header.name)
            reader.add_link(header.name, posixpath.join(above, header.link))
        elif header.kind == "hardlink":
            reader.add_link(header.name, header.link)
    return reader.found


def _is_tar(begins: bytes) -> bool:
    """Also one without members."""
    return len(begins) == BLOCK and (not begins.strip(b"\0") or is_header(begins))
