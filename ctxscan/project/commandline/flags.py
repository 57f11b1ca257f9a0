"""Flags as Go's pflag takes them: ``--name value``, ``--name=value``, ``-nvalue``, ``-abc``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.errors import ProjectError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Flag(NamedTuple):
    name: str
    """Without dashes, in full."""

    takes_value: bool = True


class Parsed(NamedTuple):
    flags: tuple[tuple[str, str], ...]
    """In order; a flag without a value has the value ``true``."""

    arguments: tuple[str, ...]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for each, value in self.flags if each == name)

    def last(self, name: str) -> str | None:
        return next((value for each, value in reversed(self.flags) if each == name), None)

    def is_on(self, name: str) -> bool:
        return self.last(name) not in (None, "false", "False", "FALSE", "f", "F", "0")


def parse_flags(
    words: Sequence[str],
    known: Mapping[str, Flag],
    command: str,
    *,
    stop_at_argument: bool = False,
) -> Parsed:
    """*known* has long and short names. Raises ProjectError of kind ``usage``."""
    flags: list[tuple[str, str]] = []
    arguments: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            arguments += rest
            break
        if word == "-" or not word.startswith("-"):
            arguments.append(word)
            if stop_at_argument:
                arguments += rest
                break
        elif word.startswith("--"):
            flags.append(_long(word, rest, known, command))
        else:
            flags += _short(word, rest, known, command)
    return Parsed(tuple(flags), tuple(arguments))


def _long(word: str, rest: list[str], known: Mapping[str, Flag], command: str) -> tuple[str, str]:
    name, equals, value = word[2:].partition("=")
    flag = _known(name, f"--{name}", known, command)
    if equals:
        return flag.name, value
    return flag.name, _value(f"--{name}", flag, rest, command)


def _short(
    word: str, rest: list[str], known: Mapping[str, Flag], command: str
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    letters = word[1:]
    while letters:
        shown = f"-{letters[0]}"
        flag = _known(letters[0], shown, known, command)
        letters = letters[1:]
        if letters.startswith("=") or (letters and flag.takes_value):
            return [*found, (flag.name, letters.removeprefix("="))]
        found.append((flag.name, _value(shown, flag, rest, command)))
    return found


def _value(shown: str, flag: Flag, rest: list[str], command: str) -> str:
    if not flag.takes_value:
        return "true"
    if not rest:
        raise ProjectError(f"{command}: {shown} needs a value", kind="usage")
    return rest.pop(0)


def _known(name: str, shown: str, known: Mapping[str, Flag], command: str) -> Flag:
    if name not in known:
        raise ProjectError(f"{command} has no flag {shown}", kind="usage")
    return known[name]


def flag_table(with_value: str, without: str) -> dict[str, Flag]:
    """``file|f no-cache``: long names, each with its short one."""
    table: dict[str, Flag] = {}
    for listed, takes_value in ((with_value, True), (without, False)):
        for names in listed.split():
            long = names.partition("|")[0]
            table |= {name: Flag(long, takes_value) for name in names.split("|")}
    return table
