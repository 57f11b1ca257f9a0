"""Where the files of a context ask git, and where a stage finds them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.history import calls
from ctxscan.findings.history.imports import imported

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from ctxscan.findings.history.files import Files
    from ctxscan.findings.history.places import Places

Chain = list[tuple[Place, str]]
"""Each step with what it does; what asks git is the last."""

_DEEPEST = 6


class Texts:
    def __init__(self, files: Files, places: Places, workdir: str) -> None:
        self._files = files
        self._places = places
        self._workdir = workdir
        self._imported: set[str] = set()

    def anywhere(self, name: str, pattern: re.Pattern[str]) -> Chain | None:
        found = (self.matching(path, pattern) for path in self._files.named(name))
        return next(filter(None, found), None)

    def calling_anywhere(self, name: str, known: Mapping[str, str]) -> Chain | None:
        found = (self.calling(path, known) for path in self._files.named(name))
        return next(filter(None, found), None)

    def matching(self, path: str | None, pattern: re.Pattern[str]) -> Chain | None:
        text = self._files.text(path) if path else None
        found = pattern.search(text) if text else None
        if path is None or text is None or found is None:
            return None
        place = Place(path, calls.line_at(text, found.start() + len(found[0]) - 1))
        return [(place, f"it names {calls.plain(found[0])}")]

    def calling(self, path: str | None, known: Mapping[str, str], depth: int = 0) -> Chain | None:
        """Where a file asks git, or one that it imports from the directories around it."""
        text = self._files.text(path) if path else None
        if path is None or text is None or depth > _DEEPEST:
            return None
        found = calls.call_of_git(text, known)
        if found is not None:
            place = Place(path, calls.line_at(text, found.start()))
            return [(place, f"it {calls.in_words(found)}")]
        for each in imported(path, text):
            if each not in self._imported:
                self._imported.add(each)
                further = self.calling(each, known, depth + 1)
                if further is not None:
                    return [(Place(path), f"imports {each}"), *further]
        return None

    def at(self, where: str, name: str) -> str | None:
        """The path in the context of a file that a command names."""
        inside = posixpath.normpath(posixpath.join(where, name))
        return self._places.of(inside)

    def inside(self, directory: str) -> str:
        """A place of a directory of the context in the stage."""
        for root in self._places.roots():
            return f"{root}/{directory}".rstrip("/") or "/"
        return self._workdir

    def first_there(self, where: str, names: Sequence[str]) -> str | None:
        paths = (self.at(where, name) for name in names)
        return next((path for path in paths if path and self._files.text(path) is not None), None)
