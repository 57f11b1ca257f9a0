"""What would keep more steps: values, and how two simulations are compared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from ctxscan.errors import Place
from ctxscan.findings.churn.dockerfile_words import is_run
from ctxscan.ignore.file import parse_rule
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxscan.context.git.history import Commit
    from ctxscan.findings.churn import Churn

_MOST_EXCEPTIONS = 4
"""A rule that needs more of them is not worth a line."""

_MOST_RULES = 12


class Losses(NamedTuple):
    """Over all commits and steps."""

    steps: int
    runs: int
    """Of them, commands: they are what takes the time."""


class Proposal(NamedTuple):
    kind: Literal["rules", "order"]

    rules: tuple[str, ...]
    """To be added to the ignore file; none for an order."""

    line: int | None
    """Of the copy that moves down; ``None`` for rules."""

    instruction: str
    """Its text."""

    first: tuple[str, ...]
    """Paths that are copied before the commands which need them."""

    commands: tuple[int, ...]
    """Lines of the commands that it moves behind."""

    dockerfile: str | None
    """The whole file as it was tried."""

    before: Losses
    after: Losses


def losses(churn: Churn) -> Losses:
    runs = (each.lost for each in churn.steps if is_run(each.name.instruction))
    return Losses(sum(each.lost for each in churn.steps), sum(runs))


def is_better(before: Losses, after: Losses) -> bool:
    """Commands count first."""
    return (after.runs, after.steps) < (before.runs, before.steps) and after.runs <= before.runs


class RuleSet(NamedTuple):
    """A rule that may be added, with the exceptions that belong to it."""

    pattern: str
    exceptions: tuple[str, ...]


def rules_that_hit(
    lines: Sequence[str],
    commits: Sequence[Commit],
    paths: Iterable[str],
    is_sent: Callable[[str], bool],
) -> list[RuleSet]:
    """Of *lines* of an ignore file those that take what commits change, the busiest first.

    *paths*: of the files that are there.
    """
    parsed = [parse_rule(line, Place("", at)) for at, line in enumerate(lines)]
    ignoring = Matcher([each for each in parsed if each is not None and not each.exception])
    hits: Counter[int] = Counter()
    for commit in commits:
        verdicts = (ignoring.judge(each.path) for each in commit.changes if is_sent(each.path))
        rules = {each.rule.place.line for each in verdicts if each.ignored and each.rule}
        hits.update(line for line in rules if line is not None)
    found: list[RuleSet] = []
    known = list(paths)
    for at, _ in hits.most_common():
        exceptions = _exceptions(lines, at, known)
        if len(exceptions) <= _MOST_EXCEPTIONS and len(found) < _MOST_RULES:
            found.append(RuleSet(lines[at], exceptions))
    return found


def _exceptions(lines: Sequence[str], at: int, paths: Sequence[str]) -> tuple[str, ...]:
    """Those behind a rule that let something of it in again."""
    behind = [line for line in lines[at + 1 :] if line.startswith("!")]
    if not behind:
        return ()
    rule = parse_rule(lines[at], Place(""))
    alone = Matcher([rule] if rule is not None else [])
    taken = [path for path in paths if alone.judge(path).ignored]
    found: list[str] = []
    for line in behind:
        exception = parse_rule(line, Place(""))
        if rule is None or exception is None:
            continue
        both = Matcher([rule, exception])
        if any(not both.judge(path).ignored for path in taken):
            found.append(line)
    return tuple(found)
