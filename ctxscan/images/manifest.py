"""The documents of an archive -> the images in it, and the one that is meant.

Sources: image-spec, image-index.md, manifest.md, image-layout.md; moby,
image/tarexport/tarexport.go (manifestItem); containers/image, directory/directory_dest.go;
BuildKit, exporter/containerimage/exptypes (attestation manifests).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.errors import ImageError
from ctxscan.images.documents import read_document, table, tables, text, texts
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.images.archive import Archive
    from ctxscan.images.documents import Document
    from ctxscan.images.limits import Limits

_NAME_KEYS = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_ATTESTATION = "vnd.docker.reference.type"
_SUBJECT = "vnd.docker.reference.digest"


class Image(NamedTuple):
    """One image of an archive."""

    names: tuple[str, ...]
    platform: str
    """Such as ``linux/amd64``; empty where nothing says it."""

    form: str
    """``docker`` or ``oci``: what named its layers."""

    config: Document
    layers: tuple[str, ...]
    """By their names in the archive, the lowest first."""

    digests: tuple[str, ...]
    """Of the layers as they lie in the archive; empty where the form has none."""

    attestations: tuple[str, ...] = ()
    """Documents about it, by their names in the archive."""

    @property
    def diff_ids(self) -> tuple[str, ...]:
        """Digests of the layers without compression: the same in all forms of an image."""
        return tuple(texts(table(self.config, "rootfs").get("diff_ids")))


def images(archive: Archive, limits: Limits) -> tuple[Image, ...]:
    """All of them, but for those whose manifest is not there. Raises ImageError for none."""
    found = list(_Index(archive, limits).images())
    tags = read_document(archive.documents, "manifest.json")
    if isinstance(tags, list):
        named = list(_docker(archive, tags))
        found = _with_names(found, named) if found else named
    elif not found and table(tags, "config"):
        found = [_of_manifest(archive, table(tags), "", ())]
    if not found:
        raise ImageError(
            "it holds no image: neither index.json nor manifest.json names one",
            hint="docker save -o app.tar NAME writes one; docker export leaves the layers out",
        )
    return tuple(found)


def choose(found: Sequence[Image], name: str | None, platform: str | None, here: str) -> Image:
    """The one that is meant. Raises ImageError where that is not one.

    *platform*: asked for; *here*: the one that is meant where several are there.
    """
    named = [each for each in found if name is None or _is_called(each, name)]
    if not named:
        listed = ", ".join(sorted({_name_of(each) for each in found}))
        raise ImageError(f"it holds no image {name}", hint=f"there are: {listed}")
    if platform is not None or len({each.platform for each in named}) > 1:
        meant = platform or here
        fitting = [each for each in named if _plain(each.platform) == _plain(meant)]
        if not fitting:
            listed = ", ".join(sorted({each.platform for each in named}))
            raise ImageError(
                f"it holds no image for {meant}", hint=f"--platform takes one of: {listed}"
            )
        named = fitting
    if len({each.layers for each in named}) > 1:
        listed = ", ".join(_name_of(each) for each in named)
        raise ImageError(f"it holds {len(named)} images: {listed}", hint="choose one with --name")
    return named[0]


class _Index:
    """What index.json leads to."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._seen: set[tuple[str, ...]] = set()
        self._read: dict[str, Document] = {}
        self._rows = 0

    def images(self) -> Iterator[Image]:
        index = read_document(self._archive.documents, "index.json")
        if isinstance(index, dict):
            yield from self._of_index(index, (), 0)

    def _of_index(self, index: Document, names: tuple[str, ...], depth: int) -> Iterator[Image]:
        if depth > self._limits.nesting:
            raise ImageError(f"its indexes lie more than {self._limits.nesting} deep: no image")
        rows = tables(index.get("manifests"))
        about: dict[str, list[str]] = {}
        for row in rows:
            if _is_attestation(row):
                subject = text(table(row, "annotations").get(_SUBJECT))
                about.setdefault(subject, []).append(text(row.get("digest")))
        for row in rows:
            if not _is_attestation(row):
                yield from self._of_row(row, names, about, depth)

    def _of_row(
        self, row: Document, names: tuple[str, ...], about: dict[str, list[str]], depth: int
    ) -> Iterator[Image]:
        digest = text(row.get("digest"))
        own = tuple(filter(None, (text(table(row, "annotations").get(key)) for key in _NAME_KEYS)))
        names = own[:1] or names
        if (digest, *names) in self._seen:
            return
        self._seen.add((digest, *names))
        self._rows += 1
        if self._rows > self._limits.rows:
            raise ImageError(f"its indexes have more than {self._limits.rows:,} rows: no image")
        document = self._document(digest)
        if document.get("manifests"):
            yield from self._of_index(document, names, depth + 1)
        elif document.get("layers") is not None and not document.get("artifactType"):
            image = _of_manifest(self._archive, document, _platform(table(row, "platform")), names)
            statements = (each for said in about.get(digest, ()) for each in self._statements(said))
            yield image._replace(attestations=tuple(statements))

    def _document(self, digest: str) -> Document:
        """Read once, however many rows lead to it."""
        known = self._read.get(digest)
        if known is None:
            known = table(read_document(self._archive.documents, blob(digest)))
            self._read[digest] = known
        return known

    def _statements(self, digest: str) -> Iterator[str]:
        document = table(read_document(self._archive.documents, blob(digest)))
        for layer in tables(document.get("layers")):
            yield blob(text(layer.get("digest")))


def _of_manifest(
    archive: Archive, document: Document, platform: str, names: tuple[str, ...]
) -> Image:
    name = _blob_in(archive, text(table(document, "config").get("digest")))
    config = table(read_document(archive.documents, name))
    digests = tuple(text(each.get("digest")) for each in tables(document.get("layers")))
    return Image(
        names=names,
        platform=platform or _platform(config),
        form="oci",
        config=config,
        layers=tuple(_blob_in(archive, each) for each in digests),
        digests=digests,
    )


def _docker(archive: Archive, rows: object) -> Iterator[Image]:
    for row in tables(rows):
        name = archive.name_of(text(row.get("Config")))
        config = table(read_document(archive.documents, name))
        yield Image(
            names=tuple(texts(row.get("RepoTags"))),
            platform=_platform(config),
            form="docker",
            config=config,
            layers=tuple(archive.name_of(each) for each in texts(row.get("Layers"))),
            digests=(),
        )


def _with_names(found: list[Image], named: list[Image]) -> list[Image]:
    """Docker's names on top: what index.json has is often the tag alone."""
    names = {each.layers: each.names for each in named if each.names}
    return [each._replace(names=names.get(each.layers, each.names)) for each in found]


def blob(digest: str) -> str:
    """Where an image layout has it."""
    return posixpath.join("blobs", *digest.split(":", 1))


def _blob_in(archive: Archive, digest: str) -> str:
    """The same, or how a directory of skopeo's calls it."""
    bare = digest.partition(":")[2]
    return bare if bare in archive.layers or bare in archive.documents else blob(digest)


def _is_attestation(row: Document) -> bool:
    said = _ATTESTATION in table(row, "annotations")
    return said or table(row, "platform").get("os") == "unknown"


def _platform(said: Document) -> str:
    parts = (text(said.get(key)) for key in ("os", "architecture", "variant"))
    return "/".join(filter(None, parts))


def _plain(platform: str) -> str:
    """``v8`` is what arm64 means (containerd, platforms.Normalize)."""
    return platform.removesuffix("/v8") if platform.startswith("linux/arm64") else platform


def _name_of(image: Image) -> str:
    return familiar(image.names[0]) if image.names else "one without a name"


def _is_called(image: Image, name: str) -> bool:
    return any(familiar(each) == familiar(name) for each in image.names)


def familiar(name: str) -> str:
    """As people write it: ``app:latest`` for ``docker.io/library/app:latest``."""
    for prefix in ("docker.io/", "library/", "localhost/"):
        name = name.removeprefix(prefix)
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"
