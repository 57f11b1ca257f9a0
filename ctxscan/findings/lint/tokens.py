"""A pattern in pieces: escapes, classes, single characters."""

from __future__ import annotations

import re

from ctxscan.regex import regex

_TOKEN = regex(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def tokens(pattern: str) -> list[str]:
    r"""``a\*[bc]`` -> ``a``, ``\*``, ``[bc]``."""
    return _TOKEN.findall(pattern)


def is_class(token: str) -> bool:
    return len(token) > 1 and token.startswith("[")


def is_escape(token: str) -> bool:
    return len(token) > 1 and token.startswith("\\")


def escaped_class(char: str) -> str:
    r"""A class of one character, which every builder reads alike; ``^`` cannot lead a class."""
    return f"\\{char}" if char == "^" else f"[{char}]"
