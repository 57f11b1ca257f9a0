"""What ends in the image, or which steps fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.build import inspect
from ctxscan.builders.stages.outcome import Outcome, StepFailure
from ctxscan.errors import CtxscanError, DockerfileError, IgnoreFileError
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.inspection import Inspection


class InImage(NamedTuple):
    inspection: Inspection | None
    """``None`` where an instruction is refused before anything is sent."""

    dockerfile: str
    """As a user would name it."""

    outcome: Outcome


def in_image(path: str = ".", **build: Unpack[BuildArguments]) -> InImage:
    """Run the model of the builder on every step that the target needs.

    Raises CtxscanError for what is refused as a whole; what one instruction does wrong is a
    failure of the outcome.
    """
    try:
        inspection = inspect(path, **build)
    except DockerfileError as error:
        return _refused(None, error)
    dockerfile = inspection.location.dockerfile.shown
    try:
        return InImage(inspection, dockerfile, outcome_of(inspection))
    except IgnoreFileError as error:
        # A source that is no pattern is found out while its context is walked.
        if not error.place or error.place.file != dockerfile:
            raise
        return InImage(inspection, dockerfile, _failed(error, "bad-pattern"))
    except DockerfileError as error:
        return _refused(inspection, error)


def _refused(inspection: Inspection | None, error: DockerfileError) -> InImage:
    """An instruction that the builder refuses: the build fails at its line."""
    if not error.place or error.place.line is None:
        raise error
    return InImage(inspection, error.place.file, _failed(error, error.kind or "bad-option"))


def _failed(error: CtxscanError, kind: str) -> Outcome:
    line = error.place.line if error.place else None
    return Outcome((StepFailure(line, kind, kind, "", error.message),), ())
