"""What ends in the image, or which steps fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.failing import outcome_as_said
from ctxscan.api.together import together
from ctxscan.builders.stages.image import Outcome
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.errors import CtxscanError, DockerfileError, IgnoreFileError
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.inspection.steps import ForSteps, look_for_steps
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.inspection.look import Look

_ONE_PROCESS = 1
"""All that arrives is kept by name: to hand it over from a second one takes as long."""


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
    begun = _Begun.of(path, build)
    return begun.ended(add_up_all(begun.looks, _ONE_PROCESS))


def images(asked: Asked) -> Answers[InImage]:
    """The same for each build. Raises CtxscanError for one build on its own."""
    begun = for_each(asked, _Begun.of)
    return together(begun, lambda each: each.looks, _Begun.ended, None, _ONE_PROCESS)


class _Begun(NamedTuple):
    """A build whose context is still to be walked, alone or together with others."""

    image: InImage
    """Complete where an instruction is refused before anything is sent; else without an outcome."""

    steps: ForSteps = ForSteps(None, (), ())

    @property
    def looks(self) -> tuple[Look, ...]:
        return self.steps.looks

    @classmethod
    def of(cls, path: str, build: BuildArguments) -> _Begun:
        try:
            inspection = inspect(path, **build)
        except DockerfileError as error:
            return cls(_refused(None, error))
        steps = look_for_steps(inspection, names=True)
        dockerfile = inspection.location.dockerfile.shown
        return cls(InImage(inspection, dockerfile, Outcome(())), steps)

    def ended(self, walked: Sequence[TransferWalk | CtxscanError]) -> InImage:
        """*walked*: what came of the look, if there is one."""
        image, inspection = self.image, self.image.inspection
        if inspection is None:
            return image
        try:
            without_errors(walked)
            return image._replace(
                outcome=outcome_as_said(inspection, self.steps.arrived, self.steps.named)
            )
        except IgnoreFileError as error:
            # A source that is no pattern is found out while its context is walked.
            if not error.place or error.place.file != image.dockerfile:
                raise
            return image._replace(outcome=_failing(error, "bad-pattern"))
        except DockerfileError as error:
            return _refused(inspection, error)


def _refused(inspection: Inspection | None, error: DockerfileError) -> InImage:
    """An instruction that the builder refuses: the build fails at its line."""
    if not error.place or error.place.line is None:
        raise error
    return InImage(inspection, error.place.file, _failing(error, error.kind or "bad-option"))


def _failing(error: CtxscanError, kind: str) -> Outcome:
    line = error.place.line if error.place else None
    return Outcome((StepFailure(line, kind, kind, "", error.message),))
