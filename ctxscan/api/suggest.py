"""An ignore file that is proven on the context not to break the build."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.assumed import is_assumed, note_of, with_dockerfile
from ctxscan.api.build import inspect
from ctxscan.api.sharing import builds_sharing
from ctxscan.context.git.facts import git_facts
from ctxscan.context.texts import read_texts
from ctxscan.findings.suggest import suggest as suggest_rules
from ctxscan.findings.suggest.model import DEFAULT_SOURCES, SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.finding import Finding
    from ctxscan.findings.catalog import Level
    from ctxscan.findings.suggest.model import SourceName, Suggestion
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.named import NamedBuild


def suggest(  # noqa: PLR0913 - it has as many options
    path: str = ".",
    *,
    sources: Iterable[SourceName] | None = None,
    level: Level = "default",
    global_excludes: bool = False,
    environment: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Suggestion:
    """The rules to add, and the whole file with them; nothing is written. Raises CtxscanError.

    They are proven for all builds of the project that read the file; *environment* are the
    variables that its compose and bake files see.

    Without *sources*, rules are proposed that save something here or are likely to; sources that
    are named give all that they hold. With ``dockerfile`` among them, everything is ignored but
    what the builds ask for.
    *global_excludes*: your own ``core.excludesFile`` counts, too.
    """
    return suggest_for_all(
        inspect(path, **with_dockerfile(path, build)),
        SuggestOptions(
            DEFAULT_SOURCES if sources is None else tuple(sources), level, brief=sources is None
        ),
        environment=environment,
        global_excludes=global_excludes,
        progress=progress,
    )


def suggest_for_all(
    asked: Inspection,
    options: SuggestOptions,
    *,
    environment: Mapping[str, str],
    global_excludes: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Suggestion:
    """The same for the ignore file of the build *asked* about."""
    sharing = builds_sharing(asked, environment)
    return suggest_for(
        sharing.builds,
        options,
        unread=(*([note_of(asked)] if is_assumed(asked) else ()), *sharing.unread),
        global_excludes=global_excludes,
        progress=progress,
    )


def suggest_for(
    builds: Sequence[NamedBuild],
    options: SuggestOptions,
    *,
    unread: Sequence[Finding] = (),
    global_excludes: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Suggestion:
    """The same for builds of one context that read one ignore file.

    The first of them is the one that is asked about; *unread* says what could not be proven.
    """
    root = builds[0].inspection.location.root
    # Held by nobody else: of a million files, its paths are soon those of the tree.
    found = suggest_rules(
        builds,
        git_facts(root, global_excludes=global_excludes),
        options,
        partial(read_texts, root, follow=False),
        progress,
    )
    return found._replace(notes=(*unread, *found.notes))
