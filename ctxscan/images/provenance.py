"""What BuildKit attested of a build: the line of the Dockerfile that wrote each layer.

Only with ``--provenance=mode=max``. Source: BuildKit, solver/llbsolver/provenance/types (v0.2 and
v1 of SLSA), source.Locations and the layers of each step.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.images.documents import read_document, table, tables, text, whole
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.dockerfile.model import Dockerfile
    from ctxscan.images.archive import Archive
    from ctxscan.images.documents import Document
    from ctxscan.images.manifest import Image

_PREDICATE = "https://slsa.dev/provenance/"
_IN_V0 = ("metadata", "https://mobyproject.org/buildkit@v1#metadata")
_IN_V1 = ("runDetails", "metadata", "buildkit_metadata")


class Provenance(NamedTuple):
    dockerfile: str
    """Its name, as it was built."""

    lines: tuple[int | None, ...]
    """Of each layer."""

    steps: tuple[str | None, ...]
    """The instruction at that line, as it was built."""


def provenance_of(
    archive: Archive, image: Image, parse: Callable[[str, str], Dockerfile]
) -> Provenance | None:
    """``None`` where there is none, or where it does not say where its steps stand.

    *parse*: the text of a Dockerfile and its name. Raises ImageError for what is no JSON.
    """
    for name in image.attestations:
        statement = table(read_document(archive.documents, name))
        if text(statement.get("predicateType")).startswith(_PREDICATE):
            predicate = statement.get("predicate")
            said = table(predicate, *_IN_V1) or table(predicate, *_IN_V0)
            lines = _lines(said, image.digests)
            if any(lines):
                return _provenance(said, lines, parse)
    return None


def _provenance(
    said: Document, lines: tuple[int | None, ...], parse: Callable[[str, str], Dockerfile]
) -> Provenance:
    infos = tables(table(said, "source").get("infos"))
    name, data = (text(infos[0].get(key)) for key in ("filename", "data")) if infos else ("", "")
    by_line: dict[int, str] = {}
    try:
        built = base64.b64decode(data, validate=True).decode("utf-8", "replace")
        by_line = {each.line: each.text for each in parse(built, name).instructions}
    except (ValueError, CtxscanError):
        pass  # the lines are known all the same
    return Provenance(name, lines, tuple(by_line.get(line or 0) for line in lines))


def _lines(said: Document, digests: tuple[str, ...]) -> tuple[int | None, ...]:
    found: list[int | None] = [None] * len(digests)
    locations = table(said, "source", "locations")
    chains = list(_chains(table(said, "layers")))
    whole_image = _whole_image([chain for _, chain in chains], digests)
    for step, chain in chains:
        last = len(chain) - 1
        if last >= 0 and chain == whole_image[: last + 1] and found[last] is None:
            found[last] = _line(table(locations, step))
    return tuple(found)


def _whole_image(chains: Sequence[tuple[str, ...]], digests: tuple[str, ...]) -> tuple[str, ...]:
    """What the statement calls the layers of the image that it is about.

    Of an image that was compressed anew while it was written, they have the names of before.
    """
    full = {chain for chain in chains if len(chain) == len(digests)}
    return digests if digests in full or len(full) != 1 else full.pop()


def _chains(layers: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each step with the layers below it and its own, in the order of the steps."""
    for key in sorted(layers, key=lambda each: (len(each), each)):
        for chain in layers[key] if isinstance(layers[key], list) else []:
            yield key.partition(":")[0], tuple(text(each.get("digest")) for each in tables(chain))


def _line(location: Document) -> int | None:
    for each in tables(location.get("locations")):
        for part in tables(each.get("ranges")):
            line = whole(table(part, "start").get("line"))
            return line if line is not None and line > 0 else None
    return None
