"""A path -> the line of an ignore file that matches it and nothing else."""

from __future__ import annotations

from ctxscan.golang.path import GO_WHITE_SPACE

OPERATORS = frozenset("*?[]\\^|{}")
"""Characters that Docker, or Go's regular expressions behind it, read as something else."""

# Without one of these, Docker compares a pattern as text, and "|", "{", "}" and "^" stay literal.
_MAKE_A_REGEXP = frozenset("*?[]\\")

_SHORT = {"\a": r"\a", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}

BYTE_ORDER_MARK = "\ufeff"


def escape_literal(path: str, *, exception: bool = False) -> str:
    """The line that matches *path*, and what is below it; with ``!`` for an *exception*.

    A byte that is not UTF-8 (a lone surrogate) reaches no pattern of Docker as itself: a name
    that differs in such bytes alone is matched as well.
    """
    if any(char in _MAKE_A_REGEXP or needs_escape(char) for char in path) or _has_edge(path):
        path = "".join(map(escape_char, path))
    return as_line(path, exception=exception)


def escape_char(char: str) -> str:
    """One literal character, for a pattern that Docker takes for a regular expression."""
    if char in OPERATORS:
        return "\\" + char
    if "\udc80" <= char <= "\udcff":
        # BuildKit's JSON has U+FFFD in its place, and so has Go when it reads the name; the class
        # makes this a regular expression, for text would be compared byte by byte.
        return "[\ufffd]"
    return escape_control(char)


def escape_control(char: str) -> str:
    """BuildKit carries no ASCII control character in a pattern (docs/semantics, D.10)."""
    if char < " " or char == "\x7f":
        return _SHORT.get(char, f"\\x{ord(char):02x}")
    return char


def needs_escape(char: str) -> bool:
    return escape_control(char) != char or "\udc80" <= char <= "\udcff"


def as_line(pattern: str, *, exception: bool = False) -> str:
    """Protect the two ends of a *pattern* from the reader of ignore files, which trims them."""
    first, last = pattern[:1], pattern[-1:]
    if first == "!" or (first == "#" and not exception):
        pattern = "\\" + pattern
    elif first and (first in GO_WHITE_SPACE or first == BYTE_ORDER_MARK):
        pattern = f"[{first}]{pattern[1:]}"
    if last and last in GO_WHITE_SPACE and pattern.endswith(last):
        pattern = f"{pattern[:-1]}[{last}]"
    return "!" + pattern if exception else pattern


def _has_edge(path: str) -> bool:
    """Whether ``as_line`` will write a class or a backslash."""
    return as_line(path) != path
