r"""A pattern, cut at the last slash: what it asks of a directory, and what of a name in it.

A path is judged one directory at a time, so most of a pattern can be settled
once for a directory; what is left for each of its names is a look-up, a prefix
or suffix, or a small regular expression. ``a/**/*.pyc`` asks its directory to
be ``a`` or below, and its name to end in ``.pyc``.

A directory is written with a slash at its end; the context root is empty.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from ctxscan.golang.expression import Expression
from ctxscan.golang.regexp import GAP, REST_OF_NAME, Kind, Piece
from ctxscan.ignore.pattern import DockerPattern, Match
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Name(Enum):
    """What a branch asks of a name."""

    ANY = "nothing"
    IS = "to be this text"
    STARTS = "to start with this text"
    ENDS = "to end with this text"
    LIKE = "to match this regular expression"


class Branch(NamedTuple):
    directory: str
    """Text, or a regular expression for the whole of it."""

    is_text: bool
    name: Name
    text: str = ""

    head: tuple[Piece, ...] = ()
    """What *directory* is written from, if from pieces."""

    tail: tuple[Piece, ...] = ()
    """What *text* is written from, if it is a regular expression."""

    ending: str = ""
    """Text that a directory, with a slash before it, ends with, where nothing else is asked."""

    def fits_directory(self) -> Callable[[str], object]:
        """The test of a directory that is not given as text."""
        if self.ending:
            return partial(_ends, self.ending)
        if not self.head:
            return re.compile(self.directory).fullmatch
        matches = Expression((self.head,), of_paths=False).matches
        text = max(_runs(self.head), key=len)
        return partial(_holds, text, matches) if text else matches

    def needed_ending(self) -> str:
        """Text that a directory that fits ends with, a slash before it; empty where none is needed.

        Nearly none ends like that, and needs no closer look.
        """
        if self.ending:
            return self.ending
        *_, run = _runs(self.head)
        if not run.strip("/"):
            return ""
        before = [piece for piece in self.head if not piece.text]
        return f"/{run}" if before and before[-1].kind is Kind.GAP else run

    def needed_beginning(self) -> str:
        """Text that a directory that fits begins with; empty where none is needed."""
        return next(_runs(self.head))

    def fits_name(self) -> Expression:
        """The test of a name that has to match a regular expression."""
        return Expression((self.tail,), of_paths=False)


def _ends(ending: str, directory: str) -> bool:
    return f"/{directory}".endswith(ending)


def _holds(text: str, matches: Callable[[str], bool], directory: str) -> bool:
    """Nearly no directory has the text: to look for it is quicker than to match."""
    return text in directory and matches(directory)


def _runs(pieces: Sequence[Piece]) -> Iterator[str]:
    """What stands there as text, from one piece without any to the next."""
    run = ""
    for piece in pieces:
        if not piece.text:
            yield run
        run = run + piece.text if piece.text else ""
    yield run


ANY_DIRECTORY = r"[\s\S]*"
ON_ONE_LINE = r"(?:[^\n]*/)?"
"""The directories that ``**/`` means in a regular expression: Go's dot stops at a line feed."""


_MOST_GAPS = 8
"""``**`` in one pattern: each may give it a branch more, as long as the pattern."""


def branches(pattern: DockerPattern) -> tuple[Branch, ...] | None:
    """The branches of *pattern*; ``None`` when it only makes sense on a whole path."""
    if pattern.malformed:
        return ()
    if pattern.match is Match.EXACT:
        directory, name = _cut(pattern.text)
        return (Branch(directory, is_text=True, name=Name.IS, text=name),)
    if pattern.match is Match.PREFIX:
        directory, name = _cut(pattern.text)
        below = re.escape(pattern.text) + ANY_DIRECTORY
        return (
            Branch(directory, is_text=True, name=Name.STARTS, text=name),
            Branch(below, is_text=False, name=Name.ANY),
        )
    if pattern.match is Match.SUFFIX:
        return (_suffix_branch(pattern.text),)
    return _regexp_branches(pattern.pieces)


def _cut(path: str) -> tuple[str, str]:
    directory, slash, name = path.rpartition("/")
    return directory + slash, name


def _suffix_branch(suffix: str) -> Branch:
    directory, name = _cut(suffix)
    if directory == "/":
        return Branch(ANY_DIRECTORY, is_text=False, name=Name.IS, text=name)
    if not directory:
        return Branch(ANY_DIRECTORY, is_text=False, name=Name.ENDS, text=name)
    ending = ANY_DIRECTORY + re.escape(directory)
    whole = "|" + re.escape(directory[1:]) if directory.startswith("/") else ""
    own = directory if directory.startswith("/") else ""
    return Branch(f"(?:{ending}{whole})", is_text=False, name=Name.IS, text=name, ending=own)


def _regexp_branches(alternatives: Sequence[Sequence[Piece]]) -> tuple[Branch, ...] | None:
    if len(alternatives) != 1:
        return None
    pieces = alternatives[0]
    anchored = pieces[0].python == r"\A" and pieces[-1].python == r"\Z"
    if not anchored or any(piece.kind is Kind.FREE for piece in pieces[1:-1]):
        return None
    if sum(_is_gap(piece) for piece in pieces) > _MOST_GAPS:
        return None
    return tuple(_cut_pieces(_with_gaps(pieces[1:-1])))


def _is_gap(piece: Piece) -> bool:
    # Not by a set: to hash a member of an enumeration takes ten times as long.
    return piece.kind is Kind.GAP or piece.kind is Kind.REST


def _with_gaps(pieces: Sequence[Piece]) -> list[Piece]:
    """``.*`` is a gap and the rest of a name; two gaps in a row are one."""
    written: list[Piece] = []
    for piece in pieces:
        if _is_gap(piece) and not (written and written[-1].kind is Kind.GAP):
            written.append(GAP)
        if piece.kind is Kind.REST:
            written.append(REST_OF_NAME)
        elif piece.kind is not Kind.GAP:
            written.append(piece)
    return written


def _cut_pieces(pieces: Sequence[Piece]) -> Iterator[Branch]:
    slash, gap = Kind.SLASH, Kind.GAP
    cuts = [at for at, piece in enumerate(pieces) if piece.kind is slash or piece.kind is gap]
    cut = cuts[-1] + 1 if cuts else 0
    head, tail = pieces[:cut], pieces[cut:]
    if tail:
        yield _branch(head, tail)
    if not head or head[-1].kind is Kind.SLASH:
        return
    before = head[:-1]
    if before and before[-1].kind is not Kind.SLASH:
        # "a**b" also matches "ab": the gap is empty, and the name began before it.
        yield from _cut_pieces([*before, *tail])


def _branch(head: Sequence[Piece], tail: Sequence[Piece]) -> Branch:
    name, text = _name_test(tail)
    like = tuple(tail) if name is Name.LIKE else ()
    if all(piece.text for piece in head):
        directory = "".join(piece.text for piece in head)
        return Branch(directory, is_text=True, name=name, text=text, tail=like)
    directory = "".join(piece.python for piece in head)
    return Branch(directory, is_text=False, name=name, text=text, head=tuple(head), tail=like)


def _name_test(tail: Sequence[Piece]) -> tuple[Name, str]:
    first, last = tail[0].kind is Kind.STAR, tail[-1].kind is Kind.STAR
    literal = [piece.text for piece in tail[first : len(tail) - last]]
    if len(tail) == 1 and first:
        return Name.ANY, ""
    if all(literal) and not (first and last):
        test = Name.ENDS if first else Name.STARTS if last else Name.IS
        return test, "".join(literal)
    return Name.LIKE, "".join(piece.python for piece in tail)
