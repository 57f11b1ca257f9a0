"""A saved image: its layers, the lines that wrote them, what of them is wasted."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.in_image import in_image
from ctxscan.context.contents import FilesOnDisk
from ctxscan.context.image_files import FileStream, files_of, is_directory, open_archive
from ctxscan.context.machine import linux_platform
from ctxscan.dockerfile.parser import parse
from ctxscan.errors import ContextError, DockerfileError, ImageError, Place, UsageError
from ctxscan.findings.image.secrets import SecretNames, secrets
from ctxscan.findings.image.trace import trace
from ctxscan.findings.listing import list_sent
from ctxscan.images.alignment import chain_of
from ctxscan.images.archive import Reader, read_archive
from ctxscan.images.compare import compare
from ctxscan.images.layers import NOTHING, Watch
from ctxscan.images.limits import LIMITS
from ctxscan.images.manifest import choose, images
from ctxscan.images.picture import origins_of, picture_of
from ctxscan.images.provenance import provenance_of
from ctxscan.images.stream import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.builders.stages.outcome import InImage
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
    files = dict(_each_sent(built.inspection)) if built is not None else {}
    names = SecretNames()
    watch = Watch(frozenset(each.size for each in files.values()), names)
    platform = next(iter(build.get("platforms", ())), None)
    plan = built.inspection.plan if built is not None else None
    asked = _Asked(name, platform, chain_of(plan) if plan is not None else None)
    picture = asked.picture(archive, watch)
    traced = _traced(picture, files, built) if built is not None else None
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
            origins = origins_of(chosen, provenance_of(found, chosen, parse), self.steps)
            return picture_of(found, chosen, origins)
        except ImageError as error:
            place = Place("stdin" if archive == "-" else archive)
            raise ImageError(error.message, place=place, hint=error.hint) from None


class _Built(NamedTuple):
    """The build that an image is compared with, on the model."""

    inspection: Inspection
    rows: Mapping[str, InImage]
    """What the model puts into the image, by path."""


def _built(context: str | None, build: BuildArguments) -> _Built | None:
    """Raises UsageError for what says something of a build where none is given."""
    if context is not None:
        found = in_image(context, **build)
        if found.inspection is None:
            failure = found.outcome.failures[0]
            raise DockerfileError(failure.message, place=Place(found.dockerfile, failure.line))
        return _Built(found.inspection, {row.path: row for row in found.outcome.in_image()})
    for key, option in _OF_A_BUILD.items():
        if build.get(key):
            raise UsageError(f"{option} is about a build", hint="name its directory with --context")
    return None


class _File(NamedTuple):
    """One that the build sends."""

    root: str
    path: str
    size: int

    def digest(self) -> str | None:
        """``None`` where it cannot be read."""
        sums = sha256()
        try:
            for chunk in FilesOnDisk(self.root).chunks(self.path):
                sums.update(chunk)
        except ContextError:
            return None
        return sums.hexdigest()


def _each_sent(inspection: Inspection) -> Iterator[tuple[str, _File]]:
    """By path; those of named contexts as ``name:path``."""
    root = inspection.location.root
    for each in list_sent(inspection, lambda _: None).without_directories().sent:
        if not each.injected:
            yield each.path, _File(root, each.path, each.size)
    syncs = inspection.plan.context_syncs if inspection.plan is not None else ()
    for sync, transfer in zip(syncs, inspection.named, strict=False):
        for each in transfer.stream().sent():
            yield f"{sync.name}:{each.path}", _File(transfer.root, each.path, each.size)


def _traced(picture: Picture, files: Mapping[str, _File], built: _Built) -> Traced:
    sizes = {path: each.size for path, each in files.items()}
    return trace(picture, sizes, lambda path: files[path].digest(), built.rows)


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
