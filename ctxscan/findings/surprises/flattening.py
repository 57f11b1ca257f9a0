"""Wildcards whose matches land in one another, directories without their names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, counted, wild_lines
from ctxscan.findings.trials import Trials, is_in, origins, places
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Overwritten, Taken
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.changed import Tried


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Wildcards whose matches land in one another."""
    trials = Trials(inspection, outcome)
    for one in _all(inspection, outcome):
        yield _flattened(inspection, one, _remedy(trials, one))


class _Flattened(NamedTuple):
    line: int
    word: str
    """The source, absolute in what it is taken from."""

    matches: tuple[Taken, ...]
    lost: tuple[Taken, ...]
    """Directories among the matches."""

    met: tuple[Overwritten, ...]


def _all(inspection: Inspection, outcome: Outcome) -> Iterator[_Flattened]:
    wild = wild_lines(inspection)
    taken: dict[tuple[int, str], list[Taken]] = defaultdict(list)
    for each in dict.fromkeys(outcome.taken):
        if each.line in wild and has_wildcard(each.word):
            taken[each.line, each.word].append(each)
    met = defaultdict(list)
    for found in dict.fromkeys(outcome.overwritten):
        if found.line == found.before_line and found.line in wild:
            met[found.line].append(found)
    for (line, word), matches in taken.items():
        lost = [each for each in matches if _loses_name(each)]
        if len(matches) > 1 and (lost or met[line]):
            together = tuple(met.pop(line, []))
            yield _Flattened(line, word, tuple(matches), tuple(lost), together)


def _loses_name(match: Taken) -> bool:
    if not isinstance(match.node, Directory):
        return False
    inside = match.node.counted()
    return bool(inside.plain or inside.leaves or inside.directories)


def _flattened(inspection: Inspection, one: _Flattened, hint: str | None) -> Finding:
    lost, met = one.lost, one.met
    parts = []
    if lost:
        names = ", ".join(f"{each.path[1:]}/" for each in lost[:3]) + (", ..." * (len(lost) > 3))
        parts.append(
            f"matches {counted(len(lost), 'directory')} and copies what is in "
            f"{'it, without its name' if len(lost) == 1 else 'them, without their names'}: {names}"
        )
    if met:
        first = met[0]
        paths = counted(len({each.path for each in met}), "path")
        parts.append(
            f"puts several files at {paths}, and the last one stays: at {first.path}, "
            f"{first.origin} in the place of {first.before}"
        )
    return Finding(
        "flattened",
        f"{one.word[1:]!r} {'; it '.join(parts)}",
        at(inspection, one.line),
        hint,
        path=lost[0].path[1:] if lost else met[0].before,
    )


def _remedy(trials: Trials, one: _Flattened) -> str | None:
    """The instruction that brings the same files, and keeps the directories apart."""
    copy = trials.written(one.line)
    number = copy.number_of(one.word[1:]) if copy is not None else None
    if copy is None or number is None:
        return None
    for new in (copy.above_wildcard(number), copy.keeping_directories(number)):
        if _keeps_apart(trials, one, trials.write(new)):
            return f"write {new.text}"
    return None


def _keeps_apart(trials: Trials, one: _Flattened, found: Tried | None) -> bool:
    if found is None or not trials.fails_alike(found):
        return False
    if any(each.line == one.line for each in _all(found.inspection, found.outcome)):
        return False
    before, after = places(trials.outcome, one.line), places(found.outcome, one.line)
    # What the others of one name took the place of is there as well, and nothing more.
    back = {each.before for each in one.met}
    same = origins(found.outcome, one.line) == origins(trials.outcome, one.line) | back
    return same and _beside(before, one) == _beside(after, one)


def _beside(all_of_it: frozenset[tuple[str, str]], one: _Flattened) -> set[tuple[str, str]]:
    """What other sources of the instruction bring."""
    taken = [each.path[1:] for each in one.matches]
    return {each for each in all_of_it if not any(is_in(each[1], path) for path in taken)}
