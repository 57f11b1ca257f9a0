"""Sources of the Dockerfile that the build will not find: worked out here, for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.explain import explain
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.dockerfile.sources import Source
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, Request


def certain_sources(inspection: Inspection) -> tuple[Source, ...]:
    """Those that are asked for, each one path of the context beyond doubt."""
    return tuple(each for each in _sought(inspection) if not each.wildcard)


def _sought(inspection: Inspection) -> Iterator[Source]:
    """Those for which something has to arrive."""
    for source in inspection.plan.sources if inspection.plan else ():
        named = source.path and source.widening is None and source.kind != "tmpfs"
        if named and source.doubt is None and not source.useless:
            yield source


def arrives_for(requests: Sequence[Request], arriving: int) -> Callable[[Source], bool]:
    """Whether something arrives for the path that a source's symlinks end at.

    *arriving*: the requests for which something does, as bits.
    """

    def arrives(source: Source) -> bool:
        return any(
            arriving >> index & 1
            for index, request in enumerate(requests)
            if request.source is source and request.final
        )

    return arrives


def lost_sources(
    inspection: Inspection,
    arrives: Callable[[Source], bool],
    is_made_before: Callable[[Source], bool] = lambda _: False,
) -> Iterator[Finding]:
    """A finding for each source for which nothing arrives, in the order of the file.

    *is_made_before*: whether a source that is not there may be made by a step before the build.
    """
    for source in _sought(inspection):
        if arrives(source):
            continue
        if source.wildcard:
            yield _matches_nothing(inspection, source)
            continue
        path, rule = _ignoring(inspection, source)
        if rule is not None or _exists(inspection, source):
            yield _ignored(inspection, source, path, rule)
        elif not is_made_before(source):
            yield _missing(inspection, source)


def _ignoring(inspection: Inspection, source: Source) -> tuple[str, Rule | None]:
    """What the source names, or what its symlinks lead to, with the rule that keeps it out."""
    for path in dict.fromkeys((source.path, *(each.path for each in _finals(inspection, source)))):
        found = explain(inspection, path, exists=False, is_directory=False)
        if not found.eligible and found.rule is not None:
            return path, found.rule
    return source.path, None


def _exists(inspection: Inspection, source: Source) -> bool:
    return any(request.exists for request in _finals(inspection, source))


def _finals(inspection: Inspection, source: Source) -> list[Request]:
    requests = inspection.context.requests
    return [each for each in requests if each.source is source and each.final]


def _place(inspection: Inspection, source: Source) -> Place:
    return Place(inspection.location.dockerfile.shown, source.line)


def _matches_nothing(inspection: Inspection, source: Source) -> Finding:
    return Finding(
        "source-matches-nothing",
        f"{source.written!r} matches nothing that is sent; the build goes on without it",
        _place(inspection, source),
        "correct the pattern, or the ignore file",
        path=source.path,
    )


def _missing(inspection: Inspection, source: Source) -> Finding:
    return Finding(
        "source-missing",
        f"{source.written!r} does not exist in the context, so the build fails here",
        _place(inspection, source),
        "paths begin at the context root, not at the Dockerfile's directory; git ignores what an "
        "earlier step makes",
        "error",
        path=source.path,
    )


def _ignored(inspection: Inspection, source: Source, path: str, rule: Rule | None) -> Finding:
    by = f" by {rule.place} ({rule})" if rule is not None else ""
    line = escape_literal(path, exception=True)
    helps = _brings_back(inspection, line, path)
    return Finding(
        "source-ignored",
        f"{source.written!r} is ignored{by}, so the build fails here",
        _place(inspection, source),
        f"append {line} to the ignore file, or take the rule back"
        if helps
        else "take the rule back",
        "error",
        path=source.path,
    )


def _brings_back(inspection: Inspection, line: str, path: str) -> bool:
    """Whether the exception does it, tried on the rules."""
    rule = parse_rule(line, Place(""))
    matcher = Matcher([*inspection.ignore_file.rules, *([rule] if rule else [])])
    return not matcher.judge(path).ignored and not matcher.judge_or_parents(path).ignored
