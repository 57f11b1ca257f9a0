"""Limits on sizes and numbers: what is over, and what a rule could take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding, Remedy
from ctxscan.findings.check.baseline import grown
from ctxscan.findings.check.limits import MOST
from ctxscan.findings.check.measure import has_transfer
from ctxscan.findings.next_step import next_step
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.accounting import Contributor
    from ctxscan.findings.check.baseline import BaselineEntry
    from ctxscan.findings.check.limits import Limits
    from ctxscan.findings.check.measure import Measured
    from ctxscan.findings.check.remedies import Advisor
    from ctxscan.inspection import Inspection


def what_is_measured(inspection: Inspection, limits: Limits) -> str:
    """The word for the bytes of a context."""
    if limits.measure == "eligible":
        return "eligible content"
    return "transfer" if has_transfer(inspection) else "content"


def gate(
    inspection: Inspection,
    limits: Limits,
    measured: Measured,
    advisor: Advisor,
    baseline: BaselineEntry | None = None,
) -> Iterator[Finding]:
    """Findings about the whole of a context."""
    what = f"the {what_is_measured(inspection, limits)} is"
    place = _place(inspection)
    if limits.max_size is not None and measured.bytes > limits.max_size:
        yield Finding(
            "too-large",
            f"{what} {human_size(measured.bytes)}, and {human_size(limits.max_size)} "
            f"{'is the limit by default' if limits.by_default else 'is the limit'}",
            place,
            severity="error",
            measured=measured.bytes,
            limit=limits.max_size,
            **_advice(advisor, measured, by_files=False),
        )
    if limits.max_files is not None and measured.files > limits.max_files:
        yield Finding(
            "too-many-files",
            f"{plural(measured.files, 'file')}, and {limits.max_files:,} is the limit",
            place,
            severity="error",
            measured=measured.files,
            limit=limits.max_files,
            **_advice(advisor, measured, by_files=True),
        )
    if limits.min_files is not None and measured.files < limits.min_files:
        yield _too_few(inspection, limits.min_files, measured.files)
    if baseline is not None:
        yield from _growth(inspection, limits, measured, baseline, advisor)


def _growth(
    inspection: Inspection,
    limits: Limits,
    measured: Measured,
    baseline: BaselineEntry,
    advisor: Advisor,
) -> Iterator[Finding]:
    limit = limits.max_growth.limit(baseline.bytes)
    if measured.bytes > limit:
        yield Finding(
            "grew-too-much",
            f"the {what_is_measured(inspection, limits)} is {human_size(measured.bytes)}; it was "
            f"{human_size(baseline.bytes)}, and may grow by {limits.max_growth}"
            f"{_grown_in_words(measured, baseline)}",
            _place(inspection),
            severity="error",
            measured=measured.bytes,
            limit=limit,
            **_advice(
                advisor,
                measured,
                by_files=False,
                otherwise="accept the growth with --update-baseline",
            ),
        )


def large_files(
    advisor: Advisor, limits: Limits, too_large: Sequence[Contributor]
) -> Iterator[Finding]:
    """Findings about single files, the largest first."""
    limit = limits.max_file_size or 0
    ranked = sorted(too_large, key=lambda row: (-row.content_bytes, row.name))
    for row in ranked[:MOST]:
        named = advisor.named_by(row.name)
        kept = named is not None or advisor.keeps(row.name)
        rule = None if kept else advisor.rule(row.name, is_directory=False)
        yield Finding(
            "file-too-large",
            f"{row.name} has {human_size(row.content_bytes)}, and {human_size(limit)} is the limit",
            hint=_why_it_stays(advisor, row.name) or "if the build does not need it, ignore it",
            severity="error",
            path=row.name,
            measured=row.content_bytes,
            limit=limit,
            rules=(rule,) if rule else (),
        )
    if len(ranked) > MOST:
        more = f"{len(ranked) - MOST:,} more files are over the limit"
        yield Finding("file-too-large", more, severity="error")


def _why_it_stays(advisor: Advisor, path: str) -> str | None:
    named = advisor.named_by(path)
    if named is not None:
        return f"line {named.line} of the Dockerfile names it"
    if path.startswith(".git/") and advisor.keeps(path):
        return "a step of the build reads .git"
    if advisor.keeps(path):
        return "git tracks it: allow its size with --max-file-size, or take it out of git"
    return None


def _too_few(inspection: Inspection, limit: int, files: int) -> Finding:
    shown = inspection.ignore_file.path
    return Finding(
        "too-few-files",
        f"only {plural(files, 'file')}, and the limit is at least {limit:,}",
        _place(inspection),
        severity="error",
        measured=files,
        limit=limit,
        hint=(
            f"see what {shown or 'the Dockerfile'} leaves out: "
            f"{next_step(inspection, 'list', '--ignored')}"
        ),
    )


def _grown_in_words(measured: Measured, baseline: BaselineEntry) -> str:
    found = grown(baseline, measured.parts())
    named = [f"{path or 'files at the root'} by {human_size(more)}" for path, more in found]
    return f"; what grew, at least: {', '.join(named)}" if named else ""


def _advice(
    advisor: Advisor, measured: Measured, *, by_files: bool, otherwise: str = ""
) -> _Advice:
    remedies = advisor.remedies(measured.directories, measured.largest, by_files=by_files)
    named = max(measured.named, key=lambda each: each.content_bytes, default=None)
    if named is not None and named.content_bytes * 2 > measured.bytes:
        size = human_size(named.content_bytes)
        hint = f"{size} of it is the named context {named.name}: it has an ignore file of its own"
        return {"hint": hint, "remedies": remedies}
    if not remedies:
        return {"hint": otherwise or _without_rules(measured), "remedies": ()}
    hint = "ignore what the build does not need, the largest parts first"
    return {"hint": f"{hint}; or {otherwise}" if otherwise else hint, "remedies": remedies}


def _without_rules(measured: Measured) -> str:
    """What to look at where nothing can be left out by a rule that is safe to propose."""
    reason = "no rule could remove much: the Dockerfile names the largest parts, or git tracks them"
    largest = max(measured.largest, key=lambda row: row.content_bytes, default=None)
    if largest is None:
        return reason
    return f"{reason}; the largest file is {largest.name}, {human_size(largest.content_bytes)}"


def _place(inspection: Inspection) -> Place:
    """The ignore file is where most of it is settled."""
    return Place(inspection.ignore_file.path or inspection.location.dockerfile.shown)


if TYPE_CHECKING:
    from typing import TypedDict

    class _Advice(TypedDict):
        hint: str
        remedies: tuple[Remedy, ...]
