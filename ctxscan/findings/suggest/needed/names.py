"""What a text names of the files around it: words, and where they are looked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

From = Literal["here", "above", "end"]
"""Where a name starts: in the directory of the text; there, or in any above; anywhere."""


class Name(NamedTuple):
    words: str
    """A path or a pattern, as it is written."""

    start: From = "here"

    whole: bool = False
    """Whether all that it matches, and all below that, is read; else what it leads to by name."""


class Text(NamedTuple):
    """One that names files, as a reader gets it."""

    path: str
    content: str
    beside: Callable[[str], str | None]
    """The text at another path of the context; ``None`` where there is none."""


_STRING = regex(r"""(?<![\w\\])(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`)""")
_A_PATH = regex(r"[^\s]*(?:/|\.\w)[^\s]*")


def strings(text: str) -> Iterator[str]:
    """What stands in quotes, a line at a time."""
    for found in _STRING.finditer(text):
        yield found[1] or found[2] or found[3] or ""


def paths_in_quotes(text: str) -> Iterator[str]:
    """Of those, what has a slash or an ending; a word alone is most often no path."""
    return (each for each in strings(text) if _A_PATH.fullmatch(each))


_VARIABLE = regex(r"^(?:(?:\$\{[^}/]*\}|\$\w+|%\w+%|<\w+>|\{\w+\})/|\$\([^)]*\)/?)")
_PROTOCOL = regex(r"^(?:file|link|portal|workspace|path):(?://)?")


def cleaned(words: str) -> str:
    """A word as a path: no variable in front, no query or slash behind."""
    found = _PROTOCOL.sub("", words.strip().replace("\\", "/"))
    found = _VARIABLE.sub("", found)
    found = re.sub(r"[?#](?:\w+)?$", "", found)
    return found.rstrip("/")
