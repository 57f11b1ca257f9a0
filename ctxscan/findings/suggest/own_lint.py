"""The rules that lint would call idle are not proposed, as far as nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.suggest.from_git.superfluous import sent_under
from ctxscan.findings.suggest.model import parsed
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.suggest.from_git.superfluous import SentUnder
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.findings.suggest.state import State

_MOST = 400
"""Longer lists are left as they are: each rule is compared with all others."""


def without_idle(state: State, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that do nothing beside the others, by lint's own proofs.

    Where a rule was dropped, what corrects it is there for nothing.
    """
    left = list(candidates)
    if len(left) + len(state.before) > _MOST:
        return left
    needed: SentUnder | None = None
    kept: list[Candidate] = []
    while (idle := _last_idle(state, left, kept)) is not None:
        if needed is None:
            needed = sent_under(state.tree, state.before, left)
        tried = [other for other in left if other is not idle]
        if sent_under(state.tree, state.before, tried) == needed:
            left = tried
        else:
            kept.append(idle)
    return left


def _last_idle(
    state: State, candidates: Sequence[Candidate], kept: Sequence[Candidate]
) -> Candidate | None:
    """The last of those that lint says something of, and that were not *kept* already."""
    from ctxscan.findings.lint.checks import Subject  # noqa: PLC0415 - all of lint comes along, and most suggestions have nothing idle to look for
    from ctxscan.findings.lint.rules.order import Order  # noqa: PLC0415 - as above

    rules = (*state.before, *parsed(candidates))
    if len(rules) != len(state.before) + len(candidates):
        return None  # a line that is no rule has no place among them
    patterns = tuple(DockerPattern(rule.pattern) for rule in rules)
    order = Order(Subject(state.builds[0].inspection, rules, patterns))
    for at in reversed(range(len(state.before), len(rules))):
        each = candidates[at - len(state.before)]
        said = order.shadowed(at) or order.undone(at)
        if each not in kept and (said or (rules[at].exception and order.exception(at))):
            return each
    return None
