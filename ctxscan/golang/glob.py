"""Go's ``filepath.Match``: not how rules match, but how Docker checks their syntax.

BuildKit also uses it to find the symlinks that a wildcard source may mean
(fsutil, followlinks.go). Its quirks are kept: only as much of a pattern is
checked as is needed to decide about the name.
"""

from __future__ import annotations

import re

from ctxscan.regex import regex


class BadGlobError(ValueError):
    """Go's ``filepath.ErrBadPattern``."""


def glob_match(pattern: str, name: str) -> bool:
    """Whether *pattern* matches all of *name*, as Go's ``filepath.Match`` on Unix says.

    Raises BadGlobError where Go reports a malformed pattern.
    """
    return _match(_raw(pattern), _raw(name))


def _match(pattern: bytes, name: bytes) -> bool:
    while pattern:
        star, chunk, pattern = _next_chunk(pattern)
        if star and not chunk:
            return b"/" not in name
        rest = _match_chunk(chunk, name)
        if rest is not None and (not rest or pattern):
            name = rest
            continue
        rest = _skip_ahead(chunk, name, last=not pattern) if star else None
        if rest is None:
            return False
        name = rest
    return not name


def has_wildcard(name: str) -> bool:
    """Whether a ``*``, ``?`` or ``[`` stands in *name* without a backslash before it."""
    if "*" not in name and "?" not in name and "[" not in name:
        return False
    position = 0
    while position < len(name):
        if name[position] == "\\":
            position += 1
        elif name[position] in "*?[":
            return True
        position += 1
    return False


def _next_chunk(pattern: bytes) -> tuple[bool, bytes, bytes]:
    """Whether stars lead, the text up to the next star, and what follows."""
    stripped = pattern.lstrip(b"*")
    star = stripped != pattern
    in_class = False
    position = 0
    while position < len(stripped):
        char = stripped[position : position + 1]
        if char == b"\\":
            position += 1
        elif char == b"[":
            in_class = True
        elif char == b"]":
            in_class = False
        elif char == b"*" and not in_class:
            return star, stripped[:position], stripped[position:]
        position += 1
    return star, stripped, b""


def _skip_ahead(chunk: bytes, name: bytes, *, last: bool) -> bytes | None:
    """What is left of *name* when a star before *chunk* takes as little as it can.

    Go's star takes bytes, so that ``*??`` matches the three bytes of one character.
    """
    for taken, byte in enumerate(name):
        if byte == ord("/"):
            return None
        rest = _match_chunk(chunk, name[taken + 1 :])
        if rest is not None and not (last and rest):
            return rest
    return None


def _match_chunk(chunk: bytes, name: bytes) -> bytes | None:
    """What is left of *name* after *chunk*; a chunk is read to its end even after a mismatch."""
    failed = False
    at = read = 0
    while at < len(chunk):
        failed = failed or read >= len(name)
        well_formed = _WELL_FORMED.match(chunk, at) if failed else None
        if well_formed is not None:
            at = well_formed.end()
            continue
        char, width = ("", 1) if failed else _rune_at(name, read)
        if chunk[at] == _OPENING:
            hit, at = _match_class(chunk, at + 1, char)
            failed = failed or not hit
        elif chunk[at] == _QUESTION:
            failed = failed or char == "/"
            at += 1
        else:
            at += chunk[at] == _BACKSLASH
            if at >= len(chunk):
                raise BadGlobError
            failed = failed or chunk[at] != name[read]
            at, width = at + 1, 1
        read += width
    return None if failed else name[read:]


def _match_class(chunk: bytes, at: int, char: str) -> tuple[bool, int]:
    """Whether *char* is in the class whose members begin at *at*, and where the class ends."""
    negated = chunk.startswith(b"^", at)
    at += negated
    hit = False
    ranges = 0
    while not (chunk.startswith(b"]", at) and ranges):
        low, at = _class_member(chunk, at)
        high = low
        if chunk.startswith(b"-", at):
            high, at = _class_member(chunk, at + 1)
        hit = hit or low <= char <= high
        ranges += 1
    return hit != negated, at + 1


def _class_member(chunk: bytes, at: int) -> tuple[str, int]:
    if at >= len(chunk) or chunk[at] in b"-]":
        raise BadGlobError
    at += chunk[at] == _BACKSLASH
    if at >= len(chunk):
        raise BadGlobError
    char, width = _rune_at(chunk, at)
    # A class must go on after each member: Go looks for its end before anything else. A byte
    # that is not UTF-8 is malformed here.
    if len(chunk) == at + width or (char == _REPLACEMENT and width == 1):
        raise BadGlobError
    return char, at + width


_REPLACEMENT = "\ufffd"
_OPENING, _QUESTION, _BACKSLASH = b"[?\\"
_WELL_FORMED = regex(rb"(?:[^\[\\]|\\.)+", re.DOTALL)
"""What can be passed over where it is only looked for a syntax error."""


def _rune_at(data: bytes, at: int) -> tuple[str, int]:
    """The character there and its bytes; U+FFFD and 1 for a byte that is not UTF-8, as in Go."""
    for width in range(1, min(4, len(data) - at) + 1):
        try:
            return data[at : at + width].decode("utf-8"), width
        except UnicodeDecodeError:
            continue
    return _REPLACEMENT, 1


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
