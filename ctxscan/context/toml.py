"""TOML, read in a time that grows with its length."""

from __future__ import annotations

from typing import Any

from ctxscan.regex import regex

_MOST_PARTS = 100
_LONG_KEY = regex(rf"(?<![\w.-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}")


def read_toml(text: str) -> dict[str, Any]:
    """Raises ValueError for what is not TOML, and RecursionError for what is nested too deeply.

    A key of many parts is refused: ``tomllib`` (parse_key, key_value_rule) looks at all that come
    before at each of them, and takes minutes for one of 100,000.
    """
    import tomllib  # noqa: PLC0415 - few contexts have settings, and every check looks for them

    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_MOST_PARTS} parts")
    return tomllib.loads(text)
