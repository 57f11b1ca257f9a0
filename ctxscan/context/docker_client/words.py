"""What Docker's client completes behind ``docker ctxscan``, in the lines that cobra reads.

A word a line, behind a tab what it is, and at the end a directive: whether the shell is to offer
files (spf13/cobra, completions.go). The client has been started, and this program twice, before a
user sees them: so they come from a table, and nothing is imported for them.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing takes longer to be imported than the answer
if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = os.path.join(os.path.dirname(__file__), "words.tsv")
"""A row for each command, option and argument: the command; the option's names, nothing for an
argument, or ``=`` for the command itself; what it takes; those words, if it is ``words``; its help.
Written by ``ctxscan.render.shells.rows``."""

FILES, NO_FILES = ":0", ":4"
_HELP = ("--help", "Show this message and exit.")


def completed(words: list[str]) -> list[str]:
    """*words*: those behind ``docker ctxscan``, the last of which is to be completed."""
    *before, word = words or [""]
    if "--" in before:
        return [FILES]
    rows = _table()
    command = next((each for each in before if not each.startswith("-")), None)
    if command is None:
        names = [(row[0], row[4]) for row in rows if row[1] == "="]
        return _matching([*names, _HELP, ("--version", "Show the version.")], word)
    return _of_command([row for row in rows if row[0] == command], before, word)


def _of_command(rows: list[list[str]], before: list[str], word: str) -> list[str]:
    name, equals, start = word.partition("=")
    if equals and name.startswith("-"):
        return _values(_row(rows, name), before, start)
    valued = _row(rows, before[-1])
    if valued is not None and valued[2]:
        return _values(valued, before, word)
    if word.startswith("-"):
        flags = [(each, row[4]) for row in rows for each in row[1].split(",")]
        return _matching([*(each for each in flags if each[0] not in ("", "=")), _HELP], word)
    return _values(_row(rows, ""), before, word)


def _table() -> list[list[str]]:
    with open(TABLE, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def _row(own: list[list[str]], name: str) -> list[str] | None:
    return next((row for row in own if name in row[1].split(",")), None)


def _values(row: list[str] | None, before: list[str], word: str) -> list[str]:
    """Of what an option or an argument takes."""
    if row is None or row[2] in ("", "other"):
        return [NO_FILES]
    if row[2] == "path":
        return [FILES]
    if row[2] == "words":
        return _matching([(each, "") for each in row[3].split(" ")], word)
    from ctxscan.context.shell_words import words_for  # noqa: PLC0415 - only what a project knows takes it

    return _matching(((each, "") for each in words_for(row[2], before)), word)


def _matching(found: Iterator[tuple[str, str]] | list[tuple[str, str]], word: str) -> list[str]:
    lines = [f"{name}\t{text}" if text else name for name, text in found if name.startswith(word)]
    return [*lines, NO_FILES]
