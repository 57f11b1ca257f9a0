"""What BuildKit looks up before it copies: the content of all sources is the cache key of a step.

Source: moby/buildkit, cache/contenthash/checksum.go (lazyChecksum, includedPaths) and
solver/llbsolver/ops/file.go (CacheMap, dedupeSelectors).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.filters import ALL, Filters, bad_pattern, filters_of
from ctxscan.builders.buildkit.copying.said import link_loop, missing
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.wildcards import is_malformed_for, matches, split_wildcard
from ctxscan.errors import IgnoreFileError
from ctxscan.golang.text import byte_order
from ctxscan.ignore.scope import RuleState, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.buildkit.copying.words import Source


def check_sources(tree: Directory, sources: Sequence[Source], excludes: Sequence[str]) -> None:
    """Raises StepError for the first source that is found missing.

    They are looked up in parallel, begun in the order of their paths (dedupeSelectors).
    """
    plain = [each for each in sources if _is_plain(each, excludes)]
    for source in sorted(sources, key=lambda each: byte_order(each.path)):
        if source in plain:
            # A source below another one is never looked up by itself (dedupePaths).
            if not any(_lies_below(source.path, other.path) for other in plain):
                check_path(tree, source.path, certain=source.certain)
        else:
            _check_filtered(tree, source, filters_of(source.include, excludes))


def check_path(tree: Directory, path: str, *, certain: bool = True) -> None:
    """Raises StepError where nothing is at *path*, its links followed."""
    found = _resolve(tree, path)
    if found.node is None and not found.doubt and certain:
        raise missing(path, tree)


def _is_plain(source: Source, excludes: Sequence[str]) -> bool:
    return not source.wildcard and source.include is None and not excludes


def _lies_below(path: str, other: str) -> bool:
    return path != other and path.startswith(f"{other.rstrip('/')}/")


def _check_filtered(tree: Directory, source: Source, filters: Filters) -> None:
    if source.wildcard:
        _check_matches(tree, source, filters)
        return
    start = _resolve(tree, source.path, follow_last=False)
    if isinstance(start.node, Leaf):
        _check_malformed(filters)
        check_path(tree, source.path, certain=source.certain)
    elif start.node is not None and source.path == "/":
        _check_links_of_root(tree, start.node, filters)
    if source.required is not None and source.certain and not start.doubt:
        _check_required(tree, source, start.node, filters)


def _check_matches(tree: Directory, source: Source, filters: Filters) -> None:
    above, pattern = split_wildcard(source.path)
    if is_malformed_for(source.path, tree):
        raise StepError(
            "bad-pattern", source.path, f"syntax error in the wildcard {source.path[1:]}"
        )
    base = _resolve(tree, above)
    if isinstance(base.node, Directory):
        for path in matches(base.node, pattern):
            # The patterns are tried on the match itself, too, whose path below itself is empty.
            if filters is not ALL and not filters.judge("").included:
                continue
            check_path(tree, f"{above.rstrip('/')}/{path}")


def _check_links_of_root(tree: Directory, root: Directory, filters: Filters) -> None:
    """With ``--exclude`` or ``--parents``, links directly in the root of the snapshot are followed.

    They have no directory header above them (includedPaths: parentDir is nil).
    """
    for name, child in root.ordered():
        if filters.judge(name).included and isinstance(child, Leaf) and child.is_link:
            try:
                check_path(tree, f"/{name}")
            except StepError as error:
                raise _at_root(error) from None


def _at_root(error: StepError) -> StepError:
    if error.kind != "source-missing":
        return error
    why = (
        f"{error.message}; with --exclude or --parents, each link at the root has to lead somewhere"
    )
    return StepError(error.kind, error.path, why, code="exclude-at-root")


def _check_required(tree: Directory, source: Source, start: Node | None, filters: Filters) -> None:
    required = source.required or "/"
    if isinstance(start, Directory):
        prefix = "" if source.path == "/" else source.path
        for path in _included(start, prefix, filters, required):
            if path.startswith(required):
                return
    if not _in_doubt(tree, required):
        raise missing(required, tree)


def _in_doubt(tree: Directory, path: str) -> bool:
    found = _resolve(tree, path)
    return found.node is None and found.doubt


def _included(directory: Directory, above: str, filters: Filters, required: str) -> Iterator[str]:
    """The included paths that could start with *required*."""
    for name, child in directory.ordered():
        path = f"{above}/{name}"
        if not (path.startswith(required) or required.startswith(f"{path}/")):
            continue
        judged = filters.judge(name)
        if judged.included:
            yield path
        if isinstance(child, Directory):
            yield from _included(child, path, entered(filters, name), required)


def entered(filters: Filters, name: str) -> Filters:
    """As ``Filters.enter``, but for a quirk of the checksum (shouldIncludePath).

    Where ``--parents`` misses a directory, ``--exclude`` is not tried on it and forgets it.
    """
    include, exclude = filters.include, filters.exclude
    if exclude is not None and include is not None and not include.judge(name).ignored:
        matcher = exclude.standing.matcher
        directory = f"{exclude.directory}{name}/"
        fresh = Scope(directory, RuleState(matcher, directory, remembered=0, above=0))
        return Filters(include.enter(name), fresh, filters.has_exceptions)
    return Filters(
        include.enter(name) if include else None,
        exclude.enter(name) if exclude else None,
        filters.has_exceptions,
    )


def _check_malformed(filters: Filters) -> None:
    """A pattern that is malformed where it is tried is tried on the source itself, too."""
    for scope in (filters.include, filters.exclude):
        if scope is not None and scope.standing.matcher.has_malformed:
            try:
                scope.judge("")
            except IgnoreFileError as error:
                raise bad_pattern(error) from None


def _resolve(tree: Directory, path: str, *, follow_last: bool = True) -> Resolved:
    try:
        return resolve(tree, path, follow_last=follow_last)
    except LinkLoopError:
        raise link_loop(path) from None
