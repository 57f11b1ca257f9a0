"""Names from a disk, made fit for a terminal, a log, and the programs that read either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.regex import regex

if TYPE_CHECKING:
    import re

_LONGEST_LINE = 1200
"""Characters that somebody reads of one line; an error may quote 100,000 of a file."""

_HEAD, _TAIL = 800, 300

# A runner acts upon "::" at the beginning of a line, blanks aside, and anywhere upon the others
# (actions/runner, ActionCommand.cs: TryParseV2, TryParse; Azure's agent, Command.cs). Where a line
# is wrapped, anything may come to its beginning.
_COMMAND = regex(r"(?<=:):|(?<=#)#(?=\[|vso\[)")

_GIT_ESCAPES = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}


def printable(name: str) -> str:
    r"""*name* with everything escaped that a terminal or a CI runner might act upon.

    Bytes that are not UTF-8 become ``\xff``, control and format characters ``\n`` or ``\u200b``.
    """
    if "::" in name or "##" in name:
        name = _COMMAND.sub(lambda found: f"\\x{ord(found[0]):02x}", name)
    if name.isascii() and name.isprintable():
        return name
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """*text* as an error says it: printable, and no longer than somebody reads."""
    return _cut(printable(_cut(text)))  # a character may be four once it is printable


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_LINE:
        return text
    left_out = len(text) - _HEAD - _TAIL
    return f"{text[:_HEAD]} [... {left_out:,} characters ...] {text[-_TAIL:]}"


def quoted(path: str) -> str:
    """*path* as git lists it with ``core.quotePath=false``: in quotes where it needs them.

    A line is one path, whatever its name, and no line is a command to a CI runner (git, quote.c:
    quote_c_style; here also what is no printable character, or might be a command).
    """
    if not _is_unprintable(path) and not _is_command(path):
        return path
    return f'"{"".join(map(_as_git_quotes, _COMMAND.sub(_to_byte, path)))}"'


def may_need_quotes(paths: str) -> bool:
    """Whether of *paths*, one behind the other, any may need quotes."""
    return "::" in paths or "##" in paths or _is_unprintable(paths)


def _is_unprintable(path: str) -> bool:
    return not path.isprintable() or '"' in path or "\\" in path


def _is_command(path: str) -> bool:
    return path.lstrip().startswith("::") or ("##" in path and _COMMAND.search(path) is not None)


def _to_byte(found: re.Match[str]) -> str:
    return chr(0xDC00 + ord(found[0]))


def _as_git_quotes(char: str) -> str:
    escape = _GIT_ESCAPES.get(ord(char))
    if escape is not None:
        return escape
    if char.isprintable():
        return char
    if "\udc00" <= char <= "\udcff":
        return f"\\{ord(char) - 0xDC00:03o}"
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogatepass"))
