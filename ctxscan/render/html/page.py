"""The page with a map of what a build sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.html.app import Controls, app
from ctxscan.render.html.data import build_of, columns
from ctxscan.render.html.parts import build_part, largest_part
from ctxscan.render.html.sheets import Kind, Sheet, bound
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.map import ContextMap
    from ctxscan.findings.suggest.model import Suggestion

_CONTROLS = Controls(
    keys=(
        (
            "c",
            "other colours: what becomes of it, instruction, stage, how often it changed",
        ),
        ("s", "beside it, the map with the rules that are suggested, where there are any"),
    ),
    tools="""<label>Coloured by <select id="color">
<option value="fate">what becomes of it</option>
<option value="line">the instruction that asks for it</option>
<option value="stage">the stage that asks for it</option>
<option value="churn">how often it changed</option>
</select></label>
<label id="comparing" hidden><input type="checkbox" id="compare">Beside it, as suggested</label>""",
    heads=(("Bytes", ' class="figure" id="figure"'), ("Part", ""), ("Fate", "")),
    about="Paths, largest first",
)

FILES = (
    *("page.css", "1-data.js", "2-words.js", "3-layout.js", "4-map.js"),
    *("5-table.js", "6-view.js", "7-detail.js", "9-page.js"),
)

KIND = Kind("Build context", FILES, app(_CONTROLS))


class Build(NamedTuple):
    name: str
    """Empty where there is only one."""

    map: ContextMap

    suggestion: Suggestion | None = None
    """What the map compares with."""


def page(builds: Sequence[Build], refused: Sequence[str] = ()) -> str:
    """One document for all of *builds*; *refused*: a line on each that there is no map of."""
    title = build_of(builds[0].map.report.inspection) if len(builds) == 1 else "several builds"
    return bound(KIND, title, [_sheet(each) for each in builds], refused)


def _sheet(build: Build) -> Sheet:
    name, found, suggestion = build
    return Sheet(
        name,
        build_part(name, found, suggestion),
        largest_part(name, found),
        columns(name, found),
    )
