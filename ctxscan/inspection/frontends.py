"""The frontend that reads the Dockerfile, where its version is known, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.dockerfile.frontends import frontend_for, unknown_to

if TYPE_CHECKING:
    from ctxscan.dockerfile.frontends import Frontend
    from ctxscan.inspection.model import Inspection

_OVERRIDE = "BUILDKIT_SYNTAX"


def frontend_named(inspection: Inspection) -> tuple[Frontend | None, str | None]:
    """With the build argument that names it, unless the Dockerfile does."""
    if not inspection.traits.reads_syntax_line:
        return None, None
    override = dict(inspection.options.build_args).get(_OVERRIDE)
    text = inspection.location.dockerfile.data.decode("utf-8", "surrogateescape")
    return frontend_for(text, override or ""), _OVERRIDE if override else None


def unread(inspection: Inspection) -> tuple[StepFailure, ...]:
    """What the frontend does not know: it refuses the file at the first of them."""
    frontend, _ = frontend_named(inspection)
    if frontend is None:
        return ()
    return tuple(
        StepFailure(
            instruction.line,
            code="frontend-too-old",
            kind="bad-option",
            path="",
            message=f"{what} is not known to {frontend.name}",
        )
        for instruction, what in unknown_to(frontend, inspection.instructions)
    )
