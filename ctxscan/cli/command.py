"""A command as both readers of command lines need it: what it may be given, and how to run it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ctxscan.cli.line.declared import names_of, parameters
from ctxscan.cli.options import GROUPS
from ctxscan.process import drawn_by
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.cli.line.declared import Parameter

NAMES = (
    "report",
    "list",
    "explain",
    "check",
    "suggest",
    "lint",
    "rule",
    "builds",
    "diff",
    "churn",
    "key",
    "image",
    "explore",
    "init",
    "schema",
    "completion",
    "docker-plugin",
)
"""As the help lists them; the function ``NAME_command`` in the module of that name, with ``_``."""


class Command(NamedTuple):
    name: str
    function: Callable[..., None]

    groups: dict[str, Callable[..., Any]]
    """What makes its ``which``, ``build`` and ``out`` of the options behind them."""

    parameters: tuple[Parameter, ...]
    """Its own, and then those of its groups."""

    def run(self, given: dict[str, Any], behind: tuple[str, ...]) -> None:
        """*given*: a value for each parameter. *behind*: docker's command line, after ``--``."""
        known = {**given, "behind": behind}
        for name, group in self.groups.items():
            known[name] = _called(group, known)
        if "out" in self.groups and known["out"].path is not None:
            from ctxscan.cli.inputs import spare_inputs

            read = (known.get(name) for name in ("baseline", "archive", "image", "against"))
            named = [*read, *_named(known.get("build"))]
            spare_inputs(known["out"].path, named, writes_ignore_file=self.name == "suggest")
        if "out" not in self.groups:
            _called(self.function, known)
            return
        ticker = known["out"].ticker
        drawn_by(ticker.clear)
        ticker.start()
        try:
            _called(self.function, known)
        finally:
            ticker.close()
            drawn_by()


def find_command(name: str) -> Command:
    """The one of that name, which is one of NAMES."""
    module = name.replace("-", "_")
    function = getattr(import_module(f"ctxscan.cli.{module}"), f"{module}_command")
    wishes = names_of(function)
    groups = {name: group for name, group in GROUPS.items() if name in wishes}
    shared = (each for group in groups.values() for each in parameters(group))
    return Command(name, function, groups, (*parameters(function), *shared))


def _called(function: Callable[..., Any], known: dict[str, Any]) -> Any:
    return function(**{name: known[name] for name in names_of(function)})


def _named(build: BuildArguments | None) -> tuple[str | None, ...]:
    return (build.get("file"), build.get("ignore_file")) if build is not None else ()
