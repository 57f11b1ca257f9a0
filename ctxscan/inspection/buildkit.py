"""A build by BuildKit: several transfers, each of a directory and the paths asked of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit import buildkit_builder
from ctxscan.builders.limits import check_metadata
from ctxscan.context.follow import follow_links, without_nested
from ctxscan.context.locate import (
    DOCKERFILE,
    IGNORE_FILE,
    Location,
    find_root,
    ignore_file_of_context,
    locate_buildkit,
)
from ctxscan.context.nearby import inactive_ignore_files
from ctxscan.errors import DockerfileError, IgnoreFileError, Place
from ctxscan.ignore.file import NO_IGNORE_FILE, IgnoreFile, Rule, parse_ignore_file, rule_of
from ctxscan.inspection.model import BuildOptions, Inspection, Sync
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.context.locate import IgnoreFileFound
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source

EVERYTHING = "**"
"""A pattern that every path matches."""


def inspect_buildkit(options: BuildOptions, stdin: Callable[[], bytes]) -> Inspection:
    """Raises CtxscanError where BuildKit refuses the build before or during the transfer."""
    location = locate_buildkit(options.files, stdin)
    dockerfile = read_dockerfile(location)
    platforms = options.platforms or (options.machine,)
    plans = [plan_for(options, dockerfile, platform) for platform in platforms]
    ignore_file = _parsed(location.ignore_file)
    return Inspection(
        options=options,
        location=location,
        ignore_file=ignore_file,
        plan=plans[0],
        syncs=tuple(_context_syncs(location, ignore_file, plans)),
        named=tuple(_named_syncs(options, plans)),
        small=tuple(_small_syncs(location)),
        notices=(*location.notices, *inactive_ignore_files(location, reads_specific=True)),
    )


def _parsed(found: IgnoreFileFound | None) -> IgnoreFile:
    return parse_ignore_file(found.data, found.shown) if found else NO_IGNORE_FILE


def _context_syncs(
    location: Location, ignore_file: IgnoreFile, plans: Iterable[BuildPlan]
) -> Iterator[Sync]:
    """One for each distinct list of paths: platforms may ask for different ones."""
    seen: set[tuple[str, ...] | None] = set()
    for plan in plans:
        if plan.context_requested and plan.follow_paths not in seen:
            seen.add(plan.follow_paths)
            yield sync_of(
                "load build context",
                location.root,
                ignore_file.rules,
                plan.follow_paths,
                plan.sources,
                dockerfile=location.dockerfile.shown,
            )


def _named_syncs(options: BuildOptions, plans: Iterable[BuildPlan]) -> Iterator[Sync]:
    contexts = dict(options.build_contexts)
    for sync in dict.fromkeys(sync for plan in plans for sync in plan.context_syncs):
        value = contexts[sync.name]
        root = find_root(value)
        rules = _parsed(ignore_file_of_context(root, value)).rules
        yield sync_of(f"context {sync.name}", root, rules, sync.follow_paths)


def sync_of(  # noqa: PLR0913 - a sync has as many inputs
    title: str,
    root: str,
    rules: Sequence[Rule],
    paths: Sequence[str] | None,
    sources: tuple[Source, ...] = (),
    *,
    dockerfile: str = DOCKERFILE,
) -> Sync:
    """The transfer of *paths* (``None``: of everything) of the directory *root*.

    Raises CtxscanError where BuildKit cannot carry the patterns or the paths.
    """
    check_metadata([(_as_sent(rule), rule.place) for rule in rules], "pattern")
    lines = {source.path: Place(dockerfile, source.line) for source in sources}
    somewhere = Place(dockerfile)
    check_metadata([(path, lines.get(path, somewhere)) for path in paths or ()], "path")
    followed = None if paths is None else without_nested(follow_links(root, paths))
    requested = None if followed is None else _patterns(followed, lines, somewhere)
    asking = [
        (index, path) for index, source in enumerate(sources) for path in _asked(root, source)
    ]
    asked = [Rule(path, exception=False, text=path, place=somewhere) for _, path in asking]
    return Sync(
        title,
        root,
        buildkit_builder(rules, requested, asked),
        sources,
        tuple(index for index, _ in asking),
    )


def _as_sent(rule: Rule) -> str:
    return f"!{rule.pattern}" if rule.exception else rule.pattern


def _patterns(paths: Iterable[str], lines: dict[str, Place], somewhere: Place) -> list[Rule]:
    """The paths to ask for as the patterns that fsutil takes them for."""
    try:
        rules = [rule_of(path, path, lines.get(path, somewhere)) for path in paths]
    except IgnoreFileError as error:
        raise DockerfileError(
            "a source with a malformed wildcard: BuildKit refuses the transfer",
            place=error.place,
            hint="a [ in a name is written as [[]",
        ) from None
    return [rule for rule in rules if rule is not None]


def _asked(root: str, source: Source) -> Iterator[str]:
    """The patterns that one source alone would ask for."""
    if source.context is not None:
        return
    if not source.path:
        yield EVERYTHING
        return
    for path in sorted(follow_links(root, [source.path])):
        yield EVERYTHING if path == "." else path


def _small_syncs(location: Location) -> Iterator[Sync]:
    """What is sent before the context: the Dockerfile, then, unless it has its own, .dockerignore.

    Source: moby/buildkit, frontend/dockerui/config.go.
    """
    path = location.dockerfile.path
    specific = False
    if path is not None:
        directory, name = os.path.split(path)
        names = [name, f"{name}.dockerignore"]
        if name == DOCKERFILE:
            names.append(name.lower())
        yield sync_of("load build definition", directory, (), names)
        found = location.ignore_file
        specific = found is not None and found.path == f"{path}.dockerignore"
    if not specific:
        yield sync_of("load .dockerignore", location.root, (), [IGNORE_FILE])
