"""Two origins for one path of the image: the later one stays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.reached import at, wild_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Overwritten
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Files that a later source puts others in the place of, a finding for each pair of lines."""
    wild = wild_lines(inspection)
    pairs: dict[tuple[int, int | None], list[Overwritten]] = defaultdict(list)
    for each in dict.fromkeys(outcome.overwritten):
        if not (each.line == each.before_line and each.line in wild):
            pairs[each.line, each.before_line].append(each)
    for (line, before), found in pairs.items():
        first = found[0]
        more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
        put = "this line itself" if line == before else f"line {before}"
        yield Finding(
            "overwritten",
            f"{first.origin} takes the place of {first.before} at {first.path}, which {put} put "
            f"there{more}",
            at(inspection, line),
            f"leave {first.before} out, or copy to another path, unless it is meant",
            severity="note",
            path=first.before,
        )
