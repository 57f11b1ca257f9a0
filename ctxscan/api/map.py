"""Every path of a context with what becomes of it: what a picture of it is drawn from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.report import git_says
from ctxscan.api.together import together
from ctxscan.findings.map.mapping import Mapping

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
    from ctxscan.findings.map.model import ContextMap
    from ctxscan.findings.report.report import ReportOptions


def maps(
    asked: Asked, options: ReportOptions, *, progress: Callable[[int], None] | None = None
) -> Answers[ContextMap]:
    """A map of each build, with its report, on one walk a context.

    Raises CtxscanError for one build on its own.
    """
    git = cache(git_says)

    def begin(path: str, build: BuildArguments) -> Mapping:
        inspection = inspect(path, **build)
        return Mapping.of(inspection, options, git(inspection.location.root))

    def end(begun: Mapping, walked: Walked) -> ContextMap:
        return begun.map(walked)

    return together(for_each(asked, begin), lambda begun: begun.looks, end, progress)
