"""Files on disk by the names that git has for them, wherever it turns one into the other.

Git itself is never asked about the work tree: it would run the filters of its configuration.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.context.contents import FileSource
    from ctxscan.context.git.attributes import Attributes

UNKNOWN = ""
"""In place of a name: the content went through a filter that nobody may run."""

_POINTER = regex(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n"
)
_LARGEST_POINTER = 1024
_FILTERS = ("filter", "working-tree-encoding", "ident")
_LINE_ENDS = ("text", "eol", "crlf")


class Tracked(NamedTuple):
    """A ``FileSource``: files of a work tree, beside what a revision has at their paths."""

    disk: FileSource
    object_ids: Mapping[str, str]
    """Of the revision."""

    unchanged: Callable[[str], str | None]
    """The name of a content that is known to be as it was staged."""

    attributes: Callable[[], Attributes]
    revision: FileSource
    """The same paths, as git keeps them."""

    def chunks(self, path: str) -> Iterator[bytes]:
        return self.disk.chunks(path)

    def object_id(self, path: str) -> str | None:
        staged = self.unchanged(path)
        if staged is not None:
            return staged
        tracked = self.object_ids.get(path)
        if tracked is None:
            return None
        data = b"".join(self.disk.chunks(path))
        algorithm = "sha1" if len(tracked) == 40 else "sha256"
        own = blob_name(data, algorithm)
        return own if own == tracked else self._converted(path, data, own, tracked)

    def _converted(self, path: str, data: bytes, own: str, tracked: str) -> str:
        """The name of the blob that a checkout would make this file of, if anybody can tell."""
        said = self.attributes().of(path)
        if said.get("filter") == "lfs":
            pointer = b"".join(self.revision.chunks(path))
            found = _POINTER.match(pointer) if len(pointer) <= _LARGEST_POINTER else None
            same = found is not None and found[1].decode() == hashlib.sha256(data).hexdigest()
            return tracked if same else own
        if any(said.get(name) for name in _FILTERS):
            return UNKNOWN
        if any(said.get(name) for name in _LINE_ENDS):
            algorithm = "sha1" if len(tracked) == 40 else "sha256"
            return tracked if blob_name(data.replace(b"\r\n", b"\n"), algorithm) == tracked else own
        return own


def blob_name(data: bytes, algorithm: str = "sha1") -> str:
    """The name of a blob (git, object-file.c: format_object_header)."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data).hexdigest()
