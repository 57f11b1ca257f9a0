"""Archives that lie in no directory: git has them as blobs, and each is read once."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from ctxscan.builders.stages.archive import Archive, UnknownContent
from ctxscan.errors import ContextError
from ctxscan.inspection.archives import archive_of
from ctxscan.inspection.members import member_chunks

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.context.git.attributes import Attributes

_Found = Archive | UnknownContent | None
_ELSEWHERE = UnknownContent("what a checkout writes there is left to a filter of .gitattributes")


class ArchivesOfGit:
    def __init__(
        self, read: Callable[[str, str], bytes], attributes: Callable[[], Attributes]
    ) -> None:
        """*read*: a blob, by the path of a file that has it and its name. Raises ContextError."""
        self._read = read
        self._attributes = attributes
        self._known: dict[str, _Found] = {}
        self._members: dict[tuple[str, str], str | None] = {}

    def of(self, path: str, name: str) -> _Found:
        """*name*: of the blob."""
        if self._attributes().of(path).get("filter"):
            return _ELSEWHERE
        if name not in self._known:
            self._known[name] = self._look(path, name)
        return self._known[name]

    def _look(self, path: str, name: str) -> _Found:
        try:
            return archive_of(io.BytesIO(self._read(path, name)))
        except ContextError as error:
            return UnknownContent(error.message)

    def member(self, path: str, name: str, member: str) -> str | None:
        """What stands for the content of *member*; ``None``: nobody can tell."""
        key = name, member
        if key not in self._members:
            found = member_chunks([self._read(path, name)], member)
            hashed = None if found is None else hashlib.sha256(b"".join(found)).hexdigest()
            self._members[key] = hashed
        return self._members[key]
