"""An ignore file that is proven on the context not to break the build."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.build import inspect
from ctxscan.context.git.facts import git_facts
from ctxscan.context.texts import read_texts
from ctxscan.findings.suggest import suggest as suggest_rules
from ctxscan.findings.suggest.model import DEFAULT_SOURCES, SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.findings.catalog import Level
    from ctxscan.findings.suggest.model import SourceName, Suggestion
    from ctxscan.inspection import Inspection


def suggest(
    path: str = ".",
    *,
    sources: Iterable[SourceName] = DEFAULT_SOURCES,
    level: Level = "default",
    global_excludes: bool = False,
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Suggestion:
    """The rules to add, and the whole file with them; nothing is written. Raises CtxscanError.

    With ``dockerfile`` among the *sources*, everything is ignored but what the build asks for.
    *global_excludes*: your own ``core.excludesFile`` counts, too.
    """
    only = build.get("target") is not None
    options = SuggestOptions(tuple(sources), level, target_only=only)
    builds = [inspect(path, **build)]
    return suggest_for(builds, options, global_excludes=global_excludes, progress=progress)


def suggest_for(
    builds: Sequence[Inspection],
    options: SuggestOptions,
    *,
    global_excludes: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Suggestion:
    """The same for builds of one context that read one ignore file.

    The first of them is the one that is asked about.
    """
    root = builds[0].location.root
    git = git_facts(root, global_excludes=global_excludes)
    return suggest_rules(builds, git, options, partial(read_texts, root), progress)
