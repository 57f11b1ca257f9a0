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
    while pattern:
        star, chunk, pattern = _next_chunk(pattern)
        if star and not chunk:
            return "/" not in name
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


def _next_chunk(pattern: str) -> tuple[bool, str, str]:
    """Whether stars lead, the text up to the next star, and what follows."""
    stripped = pattern.lstrip("*")
    star = stripped != pattern
    in_class = False
    position = 0
    while position < len(stripped):
        char = stripped[position]
        if char == "\\":
            position += 1
        elif char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        elif char == "*" and not in_class:
            return star, stripped[:position], stripped[position:]
        position += 1
    return star, stripped, ""


def _skip_ahead(chunk: str, name: str, *, last: bool) -> str | None:
    """What is left of *name* when a star before *chunk* takes as little as it can."""
    for taken, char in enumerate(name):
        if char == "/":
            return None
        rest = _match_chunk(chunk, name[taken + 1 :])
        if rest is not None and not (last and rest):
            return rest
    return None


def _match_chunk(chunk: str, name: str) -> str | None:
    """What is left of *name* after *chunk*; a chunk is read to its end even after a mismatch."""
    failed = False
    while chunk:
        failed = failed or not name
        char = chunk[0]
        if char == "[":
            hit, chunk = _match_class(chunk[1:], "" if failed else name[0])
            failed = failed or not hit
        elif char == "?":
            failed = failed or name[0] == "/"
            chunk = chunk[1:]
        else:
            if char == "\\":
                chunk = chunk[1:]
                if not chunk:
                    raise BadGlobError
            failed = failed or chunk[0] != name[0]
            chunk = chunk[1:]
        name = name[1:]
    return None if failed else name


def _match_class(chunk: str, char: str) -> tuple[bool, str]:
    """Whether *char* is in the class that begins *chunk*, and the text behind the class."""
    negated = chunk.startswith("^")
    chunk = chunk[1:] if negated else chunk
    hit = False
    ranges = 0
    while not (chunk.startswith("]") and ranges):
        low, chunk = _class_member(chunk)
        high = low
        if chunk.startswith("-"):
            high, chunk = _class_member(chunk[1:])
        hit = hit or low <= char <= high
        ranges += 1
    return hit != negated, chunk[1:]


def _class_member(chunk: str) -> tuple[str, str]:
    if not chunk or chunk[0] in "-]":
        raise BadGlobError
    if chunk[0] == "\\":
        chunk = chunk[1:]
    # A class must go on after each member: Go looks for its end before anything else. A byte
    # that is not UTF-8 (a lone surrogate here) is malformed as well.
    if len(chunk) < 2 or "\udc80" <= chunk[0] <= "\udcff":
        raise BadGlobError
    return chunk[0], chunk[1:]
