"""Shell text -> its simple commands, as far as a search for programs needs them."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SEPARATORS = regex(r"&&|\|\||[;|&\n(){}`]|\$\(")
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_WRAPPERS = frozenset(
    {"sudo", "exec", "time", "env", "command", "nice", "then", "else", "do", "if", "elif", "while"}
    | {"!", "export", "nohup", "xargs", "gosu", "su-exec", "tini", "--", "-"}
    | {"npx", "bunx", "pnpx", "uvx"}
)
_RUNNERS = frozenset({"uv", "poetry", "pdm", "hatch", "pipenv", "bundle", "corepack", "rye", "npx"})
_DEFAULTED = regex(r"\$\{(\w+):?-[^}]*$")


_SHORT = 20_000
"""Characters of a text that is kept."""


class Command(NamedTuple):
    words: tuple[str, ...]
    directory: str
    """Where it runs, relative to where the text starts, or absolute."""

    variables: Mapping[str, str]
    """Set in the text so far."""

    @property
    def program(self) -> str:
        return self.words[0].rpartition("/")[2]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Without flags."""
        return tuple(word for word in self.words[1:] if not word.startswith("-"))


def commands(text: str) -> Iterator[Command]:
    """In their order. Quoted text of ``sh -c`` is a text of its own."""
    return iter(_commands(text)) if len(text) <= _SHORT else _read(text)


@lru_cache(maxsize=1024)
def _commands(text: str) -> tuple[Command, ...]:
    """Kept: the steps of one Dockerfile are those of each of its builds."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Command]:
    directory, variables = "", dict[str, str]()
    for part in _SEPARATORS.split(_without_comments(text)):
        words = _words(part)
        left, given = _stripped(words)
        variables.update(given)
        if not left:
            continue
        if left[0] in ("cd", "pushd") and len(left) > 1:
            directory = left[1] if left[1].startswith("/") else f"{directory}/{left[1]}".strip("/")
            continue
        yield Command(tuple(left), directory, dict(variables))


def _without_comments(text: str) -> str:
    lines = text.replace("\\\r\n", " ").replace("\\\n", " ").split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def _words(part: str) -> list[str]:
    try:
        return shlex.split(part, comments=True)
    except ValueError:  # a quote that another part closes
        return part.replace('"', " ").replace("'", " ").split()


def _stripped(words: list[str]) -> tuple[list[str], dict[str, str]]:
    """Without assignments and wrappers in front; the assignments."""
    given: dict[str, str] = {}
    at = 0
    while at < len(words):
        word = words[at]
        assignment = _ASSIGNMENT.fullmatch(word)
        if assignment is not None:
            given[assignment[1]] = assignment[2]
        elif word in _RUNNERS and words[at + 1 : at + 2] in (["run"], ["exec"]):
            at += 1
        elif word not in _WRAPPERS and not (at and words[at - 1] in _WRAPPERS and word[:1] == "-"):
            break
        at += 1
    return words[at:], given


def is_default_of(text: str, at: int, known: Mapping[str, str]) -> bool:
    """Whether what starts at *at* is only the default of a variable that is *known*."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    found = _DEFAULTED.search(line)
    return found is not None and bool(known.get(found[1]))
