"""Paths that are sent and should not be: forbidden ones, and credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.check.limits import MOST
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.findings.explain import explain
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.catalog.directories import Meaning
    from ctxscan.findings.check.pattern_watch import Hit
    from ctxscan.findings.check.remedies import Advisor
    from ctxscan.inspection import Inspection


_PUBLIC: tuple[Meaning, ...] = ("published", "made-up")
"""What lies below is no secret of this project."""


def forbidding(patterns: Sequence[str]) -> PatternWatch:
    """Raises UsageError for what is no pattern."""
    return PatternWatch(patterns)


def forbidden(
    patterns: Sequence[str], watch: PatternWatch, advisor: Advisor, inspection: Inspection
) -> Iterator[Finding]:
    for index, pattern in enumerate(patterns):
        hits = [hit for hit in watch.hits.values() if hit.index == index]
        for hit in hits[:MOST]:
            yield Finding(
                "forbidden-path",
                f"{hit.path} {_is_sent(hit)}, and --forbid {pattern} rules that out",
                severity="error",
                path=hit.path,
                **_keep_out(hit, advisor, inspection, pattern, _NAMED),
            )
        if len(hits) > MOST:
            more = f"{len(hits) - MOST:,} more paths that --forbid {pattern} rules out"
            yield Finding("forbidden-path", more, severity="error")


def _is_sent(hit: Hit) -> str:
    if not hit.is_directory:
        return "is sent"
    return f"is sent, with {plural(hit.files, 'file')} of {human_size(hit.content_bytes)}"


def secret_rows() -> tuple[CatalogRow, ...]:
    """Those whose name is proof enough, whatever the project."""
    return tuple(row for row in catalog_up_to("default") if row.kind == "secret" and not row.bound)


def secret_watch() -> PatternWatch:
    rows = secret_rows()
    return PatternWatch([row.pattern for row in rows], [row.keep for row in rows])


def secrets(
    watch: PatternWatch, accepted: PatternWatch, advisor: Advisor, inspection: Inspection
) -> Iterator[Finding]:
    """A finding for each path; *accepted* saw those that the user has looked at."""
    topmost = found_secrets(watch, accepted)
    for hit, row in topmost[:MOST]:
        advice = _keep_out(hit, advisor, inspection, row.pattern, _NAMED_KEY)
        what = f"{hit.path} is sent: {row.reason}"
        yield Finding("secret-sent", what, severity="error", path=hit.path, **advice)
    if len(topmost) > MOST:
        more = f"{len(topmost) - MOST:,} more credentials are sent"
        yield Finding("secret-sent", more, severity="error")


def found_secrets(watch: PatternWatch, accepted: PatternWatch) -> list[tuple[Hit, CatalogRow]]:
    """The uppermost paths, each with what it is."""
    rows = secret_rows()
    fine = {path for _, path in accepted.hits}
    found: dict[str, tuple[Hit, CatalogRow]] = {}
    for hit in watch.hits.values():
        row = rows[hit.index]
        above = _and_above(hit.path)
        if hit.files and not _is_public(hit) and fine.isdisjoint(above):
            found.setdefault(hit.path, (hit, row))
    return [each for path, each in found.items() if found.keys().isdisjoint(_and_above(path)[1:])]


def _is_public(hit: Hit) -> bool:
    return any(below(each).search(hit.path) for each in _PUBLIC)


def _and_above(path: str) -> list[str]:
    """The path, then the directories above it."""
    found = [path]
    while "/" in found[-1]:
        found.append(found[-1].rpartition("/")[0])
    return found


_NAMED = "this line names it: name less, or allow it"
_NAMED_KEY = "this line names it: mount it with RUN --mount=type=secret where it is needed"


def _keep_out(
    hit: Hit, advisor: Advisor, inspection: Inspection, preferred: str, if_named: str
) -> _Advice:
    """The rule, or who insists; and the line that asks for it."""
    dockerfile = inspection.location.dockerfile.shown
    named = advisor.named_by(hit.path)
    if named is not None:
        return {"hint": if_named, "rules": (), "place": Place(dockerfile, named.line)}
    rule = advisor.rule(hit.path, is_directory=hit.is_directory, preferred=preferred)
    asking = explain(inspection, hit.path, exists=False, is_directory=hit.is_directory).requested_by
    hint = f"line {asking[0].line} of the Dockerfile asks for it" if asking else None
    return {"hint": hint, "rules": (rule,), "place": None}


if TYPE_CHECKING:
    from typing import TypedDict

    class _Advice(TypedDict):
        hint: str | None
        rules: tuple[str, ...]
        place: Place | None
