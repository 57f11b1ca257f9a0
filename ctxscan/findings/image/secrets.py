"""Secrets in the layers of an image: one that a later line deletes is still in its layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.catalog.credentials import credentials
from ctxscan.findings.check.credentials.look import counts, lies_apart, secret_watch
from ctxscan.findings.image.trace import own_layers
from ctxscan.images.overlay import WHITEOUT
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.findings.image.trace import Traced
    from ctxscan.images.overlay import Wasted
    from ctxscan.images.picture import Picture

_OF_THE_SYSTEM = regex(
    r"(?:usr/(?:bin|include|lib\w*|sbin|share|local/(?:bin|include|lib\w*|sbin|share))"
    r"|bin|lib\w*|sbin|etc/(?:pki|ssl|ca-certificates)|var/lib)/"
)
"""What lies there came with a package: keys of tests and of authorities, and no secret."""


class LayerSecret(NamedTuple):
    path: str
    """In the image, without a slash at its beginning."""

    layer: int
    reason: str
    """What it is, by the catalog."""

    origin: str | None
    """The file of the context that it is, where that is known."""

    lost: Wasted | None
    """How the image lost it; ``None`` where it is still to be seen."""


class SecretNames:
    """Which paths have a name that a secret has."""

    def __init__(self) -> None:
        self._watch = secret_watch()

    def __call__(self, paths: Sequence[str]) -> Iterator[int]:
        """Their places among *paths*."""
        for index, _ in self._watch.of_files(paths):
            if not paths[index].rpartition("/")[2].startswith(WHITEOUT):
                yield index

    def of(self, path: str) -> tuple[int, ...]:
        return self._watch.of_file(path)


def secrets(picture: Picture, traced: Traced | None, names: SecretNames) -> tuple[LayerSecret, ...]:
    """In the layers that the Dockerfile wrote, in their order."""
    origins = {(each.layer, each.path): each.origin for each in traced.files} if traced else {}
    lost = {(each.layer, each.path): each for each in picture.wasted}
    return tuple(
        LayerSecret(path, number, reason, origins.get((number, path)), lost.get((number, path)))
        for number in own_layers(picture)
        for path, reason in _found(picture.layers[number].layer.contents, names)
        if (number, path) in origins or not _OF_THE_SYSTEM.match(path)
    )


def _found(contents: Mapping[str, bytes], names: SecretNames) -> Iterator[tuple[str, str]]:
    rows = credentials()
    for path, data in contents.items():
        if lies_apart(path):
            continue
        for index in names.of(path):
            if counts(rows[index], lambda data=data: data):  # type: ignore[misc] # the default binds it now
                yield path, rows[index].reason
                break
