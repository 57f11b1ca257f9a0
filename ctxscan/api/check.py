"""From settings, environment and options to the checks of one context or of several."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.arguments import BuildArguments
from ctxscan.api.asked import Answers, Asked, AskedBuild, collect, for_each
from ctxscan.api.baselines import BaselineFile
from ctxscan.api.build import inspect
from ctxscan.api.history import history_of
from ctxscan.api.together import Walked, together
from ctxscan.context.git.facts import git_facts
from ctxscan.context.git.tracked import read_tracked
from ctxscan.context.links.checkout import checkout_of, is_below
from ctxscan.context.settings import read_settings
from ctxscan.context.user_paths import is_there
from ctxscan.errors import UsageError
from ctxscan.findings.check.checked import Begun, Checked, Surroundings
from ctxscan.findings.check.checked import check_report as findings_of_report
from ctxscan.findings.check.leaks import not_asked
from ctxscan.findings.check.limits import Limits, limits_of
from ctxscan.findings.check.settings import (
    ContextSettings,
    Settings,
    Values,
    limit_from_option,
    limits_from_environment,
    parse_settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.findings.check.baseline import BaselineEntry
    from ctxscan.findings.check.leaks import Unwritten
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.git.matcher import GitRules

_NO_SETTINGS = Settings({})


class _Request(NamedTuple):
    """What was asked for."""

    context: str | None
    build: BuildArguments
    given: Mapping[str, object]
    environment: Mapping[str, str]


class _Task(NamedTuple):
    """One context to check."""

    context: str
    build: BuildArguments
    limits: Limits


def check(
    path: str | None = None,
    limits: Mapping[str, object] = MappingProxyType({}),
    *,
    environment: Mapping[str, str] = MappingProxyType({}),
    update_baseline: bool = False,
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> tuple[Checked, ...]:
    """Hold contexts against limits: one outcome each. Raises CtxscanError.

    Without a *path*, the contexts that the settings name, or else the current directory. *limits*
    are by the names of the settings, and win over *environment* (``CTXSCAN_MAX_SIZE``) and the
    settings; ``None`` is no limit given. *update_baseline* writes the sizes found.
    """
    found = checks_of_settings(
        path,
        limits,
        environment=environment,
        update_baseline=update_baseline,
        progress=progress,
        **build,
    )
    return tuple(each.value for each in found.found)


def check_report(report: Report, max_size: int) -> Checked:
    """The gate on the size alone of what was measured for a report. Bytes."""
    surroundings = Surroundings(tracked=read_tracked, history=history_of)
    return findings_of_report(report, max_size, surroundings)


def checks_of_settings(
    path: str | None,
    limits: Mapping[str, object],
    *,
    environment: Mapping[str, str],
    update_baseline: bool,
    progress: Callable[[int], None] | None,
    **build: Unpack[BuildArguments],
) -> Answers[Checked]:
    """The same, with what was looked at."""
    tasks = tuple(_tasks(_Request(path, build, limits, environment)))
    asked = Asked(tuple(AskedBuild("", each.context, each.build) for each in tasks))
    checking = _Checking(environment, update_baseline=update_baseline)
    each_task = zip(asked.builds, (partial(checking.begin, each) for each in tasks), strict=True)
    return checking.end(collect(asked, each_task), progress)


def checks(
    asked: Asked,
    limits: Mapping[str, object] = MappingProxyType({}),
    *,
    environment: Mapping[str, str] = MappingProxyType({}),
    update_baseline: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Answers[Checked]:
    """Hold each build against limits: those of the settings for its context, or else for all.

    Raises CtxscanError for settings, limits and baselines that cannot be taken.
    """
    own = _settings(".") or _NO_SETTINGS
    over = {**limits_from_environment(environment), **_given(limits)}
    limits_of({**_located(own.limits, "."), **over})  # to refuse at once what cannot be taken
    checking = _Checking(environment, update_baseline=update_baseline)
    misfits = {
        each.arguments.get("file")
        for each in asked.builds
        if each.declared is not None and not each.declared.fits
    }

    def begin(path: str, build: BuildArguments) -> _Begun:
        mine = next((each.limits for each in own.contexts if _is_about(each, path, build)), {})
        values = {**_located({**own.limits, **mine}, "."), **over}
        limits = limits_of(values)
        # Of a context that is a guess, what is missing may lie in another one.
        if build.get("file") in misfits:
            limits = limits._replace(missing=False)
        return checking.begin(_Task(path, build, limits))

    return checking.end(for_each(asked, begin), progress)


def _is_about(each: ContextSettings, path: str, build: BuildArguments) -> bool:
    """Whether settings name this build: its context, and of a context the same Dockerfile."""
    if os.path.realpath(each.path) != os.path.realpath(path):
        return False
    file, target = build.get("file"), build.get("target")
    same_file = each.file is None or (
        file is not None and os.path.realpath(each.file) == os.path.realpath(file)
    )
    return same_file and each.target in (None, target)


class _Begun(NamedTuple):
    check: Begun
    baseline: BaselineEntry | None
    """What was agreed on."""

    book: BaselineFile | None


class _Checking:
    """Checks tasks, with the baselines that they name."""

    def __init__(self, environment: Mapping[str, str], *, update_baseline: bool) -> None:
        self._environment = environment
        self._updates = update_baseline
        self._baselines: dict[str, BaselineFile] = {}

    def begin(self, task: _Task) -> _Begun:
        name = task.limits.baseline
        if name is not None and name not in self._baselines:
            self._baselines[name] = BaselineFile.read(name, new=self._updates)
        book = self._baselines[name] if name is not None else None
        inspection = inspect(task.context, **task.build)
        known = None
        if book is not None and not self._updates:
            known = book.entry(inspection, task.limits.measure)
        return _Begun(Begun.of(inspection, task.limits), known, book)

    def end(
        self, begun: Answers[_Begun], progress: Callable[[int], None] | None
    ) -> Answers[Checked]:
        found = together(
            begun,
            lambda each: each.check.measuring.looks,
            partial(_checked, cache(git_facts), self._environment),
            progress,
        )
        if self._updates:
            _write(self._baselines)
        return found


def _checked(
    facts_of: Callable[[str], GitFacts],
    environment: Mapping[str, str],
    begun: _Begun,
    walked: Walked,
) -> Checked:
    """*facts_of*: what git says of a directory, asked once for all builds of it."""
    inspection = begun.check.inspection
    root = inspection.location.root

    def to_write() -> Unwritten:
        from ctxscan.api.unwritten import unwritten  # noqa: PLC0415 - for --leaks alone: it loads all of suggest

        return unwritten(inspection, environment)

    def rules() -> GitRules | None:
        return facts_of(root).shared_rules

    surroundings = Surroundings(rules, begun.baseline, to_write, cache(read_tracked), history_of)
    checked = begun.check.checked(walked, surroundings)
    why = facts_of(root).no_repository if checked.limits.leaks else None
    silent = not_asked(why) if why is not None else None
    if silent is not None:
        checked = checked._replace(findings=(*checked.findings, silent))
    if begun.book is not None:
        begun.book.note(checked)
    return checked


def _write(baselines: Mapping[str, BaselineFile]) -> None:
    if not baselines:
        raise UsageError("--update-baseline: no baseline", hint="name its file with --baseline")
    for book in baselines.values():
        book.write()


def _tasks(asked: _Request) -> Iterator[_Task]:
    """The command line wins over the environment, and that over the settings."""
    root = asked.context if asked.context is not None else "."
    settings, where = _settings_for(asked)
    over = {**limits_from_environment(asked.environment), **_given(asked.given)}
    if not settings.contexts:
        yield _Task(root, asked.build, limits_of({**_located(settings.limits, where), **over}))
    for each in settings.contexts:
        own = _located({**settings.limits, **each.limits}, where)
        limits = limits_of({**own, **over})
        yield _Task(_shown(where, each.path), _build(asked.build, where, each), limits)


def _settings_for(asked: _Request) -> tuple[Settings, str]:
    """The settings with the contexts to look at, and the directory that they are written in."""
    build = asked.build
    if asked.context is None:
        settings = _settings(".") or _NO_SETTINGS
        named = build.get("file") is not None or build.get("target") is not None
        return (settings._replace(contexts=()) if named else settings), "."
    own = _settings(asked.context)
    if own is not None:
        return own._replace(contexts=()), asked.context
    # The settings of a project may name this one of its contexts.
    here = _settings(".") or _NO_SETTINGS
    root = os.path.realpath(asked.context)
    meant = tuple(each for each in here.contexts if os.path.realpath(each.path) == root)
    return (here._replace(contexts=meant), ".") if meant else (_NO_SETTINGS, asked.context)


def _given(options: Mapping[str, object]) -> Values:
    return {
        name: limit_from_option(name, value) for name, value in options.items() if value is not None
    }


def _settings(directory: str) -> Settings | None:
    found = read_settings(directory)
    return parse_settings(found) if found is not None else None


def _located(values: Values, directory: str) -> Values:
    """A baseline in the settings is named from where the settings are."""
    name = values.get("baseline")
    if name is None:
        return values
    shown = _shown(directory, str(name))
    here = os.path.realpath(directory)
    # Anybody's settings may name any place, and a baseline is written to.
    around = checkout_of(here)
    home = around if is_there(Path(around, ".git")) else here
    if not is_below(os.path.realpath(shown), home):
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
    return str(Path(directory, path))
