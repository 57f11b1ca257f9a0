"""One line of a .gitignore file -> a pattern in Docker's words, component by component.

Sources: git's dir.c (parse_path_pattern, trim_trailing_spaces) and wildmatch.c. docs/semantics, G.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.ignore.git.character_class import parse_class
from ctxscan.ignore.literal import escape_char
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY_DEPTH = "**"
"""A component that stands for any number of directories, for both."""


class GitPattern(NamedTuple):
    components: tuple[str, ...]
    """In Docker's words, seen from the directory of the .gitignore file."""

    directory_only: bool
    negated: bool


class NeverMatches(NamedTuple):
    """A line that git reads and that can match no path, so that it must not be handed on."""

    reason: str


class _NoMatchError(Exception):
    """Git gives up on the pattern wherever it tries it."""


def parse_git_line(line: str) -> GitPattern | NeverMatches | None:
    """One line without its line end; ``None`` for a comment or a blank line."""
    if line.startswith("#"):
        return None
    text = trim_trailing_spaces(line.partition("\0")[0])
    if not text:
        return None
    negated = text.startswith("!")
    body = text[1:] if negated else text
    directory_only = body.endswith("/")
    body = body.removesuffix("/")
    if not body:
        return NeverMatches("it names nothing")
    try:
        components = _components(body)
    except _NoMatchError as error:
        return NeverMatches(str(error))
    return GitPattern(
        _collapsed(components, directory_only=directory_only), directory_only, negated
    )


def trim_trailing_spaces(line: str) -> str:
    """Spaces alone, and none that a backslash protects."""
    kept = 0
    at = 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
            kept = min(at + 1, len(line))
        elif line[at] != " ":
            kept = at + 1
        at += 1
    return line[:kept]


def _components(body: str) -> tuple[str, ...]:
    """Git asks for a slash anywhere in the text, in a class too, to tell what is anchored."""
    floating = "/" not in body
    written = tuple(map(_component, _split(body.removeprefix("/"))))
    if not floating:
        return written
    return (ANY_DEPTH, "*" if written == (ANY_DEPTH,) else written[0])


def _collapsed(components: tuple[str, ...], *, directory_only: bool) -> tuple[str, ...]:
    kept: list[str] = []
    for component in components:
        if component != ANY_DEPTH or kept[-1:] != [ANY_DEPTH]:
            kept.append(component)
    # "Anything anywhere" is everything, which Docker writes shorter.
    if kept[-2:] == [ANY_DEPTH, "*"] and not directory_only:
        kept.pop()
    return tuple(kept)


def _component(pieces: list[str]) -> str:
    text = "".join(pieces)
    if text in {"", ".", ".."}:
        raise _NoMatchError(f"git looks for a name that is {text!r}, and there is none")
    # Stars are the whole component, or they are one star.
    return text if text == ANY_DEPTH else "".join("*" if p == ANY_DEPTH else p for p in pieces)


def _split(body: str) -> Iterator[list[str]]:
    """The pieces of each component: characters, classes, ``?``, and ``*`` or ``**`` for stars."""
    pieces: list[str] = []
    at = 0
    while at < len(body):
        char = body[at]
        if char == "*":
            written = ANY_DEPTH if body.startswith("**", at) else "*"
            pieces.append(written)
            while body.startswith("*", at):
                at += 1
            continue
        if char == "[":
            written, at = _class(body, at + 1)
            pieces.append(written)
            continue
        if char == "\\":
            at += 1
            if at == len(body):
                raise _NoMatchError("a backslash at the end matches nothing")
            char = body[at]
            pieces.append("" if char == "/" else escape_char(char))
        elif char != "/":
            pieces.append("?" if char == "?" else escape_char(char))
        if char == "/":
            yield [piece for piece in pieces if piece]
            pieces = []
        at += 1
    yield pieces


def _class(body: str, start: int) -> tuple[str, int]:
    found = parse_class(body, start)
    if found is None:
        raise _NoMatchError("git cannot read its character class")
    written = found.docker()
    if written is None:
        raise _NoMatchError("nothing is in its character class")
    return written, found.end
