"""The checks of one context or of several."""

from __future__ import annotations

from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import Answers, Asked, AskedBuild, collect, for_each
from ctxscan.api.build import inspect
from ctxscan.api.check_settings import (
    NO_SETTINGS,
    Request,
    Task,
    given_limits,
    is_about,
    located,
    settings_of,
    tasks_of,
)
from ctxscan.api.history import history_of
from ctxscan.api.together import Walked, together
from ctxscan.context.git.tracked import read_tracked
from ctxscan.errors import UsageError
from ctxscan.findings.check.checked import Begun, Checked, Surroundings
from ctxscan.findings.check.checked import check_report as findings_of_report
from ctxscan.findings.check.limits import limits_of
from ctxscan.findings.check.settings import (
    limits_from_environment,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.baselines import BaselineFile
    from ctxscan.api.unwritten import UnwrittenLines
    from ctxscan.context.git.facts import GitFacts
    from ctxscan.finding import Finding
    from ctxscan.findings.check.baseline import BaselineEntry
    from ctxscan.findings.check.leaks import Unwritten
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.git.matcher import GitRules


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
    tasks = tuple(tasks_of(Request(path, build, limits, environment)))
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
    own = settings_of(".") or NO_SETTINGS
    over = {**limits_from_environment(environment), **given_limits(limits)}
    limits_of({**located(own.limits, "."), **over})  # to refuse at once what cannot be taken
    checking = _Checking(environment, update_baseline=update_baseline)
    misfits = {
        each.arguments.get("file")
        for each in asked.builds
        if each.declared is not None and not each.declared.fits
    }

    def begin(path: str, build: BuildArguments) -> _Begun:
        mine = next((each.limits for each in own.contexts if is_about(each, path, build)), {})
        values = {**located({**own.limits, **mine}, "."), **over}
        limits = limits_of(values)
        # Of a context that is a guess, what is missing may lie in another one.
        if build.get("file") in misfits:
            limits = limits._replace(missing=False)
        return checking.begin(Task(path, build, limits))

    return checking.end(for_each(asked, begin), progress)


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

    def begin(self, task: Task) -> _Begun:
        name = task.limits.baseline
        if name is not None and name not in self._baselines:
            from ctxscan.api.baselines import BaselineFile  # noqa: PLC0415 - most checks have none

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
            partial(_checked, cache(_facts), cache(partial(_unwritten_lines, self._environment))),
            progress,
        )
        if self._updates:
            _write(self._baselines)
        return found


def _facts(root: str) -> GitFacts:
    from ctxscan.context.git.facts import git_facts  # noqa: PLC0415 - asked only for --leaks, and where a source is missing

    return git_facts(root)


def _unwritten_lines(environment: Mapping[str, str]) -> UnwrittenLines:
    from ctxscan.api.unwritten import UnwrittenLines  # noqa: PLC0415 - for --leaks alone: it loads all of suggest

    return UnwrittenLines(environment)


def _checked(
    facts_of: Callable[[str], GitFacts],
    unwritten: Callable[[], UnwrittenLines],
    begun: _Begun,
    walked: Walked,
) -> Checked:
    """*facts_of*: what git says of a directory; *unwritten*: what suggest would add.

    Both are asked once for all builds.
    """
    inspection = begun.check.inspection
    root = inspection.location.root

    def to_write() -> Unwritten:
        return unwritten().of(inspection)

    def rules() -> GitRules | None:
        return facts_of(root).shared_rules

    surroundings = Surroundings(rules, begun.baseline, to_write, cache(read_tracked), history_of)
    checked = begun.check.checked(walked, surroundings)
    if checked.limits.leaks:
        silent = _silence(facts_of(root))
        checked = checked._replace(findings=(*checked.findings, *silent))
    if begun.book is not None:
        begun.book.note(checked)
    return checked


def _silence(facts: GitFacts) -> Iterator[Finding]:
    from ctxscan.findings.check.leaks import not_asked  # noqa: PLC0415 - for --leaks alone

    silent = not_asked(facts.no_repository) if facts.no_repository is not None else None
    if silent is not None:
        yield silent


def _write(baselines: Mapping[str, BaselineFile]) -> None:
    if not baselines:
        raise UsageError("--update-baseline: no baseline", hint="name its file with --baseline")
    for book in baselines.values():
        book.write()
