"""What manifests and sources name of the files at risk."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.suggest.needed.names import Text, cleaned
from ctxscan.findings.suggest.needed.table import readers_of
from ctxscan.findings.suggest.protected import and_above
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.findings.history.files import Files
    from ctxscan.findings.suggest.needed.at_risk import AtRisk
    from ctxscan.findings.suggest.needed.names import Name

MOST_BYTES = 64_000_000
"""Of texts that are read, the uppermost first; what lies deeper is not asked."""

_LONGEST_NAME = 300
_NEED_NOT_SAY = ("embed", "include", "folder", "migrate", "[[")
"""What takes a directory with all that is in it, or a target of Cargo's by its name alone."""


class Named(NamedTuple):
    path: str
    """Of a file at risk."""

    by: Place
    words: str

    alone: bool
    """Whether the words lead to this file, and to no other."""


def named_in_files(risk: AtRisk, files: Files, sizes: Mapping[str, int]) -> Iterator[Named]:
    """*sizes*, in bytes, are of what may name something: all that is somebody's work."""
    speaks_of = _speaks_of(risk)
    left = MOST_BYTES
    for path in sorted(sizes, key=lambda each: (each.count("/"), each)):
        readers = () if path in risk.taken else readers_of(path.rpartition("/")[2])
        if not readers:
            continue
        left -= sizes[path]
        if left < 0:
            return
        content = files.text(path)
        if content is None or speaks_of.search(content) is None:
            continue
        text = Text(path, content, files.text)
        for each in dict.fromkeys(name for reader in readers for name in reader(text)):
            yield from _found(risk, text, each)


def _speaks_of(risk: AtRisk) -> re.Pattern[str]:
    tops = {top.rpartition("/")[2] for _, top in risk.taken.values()}
    stems = {each.partition(".")[0] or each for each in tops}
    return re.compile("|".join(map(re.escape, sorted({*stems, *_NEED_NOT_SAY}))))


def _found(risk: AtRisk, text: Text, name: Name) -> Iterator[Named]:
    words = cleaned(name.words)
    if not words or len(words) > _LONGEST_NAME:
        return
    if name.start == "end":
        found = risk.ending(words)
    else:
        starts = _starts(text.path, words, name)
        found = next(filter(None, (looked_up(risk, path, name) for path in starts)), [])
    for path in found:
        line = text.content.count("\n", 0, max(text.content.find(name.words), 0)) + 1
        yield Named(path, Place(text.path, line), words, len(found) == 1)


def _starts(path: str, words: str, name: Name) -> Iterator[str]:
    directory = posixpath.dirname(path)
    if words.startswith("/"):
        directory, words = "", words.lstrip("/")
    yield posixpath.normpath(posixpath.join(directory, words))
    if name.start == "above":
        for each in and_above(posixpath.dirname(directory)):
            yield posixpath.normpath(posixpath.join(each, words))
        yield posixpath.normpath(words)


def looked_up(risk: AtRisk, path: str, name: Name) -> list[str]:
    """The files at risk that a path of the context leads to."""
    if path.startswith("..") or path == ".":
        return []
    if has_wildcard(path) or "{" in path:
        return risk.matching(re.sub(r"\{[^}]*\}", "*", path), whole=name.whole)
    return risk.at(path) or (sorted(risk.inside(path)) if name.whole else [])
