"""Every path of a context with what becomes of it: what a picture of it is drawn from."""

from __future__ import annotations

from collections import Counter
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.report import git_says
from ctxscan.api.sharing import ignore_file_path
from ctxscan.api.suggest import suggest_for_all
from ctxscan.api.together import together
from ctxscan.context.git.history import history
from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.writable import Writable
from ctxscan.errors import CtxscanError
from ctxscan.findings.map.mapping import Mapping
from ctxscan.findings.map.model import Changes
from ctxscan.findings.suggest.model import SuggestOptions
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
    from ctxscan.findings.map.model import ContextMap
    from ctxscan.findings.report.report import ReportOptions
    from ctxscan.findings.report.warnings import GitSays
    from ctxscan.findings.suggest.model import Suggestion
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.look import Look


COMMITS = 200
"""The last ones of the branch, as ``churn`` looks at where nobody says otherwise."""

_NO_VARIABLES: abc.Mapping[str, str] = MappingProxyType({})


class BuildMap(NamedTuple):
    map: ContextMap

    suggestion: Suggestion | None = None
    """Whose rules the map compares with; ``None``: there is nothing to add."""


def maps(
    asked: Asked,
    options: ReportOptions,
    *,
    suggest: bool = True,
    environment: abc.Mapping[str, str] = _NO_VARIABLES,
    progress: Callable[[int], None] | None = None,
) -> Answers[BuildMap]:
    """A map of each build, with its report, on one walk a context.

    *suggest*: compared with what its ignore file would be like, as ``suggest`` has it, which
    *environment* is for; and with how often the last commits changed each file. Raises
    CtxscanError for one build on its own.
    """
    git, changes_below = cache(git_says), cache(_changes)
    suggestions = _Suggestions(environment, progress)

    def begin(path: str, build: BuildArguments) -> _Begun:
        inspection = inspect(path, **build)
        says = git(inspection.location.root)
        return _begin(inspection, options, says, suggestions.of(inspection) if suggest else None)

    def end(begun: _Begun, walked: Walked) -> BuildMap:
        found = _end(begun, walked)
        changes = changes_below(begun.root)
        return found._replace(map=found.map._replace(changes=changes))

    return together(for_each(asked, begin), lambda begun: begun.looks, end, progress)


def plain_maps(
    asked: Asked, options: ReportOptions, progress: Callable[[int], None] | None = None
) -> Answers[ContextMap]:
    """The same as it is: compared with nothing."""
    git = cache(git_says)

    def begin(path: str, build: BuildArguments) -> Mapping:
        inspection = inspect(path, **build)
        return Mapping.of(inspection, options, git(inspection.location.root))

    begun = for_each(asked, begin)
    return together(begun, lambda each: each.looks, lambda each, walked: each.map(walked), progress)


class _Begun(NamedTuple):
    now: Mapping
    later: Mapping | None
    suggestion: Suggestion | None

    @property
    def root(self) -> str:
        return self.now.reporting.inspection.location.root

    @property
    def looks(self) -> tuple[Look, ...]:
        return (*self.now.looks, *(self.later.looks if self.later else ()))


def _begin(
    inspection: Inspection, options: ReportOptions, git: GitSays, suggestion: Suggestion | None
) -> _Begun:
    now = Mapping.of(inspection, options, git)
    if suggestion is None:
        return _Begun(now, None, None)
    changed = inspection.with_ignore_file(suggestion.new, Writable.of(inspection.location).shown)
    return _Begun(now, Mapping.of(changed, options, git), suggestion)


def _end(begun: _Begun, walked: Walked) -> BuildMap:
    count = len(begun.now.looks)
    later = begun.later.gather(walked[count:]) if begun.later is not None else None
    return BuildMap(begun.now.map(walked[:count], later), begun.suggestion)


def _changes(root: str) -> Changes | None:
    repository = find_repository(root)
    if isinstance(repository, NoRepository):
        return None
    try:
        found = history(repository, repository.prefix.rstrip("/"), COMMITS, None)
    except CtxscanError:
        return None  # a branch without commits, or a clone that lacks them
    paths = Counter(change.path for commit in found for change in commit.changes)
    return Changes(len(found), paths) if found else None


class _Suggestions:
    """One for each ignore file, or ``None``."""

    def __init__(
        self, environment: abc.Mapping[str, str], progress: Callable[[int], None] | None
    ) -> None:
        self._environment = environment
        self._progress = progress
        self._known: dict[str, Suggestion | None] = {}

    def of(self, inspection: Inspection) -> Suggestion | None:
        path = ignore_file_path(inspection.location)
        if path not in self._known:
            self._known[path] = self._suggestion(inspection)
        return self._known[path]

    def _suggestion(self, inspection: Inspection) -> Suggestion | None:
        try:
            found = suggest_for_all(
                inspection,
                SuggestOptions(),
                environment=self._environment,
                progress=self._progress,
            )
        except CtxscanError:
            return None  # the map shows what is: what keeps suggest from its work, it says itself
        return found if found.rules else None
