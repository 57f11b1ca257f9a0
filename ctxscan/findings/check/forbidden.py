"""Paths that are sent and that somebody forbade; what keeps a path out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.check.limits import MOST
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.check.pattern_watch import Hit
    from ctxscan.findings.check.remedies import Advisor
    from ctxscan.inspection import Inspection


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
                **keep_out(hit, advisor, inspection, pattern, _NAMED),
            )
        if len(hits) > MOST:
            more = f"{len(hits) - MOST:,} more paths that --forbid {pattern} rules out"
            yield Finding("forbidden-path", more, severity="error")


def _is_sent(hit: Hit) -> str:
    if not hit.is_directory:
        return "is sent"
    return f"is sent, with {plural(hit.files, 'file')} of {human_size(hit.content_bytes)}"


_NAMED = "this line names it: name less, or allow it"


def keep_out(
    hit: Hit, advisor: Advisor, inspection: Inspection, preferred: str, if_named: str
) -> Advice:
    """The rule, or who insists; and the line that asks for it."""
    dockerfile = inspection.location.dockerfile.shown
    named = advisor.named_by(hit.path)
    if named is not None:
        return {"hint": if_named, "rules": (), "place": Place(dockerfile, named.line)}
    rule = advisor.rule(hit.path, is_directory=hit.is_directory, preferred=preferred)
    from ctxscan.findings.explain import explain  # noqa: PLC0415 - for a path that is to be kept out alone

    asking = explain(inspection, hit.path, exists=False, is_directory=hit.is_directory).requested_by
    hint = f"line {asking[0].line} of the Dockerfile asks for it" if asking else None
    return {"hint": hint, "rules": (rule,), "place": None}


if TYPE_CHECKING:
    from typing import TypedDict

    class Advice(TypedDict):
        hint: str | None
        rules: tuple[str, ...]
        place: Place | None
