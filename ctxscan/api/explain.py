"""Why paths are sent or not, where they land, and what a path of the image came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import Answer, Answers, Asked, for_each
from ctxscan.api.build import inspect
from ctxscan.api.failing import outcome_as_said
from ctxscan.api.in_image import images, in_image
from ctxscan.api.together import together
from ctxscan.context.user_paths import OutsideError, look_at, path_in_context
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.findings.explain import carries_something
from ctxscan.findings.explain import explain as explain_path
from ctxscan.findings.in_image.lands import lands
from ctxscan.findings.in_image.left_out import LeftOut, Seeking, left_out, missed, not_followed
from ctxscan.findings.in_image.origins import CameFrom, came_from
from ctxscan.inspection.on_demand import OnDemand, SeveralNamesError, is_enough
from ctxscan.inspection.side_by_side import add_up_all
from ctxscan.inspection.steps import ForSteps, look_at_named, look_for_steps
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.in_image import InImage
    from ctxscan.findings.explain import Explanation
    from ctxscan.findings.in_image.lands import LandsAt
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.look import Look


class Landing(NamedTuple):
    """Where one path lands in the image, or what leaves it out."""

    lands: tuple[LandsAt, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    """Empty where it is not sent: the explanation says why."""


class Explanations(NamedTuple):
    inspection: Inspection
    paths: tuple[Explanation, ...]
    """One for each path that was given and lies in the context, in that order."""

    landings: tuple[Landing, ...] = ()
    """One for each of ``paths``."""

    refused: tuple[CtxscanError, ...] = ()
    """One for each path outside of the context."""


class Origins(NamedTuple):
    """What paths of the image came from."""

    image: InImage
    paths: tuple[CameFrom, ...]
    """One for each path that was given, in that order; none where the build fails."""


def explain(
    paths: str | Iterable[str], context: str = ".", **build: Unpack[BuildArguments]
) -> Explanations:
    """Which rule decided about each of *paths*, there or not, who asks for it, where it lands.

    Looks into the directories that the steps look into, or walks the context once, where a path is
    a directory or a file has several names; and only if one of *paths* is sent. Raises
    CtxscanError, also where none of *paths* lies in *context*.
    """
    begun = _Begun.of(paths, context, build)
    return begun.explained(add_up_all(begun.looks, build.get("workers", 1)))


def explain_each(asked: Asked, paths: Sequence[str]) -> Answers[Explanations]:
    """Explain *paths* in each build whose context they lie in. A context is walked once.

    Raises CtxscanError for one build on its own, and of several for a path that lies in none.
    """
    # Of several builds, the names are kept: to look for them again would be a walk a build.
    names = True if len(asked.builds) > 1 else None
    begun = for_each(asked, lambda path, build: _Begun.of(paths, path, build, names=names))
    found = together(begun, lambda each: each.looks, _Begun.explained, None)
    if asked.source is None:
        return found
    for given in paths:
        _check_inside_one(given, asked, found)
    concerned = (each._replace(value=each.value._replace(refused=())) for each in found.found)
    refused = (each for each in found.refused if not isinstance(each.error, OutsideError))
    return found._replace(found=tuple(concerned), refused=tuple(refused))


def _check_inside_one(given: str, asked: Asked, found: Answers[Explanations]) -> None:
    roots = [each.value.inspection.location.root for each in found.found]
    outside = 0
    for root in roots:
        try:
            path_in_context(root, given)
        except OutsideError:
            outside += 1
    if outside == len(roots) and not any(
        not isinstance(each.error, OutsideError) for each in found.refused
    ):
        raise UsageError(
            f"{given} is outside of every build context of {asked.source}",
            hint="ctxscan builds lists them",
        )


def explain_image(
    paths: str | Iterable[str], context: str = ".", **build: Unpack[BuildArguments]
) -> Origins:
    """What each of *paths*, absolute in the image, came from. Raises CtxscanError."""
    return _origins(in_image(context, **build), [paths] if isinstance(paths, str) else paths)


def explain_image_each(asked: Asked, paths: Sequence[str]) -> Answers[Origins]:
    """The same in the image of each build. Raises CtxscanError for one build on its own."""
    found = images(asked)
    each = tuple(Answer(build, _origins(image, paths)) for build, image in found.found)
    return Answers(found.asked, each, found.refused)


def _origins(image: InImage, paths: Iterable[str]) -> Origins:
    """The same of an image that is known."""
    outcome = image.outcome
    if not outcome.builds:
        return Origins(image, ())
    rows = {row.path: row for row in outcome.in_image()}
    return Origins(image, tuple(came_from(outcome, rows, each) for each in paths))


class _Begun(NamedTuple):
    """What is known of paths before the context is walked, alone or together with others."""

    inspection: Inspection
    found: tuple[Explanation, ...]
    refused: tuple[CtxscanError, ...]
    steps: ForSteps
    """Without looks: nothing has to be walked, or each trial looks for itself."""

    workers: int = 1

    @property
    def looks(self) -> tuple[Look, ...]:
        return self.steps.looks

    @classmethod
    def of(
        cls,
        paths: str | Iterable[str],
        context: str,
        build: BuildArguments,
        *,
        names: bool | None = None,
    ) -> _Begun:
        """*names*: see ``look_for_steps``; said where the walk is one for several builds."""
        inspection = inspect(context, **build)
        found: list[Explanation] = []
        refused: list[CtxscanError] = []
        for each in [paths] if isinstance(paths, str) else paths:
            try:
                found.append(_explained(inspection, each))
            except UsageError as error:
                refused.append(error)
        if refused and not found:
            raise refused[0]
        lands = inspection.plan is not None and any(map(_concerns_steps, found))
        steps = ForSteps(None, (), ())
        if lands and names is None and not any(map(_needs_a_walk, found)) and is_enough(inspection):
            named, looks = look_at_named(inspection)
            steps = ForSteps(OnDemand(), named, looks)
        elif lands:
            steps = look_for_steps(inspection, names=names)
        return cls(inspection, tuple(found), tuple(refused), steps, build.get("workers", 1))

    def explained(self, walked: Sequence[TransferWalk | CtxscanError]) -> Explanations:
        """*walked*: what came of each look."""
        try:
            return self.answered(walked)
        except SeveralNamesError:
            again = self._replace(steps=look_for_steps(self.inspection))
            return again.answered(add_up_all(again.looks, self.workers))

    def answered(self, walked: Sequence[TransferWalk | CtxscanError]) -> Explanations:
        inspection, refused = self.inspection, self.refused
        error = next((each for each in walked if isinstance(each, CtxscanError)), None)
        steps = self.steps if error is None else ForSteps(None, (), ())
        found = tuple(_with_what_it_carries(inspection, each, steps.arrived) for each in self.found)
        return Explanations(inspection, found, _landings(inspection, found, steps, error), refused)


def _explained(inspection: Inspection, given: str) -> Explanation:
    root = inspection.location.root
    path = path_in_context(root, given)
    seen = look_at(root, path)
    if not seen.exists and given.endswith("/"):
        seen = seen._replace(is_directory=True)
    # What is below a directory is seen on the walk.
    return explain_path(inspection, path, **seen._asdict(), carries=lambda *_: False)


def _with_what_it_carries(
    inspection: Inspection, found: Explanation, arrived: Arrivals | None
) -> Explanation:
    """A directory is sent with what is below it."""
    is_taken_along = inspection.requested and inspection.traits.sends_parents
    if found.sent or not is_taken_along or not found.is_directory or not _may_land(found):
        return found
    if arrived is None:
        return found._replace(sent=carries_something(inspection, found.path))
    return found._replace(sent=arrived.has_directory(found.path))


def _landings(
    inspection: Inspection,
    found: Sequence[Explanation],
    steps: ForSteps,
    error: CtxscanError | None,
) -> tuple[Landing, ...]:
    plan = inspection.plan
    if plan is None or not any(map(_concerns_steps, found)):
        return tuple(Landing((), tuple(not_followed(inspection, each))) for each in found)
    try:
        if error is not None:
            raise error
        outcome = outcome_as_said(inspection, steps.arrived, steps.named)
        seeking = Seeking(inspection, plan, outcome, steps.arrived)
    except CtxscanError as refusal:
        unknown = Landing(left_out=(LeftOut("unknown", None, f"not known: {refusal}"),))
        return tuple(unknown if _may_land(each) else Landing() for each in found)
    return tuple(_landing(seeking, each) for each in found)


def _landing(seeking: Seeking, found: Explanation) -> Landing:
    if not _may_land(found):
        causes = *missed(seeking, found), *not_followed(seeking.inspection, found)
        return Landing((), causes)
    origin = seeking.arrived.first_name(found.path) if seeking.arrived else found.path
    places = lands(seeking.outcome, origin)
    return Landing(places, tuple(left_out(seeking, found)) if found.sent and not places else ())


def _needs_a_walk(found: Explanation) -> bool:
    """Whether the answer adds up what is below it."""
    return found.is_directory and _may_land(found)


def _concerns_steps(found: Explanation) -> bool:
    """Whether it may land, or a step asks for it in vain."""
    return _may_land(found) or bool(found.requested_by)


def _may_land(found: Explanation) -> bool:
    """A directory that is not sent itself may hold what is."""
    return found.exists and (found.sent or (found.is_directory and found.link_above is None))
