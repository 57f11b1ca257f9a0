"""Go's ``filepath.Match``: not how rules match, but how Docker checks their syntax.

BuildKit also uses it to find the symlinks that a wildcard source may mean
(fsutil, followlinks.go). Its quirks are kept: only as much of a pattern is
checked as is needed to decide about the name.
"""

from __future__ import annotations


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
    while chunk:
        failed = failed or not name
        char, width = ("", 1) if failed else _first_rune(name)
        if chunk.startswith(b"["):
            hit, chunk = _match_class(chunk[1:], char)
            failed = failed or not hit
        elif chunk.startswith(b"?"):
            failed = failed or char == "/"
            chunk = chunk[1:]
        else:
            if chunk.startswith(b"\\"):
                chunk = chunk[1:]
                if not chunk:
                    raise BadGlobError
            failed = failed or chunk[0] != name[0]
            chunk, width = chunk[1:], 1
        name = name[width:]
    return None if failed else name


def _match_class(chunk: bytes, char: str) -> tuple[bool, bytes]:
    """Whether *char* is in the class that begins *chunk*, and the text behind the class."""
    negated = chunk.startswith(b"^")
    chunk = chunk[1:] if negated else chunk
    hit = False
    ranges = 0
    while not (chunk.startswith(b"]") and ranges):
        low, chunk = _class_member(chunk)
        high = low
        if chunk.startswith(b"-"):
            high, chunk = _class_member(chunk[1:])
        hit = hit or low <= char <= high
        ranges += 1
    return hit != negated, chunk[1:]


def _class_member(chunk: bytes) -> tuple[str, bytes]:
    if not chunk or chunk[:1] in {b"-", b"]"}:
        raise BadGlobError
    if chunk.startswith(b"\\"):
        chunk = chunk[1:]
    if not chunk:
        raise BadGlobError
    char, width = _first_rune(chunk)
    # A class must go on after each member: Go looks for its end before anything else. A byte
    # that is not UTF-8 is malformed here.
    if len(chunk) == width or (char == _REPLACEMENT and width == 1):
        raise BadGlobError
    return char, chunk[width:]


_REPLACEMENT = "\ufffd"


def _first_rune(data: bytes) -> tuple[str, int]:
    """The first character and its bytes; U+FFFD and 1 for a byte that is not UTF-8, as in Go."""
    for width in range(1, min(4, len(data)) + 1):
        try:
            return data[:width].decode("utf-8"), width
        except UnicodeDecodeError:
            continue
    return _REPLACEMENT, 1


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
