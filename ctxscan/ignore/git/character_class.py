"""Character classes of git's patterns -> Docker's.

The source is git's wildmatch.c. A class of git means one byte, never ``/``.
"""

from __future__ import annotations

from ctxscan.ignore.literal import escape_control
from ctxscan.tuples import NamedTuple

Range = tuple[int, int]

_BEFORE_SLASH, _AFTER_SLASH = ord("/") - 1, ord("/") + 1
_LAST_ASCII = 0x7F
_IN_CLASS = frozenset("\\]-^[*?")

_NAMED: dict[str, str | tuple[Range, ...]] = {
    **{name: f"[:{name}:]" for name in ("alnum", "alpha", "blank", "cntrl", "digit")},
    **{name: f"[:{name}:]" for name in ("lower", "upper", "xdigit")},
    # Written out, because Docker's would match a slash, and git's white space is these four alone.
    "graph": ((0x21, 0x7E),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((9, 10), (13, 13), (32, 32)),
}


class GitClass(NamedTuple):
    negated: bool
    members: tuple[Range | str, ...]
    """Ranges of bytes, and the names that Docker has too."""

    end: int
    """Where the pattern goes on."""

    def docker(self) -> str | None:
        """The class as Docker reads it; ``None`` when no character is in it.

        Bytes above ASCII are left out: alone they are no character.
        """
        written = "".join(map(_written, self.members))
        if self.negated:
            return f"[^{written}/]" if written else "?"
        return f"[{written}]" if written else None


def parse_class(text: str, start: int) -> GitClass | None:
    """The class behind the ``[`` at *start* - 1; ``None`` where git gives up on the pattern."""
    at = start + 1 if text[start : start + 1] in {"!", "^"} else start
    negated = at > start
    members: list[Range | str] = []
    low = 0
    bracket = 0
    while True:
        bracket = _closing(text, at, bracket)
        char = text[at : at + 1]
        if char == "-" and low and text[at + 1 : at + 2] not in {"", "]"}:
            high, at = _escaped(text, at + 1)
            _extend(members, low, high)
            low = 0
        elif (
            char == "[" and text[at + 1 : at + 2] == ":" and (named := _name(text, at + 2, bracket))
        ):
            name, at = named
            if name not in _NAMED:
                return None
            found = _NAMED[name]
            members.extend((found,) if isinstance(found, str) else found)
            low = 0
        else:
            low, at = _escaped(text, at)
            members.append((low, low))
        if at >= len(text):
            return None
        at += 1
        if text[at : at + 1] == "]":
            return GitClass(negated, tuple(members), at + 1)


def _escaped(text: str, at: int) -> tuple[int, int]:
    """The character at *at* or behind the backslash there, and where it stands."""
    if text[at : at + 1] == "\\":
        at += 1
    return (ord(text[at]) if at < len(text) else 0), at


def _closing(text: str, at: int, last: int) -> int:
    """The first bracket from *at* on that closes something, if *last* is the one before it."""
    return text.find("]", at) if 0 <= last < at else last


def _name(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The name of ``[:name:]`` and where its last bracket stands; ``None`` when it is no name.

    *end* is the first bracket that closes anything behind it, -1 where there is none.
    """
    if end < 0:
        return "", len(text)
    return (text[start : end - 1], end) if end > start and text[end - 1] == ":" else None


def _extend(members: list[Range | str], low: int, high: int) -> None:
    """Git has seen the lower end as a member of its own already."""
    if low <= high:
        members[-1] = (low, high)


def _written(member: Range | str) -> str:
    if isinstance(member, str):
        return member
    low, high = member
    if low <= ord("/") <= high:
        return _range(low, _BEFORE_SLASH) + _range(_AFTER_SLASH, high)
    return _range(low, high)


def _range(low: int, high: int) -> str:
    high = min(high, _LAST_ASCII)
    if low > high:
        return ""
    return _char(low) if low == high else f"{_char(low)}-{_char(high)}"


def _char(code: int) -> str:
    char = chr(code)
    return "\\" + char if char in _IN_CLASS else escape_control(char)
