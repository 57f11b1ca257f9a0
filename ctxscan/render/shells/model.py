"""What a script has to know of the program."""

from __future__ import annotations

from typing import Literal

from ctxscan.tuples import NamedTuple

Kind = Literal["path", "words", "asked", "other"]
"""``path``: of a file or directory. ``words``: one of a few. ``asked``: the program knows them when
it is asked. ``other``: nobody can complete it."""

PROGRAM = "ctxscan"
ASK = "__complete"
"""``ctxscan __complete KIND WORD...`` prints what KIND may be, one a line; WORDs: those so far."""


class Value(NamedTuple):
    kind: Kind
    words: tuple[str, ...] = ()
    asked: str = ""
    """For what: ``stage``, ``build``, ``code``."""


class Flag(NamedTuple):
    names: tuple[str, ...]
    """``-f``, ``--file``."""

    help: str
    value: Value | None
    """``None``: it takes none."""

    repeats: bool = False


class CommandWords(NamedTuple):
    name: str
    help: str
    flags: tuple[Flag, ...]
    argument: Value | None


class ProgramWords(NamedTuple):
    version: str
    commands: tuple[CommandWords, ...]
