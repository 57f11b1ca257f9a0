"""A build by BuildKit: several transfers, each of a directory and the paths asked of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit import TRAITS
from ctxscan.builders.buildkit.metadata import check_beginning, check_metadata
from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.context.links.buildkit import follow_links, without_nested
from ctxscan.context.links.inside import lies_inside, resolve_inside
from ctxscan.context.locate.docker import (
    DOCKERFILE,
    IGNORE_FILE,
    Location,
    find_root,
    ignore_file_of_context,
    locate_buildkit,
)
from ctxscan.context.locate.unread import inactive_ignore_files
from ctxscan.dockerfile.json_form import AS_JSON, looks_like_json
from ctxscan.errors import DockerfileError, IgnoreFileError, Place
from ctxscan.ignore.file import NO_IGNORE_FILE, IgnoreFile, Rule, parse_ignore_file, rule_of
from ctxscan.inspection.model import ALL_PATHS, BuildOptions, Inspection, Request, Transfer
from ctxscan.inspection.planning import is_remote, plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.context.locate.docker import IgnoreFileFound
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source
    from ctxscan.finding import Finding

locate = locate_buildkit


def inspect(options: BuildOptions, stdin: Callable[[], bytes]) -> Inspection:
    """Raises CtxscanError where BuildKit refuses the build before or during the transfer."""
    return inspect_at(options, locate(options.files, stdin))


def inspect_at(options: BuildOptions, location: Location) -> Inspection:
    """The same with its files read already."""
    dockerfile = read_dockerfile(location)
    platforms = options.platforms or (options.machine,)
    plans = [plan_for(options, dockerfile, platform) for platform in platforms]
    if location.ignore_file and any(plan.context_requested for plan in plans):
        check_beginning(location.ignore_file.data, location.ignore_file.shown)
    ignore_file = parsed(location.ignore_file)
    syncs = tuple(_context_syncs(location, ignore_file, plans))
    return Inspection(
        options=options,
        location=location,
        ignore_file=ignore_file,
        plan=plans[0],
        instructions=dockerfile.instructions,
        context=syncs[0] if syncs else _context_sync(location, ignore_file, plans[0], ()),
        syncs=syncs,
        named=tuple(_named_syncs(options, plans)),
        small=tuple(_small_syncs(location)),
        notices=(*location.notices, *_unread(location)),
    )


def _unread(location: Location) -> tuple[Finding, ...]:
    return inactive_ignore_files(location, reads_specific=TRAITS.reads_specific_ignore_file)


def parsed(found: IgnoreFileFound | None) -> IgnoreFile:
    """Raises IgnoreFileError where BuildKit refuses it."""
    return parse_ignore_file(found.data, found.shown) if found else NO_IGNORE_FILE


def _context_syncs(
    location: Location, ignore_file: IgnoreFile, plans: Iterable[BuildPlan]
) -> Iterator[Transfer]:
    """One for each distinct list of paths: platforms may ask for different ones."""
    seen: set[tuple[str, ...] | None] = set()
    for plan in plans:
        if plan.context_requested and plan.follow_paths not in seen:
            seen.add(plan.follow_paths)
            yield _context_sync(location, ignore_file, plan, plan.follow_paths)


def _context_sync(
    location: Location, ignore_file: IgnoreFile, plan: BuildPlan, paths: Sequence[str] | None
) -> Transfer:
    return sync_of(
        "load build context",
        location.root,
        ignore_file.rules,
        paths,
        plan.all_sources,
        dockerfile=location.dockerfile.shown,
    )


def _named_syncs(options: BuildOptions, plans: Iterable[BuildPlan]) -> Iterator[Transfer]:
    contexts = dict(options.build_contexts)
    # buildx looks at every local one, used or not (build/opt.go: loadInputs).
    roots = {name: find_root(value) for name, value in contexts.items() if not is_remote(value)}
    for sync in dict.fromkeys(sync for plan in plans for sync in plan.context_syncs):
        value, root = contexts[sync.name], roots[sync.name]
        rules = parsed(ignore_file_of_context(root, value)).rules
        yield sync_of(f"context {sync.name}", root, rules, sync.follow_paths)


def sync_of(  # noqa: PLR0913 - a sync has as many inputs
    title: str,
    root: str,
    rules: Sequence[Rule],
    paths: Sequence[str] | None,
    sources: tuple[Source, ...] = (),
    *,
    dockerfile: str = DOCKERFILE,
) -> Transfer:
    """The transfer of *paths* (``None``: of everything) of the directory *root*.

    Raises CtxscanError where BuildKit cannot carry the patterns or the paths.
    """
    if paths is None or paths:
        # Without a path nothing travels, the patterns neither: the build goes on.
        check_metadata([(_as_sent(rule), rule.place) for rule in rules], "pattern")
    lines = {source.path: Place(dockerfile, source.line) for source in sources}
    somewhere = Place(dockerfile)
    check_metadata([(path, lines.get(path, somewhere)) for path in paths or ()], "path")
    followed = None if paths is None else without_nested(follow_links(root, paths))
    requested = None if followed is None else patterns_of(followed, sources, somewhere)
    requests = tuple(request for source in sources for request in requests_of(root, source))
    asked = [Rule(each.path, exception=False, text=each.path, place=somewhere) for each in requests]
    return Transfer(title, root, buildkit_builder(rules, requested, asked), requests)


def _as_sent(rule: Rule) -> str:
    return f"!{rule.pattern}" if rule.exception else rule.pattern


def patterns_of(paths: Iterable[str], sources: Sequence[Source], dockerfile: Place) -> list[Rule]:
    """The paths to ask for as the patterns that fsutil takes them for."""
    asking = {source.path: source for source in sources}
    rules: list[Rule | None] = []
    for path in paths:
        source = asking.get(path)
        place = dockerfile if source is None else dockerfile._replace(line=source.line)
        try:
            rules.append(rule_of(path, path, place))
        except IgnoreFileError:
            is_json = source is not None and looks_like_json(source.instruction)
            raise DockerfileError(
                "a source with a malformed wildcard: BuildKit refuses the transfer",
                place=place,
                hint=AS_JSON if is_json else "a [ in a name is written as [[]",
                kind="bad-pattern",
            ) from None
    return [rule for rule in rules if rule is not None]


def requests_of(root: str, source: Source) -> Iterator[Request]:
    """What one source alone would ask of the main context."""
    if source.context is not None:
        return
    if not source.path:
        yield Request(source, ALL_PATHS, final=True, exists=True)
        return
    end = resolve_inside(root, source.path) or "."
    for path in sorted(follow_links(root, [source.path])):
        exists = source.wildcard or lies_inside(root, path)
        final = path == end or (source.wildcard and path == source.path)
        yield Request(source, ALL_PATHS if path == "." else path, final, exists)


def _small_syncs(location: Location) -> Iterator[Transfer]:
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
