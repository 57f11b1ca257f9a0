"""The text of an ignore file -> its rules, each with the line it was written on.

Docker's own reader throws the lines away (moby/patternmatcher, ignorefile.ReadAll),
so no error message of Docker names one.
"""

from __future__ import annotations

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.golang.path import clean, trim
from ctxscan.tuples import NamedTuple

LONGEST_LINE = 65_535
"""Bytes, without the line feed: the buffer of Go's ``bufio.Scanner``."""


class Rule(NamedTuple):
    """One effective line of an ignore file."""

    pattern: str
    """Cleaned, without ``!`` and without a leading slash."""

    exception: bool

    text: str
    """The line as written, without its line end."""

    place: Place

    def __str__(self) -> str:
        return self.text.strip()


class IgnoreFile(NamedTuple):
    """An ignore file that was read; without rules when the build has none."""

    path: str | None
    """As the user would write it, or ``None`` when no ignore file applies."""

    rules: tuple[Rule, ...]

    data: bytes = b""
    """The file as it is, byte by byte."""


NO_IGNORE_FILE = IgnoreFile(path=None, rules=())


def parse_ignore_file(data: bytes, path: str) -> IgnoreFile:
    """Read *data* as Docker does.

    Raises IgnoreFileError with file and line for what Docker refuses when it
    loads the rules. Some malformed patterns pass here, as they do in Docker,
    and are refused when they are first tried on a path.
    """
    rules: list[Rule] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        place = Place(path, number)
        if len(line) > LONGEST_LINE:
            raise IgnoreFileError(
                f"this line is longer than {LONGEST_LINE} bytes, which no Docker reads",
                place=place,
                hint="split it into several rules",
            )
        without_mark = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        text = without_mark.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        rule = parse_rule(text, place)
        if rule is not None:
            rules.append(rule)
    return IgnoreFile(path, tuple(rules), data)


def parse_rule(text: str, place: Place) -> Rule | None:
    """One line -> its rule; ``None`` for a comment or a blank line.

    Raises IgnoreFileError for a pattern that Docker refuses to load.
    """
    # Docker looks for "#" before trimming, so an indented "#" is a pattern.
    if text.startswith("#"):
        return None
    return rule_of(_as_read(text), text, place)


def rule_of(pattern: str, text: str, place: Place) -> Rule | None:
    """A pattern as a program hands it to the matcher -> its rule; ``None`` for white space.

    Source: moby/patternmatcher, New. Raises IgnoreFileError for a pattern that it refuses.
    """
    pattern = trim(pattern)
    if not pattern:
        return None
    # This is the second cleaning of a line, and the second look at "!": "/!foo" became "!foo" by
    # the first one, and is an exception now.
    pattern = clean(pattern)
    exception = pattern.startswith("!")
    pattern = pattern[1:] if exception else pattern
    if not pattern:
        raise IgnoreFileError(
            'illegal exclusion pattern: a lone "!"',
            place=place,
            hint="write the path to keep behind it, or remove the line",
        )
    _check_syntax(pattern, text, place)
    return Rule(pattern, exception, text, place)


def _as_read(text: str) -> str:
    """What ``ignorefile.ReadAll`` hands on for a line."""
    line = trim(text)
    exception = line.startswith("!")
    pattern = trim(line[1:]) if exception else line
    if pattern:
        pattern = clean(pattern)
        if len(pattern) > 1:
            pattern = pattern.removeprefix("/")
    return "!" + pattern if exception else pattern


def _check_syntax(pattern: str, text: str, place: Place) -> None:
    # patternmatcher.New checks a pattern by matching it against ".", for its error alone.
    try:
        glob_match(pattern, ".")
    except BadGlobError:
        raise malformed(text, place) from None


def malformed(text: str, place: Place) -> IgnoreFileError:
    """The error for a pattern that Docker calls a syntax error, early or late."""
    return IgnoreFileError(
        f"syntax error in pattern {text.strip()!r}: Docker refuses the build",
        place=place,
        hint="write a special character as itself with a backslash before it",
    )
