"""The sentences of a comparison."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Because, Change, Diff, StepFate

_MOST_CAUSES = 2

_SIGNS = {"added": "+", "removed": "-"}


def title(found: Compared) -> str:
    location = found.inspection.location
    label = found.inspection.traits.label
    at = "" if found.against == location.shown else f" at {found.against}"
    return f"Build context {location.shown}{at}  against {found.base}  ({label})"


def sign(change: Change) -> str:
    return _SIGNS.get(change.what[0], "~")


def signed(change: Change, size: Callable[[int], str]) -> str:
    """By how much it grew; empty where it did not."""
    if not change.bytes:
        return ""
    return f"{'+' if change.bytes > 0 else '-'}{size(abs(change.bytes))}"


def remark(change: Change) -> str:
    if change.ignored_by_git:
        return "git ignores it, Docker sends it"
    if change.what[0] in _SIGNS:
        return ""
    words = ["content not known" if each == "unknown" else each for each in change.what]
    return " ".join([", ".join(words), printable(change.detail)]).strip()


def because(step: StepFate) -> str:
    """All causes on one line, the first two by name."""
    causes = [cause(each) for each in step.because]
    named = causes[:_MOST_CAUSES]
    more = len(causes) - len(named)
    text = ", ".join(named) + (f", {more} more" if more else "")
    if step.fate is Fate.PERHAPS and any(each.line is not None for each in step.because):
        return f"if {text} gives something else"
    return text


def cause(found: Because) -> str:
    if found.path is not None:
        return printable(found.path) or "."
    return f"line {found.line}" if found.line is not None else printable(found.text or "")


def instruction(step: StepFate) -> str:
    return printable(f"{'LINK ' if step.name.link else ''}{step.name.instruction}")


def summary(diff: Diff) -> str:
    count = Counter(each.fate for each in diff.steps)
    lost, perhaps, total = count[Fate.LOST], count[Fate.PERHAPS], len(diff.steps)
    if total == 1 and not perhaps:
        return f"its only step {'runs again' if lost else 'is kept'}"
    if not lost and not perhaps:
        return f"all {total} steps are kept"
    text = f"{lost} of {total} steps run again"
    return f"{text}, {perhaps} perhaps" if perhaps else text


def rescues(diff: Diff) -> Iterator[str]:
    lost = sum(each.fate is Fate.LOST for each in diff.steps)
    for each in diff.rescues:
        lines = _lines([step.line for step in each.steps])
        few = f"{len(each.steps)} of these {lost}" if len(each.steps) < lost else "all of these"
        kept = f"{few} would be kept" if lost > 1 else "it would be kept"
        yield f"without the change of {printable(each.path)}, {kept}: {lines}"


def _lines(lines: Sequence[int]) -> str:
    numbers = ", ".join(map(str, dict.fromkeys(lines)))
    return f"line {numbers}" if len(set(lines)) == 1 else f"lines {numbers}"


def warnings(diff: Diff) -> Iterator[str]:
    for each in diff.warnings:
        yield printable(f"{each.message} ({each.hint})" if each.hint else each.message)
    yield from map(printable, diff.notes)


PREMISE = "if the builder last built the first state, and still has it"
