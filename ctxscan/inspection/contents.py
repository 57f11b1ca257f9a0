"""What the files of a build hold -> checksums: the builder's own, or others to compare by.

Where two builds are only compared, any checksum of the content will do: the name that git has for
it saves reading it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from ctxscan.builders.buildkit.cache.digests import to_compare
from ctxscan.context.git.worktree import UNKNOWN, blob_name
from ctxscan.inspection.members import member_chunks
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxscan.context.contents import FileSource
    from ctxscan.dockerfile.plan import BuildPlan

_LINE = regex("line ([0-9]+)")


class Origins(NamedTuple):
    """Where the content of each file of a build comes from."""

    main: FileSource
    named: Mapping[str, FileSource]
    documents: Mapping[int, str | None]
    """Text of the here-documents, by line; ``None`` where a line has several."""

    is_file: Callable[[str], bool]
    """Whether this is a path of the main context."""

    settled: Callable[[], Mapping[str, str]] = dict
    """The names that git has for files of the main context that nobody need look at."""

    def find(self, origin: str) -> tuple[FileSource, str] | None:
        """The file that *origin* names; ``None``: it is none of a context."""
        name, colon, path = origin.partition(":")
        if colon and name in self.named:
            return self.named[name], path
        return (self.main, origin) if self.is_file(origin) else None

    def chunks(self, origin: str) -> Iterable[bytes] | None:
        """Raises ContextError. ``None``: nobody can tell."""
        found = self.find(origin)
        if found is not None:
            source, path = found
            return source.chunks(path)
        document = _LINE.fullmatch(origin)
        if document:
            text = self.documents.get(int(document[1]))
            return None if text is None else [text.encode("utf-8", "surrogateescape")]
        return self._member(origin)

    def _member(self, origin: str) -> Iterable[bytes] | None:
        """Of an archive of the context that was unpacked."""
        at = origin.find("!")
        while at >= 0:
            found = self.find(origin[:at])
            if found is not None:
                return member_chunks(found[0].chunks(found[1]), origin[at + 1 :])
            at = origin.find("!", at + 1)
        return None


def documents_of(plan: BuildPlan) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for stage in plan.stages:
        for step in stage.steps:
            for document in getattr(step, "documents", ()):
                known = found.setdefault(document.line, document.text)
                if known != document.text:
                    # A trigger, in stages that know its variables by other values.
                    found[document.line] = None
    return found


class Hasher(Protocol):
    """What ``hashlib`` has."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Exact:
    """The builder's own checksum: of the header and the content."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._known: dict[tuple[str, bytes], str | None] = {}

    def digest(self, origin: str, header: bytes) -> str | None:
        key = origin, header
        if key not in self._known:
            chunks = self._origins.chunks(origin)
            self._known[key] = None if chunks is None else _hashed(hashlib.sha256(header), chunks)
        return self._known[key]


def _hashed(hasher: Hasher, chunks: Iterable[bytes]) -> str:
    for chunk in chunks:
        hasher.update(chunk)
    return f"sha256:{hasher.hexdigest()}"


class Comparable:
    """What stands for the header and the content, the same in both builds that are compared."""

    def __init__(self, origins: Origins, algorithm: str = "sha1") -> None:
        """*algorithm*: of the names that git gives to its objects."""
        self._origins = origins
        self._algorithm = algorithm
        self._names: dict[str, str | None] = {}

    def digest(self, origin: str, header: bytes) -> str | None:
        name = self._names.get(origin) or self.name(origin)
        return None if name is None else to_compare(header, name)

    def name(self, origin: str) -> str | None:
        """As git would call the content; ``None``: nobody can tell."""
        if origin not in self._names:
            self._names[origin] = self._name(origin)
        return self._names[origin]

    def _name(self, origin: str) -> str | None:
        settled = self._origins.settled().get(origin)
        if settled is not None:
            return settled
        found = self._origins.find(origin)
        known = found[0].object_id(found[1]) if found else None
        if known is not None:
            return None if known == UNKNOWN else known
        chunks = self._origins.chunks(origin)
        return None if chunks is None else blob_name(b"".join(chunks), self._algorithm)
