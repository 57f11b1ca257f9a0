"""Why paths are sent or not, where they land, and what a path of the image came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

from ctxscan.api.asked import Answers, Asked, for_each
from ctxscan.api.build import inspect
from ctxscan.api.in_image import in_image
from ctxscan.context.user_paths import OutsideError, look_at, path_in_context
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.findings.explain import explain as explain_path
from ctxscan.findings.in_image.lands import lands
from ctxscan.findings.in_image.left_out import LeftOut, Seeking, left_out, not_followed
from ctxscan.findings.in_image.origins import CameFrom, came_from
from ctxscan.inspection.steps import arrivals_for, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.in_image import InImage
    from ctxscan.findings.explain import Explanation
    from ctxscan.findings.in_image.lands import LandsAt
    from ctxscan.inspection import Inspection


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

    Walks the context once, and only if one of *paths* is sent. Raises CtxscanError, also where
    none of *paths* lies in *context*.
    """
    inspection = inspect(context, **build)
    given = [paths] if isinstance(paths, str) else paths
    found: list[Explanation] = []
    refused: list[CtxscanError] = []
    for each in given:
        try:
            found.append(_explained(inspection, each))
        except UsageError as error:
            refused.append(error)
    if refused and not found:
        raise refused[0]
    return Explanations(inspection, tuple(found), _landings(inspection, found), tuple(refused))


def explain_each(asked: Asked, paths: Sequence[str]) -> Answers[Explanations]:
    """Explain *paths* in each build whose context they lie in.

    Raises CtxscanError for one build on its own, and of several for a path that lies in none.
    """
    found = for_each(asked, lambda path, build: explain(paths, path, **build))
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
    image = in_image(context, **build)
    outcome = image.outcome
    if not outcome.builds:
        return Origins(image, ())
    rows = {row.path: row for row in outcome.in_image()}
    given = [paths] if isinstance(paths, str) else paths
    return Origins(image, tuple(came_from(outcome, rows, each) for each in given))


def _explained(inspection: Inspection, given: str) -> Explanation:
    root = inspection.location.root
    path = path_in_context(root, given)
    seen = look_at(root, path)
    if not seen.exists and given.endswith("/"):
        seen = seen._replace(is_directory=True)
    return explain_path(inspection, path, **seen._asdict())


def _landings(inspection: Inspection, found: list[Explanation]) -> tuple[Landing, ...]:
    plan = inspection.plan
    if plan is None or not any(map(_may_land, found)):
        return tuple(Landing((), tuple(not_followed(inspection, each))) for each in found)
    try:
        arrived = arrivals_for(inspection)
        seeking = Seeking(inspection, plan, outcome_of(inspection, arrived), arrived)
    except CtxscanError as error:
        unknown = Landing(left_out=(LeftOut("unknown", None, f"not known: {error}"),))
        return tuple(unknown if _may_land(each) else Landing() for each in found)
    return tuple(_landing(seeking, each) for each in found)


def _landing(seeking: Seeking, found: Explanation) -> Landing:
    if not _may_land(found):
        return Landing((), tuple(not_followed(seeking.inspection, found)))
    origin = seeking.arrived.first_name(found.path) if seeking.arrived else found.path
    places = lands(seeking.outcome, origin)
    causes = left_out(seeking, found) if found.sent and not places else ()
    return Landing(places, tuple(causes))


def _may_land(found: Explanation) -> bool:
    """A directory that is not sent itself may hold what is."""
    return found.exists and (found.sent or (found.is_directory and found.link_above is None))
