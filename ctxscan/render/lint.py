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

    from ctxscan.builders import BuilderName
    from ctxscan.context.locate.docker import Location
    from ctxscan.findings.lint import Lint


def lint_outcome(  # noqa: PLR0913 - what a build is called has as many parts
    location: Location,
    found: Lint,
    changed: int,
    *,
    builder: BuilderName,
    target: str | None,
    skipped: Container[str] = (),
) -> Outcome:
    """*changed*: lines that ``--fix`` has written; *skipped*: codes that nobody asked for."""
    file = location.ignore_file
    return Outcome(
        "lint",
        build_title(location, builder, target, file.shown if file else None),
        lint_verdict(location, found, changed),
        found.findings,
        tuple(code for code in codes_of("lint") if code not in skipped),
        location.shown,
        location.dockerfile.shown,
        file.shown if file else in_context(location.shown, ".dockerignore"),
    )


def lint_verdict(location: Location, found: Lint, changed: int) -> str:
    file = location.ignore_file
    where = f"{printable(file.shown)}, {plural(found.rules, 'rule')}" if file else "no ignore file"
    count = plural(len(found.findings), "finding") if found.findings else "nothing to say"
    fixed = f"; {plural(changed, 'line')} fixed" if changed else ""
    return f"{where}: {count}{fixed}"
