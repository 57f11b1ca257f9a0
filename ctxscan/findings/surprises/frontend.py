"""Flags that the frontend named by ``# syntax=`` does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.directives import detect_syntax
from ctxscan.dockerfile.frontends import features_of, first_tag, frontend_of
from ctxscan.finding import Finding
from ctxscan.findings.reached import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection

_OVERRIDE = "BUILDKIT_SYNTAX"


def findings(inspection: Inspection, _: Outcome) -> Iterator[Finding]:
    return frontend_too_old(inspection)


def frontend_too_old(inspection: Inspection) -> Iterator[Finding]:
    """The build fails at the first of them: that frontend knows no such flag."""
    if not inspection.traits.reads_syntax_line:
        return
    frontend = frontend_of(_named(inspection))
    if frontend is None:
        return
    for instruction in inspection.instructions:
        for feature, since in features_of(instruction):
            if not frontend.knows(since):
                yield Finding(
                    "frontend-too-old",
                    f"{feature} is not known to {frontend.name}, so the build fails here",
                    at(inspection, instruction.line),
                    f"write # syntax=docker/dockerfile:{first_tag(since)} or newer",
                    "error",
                )


def _named(inspection: Inspection) -> str:
    given = dict(inspection.options.build_args).get(_OVERRIDE)
    if given:
        return given
    # The lines at the top alone: the rest was read for the plan.
    text = inspection.location.dockerfile.data.decode("utf-8", "surrogateescape")
    directive = detect_syntax(text, "#")
    return directive.value if directive is not None else ""
