"""Which contexts are checked against which limits: settings, environment and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.arguments import BuildArguments
from ctxscan.context.links.checkout import checkout_of, is_below
from ctxscan.context.real_path import real_path
from ctxscan.context.settings import read_settings
from ctxscan.context.user_paths import is_there
from ctxscan.errors import UsageError
from ctxscan.findings.check.limits import Limits, limits_of
from ctxscan.findings.check.settings import (
    ContextSettings,
    Settings,
    Values,
    limit_from_option,
    limits_from_environment,
    parse_settings,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_SETTINGS = Settings({})


class Request(NamedTuple):
    """What was asked for."""

    context: str | None
    build: BuildArguments
    given: Mapping[str, object]
    environment: Mapping[str, str]


class Task(NamedTuple):
    """One context to check."""

    context: str
    build: BuildArguments
    limits: Limits


def tasks_of(asked: Request) -> Iterator[Task]:
    """The command line wins over the environment, and that over the settings."""
    root = asked.context if asked.context is not None else "."
    settings, where = _settings_for(asked)
    over = {**limits_from_environment(asked.environment), **given_limits(asked.given)}
    if not settings.contexts:
        yield Task(root, asked.build, limits_of({**located(settings.limits, where), **over}))
    for each in settings.contexts:
        own = located({**settings.limits, **each.limits}, where)
        limits = limits_of({**own, **over})
        yield Task(_shown(where, each.path), _build(asked.build, where, each), limits)


def _settings_for(asked: Request) -> tuple[Settings, str]:
    """The settings with the contexts to look at, and the directory that they are written in."""
    build = asked.build
    if asked.context is None:
        settings = settings_of(".") or NO_SETTINGS
        named = build.get("file") is not None or build.get("target") is not None
        return (settings._replace(contexts=()) if named else settings), "."
    own = settings_of(asked.context)
    if own is not None:
        return own._replace(contexts=()), asked.context
    # The settings of a project may name this one of its contexts.
    here = settings_of(".") or NO_SETTINGS
    root = real_path(asked.context)
    meant = tuple(each for each in here.contexts if real_path(each.path) == root)
    return (here._replace(contexts=meant), ".") if meant else (NO_SETTINGS, asked.context)


def given_limits(options: Mapping[str, object]) -> Values:
    return {
        name: limit_from_option(name, value) for name, value in options.items() if value is not None
    }


def settings_of(directory: str) -> Settings | None:
    found = read_settings(directory)
    return parse_settings(found) if found is not None else None


def located(values: Values, directory: str) -> Values:
    """A baseline in the settings is named from where the settings are."""
    name = values.get("baseline")
    if name is None:
        return values
    shown = _shown(directory, str(name))
    here = real_path(directory)
    # Anybody's settings may name any place, and a baseline is written to.
    around = checkout_of(here)
    home = around if is_there(f"{around}/.git") else here
    if not is_below(real_path(shown), home):
        raise UsageError(
            f"the settings name a baseline outside of their project: {shown}",
            hint="name it with --baseline if you mean it",
        )
    return {**values, "baseline": shown}


def _build(build: BuildArguments, directory: str, each: ContextSettings) -> BuildArguments:
    file = _shown(directory, each.file) if each.file is not None else None
    own = BuildArguments(file=build.get("file") or file, target=build.get("target") or each.target)
    return {**build, **own}


def _shown(directory: str, path: str) -> str:
    from pathlib import Path  # noqa: PLC0415 - for contexts and baselines that settings name alone

    return str(Path(directory, path))


def is_about(each: ContextSettings, path: str, build: BuildArguments) -> bool:
    """Whether settings name this build: its context, and of a context the same Dockerfile."""
    if real_path(each.path) != real_path(path):
        return False
    file, target = build.get("file"), build.get("target")
    same_file = each.file is None or (file is not None and real_path(each.file) == real_path(file))
    return same_file and each.target in (None, target)
