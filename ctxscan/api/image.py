"""A saved image: its layers, the lines that wrote them, what of them is wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.context.image_files import FileStream, files_of, is_directory, open_archive
from ctxscan.context.machine import linux_platform
from ctxscan.errors import ImageError, Place, UsageError
from ctxscan.findings.image.secrets import SecretNames, secrets
from ctxscan.images.archive import Reader, read_archive
from ctxscan.images.compare import compare
from ctxscan.images.layers import NOTHING, Watch
from ctxscan.images.limits import LIMITS
from ctxscan.images.manifest import choose, images
from ctxscan.images.picture import origins_of, picture_of
from ctxscan.images.provenance import provenance_of
from ctxscan.images.stream import Cursor, Window
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.image_context import Built
    from ctxscan.dockerfile.model import Dockerfile
    from ctxscan.findings.image.secrets import LayerSecret
    from ctxscan.findings.image.trace import Traced
    from ctxscan.images.alignment import Chained
    from ctxscan.images.archive import Archive
    from ctxscan.images.compare import Compared
    from ctxscan.images.limits import Limits
    from ctxscan.images.picture import Picture
    from ctxscan.inspection import Inspection

_OF_A_BUILD = {
    "file": "--file",
    "target": "--target",
    "build_args": "--build-arg",
    "build_contexts": "--build-context",
    "ignore_file": "--ignorefile",
}


class Imaged(NamedTuple):
    archive: str
    """As it was given."""

    picture: Picture
    secrets: tuple[LayerSecret, ...]
    inspection: Inspection | None = None
    """The build that it is compared with."""

    traced: Traced | None = None
    """What of its context is in the layers."""

    against: str | None = None
    """The archive of the image of before, as it was given."""

    compared: Compared | None = None


def image(
    archive: str,
    *,
    name: str | None = None,
    context: str | None = None,
    against: str | None = None,
    **build: Unpack[BuildArguments],
) -> Imaged:
    """Read a saved image once, and unpack nothing.

    *archive*: a file, a directory, or ``-`` for stdin: what ``docker save`` writes, or an image
    layout. *name*: which image is meant where it holds several, as ``platforms`` of *build* does.
    *context*: where it was built, with the rest of *build*: files are traced to it, and layers to
    lines. *against*: the archive of another image, of before. Raises CtxscanError.
    """
    if [archive, against, build.get("file")].count("-") > 1:
        raise UsageError("only one of archives and Dockerfile can come on stdin")
    built = _built(context, build)
    names = SecretNames()
    watch = Watch(built.sizes if built is not None else frozenset(), names)
    platform = next(iter(build.get("platforms", ())), None)
    asked = _Asked(name, platform, built.steps if built is not None else None)
    picture = asked.picture(archive, watch)
    traced = built.traced(picture) if built is not None else None
    compared = None
    if against is not None:
        before = _Asked(None, platform, None).picture(against, NOTHING)
        compared = compare(before, picture)
    return Imaged(
        archive,
        picture,
        secrets(picture, traced, names),
        built.inspection if built is not None else None,
        traced,
        against,
        compared,
    )


def _built(context: str | None, build: BuildArguments) -> Built | None:
    """Raises UsageError for what says something of a build where none is given."""
    if context is not None:
        from ctxscan.api.image_context import built_of  # noqa: PLC0415 - to inspect a context takes a third of what is imported

        return built_of(context, build)
    for key, option in _OF_A_BUILD.items():
        if build.get(key):
            raise UsageError(f"{option} is about a build", hint="name its directory with --context")
    return None


class _Asked(NamedTuple):
    """Which image of an archive, and what is known of it."""

    name: str | None
    platform: str | None
    steps: Sequence[Chained] | None

    def picture(self, archive: str, watch: Watch) -> Picture:
        """Raises CtxscanError."""
        try:
            found = archive_at(archive, watch, LIMITS)
            chosen = choose(images(found, LIMITS), self.name, self.platform, linux_platform())
            origins = origins_of(chosen, provenance_of(found, chosen, _parsed), self.steps)
            return picture_of(found, chosen, origins)
        except ImageError as error:
            place = Place("stdin" if archive == "-" else archive)
            raise ImageError(error.message, place=place, hint=error.hint) from None


def _parsed(text: str, name: str) -> Dockerfile:
    from ctxscan.dockerfile.parser import parse  # noqa: PLC0415 - few archives have a Dockerfile in them

    return parse(text, name)


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
            reader.add(name, Window(Cursor(stream), stream.size, name))
    return reader.found
