"""A build by Podman or Buildah: nothing is transferred, and COPY and ADD apply the ignore file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.builders.podman.meter import PodmanBuilder
from ctxscan.context.links.podman import copied_by
from ctxscan.context.locate.docker import find_root
from ctxscan.context.locate.podman import locate_podman, podman_ignore_file_of_context
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.ignore.file import NO_IGNORE_FILE, IgnoreFile
from ctxscan.ignore.podman.matcher import PodmanMatcher, parse_podman_ignore_file
from ctxscan.inspection.model import ALL_PATHS, BuildOptions, Inspection, Request, Transfer
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.context.locate.docker import IgnoreFileFound, Location
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source

locate = locate_podman

_COPYING = frozenset({"copy", "add"})


def inspect(options: BuildOptions, stdin: Callable[[], bytes]) -> Inspection:
    """Raises CtxscanError where Podman refuses the build before it copies."""
    return inspect_at(options, locate(options.files, stdin))


def inspect_at(options: BuildOptions, location: Location) -> Inspection:
    """The same with its files read already."""
    dockerfile = read_dockerfile(location)
    platforms = options.platforms or (options.machine,)
    plans = [plan_for(options, dockerfile, platform) for platform in platforms]
    ignore_file = _parsed(location.ignore_file)
    syncs = tuple(_context_sync(location.root, ignore_file, plan) for plan in plans)
    return Inspection(
        options=options,
        location=location,
        ignore_file=ignore_file,
        plan=plans[0],
        instructions=dockerfile.instructions,
        context=syncs[0],
        syncs=tuple(sync for sync, plan in zip(syncs, plans, strict=True) if _copies(plan)),
        named=tuple(_named_syncs(options, plans[0])),
        notices=(*location.notices, *_unfiltered(plans[0], location.dockerfile.shown)),
    )


def _parsed(found: IgnoreFileFound | None) -> IgnoreFile:
    return parse_podman_ignore_file(found.data, found.shown) if found else NO_IGNORE_FILE


def _copies(plan: BuildPlan) -> bool:
    return any(source.kind in _COPYING for source in plan.sources)


def _context_sync(root: str, ignore_file: IgnoreFile, plan: BuildPlan) -> Transfer:
    matcher = PodmanMatcher(ignore_file.rules)
    requests: list[Request] = []
    items: dict[str, int] = {}
    counting = 0
    for source in plan.all_sources:
        if source.kind not in _COPYING or source.useless:
            continue
        for path, request in _requests(root, matcher, source):
            bit = 1 << len(requests)
            requests.append(request)
            counting |= bit if plan.stages[source.stage].reached else 0
            if path is not None:
                items[path] = items.get(path, 0) | bit
    builder = PodmanBuilder(matcher, items, counting)
    return Transfer("build context", root, builder, tuple(requests))


def _requests(
    root: str, matcher: PodmanMatcher, source: Source
) -> Iterator[tuple[str | None, Request]]:
    """Each path that *source* leads to, and what it asks for; no path when it leads nowhere."""
    copied = copied_by(root, source.path)
    for each in copied:
        # A link is ignored by its own name, and what it leads to by that one's.
        out = each.name != each.path and matcher.judge(each.name).ignored
        request = Request(source, _as_pattern(each.path), final=True, exists=True)
        yield None if out else each.path, request
    if not copied:
        yield None, Request(source, _as_pattern(source.path), final=True, exists=source.wildcard)


def _as_pattern(path: str) -> str:
    """A pattern of Docker's language that means *path* alone."""
    if not re.search(r"[*?\[\]\\]", path):
        return path or ALL_PATHS
    return re.sub(r"([*?\[\]\\^{}|])", r"\\\1", path)


def _named_syncs(options: BuildOptions, plan: BuildPlan) -> Iterator[Transfer]:
    """The contexts that ``COPY --from`` reads, each with its own ignore file."""
    contexts = dict(options.build_contexts)
    for asked in plan.context_syncs:
        value = contexts[asked.name]
        root = find_root(value)
        matcher = PodmanMatcher(_parsed(podman_ignore_file_of_context(root, value)).rules)
        paths = [""] if asked.follow_paths is None else asked.follow_paths
        items = {each.path: 1 for path in paths for each in copied_by(root, path)}
        yield Transfer(f"context {asked.name}", root, PodmanBuilder(matcher, items, counting=1))


def _unfiltered(plan: BuildPlan, shown: str) -> Iterable[Finding]:
    for source in plan.sources:
        if source.kind == "bind":
            yield Finding(
                "bind-mount-unfiltered",
                "Podman mounts the context as it is, ignored files too, and copies nothing of it",
                Place(shown, source.line),
                "COPY what is needed, where ignored files must stay unseen",
            )
