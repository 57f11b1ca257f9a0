"""What stands in the annotations of a command, and what both readers make of it.

    def report_command(
        context: Annotated[str, argument("Build context.", metavar="PATH")] = ".",
        top: Annotated[int, option("Rows of each ranking.", "-n", "--top", at_least=1)] = 8,
    ) -> None: ...

A parameter is a ``bool``, ``str``, ``int``, an enum, a Literal, any of them or ``None``, or a list.
Modules that declare any have no ``from __future__ import annotations``: they are read as values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Argument(NamedTuple):
    help: str
    metavar: str
    shows_default: bool


class Option(NamedTuple):
    help: str

    names: tuple[str, ...]
    """Such as ``-n`` and ``--top``, or ``--secrets/--no-secrets``; none: that of the parameter."""

    metavar: str | None
    at_least: int | None
    shows_default: bool


def argument(text: str, *, metavar: str, shows_default: bool = True) -> Argument:
    """*text*: its help."""
    return Argument(text, metavar, shows_default)


def option(
    text: str,
    *names: str,
    metavar: str | None = None,
    at_least: int | None = None,
    shows_default: bool = True,
) -> Option:
    """*text*: its help."""
    return Option(text, names, metavar, at_least, shows_default)


class _Required:
    """There is no default."""


REQUIRED = _Required()


class Parameter(NamedTuple):
    """One that the command line gives."""

    name: str
    declared: Argument | Option

    annotation: Any
    """Of its values, as declared: ``list[str] | None``."""

    default: object

    @property
    def names(self) -> tuple[str, ...]:
        """Of an option."""
        given = self.declared.names if isinstance(self.declared, Option) else ()
        return given or ("--" + self.name.replace("_", "-"),)

    @property
    def holds(self) -> tuple[Any, bool]:
        """The type of one value, and whether there may be several."""
        found = self.annotation
        if type(None) in get_args(found):
            (found,) = (each for each in get_args(found) if each is not type(None))
        several = getattr(found, "__origin__", None) is list
        return (get_args(found)[0] if several else found), several


def parameters(function: Callable[..., object]) -> tuple[Parameter, ...]:
    """Those of *function* that are declared, in their order."""
    defaults = _defaults(function)
    found = []
    for name, annotation in function.__annotations__.items():
        for declared in getattr(annotation, "__metadata__", ()):
            value = defaults.get(name, REQUIRED)
            found.append(Parameter(name, declared, annotation.__origin__, value))
    return tuple(found)


def names_of(function: Callable[..., object]) -> tuple[str, ...]:
    """Of all parameters, declared or not."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _defaults(function: Callable[..., object]) -> dict[str, object]:
    positional, values = function.__code__.co_varnames, function.__defaults__ or ()
    count = function.__code__.co_argcount
    return {
        **dict(zip(positional[count - len(values) : count], values, strict=True)),
        **(function.__kwdefaults__ or {}),
    }
