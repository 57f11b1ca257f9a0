"""Where a path lands in the image, and what a path of the image came from, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, FromStage
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.api.explain import Landing
    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.findings.in_image.lands import LandsAt
    from ctxscan.findings.in_image.origins import CameFrom
    from ctxscan.render.drawing.text import Drawable


def landing_lines(path: str, found: Landing, plan: BuildPlan | None) -> Iterator[str]:
    """A line for each place, or for each cause why there is none."""
    stages = _stages_by_line(plan)
    for place in found.lands:
        how = _how(place.line, place.via, stages, certain=place.certain)
        what = "" if place.origin in (path, None) else f"{printable(str(place.origin))} "
        where = printable(place.path)
        if place.type == "directory":
            yield f"what is in {what or 'it '}lands in {where}{how}: {_amount(place)}"
        elif place.type == "unpacked":
            yield f"ADD unpacks {what or 'it '}in {where}{how}: {_amount(place)}"
        else:
            yield f"{what}lands at {where}{how}"
    failing = [each for each in found.left_out if each.why == "build-fails"]
    for each in found.left_out:
        if each not in failing[1:]:
            more = f", and {len(failing) - 1} more" if each in failing and len(failing) > 1 else ""
            yield f"{printable(each.message)}{more}"


def origins_text(found: Sequence[CameFrom], plan: BuildPlan | None) -> Group:
    stages = _stages_by_line(plan)
    parts: list[Drawable] = []
    for each in found:
        if parts:
            parts.append(Text(""))
        parts.append(_head(each))
        lines = [Text(line) for line in _origin_lines(each, stages)]
        parts.append(Padding(Group(*lines), 2))
    return Group(*parts)


def _head(found: CameFrom) -> Text:
    known = found.row is not None or found.below
    what = found.row.type if found.row else "directory" if found.below else "no step writes it"
    return Text.assemble((printable(found.path), "bold"), "  ", (what, "" if known else "yellow"))


def _origin_lines(found: CameFrom, stages: Mapping[int, str]) -> Iterator[str]:
    if found.leads_to != found.path:
        yield f"it is {printable(found.leads_to)}, through a symlink of the image"
    if found.row is not None:
        yield _origin(found.row, stages)
    for old in found.replaced:
        before = printable(str(old.before))
        yield f"in the place of {before}, which line {old.before_line} put there"
    for part in found.below:
        how = _how(part.line, part.via, stages, certain=part.certain)
        yield f"{printable(part.path)}{how}: {_amount(part)}"
    if found.row is None and found.is_open:
        yield "a base image, or a RUN, may have put it there"
    if found.nearest:
        yield f"near it: {', '.join(map(printable, found.nearest))}"


def _origin(row: InImage, stages: Mapping[int, str]) -> str:
    how = _how(row.line, row.via, stages, certain=row.certain)
    if row.origin and row.type != "directory":
        return f"came from {printable(row.origin)}{how}"
    target = f" to {printable(row.target)}" if row.type == "symlink" else ""
    return f"a {row.type}{target}{how}"


def _how(line: int | None, via: Sequence[int], stages: Mapping[int, str], *, certain: bool) -> str:
    """``, line 7, through the build stage (COPY --from, line 12)``."""
    taken = f", line {line}" if line is not None else ""
    carried = "".join(
        f", through the {printable(stages[each])} stage (COPY --from, line {each})"
        if each in stages
        else f", COPY --from, line {each}"
        for each in via
    )
    return taken + carried + ("" if certain else ", perhaps (a RUN or a base image decides)")


def _stages_by_line(plan: BuildPlan | None) -> dict[int, str]:
    """The stage that the ``COPY --from`` of a line takes files from."""
    if plan is None:
        return {}
    steps = [step for stage in plan.stages for step in stage.steps]
    return {
        step.own_line: plan.stages[step.origin.number].label
        for step in steps
        if isinstance(step, CopyStep) and isinstance(step.origin, FromStage)
    }


def _amount(place: LandsAt) -> str:
    return f"{plural(place.files, 'file')}, {human_size(place.content_bytes)}"
