"""Whether a copy stands too early: commits change it, and not what the commands behind it need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.churn.dockerfile_words import is_run
from ctxscan.findings.order.fewest import FEWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.churn import Churn
    from ctxscan.findings.order.early import EarlyCopy

_MOST_NAMED = 3


def too_early(copy: EarlyCopy, now: Churn, later: Churn, file: str) -> Finding | None:
    """*later*: the same commits with *copy* behind the commands that need little of it.

    ``None`` where not most commits change it, or not half of what they break would be kept.
    """
    line = copy.step.own_line
    lost = next(each.lost for each in now.steps if each.name.line == line)
    if now.commits < FEWEST or lost * 2 <= now.commits:
        return None
    lines = [each.step.own_line for each in copy.needed]
    before, after = _lost(now, later, lines)
    if after * 2 > before:
        return None
    paths = _some(copy.paths)
    if paths:
        needs, then = f"only {paths}", f"with {_those(copy.paths, 'it')} copied first"
        hint = f"copy {paths} first, and the rest behind line {lines[-1]}"
    else:
        needs, then = "nothing", f"with this one behind {_those(lines, 'it')}"
        hint = f"move it behind line {lines[-1]}"
    verbs = ("needs", "runs") if len(lines) == 1 else ("need", "run")
    return Finding(
        "copy-too-early",
        f"it runs again after {lost} of the last {now.commits} commits, and "
        f"{_spoken(lines)} {verbs[0]} {needs} of what it copies: "
        f"{_those(lines, 'that')} {verbs[1]} again {before} times, and {after} {then}",
        Place(file, line),
        f"{hint}; churn --propose shows the Dockerfile",
        "note",
    )


def _those(several: Sequence[object], one: str) -> str:
    return one if len(several) == 1 else "them" if one == "it" else "those"


def _lost(now: Churn, later: Churn, lines: Sequence[int]) -> tuple[int, int]:
    """How often the commands of *lines* run again in both: their order is the same."""
    commands, others = (
        [each for each in churn.steps if is_run(each.name.instruction)] for churn in (now, later)
    )
    pairs = zip(commands, others, strict=True)
    counts = [(old.lost, new.lost) for old, new in pairs if old.name.line in lines]
    return sum(old for old, _ in counts), sum(new for _, new in counts)


def _some(paths: Sequence[str]) -> str:
    """The first few, in words."""
    named = list(paths[:_MOST_NAMED])
    if len(paths) > _MOST_NAMED:
        named.append(f"{len(paths) - _MOST_NAMED} more")
    return _joined(named)


def _spoken(lines: Sequence[int]) -> str:
    return f"line{'' if len(lines) == 1 else 's'} {_joined([str(line) for line in lines])}"


def _joined(words: Sequence[str]) -> str:
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last
