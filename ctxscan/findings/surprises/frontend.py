"""Flags that the frontend named by ``# syntax=`` does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.frontends import first_tag, unknown_to
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, frontend_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, _: Outcome) -> Iterator[Finding]:
    return frontend_too_old(inspection)


def frontend_too_old(inspection: Inspection) -> Iterator[Finding]:
    """The build fails at the first of them: that frontend knows no such flag."""
    frontend, override = frontend_named(inspection)
    if frontend is None:
        return
    unknown = unknown_to(frontend, inspection.instructions)
    newer = f"docker/dockerfile:{first_tag(inspection.instructions)}" if unknown else ""
    remedy = f"write # syntax={newer}"
    if override is not None:
        remedy = f"give --build-arg {override}={newer}"
    for instruction, what in unknown:
        yield Finding(
            "frontend-too-old",
            f"{what} is not known to {frontend.name}, so the build fails here",
            at(inspection, instruction.line),
            f"{remedy} or newer",
            "error",
        )
