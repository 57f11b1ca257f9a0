"""The build that a saved image is compared with, and what of its context is in the layers."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ctxscan.api.in_image import in_image
from ctxscan.context.contents import FilesOnDisk
from ctxscan.errors import ContextError, DockerfileError, Place
from ctxscan.findings.image.trace import trace
from ctxscan.findings.listing import list_sent
from ctxscan.images.alignment import chain_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.findings.image.trace import Traced
    from ctxscan.images.alignment import Chained
    from ctxscan.images.picture import Picture
    from ctxscan.inspection import Inspection


def built_of(context: str, build: BuildArguments) -> Built:
    """Raises CtxscanError."""
    found = in_image(context, **build)
    if found.inspection is None:
        failure = found.outcome.failures[0]
        raise DockerfileError(failure.message, place=Place(found.dockerfile, failure.line))
    rows = {row.path: row for row in found.outcome.in_image()}
    return Built(found.inspection, rows, dict(_each_sent(found.inspection)))


class Built(NamedTuple):
    """A build on the model."""

    inspection: Inspection
    rows: Mapping[str, InImage]
    """What the model puts into the image, by path."""

    files: Mapping[str, File]
    """That it sends, by path; those of named contexts as ``name:path``."""

    @property
    def sizes(self) -> frozenset[int]:
        return frozenset(each.size for each in self.files.values())

    @property
    def steps(self) -> Sequence[Chained] | None:
        plan = self.inspection.plan
        return chain_of(plan) if plan is not None else None

    def traced(self, picture: Picture) -> Traced:
        sizes = {path: each.size for path, each in self.files.items()}
        return trace(picture, sizes, lambda path: self.files[path].digest(), self.rows)


class File(NamedTuple):
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


def _each_sent(inspection: Inspection) -> Iterator[tuple[str, File]]:
    """By path; those of named contexts as ``name:path``."""
    root = inspection.location.root
    for each in list_sent(inspection, lambda _: None).without_directories().sent:
        if not each.injected:
            yield each.path, File(root, each.path, each.size)
    syncs = inspection.plan.context_syncs if inspection.plan is not None else ()
    for sync, transfer in zip(syncs, inspection.named, strict=False):
        for each in transfer.stream().sent():
            yield f"{sync.name}:{each.path}", File(transfer.root, each.path, each.size)
