"""Wildcards whose matches land in one another, directories without their names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, counted, wild_lines
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Overwritten, Taken
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Wildcards whose matches land in one another."""
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
            yield _flattened(inspection, line, word, lost, met.pop(line, []))


def _loses_name(match: Taken) -> bool:
    if not isinstance(match.node, Directory):
        return False
    inside = match.node.counted()
    return bool(inside.plain or inside.leaves or inside.directories)


def _flattened(
    inspection: Inspection, line: int, word: str, lost: Sequence[Taken], met: Sequence[Overwritten]
) -> Finding:
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
        f"{word[1:]!r} {'; it '.join(parts)}",
        at(inspection, line),
        "name the directory in front of the wildcard, or keep the directories with --parents",
        path=lost[0].path[1:] if lost else met[0].before,
    )
