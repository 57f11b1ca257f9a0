"""Character classes and escapes of Go's regular expressions.

Read from the Go standard library: regexp/syntax, parseClass and parseEscape.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import groupby

from ctxscan.tuples import NamedTuple

MAX_RUNE = 0x10FFFF

Range = tuple[int, int]
"""First and last code point."""


class BadRegexpError(ValueError):
    """Go's ``regexp.Compile`` refuses the expression."""


class Cursor:
    """A place in a text that is being read."""

    __slots__ = ("position", "text")

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position

    def at_end(self) -> bool:
        return self.position >= len(self.text)

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def startswith(self, prefix: str) -> bool:
        return self.text.startswith(prefix, self.position)

    def take(self) -> str:
        """The next character. Raises BadRegexpError at the end of the text."""
        if self.at_end():
            raise BadRegexpError
        self.position += 1
        return self.text[self.position - 1]

    def take_until(self, end: str) -> str:
        """What stands before *end*, or all that is left; *end* is passed over."""
        begin, found = self.position, self.text.find(end, self.position)
        self.position = len(self.text) if found < 0 else found + len(end)
        return self.text[begin:] if found < 0 else self.text[begin:found]


class CharacterClass(NamedTuple):
    ranges: tuple[Range, ...]
    """Sorted, without overlaps."""

    def has(self, char: str) -> bool:
        index = bisect_right(self.ranges, (ord(char), MAX_RUNE)) - 1
        return index >= 0 and self.ranges[index][1] >= ord(char)

    @property
    def size(self) -> int:
        """Members."""
        return sum(high - low + 1 for low, high in self.ranges)

    def negated(self) -> CharacterClass:
        gaps: list[Range] = []
        start = 0
        for low, high in self.ranges:
            if start < low:
                gaps.append((start, low - 1))
            start = high + 1
        if start <= MAX_RUNE:
            gaps.append((start, MAX_RUNE))
        return CharacterClass(tuple(gaps))

    def python(self) -> str:
        """As an expression of Python's ``re``, which takes a step for each member to compile it."""
        if not self.ranges:
            return "(?!)"
        others = self.negated()
        if not others.ranges:
            return r"[\s\S]"
        caret, shorter = ("^", others) if others.size < self.size else ("", self)
        ranges = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in shorter.ranges)
        return f"[{caret}{ranges}]"


def merged(*ranges: Range) -> CharacterClass:
    """The class of all code points that any of *ranges* has."""
    kept: list[Range] = []
    for low, high in sorted(ranges):
        if kept and low <= kept[-1][1] + 1:
            kept[-1] = (kept[-1][0], max(high, kept[-1][1]))
        else:
            kept.append((low, high))
    return CharacterClass(tuple(kept))


def _ascii(*spans: str) -> CharacterClass:
    return merged(*((ord(span[0]), ord(span[-1])) for span in spans))


_DIGIT = _ascii("09")
_WORD = _ascii("09", "AZ", "az", "_")
_PERL = {"d": _DIGIT, "s": _ascii("\t\n", "\f\r", " "), "w": _WORD}
_POSIX = {
    "alnum": _ascii("09", "AZ", "az"),
    "alpha": _ascii("AZ", "az"),
    "ascii": _ascii("\x00\x7f"),
    "blank": _ascii("\t", " "),
    "cntrl": _ascii("\x00\x1f", "\x7f"),
    "digit": _DIGIT,
    "graph": _ascii("!~"),
    "lower": _ascii("az"),
    "print": _ascii(" ~"),
    "punct": _ascii("!/", ":@", "[`", "{~"),
    "space": _ascii("\t\r", " "),
    "upper": _ascii("AZ"),
    "word": _WORD,
    "xdigit": _ascii("09", "AF", "af"),
}
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_OCTAL = "01234567"


def read_class(cursor: Cursor) -> CharacterClass:
    """The class whose ``[`` was just taken. Raises BadRegexpError for a malformed one."""
    negated = cursor.peek() == "^"
    if negated:
        cursor.take()
    ranges: list[Range] = []
    first = True
    while first or cursor.peek() != "]":
        first = False
        ranges.extend(_read_named_class(cursor) or _read_range(cursor))
    cursor.take()
    members = merged(*ranges)
    return members.negated() if negated else members


def _read_named_class(cursor: Cursor) -> tuple[Range, ...]:
    """``[:alpha:]`` or ``[:^alpha:]``; empty when none stands here."""
    if not cursor.startswith("[:"):
        return ()
    end = cursor.text.find(":]", cursor.position + 2)
    if end < 0:
        return ()
    name = cursor.text[cursor.position + 2 : end]
    members = _POSIX.get(name.removeprefix("^"))
    if members is None:
        raise BadRegexpError
    cursor.position = end + 2
    return (members.negated() if name.startswith("^") else members).ranges


def _read_range(cursor: Cursor) -> tuple[Range, ...]:
    low = _read_member(cursor)
    if isinstance(low, CharacterClass):
        return low.ranges
    high = low
    rest = cursor.text[cursor.position : cursor.position + 2]
    if len(rest) == 2 and rest[0] == "-" and rest[1] != "]":
        cursor.take()
        member = _read_member(cursor)
        if isinstance(member, CharacterClass):
            raise BadRegexpError
        high = member
    if high < low:
        raise BadRegexpError
    return ((ord(low), ord(high)),)


def _read_member(cursor: Cursor) -> str | CharacterClass:
    char = cursor.take()
    return read_escape(cursor) if char == "\\" else char


def read_escape(cursor: Cursor) -> str | CharacterClass:
    r"""The character or class that an escape means, its ``\`` just taken.

    Raises BadRegexpError for an escape that Go does not know.
    """
    char = cursor.take()
    if char.lower() in _PERL:
        members = _PERL[char.lower()]
        return members.negated() if char.isupper() else members
    if char in {"p", "P"}:
        return _read_unicode_class(cursor, negated=char == "P")
    if char in _CONTROL:
        return _CONTROL[char]
    if char == "x":
        return _read_hex(cursor)
    if char in _OCTAL and (char == "0" or (cursor.peek() and cursor.peek() in _OCTAL)):
        return _read_octal(cursor, char)
    if char.isascii() and not char.isalnum():
        return char
    raise BadRegexpError


def _read_octal(cursor: Cursor, number: str) -> str:
    while len(number) < 3 and cursor.peek() and cursor.peek() in _OCTAL:
        number += cursor.take()
    return chr(int(number, 8))


def _read_hex(cursor: Cursor) -> str:
    number = cursor.take()
    if number == "{":
        if cursor.text.find("}", cursor.position) < 0:
            raise BadRegexpError
        number = cursor.take_until("}")
    else:
        number += cursor.take()
    if not number or any(digit not in "0123456789abcdefABCDEF" for digit in number):
        raise BadRegexpError
    code = int(number, 16)
    if code > MAX_RUNE:
        raise BadRegexpError
    return chr(code)


def _read_unicode_class(cursor: Cursor, *, negated: bool) -> CharacterClass:
    name = cursor.take()
    if name == "{":
        if cursor.text.find("}", cursor.position) < 0:
            raise BadRegexpError
        name = cursor.take_until("}")
    if name.startswith("^"):
        negated = not negated
        name = name[1:]
    members = _category(name)
    return members.negated() if negated else members


_CATEGORIES = {
    *("C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Lc", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me"),
    *("Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk"),
    *("Sm", "So", "Z", "Zl", "Zp", "Zs"),
}


@cache
def _category(name: str) -> CharacterClass:
    r"""The code points of a general category, such as ``L`` or ``Lu``.

    Since Go 1.25 letter case, spaces, ``-`` and ``_`` do not count. Go also knows scripts
    (``\p{Greek}``) and long names, of which Python has no table.
    """
    canonical = name.translate(dict.fromkeys(map(ord, " -_"))).capitalize()
    if canonical in {"Any", "Ascii"}:
        return merged((0, MAX_RUNE if canonical == "Any" else 0x7F))
    if canonical == "Assigned":
        return _category("Cn").negated()
    if canonical not in _CATEGORIES:
        raise BadRegexpError  # at once: C:\\publish is in many a rule, and no class
    prefixes = ("Lu", "Ll", "Lt") if canonical == "Lc" else (canonical,)
    codes = range(MAX_RUNE + 1)
    runs = groupby(codes, key=lambda code: unicodedata.category(chr(code)).startswith(prefixes))
    found = [tuple(run) for inside, run in runs if inside]
    return merged(*((run[0], run[-1]) for run in found))
