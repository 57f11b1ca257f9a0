"""Each layer's files, traced to the context by their content.

The proof is the sha256 of a file: what a stage had before and ``COPY --from`` took on is traced,
too. The model of the build only chooses among several files of the same content, and says what
it can of those that hold no bytes.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.images.layers import Entry
    from ctxscan.images.picture import Picture


class TracedFile(NamedTuple):
    """A file of a layer that came from the context."""

    path: str
    """In the image, as an entry of a layer has it."""

    size: int
    layer: int
    origin: str
    """Of the context; ``name:path`` of a named one; ``archive!member``."""


class Traced(NamedTuple):
    files: tuple[TracedFile, ...]
    """In the order of the layers."""

    sent: Mapping[str, int]
    """Bytes of each file that the build sends, by path."""

    used: frozenset[str]
    """Of these, the ones that are in a layer."""

    @property
    def sent_bytes(self) -> int:
        return sum(self.sent.values())

    @property
    def used_bytes(self) -> int:
        return sum(self.sent[path] for path in self.used)

    @property
    def unused(self) -> tuple[tuple[str, int], ...]:
        """Sent, and in no layer: the largest first."""
        rest = [(path, size) for path, size in self.sent.items() if path not in self.used]
        return tuple(sorted(rest, key=lambda each: (-each[1], each[0])))

    def of_layer(self, number: int) -> tuple[int, int]:
        """Files and bytes."""
        sizes = [each.size for each in self.files if each.layer == number]
        return len(sizes), sum(sizes)


def own_layers(picture: Picture) -> tuple[int, ...]:
    """Those that the Dockerfile wrote; all of them where no line is known."""
    numbers = range(len(picture.layers))
    if not picture.has_lines:
        return tuple(numbers)
    return tuple(number for number in numbers if picture.layers[number].origin.is_own)


def trace(
    picture: Picture,
    sent: Mapping[str, int],
    digest_of: Callable[[str], str | None],
    rows: Mapping[str, InImage],
) -> Traced:
    """*digest_of*: of a file that is sent, by path. *rows*: what the model puts into the image."""
    own = own_layers(picture)
    by_content = _by_content(picture, own, sent, digest_of)
    tracing = _Tracing(by_content, sent, rows)
    files = tuple(
        found
        for number in own
        for found in tracing.of_layer(number, picture.layers[number].layer.entries)
    )
    used = {path for each in files for path in tracing.standing_for(each)}
    return Traced(files, sent, frozenset(used))


def _by_content(
    picture: Picture,
    own: Sequence[int],
    sent: Mapping[str, int],
    digest_of: Callable[[str], str | None],
) -> dict[tuple[int, str], list[str]]:
    """The files of the context by what they hold, where a layer holds the same."""
    there = {
        (entry.size, entry.digest)
        for number in own
        for entry in picture.layers[number].layer.entries
        if entry.digest
    }
    sizes = {size for size, _ in there}
    found: dict[tuple[int, str], list[str]] = {}
    for path, size in sorted(sent.items()):
        if size and size in sizes:
            key = (size, digest_of(path) or "")
            if key in there:
                found.setdefault(key, []).append(path)
    return found


class _Tracing:
    def __init__(
        self,
        by_content: Mapping[tuple[int, str], Sequence[str]],
        sent: Mapping[str, int],
        rows: Mapping[str, InImage],
    ) -> None:
        self._by_content, self._sent, self._rows = by_content, sent, rows

    def of_layer(self, number: int, entries: Sequence[Entry]) -> Iterator[TracedFile]:
        origins: dict[str, str] = {}
        for entry in entries:
            origin = self._origin(entry)
            if entry.kind == "hardlink":
                origin = origins.get(entry.link)
            if origin is not None:
                origins[entry.path] = origin
                yield TracedFile(entry.path, entry.size, number, origin)

    def standing_for(self, found: TracedFile) -> Iterator[str]:
        """The files of the context that it may be: all that hold the same."""
        archive = found.origin.partition("!")[0]
        known = next((each for each in self._by_content.values() if found.origin in each), ())
        yield from {*known, *(path for path in (found.origin, archive) if path in self._sent)}

    def _origin(self, entry: Entry) -> str | None:
        row = self._rows.get(f"/{entry.path}")
        said = row.origin if row is not None else None
        same = self._by_content.get((entry.size, entry.digest)) if entry.digest else None
        if same:
            return said if said in same else _nearest(same, entry.path)
        if row is None or said is None or not self._is_known(said):
            return None
        if entry.kind == "symlink" and row.type == "symlink":
            return said if row.target == entry.link else None
        is_file = entry.kind == "file" and row.type == "file"
        # A file without bytes, or a member of an archive: nothing of the context has its digest.
        is_bare = entry.size == 0 or "!" in said
        return said if is_file and is_bare and row.size == entry.size else None

    def _is_known(self, origin: str) -> bool:
        path = origin.partition("!")[0]
        return path in self._sent


def _nearest(same: Sequence[str], path: str) -> str:
    """The one with the same name, else the first."""
    name = posixpath.basename(path)
    return next((each for each in same if posixpath.basename(each) == name), same[0])
