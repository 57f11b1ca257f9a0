"""Two origins for one path of the image: the later one stays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.dockerfile.edit import as_path
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, wild_lines
from ctxscan.findings.trials import Trials, in_stages, is_in
from ctxscan.ignore.literal import escape_literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Overwritten
    from ctxscan.dockerfile.edit import Written
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.changed import Tried


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Files that a later source puts others in the place of, a finding for each pair of lines."""
    trials = Trials(inspection, outcome)
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
            _remedy(trials, first) if len(found) == 1 else None,
            severity="note",
            path=first.before,
        )


def _remedy(trials: Trials, one: Overwritten) -> str | None:
    """The earlier line without the file, where all else comes out the same."""
    copy = trials.written(one.before_line)
    if copy is None or one.before is None:
        return None
    number = copy.number_of(one.before)
    if number is not None:
        rest = copy.without_source(number)
        found = trials.write(rest) if rest else trials.rewrite(copy.instruction, "")
        what = f"leave {one.before} out of it" if rest else f"line {one.before_line} can go"
        return f"{what}, unless it is meant" if _same_image(trials, one, found) else None
    for new in _leaving_out(copy, one.before):
        if _same_image(trials, one, trials.write(new)):
            return f"write {new.text}, unless it is meant"
    return None


def _leaving_out(copy: Written, path: str) -> Iterator[Written]:
    """The same without a file in one of its directories."""
    for value in copy.values:
        directory = as_path(value)
        if not directory or is_in(path, directory):
            below = path.removeprefix(f"{directory}/") if directory else path
            yield copy.with_flag(f"--exclude={escape_literal(below)}")


def _same_image(trials: Trials, one: Overwritten, found: Tried | None) -> bool:
    if found is None or not trials.fails_alike(found):
        return False
    left = {(each.path, each.line, each.before) for each in found.outcome.overwritten}
    same = in_stages(found.outcome) == in_stages(trials.outcome)
    return same and (one.path, one.line, one.before) not in left
