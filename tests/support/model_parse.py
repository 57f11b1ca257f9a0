"""Ignore files as Docker reads them, twice (docs/semantics, A.1 to A.3), and its early check (B.5).

Part of the model in model.py: slow, literal, and written apart from ctxscan/ignore.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class PatternError(Exception):
    """Docker says ``syntax error in pattern``, or refuses the file for another reason."""


@dataclass(frozen=True, slots=True)
class Pattern:
    text: str
    exception: bool


# A. Parsing


def read_lines(data: bytes) -> list[str]:
    """A.1: the patterns of an ignore file as Docker's client hands them on, ``!`` included."""
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    found = []
    for number, line in enumerate(lines):
        if len(line) > 65535:
            raise PatternError("token too long")
        text = line.removesuffix(b"\r")
        if number == 0:
            text = text.removeprefix(b"\xef\xbb\xbf")
        if pattern := _read_line(text.decode("utf-8", "surrogateescape")):
            found.append(pattern)
    return found


def _read_line(line: str) -> str | None:
    if line.startswith("#"):
        return None
    pattern = line.strip(WHITE)
    if not pattern:
        return None
    mark = "!" if pattern.startswith("!") else ""
    pattern = pattern[len(mark) :].strip(WHITE)
    if pattern:
        pattern = clean(pattern)
        if len(pattern) > 1 and pattern.startswith("/"):
            pattern = pattern[1:]
    return mark + pattern


def clean(path: str) -> str:
    """A.2: Go's filepath.Clean on Unix."""
    root = "/" if path.startswith("/") else ""
    kept: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != ".." or (not root and (not kept or kept[-1] == "..")):
            kept.append(part)
        elif kept:
            kept.pop()
    return root + "/".join(kept) or "."


def patterns(lines: Iterable[str]) -> list[Pattern]:
    """A.3: the second reading, which looks for ``!`` again and checks a part of the syntax."""
    found = []
    for line in lines:
        text = line.strip(WHITE)
        if not text:
            continue
        text = clean(text)
        exception = text.startswith("!")
        if text == "!":
            raise PatternError('illegal exclusion pattern: "!"')
        text = text.removeprefix("!")
        match_dot(text)
        found.append(Pattern(text, exception))
    return found


# B.5. The early check: Go's filepath.Match(pattern, ".")


def match_dot(pattern: str) -> bool:
    """Match the name ``.``, checking only as much of the pattern as that takes."""
    name = "."
    while pattern:
        star, chunk, pattern = _next_chunk(pattern)
        if star and not chunk:
            return True
        rest = _match_chunk(chunk, name)
        if rest is None or (rest and not pattern):
            rest = _after_skipping(chunk, name, last=not pattern) if star else None
        if rest is None:
            return False
        name = rest
    return not name


def _after_skipping(chunk: str, name: str, *, last: bool) -> str | None:
    for skipped in range(len(name)):
        rest = _match_chunk(chunk, name[skipped + 1 :])
        if rest is not None and not (last and rest):
            return rest
    return None


def _next_chunk(pattern: str) -> tuple[bool, str, str]:
    text = pattern.lstrip("*")
    in_class = False
    at = 0
    while at < len(text) and (text[at] != "*" or in_class):
        if text[at] == "\\":
            at += 1
        elif text[at] in "[]":
            in_class = text[at] == "["
        at += 1
    return text != pattern, text[:at], text[at:]


def _match_chunk(chunk: str, name: str) -> str | None:
    """What is left of the name, or None; a chunk that failed is still read to its end."""
    rest: str | None = name
    while chunk:
        char = rest[:1] if rest else ""
        if chunk[0] == "[":
            chunk, hit = _match_class(chunk[1:], char)
        elif chunk[0] == "?":
            chunk, hit = chunk[1:], char != "/"
        else:
            chunk = chunk.removeprefix("\\")
            if not chunk:
                raise PatternError("backslash at the end")
            chunk, hit = chunk[1:], chunk[0] == char
        rest = rest[1:] if rest and hit else None
    return rest


def _match_class(chunk: str, char: str) -> tuple[str, bool]:
    negated = chunk.startswith("^")
    chunk = chunk.removeprefix("^")
    hit, ranges = False, 0
    while not (ranges and chunk.startswith("]")):
        low, chunk = _class_member(chunk)
        high = low
        if chunk.startswith("-"):
            high, chunk = _class_member(chunk[1:])
        hit = hit or low <= char <= high
        ranges += 1
    return chunk[1:], hit != negated


def _class_member(chunk: str) -> tuple[str, str]:
    if chunk[:1] in ("", "-", "]"):
        raise PatternError("a class member is missing")
    chunk = chunk.removeprefix("\\")
    if len(chunk) < 2 or "\udc80" <= chunk[0] <= "\udcff":
        raise PatternError("a class does not end, or holds a byte that is not UTF-8")
    return chunk[0], chunk[1:]
