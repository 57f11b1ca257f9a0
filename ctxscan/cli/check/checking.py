"""From settings, environment and options to the checks of one context or of several."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.cli.check.baselines import BaselineFile
from ctxscan.context.git.facts import git_facts
from ctxscan.context.settings import read_settings
from ctxscan.errors import UsageError
from ctxscan.findings.check import Checked, Surroundings, check
from ctxscan.findings.check.limits import Limits, limits_of
from ctxscan.findings.check.settings import (
    ContextSettings,
    Settings,
    Values,
    limit_from_text,
    limits_from_environment,
    parse_settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.cli.options import Build

_NO_SETTINGS = Settings({})


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What the command line says."""

    context: str | None
    build: Build
    given: Mapping[str, object]
    """By the name of the setting; ``None`` where the option was not given."""

    update_baseline: bool = False


@dataclass(frozen=True, slots=True)
class _Task:
    context: str
    build: Build
    limits: Limits


def run_checks(asked: CheckRequest, on_directory: Callable[[int], None]) -> list[Checked]:
    """One outcome for each context. Raises CtxscanError."""
    tasks = list(_tasks(asked))
    baselines: dict[str, BaselineFile] = {}
    outcomes: list[Checked] = []
    for task in tasks:
        name = task.limits.baseline
        if name is not None and name not in baselines:
            baselines[name] = BaselineFile.read(name, new=asked.update_baseline)
        book = baselines[name] if name is not None else None
        outcomes.append(_check(task, book, asked, on_directory))
    if asked.update_baseline:
        _write(baselines)
    return outcomes


def _check(
    task: _Task, book: BaselineFile | None, asked: CheckRequest, on_directory: Callable[[int], None]
) -> Checked:
    inspection = task.build.of(task.context)
    known = None
    if book is not None and not asked.update_baseline:
        known = book.entry(inspection, task.limits.measure)
    surroundings = Surroundings(
        cache(lambda: git_facts(inspection.location.root).shared_rules), known
    )
    checked = check(inspection, task.limits, surroundings, on_directory)
    if book is not None:
        book.note(checked)
    return checked


def _write(baselines: Mapping[str, BaselineFile]) -> None:
    if not baselines:
        raise UsageError("--update-baseline: no baseline", hint="name its file with --baseline")
    for book in baselines.values():
        book.write()


def _tasks(asked: CheckRequest) -> Iterator[_Task]:
    """The command line wins over the environment, and that over the settings."""
    root = asked.context if asked.context is not None else "."
    settings, where = _settings_for(asked)
    over = {**limits_from_environment(os.environ), **_given(asked.given)}
    if not settings.contexts:
        yield _Task(root, asked.build, limits_of({**_located(settings.limits, where), **over}))
    for each in settings.contexts:
        own = _located({**settings.limits, **each.limits}, where)
        limits = limits_of({**own, **over})
        yield _Task(_shown(where, each.path), _build(asked.build, where, each), limits)


def _settings_for(asked: CheckRequest) -> tuple[Settings, str]:
    """The settings with the contexts to look at, and the directory that they are written in."""
    build = asked.build
    if asked.context is None:
        settings = _settings(".") or _NO_SETTINGS
        named = build.file is not None or build.target is not None
        return (replace(settings, contexts=()) if named else settings), "."
    own = _settings(asked.context)
    if own is not None:
        return replace(own, contexts=()), asked.context
    # The settings of a project may name this one of its contexts.
    here = _settings(".") or _NO_SETTINGS
    root = Path(asked.context).resolve()
    meant = tuple(each for each in here.contexts if Path(each.path).resolve() == root)
    return (replace(here, contexts=meant), ".") if meant else (_NO_SETTINGS, asked.context)


def _given(options: Mapping[str, object]) -> Values:
    texts = ("max-size", "max-file-size", "max-growth")
    return {
        name: limit_from_text(name, str(value), f"--{name}")
        if name in texts
        else tuple(value)
        if isinstance(value, list)
        else value
        for name, value in options.items()
        if value is not None
    }


def _settings(directory: str) -> Settings | None:
    found = read_settings(directory)
    return parse_settings(found) if found is not None else None


def _located(values: Values, directory: str) -> Values:
    """A baseline in the settings is named from where the settings are."""
    name = values.get("baseline")
    return {**values, "baseline": _shown(directory, str(name))} if name is not None else values


def _build(build: Build, directory: str, each: ContextSettings) -> Build:
    file = _shown(directory, each.file) if each.file is not None else None
    return build._replace(file=build.file or file, target=build.target or each.target)


def _shown(directory: str, path: str) -> str:
    return str(Path(directory, path))
