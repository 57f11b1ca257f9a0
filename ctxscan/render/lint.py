"""The outcome of lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.codes import codes_of
from ctxscan.render.names import printable
from ctxscan.render.outcome import Outcome
from ctxscan.render.words import build_title, in_context
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Container

    from ctxscan.api.asked import Answers
    from ctxscan.api.lint import Linted


def lint_outcomes(answers: Answers[Linted], skipped: Container[str]) -> list[Outcome]:
    """*skipped*: codes that nobody asked for."""
    return [_outcome(each.build.name, each.value, skipped) for each in answers.found]


def _outcome(name: str, linted: Linted, skipped: Container[str]) -> Outcome:
    location = linted.location
    file = location.ignore_file
    title = build_title(location, linted.builder, linted.target, file.shown if file else None)
    return Outcome(
        "lint",
        title,
        lint_verdict(linted),
        linted.lint.findings,
        tuple(code for code in codes_of("lint") if code not in skipped),
        location.shown,
        location.dockerfile.shown,
        file.shown if file else in_context(location.shown, ".dockerignore"),
        name,
    )


def lint_verdict(linted: Linted) -> str:
    location, found, changed = linted.location, linted.lint, linted.changed
    file = location.ignore_file
    where = f"{printable(file.shown)}, {plural(found.rules, 'rule')}" if file else "no ignore file"
    notes = sum(each.severity == "note" for each in found.findings)
    counts = ((len(found.findings) - notes, "finding"), (notes, "note"))
    count = " and ".join(plural(number, word) for number, word in counts if number)
    fixed = f"; {plural(changed, 'line')} fixed" if changed else ""
    return f"{where}: {count or 'nothing to say'}{fixed}"
