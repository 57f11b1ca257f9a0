"""One line -> flags and arguments (buildkit, parser: line_parsers.go, split_command.go)."""

from __future__ import annotations

import math
import re
from typing import Any, NoReturn

from ctxscan.golang.text import SPACES, decoded, from_bytes_view, to_bytes_view
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

_BLANKS = regex(r"[\t\v\f\r ]+")
_KNOWN_BYTES_AS_SPACE = "\t\n\v\f\r \x85\xa0"


class ArgumentError(ValueError):
    """Arguments that BuildKit's parser refuses."""


class Command(NamedTuple):
    """The parts of one line, before its arguments are read."""

    keyword: str
    flags: tuple[str, ...]
    rest: str


def split_command(line: str) -> Command:
    keyword, *rest = _BLANKS.split(line.strip(SPACES), maxsplit=1)
    if not rest:
        return Command(keyword, (), "")
    flags, arguments = _split_flags(rest[0])
    return Command(keyword, flags, arguments.strip(SPACES))


def read_arguments(keyword: str, rest: str, escape: str) -> tuple[tuple[str, ...], bool]:
    """Arguments of an instruction, and whether they were a JSON list."""
    whole = (rest,) if rest else ()
    match keyword:
        case "run" | "cmd" | "entrypoint" | "shell":
            return _json_or(rest, whole)
        case "add" | "copy" | "volume":
            return _json_or(rest, tuple(_BLANKS.split(rest)) if rest else ())
        case "healthcheck":
            return _healthcheck(rest)
        case "env" | "label":
            plain = _pairs(keyword, rest, escape)
        case "arg":
            plain = tuple(_quoted_words(rest, escape))
        case "from" | "expose":
            plain = tuple(_BLANKS.split(rest)) if rest else ()
        case _:
            plain = whole
    return plain, False


def _split_flags(line: str) -> tuple[tuple[str, ...], str]:
    """Leading ``--x=y`` words and the rest. BuildKit takes each byte for a character here."""
    text = to_bytes_view(line)
    flags: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in _KNOWN_BYTES_AS_SPACE:
            at += 1
            continue
        if not text.startswith("--", at):
            return tuple(flags), from_bytes_view(text[at:])
        word, quoted, at = _flag(text, at)
        if word == "--":
            return tuple(flags), from_bytes_view(text[at:])
        if word or quoted:
            flags.append(word)
    return tuple(flags), ""


def _flag(text: str, at: int) -> tuple[str, bool, int]:
    # A backslash, whatever the escape directive says (parser/split_command.go:
    # extractBuilderFlags).
    word: list[str] = []
    quote = ""
    quoted = False
    while at < len(text):
        char = text[at]
        if char == quote:
            quote = ""
        elif not quote and char in _KNOWN_BYTES_AS_SPACE:
            break
        elif not quote and char in "'\"":
            quote, quoted = char, True
        elif char != "\\":
            word.append(char)
        elif at + 1 < len(text):
            at += 1
            word.append(text[at])
        at += 1
    return "".join(word), quoted, at


def _json_or(rest: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The JSON list, or ``words``: malformed JSON is silently not JSON."""
    text = rest.lstrip(SPACES)
    if not text.startswith("["):
        return words, False
    import json  # noqa: PLC0415 - many files have no such list

    try:
        items = json.loads(
            decoded(text), parse_constant=_refuse, parse_float=_number, parse_int=_number
        )
    except (ValueError, RecursionError):
        return words, False
    if not all(isinstance(item, str) for item in items):
        raise ArgumentError(
            "when using JSON array syntax, arrays must be comprised of strings only"
        )
    return tuple(decoded(item) for item in items), True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _number(digits: str) -> Any:
    """Go refuses a number that no float64 can hold."""
    if math.isinf(value := float(digits)):
        raise ValueError(digits)
    return value


def _healthcheck(rest: str) -> tuple[tuple[str, ...], bool]:
    text = to_bytes_view(rest)
    kind = re.match(f"[^{_KNOWN_BYTES_AS_SPACE}]*", text)
    if not kind or not kind[0]:
        return (), False
    command = from_bytes_view(text[kind.end() :].lstrip(_KNOWN_BYTES_AS_SPACE))
    words, is_json = _json_or(command, (command,) if command else ())
    return (from_bytes_view(kind[0]), *words), is_json


def _pairs(keyword: str, rest: str, escape: str) -> tuple[str, ...]:
    words = _quoted_words(rest, escape)
    if not words:
        return ()
    if "=" not in words[0]:
        old_style = _BLANKS.split(rest, maxsplit=1)
        if len(old_style) == 1:
            raise ArgumentError(f"{keyword.upper()} must have two arguments")
        return tuple(old_style)
    pairs: list[str] = []
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise ArgumentError(f"can't find = in {word!r}. Must be of the form: name=value")
        pairs += key, value
    return tuple(pairs)


def _quoted_words(rest: str, escape: str) -> list[str]:
    """Words with their quotes and escapes still on (``parseWords``)."""
    words: list[str] = []
    text = decoded(rest)
    at = 0
    while at < len(text):
        if text[at] in SPACES:
            at += 1
            continue
        word, at = _quoted_word(text, at, escape)
        if word:
            words.append(word)
    return words


def _quoted_word(text: str, at: int, escape: str) -> tuple[str, int]:
    word: list[str] = []
    quote = ""
    while at < len(text) and (quote or text[at] not in SPACES):
        char = text[at]
        if char == escape and quote != "'":
            # An escape at the very end is dropped.
            word.append(text[at : at + 2] if at + 1 < len(text) else "")
            at += 2
            continue
        if quote and char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        word.append(char)
        at += 1
    return "".join(word), min(at, len(text))
