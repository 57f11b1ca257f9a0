"""A saved image: its layers, the lines that wrote them, what of them is wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context.image_files import FileStream, files_of, is_directory, open_archive
from ctxscan.context.machine import linux_platform
from ctxscan.dockerfile.parser import parse
from ctxscan.errors import CtxscanError, ImageError, Place
from ctxscan.image.archive import Reader, read_archive
from ctxscan.image.layers import NOTHING
from ctxscan.image.limits import LIMITS
from ctxscan.image.manifest import choose, images
from ctxscan.image.picture import origins_of, picture_of
from ctxscan.image.provenance import provenance_of
from ctxscan.image.stream import Window

if TYPE_CHECKING:
    from ctxscan.image.archive import Archive
    from ctxscan.image.layers import Watch
    from ctxscan.image.limits import Limits
    from ctxscan.image.picture import Picture


class Imaged(NamedTuple):
    archive: str
    """As it was given."""

    picture: Picture


def image(archive: str, *, name: str | None = None, platform: str | None = None) -> Imaged:
    """Read a saved image once, and unpack nothing.

    *archive*: a file, a directory, or ``-`` for stdin: what ``docker save`` writes, or an image
    layout. *name*, *platform*: which image is meant where it holds several. Raises CtxscanError.
    """
    try:
        found = archive_at(archive, NOTHING, LIMITS)
        chosen = choose(images(found, LIMITS), name, platform, linux_platform())
        origins = origins_of(chosen, provenance_of(found, chosen, parse), None)
        return Imaged(archive, picture_of(found, chosen, origins))
    except ImageError as error:
        raise _placed(error, archive) from None


def archive_at(path: str, watch: Watch, limits: Limits) -> Archive:
    """Raises ImageError, and UsageError for what cannot be opened."""
    if path != "-" and is_directory(path):
        return _layout_at(path, watch, limits)
    with open_archive(path) as file:
        stream = FileStream(file)
        found = read_archive(stream, watch, limits)
        stream.drain()
        return found


def _layout_at(path: str, watch: Watch, limits: Limits) -> Archive:
    reader = Reader(watch, limits)
    for name, each in files_of(path):
        with open_archive(each) as file:
            stream = FileStream(file)
            reader.add(name, Window(stream, stream.size, name))
    return reader.found


def _placed(error: ImageError, archive: str) -> CtxscanError:
    place = Place("stdin" if archive == "-" else archive)
    return ImageError(error.message, place=place, hint=error.hint)
