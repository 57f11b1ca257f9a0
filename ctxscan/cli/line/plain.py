"""The reader of command lines that are plainly right.

Whatever it does not take may be right all the same, or help may be asked for: typer reads it then,
of the same declarations. What it takes, typer takes for the same (click's parser.py,
``_OptionParser``): ``tests/cli/line`` holds both against each other.
"""

from __future__ import annotations

from enum import EnumMeta
from typing import TYPE_CHECKING, Any, get_args

from ctxscan.cli.line.declared import REQUIRED, Argument
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.cli.line.declared import Parameter

_MOST_DIGITS = 18


class NotPlain(Exception):  # noqa: N818 - nothing is wrong: another reader is asked
    """For typer to read."""


class _Named(NamedTuple):
    """What one name of an option stands for."""

    parameter: Parameter

    flag: bool | None
    """What it sets; ``None``: the value that follows."""


def read(words: Sequence[str], parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The value of each parameter. Raises NotPlain."""
    given: dict[str, Any] = {}
    arguments: list[str] = []
    options = _options(parameters)
    rest = iter(words)
    for word in rest:
        if word == "--":
            arguments += rest
        elif word[:1] == "-" and len(word) > 1:
            for named, value in _option(word, options, rest):
                _give(given, named.parameter, value)
        else:
            arguments.append(word)
    _give_arguments(given, arguments, parameters)
    for each in parameters:
        if given.setdefault(each.name, each.default) is REQUIRED:
            raise NotPlain
    return given


def _options(parameters: Sequence[Parameter]) -> dict[str, _Named]:
    found = {}
    for each in parameters:
        if isinstance(each.declared, Argument):
            continue
        flag = True if each.holds[0] is bool else None
        for name in each.names:
            yes, _, no = name.partition("/")
            found[yes] = _Named(each, flag)
            if no:
                found[no] = _Named(each, False)
    return found


def _option(
    word: str, options: dict[str, _Named], rest: Iterator[str]
) -> Iterator[tuple[_Named, object]]:
    """One, or several flags of a letter each, the last of which may have a value: ``-qn5``."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        yield _with_value(_known(name, options), value if equals else None, rest)
        return
    letters = word[1:]
    while letters:
        named = _known(f"-{letters[0]}", options)
        letters = letters[1:]
        if named.flag is not None:
            yield named, named.flag
        else:
            yield _with_value(named, letters or None, rest)
            letters = ""


def _known(name: str, options: dict[str, _Named]) -> _Named:
    if name not in options:
        raise NotPlain
    return options[name]


def _with_value(named: _Named, attached: str | None, rest: Iterator[str]) -> tuple[_Named, object]:
    if named.flag is not None:
        if attached is not None:
            raise NotPlain
        return named, named.flag
    value = next(rest, None) if attached is None else attached
    if value is None:
        raise NotPlain
    return named, _value(value, named.parameter)


def _give(given: dict[str, Any], parameter: Parameter, value: object) -> None:
    if parameter.holds[1]:
        given.setdefault(parameter.name, []).append(value)
    else:
        given[parameter.name] = value  # of several, the last one


def _give_arguments(
    given: dict[str, Any], words: list[str], parameters: Sequence[Parameter]
) -> None:
    for each in parameters:
        if not words:
            return
        if not isinstance(each.declared, Argument):
            continue
        if each.holds[1]:
            given[each.name] = [_value(word, each) for word in words]
            words = []
        else:
            given[each.name] = _value(words[0], each)
            words = words[1:]
    if words:
        raise NotPlain


def _value(word: str, parameter: Parameter) -> object:
    kind = parameter.holds[0]
    if kind is str:
        return word
    if kind is int:
        return _number(word, parameter)
    choices = _choices(kind)
    if word not in choices:
        raise NotPlain
    return choices[word]


def _choices(kind: Any) -> dict[str, object]:
    """Of an enum its members, of a Literal the words themselves."""
    if isinstance(kind, EnumMeta):
        members: Iterable[Any] = kind.__members__.values()
        return {each.value: each for each in members}
    return {each: each for each in get_args(kind)}


def _number(word: str, parameter: Parameter) -> int:
    least = getattr(parameter.declared, "at_least", None)
    is_plain = word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS
    if not is_plain or (least is not None and int(word) < least):
        raise NotPlain
    return int(word)
