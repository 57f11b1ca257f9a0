"""The rules and the order that would keep more steps over the commits of a branch.

Each is taken through the same commits by the same model; rules are those that suggest proves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.orders import orders
from ctxscan.api.suggest import suggest_for_all
from ctxscan.findings.churn.proposals import (
    Losses,
    Proposal,
    is_better,
    losses,
    rules_that_hit,
)
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.api.branch import Branch
    from ctxscan.api.orders import Order
    from ctxscan.findings.churn import Churn
    from ctxscan.findings.churn.proposals import RuleSet
    from ctxscan.inspection import Inspection


def proposals(inspection: Inspection, branch: Branch, now: Churn) -> list[Proposal]:
    """The best first; *now* is what the build as it is comes to. Raises CtxscanError."""
    before = losses(now)
    if not before.steps:
        return []
    found = [*_orders(inspection, branch, before), *_rules(inspection, branch, before)]
    return sorted(found, key=lambda each: (each.after.runs, each.after.steps))


def _orders(inspection: Inspection, branch: Branch, before: Losses) -> Iterator[Proposal]:
    for each in orders(inspection, branch):
        after = losses(each.churn)
        if is_better(before, after):
            yield _order(each, before, after)


def _order(order: Order, before: Losses, after: Losses) -> Proposal:
    copy = order.copy
    return Proposal(
        "order",
        (),
        copy.step.own_line,
        " ".join(copy.step.instruction.text.split()),
        copy.paths,
        tuple(each.step.own_line for each in copy.needed),
        order.dockerfile.decode("utf-8", "surrogateescape"),
        before,
        after,
    )


def _rules(inspection: Inspection, branch: Branch, before: Losses) -> Iterator[Proposal]:
    """Those that keep something on their own, all together."""
    options = SuggestOptions(("catalog",), "aggressive", brief=False)
    lines = [each.pattern for each in suggest_for_all(inspection, options, environment={}).rules]
    is_sent = branch.timeline(inspection).is_sent
    hits = rules_that_hit(lines, branch.commits, branch.paths, is_sent)
    good = [each for each in hits if is_better(before, _losses_with(inspection, branch, [each]))]
    after = _losses_with(inspection, branch, good)
    for each in reversed(good):
        without = [other for other in good if other is not each]
        if _losses_with(inspection, branch, without) == after:
            good = without
    if good and is_better(before, after):
        yield Proposal("rules", _lines(good), None, "", (), (), None, before, after)


def _losses_with(inspection: Inspection, branch: Branch, rules: Sequence[RuleSet]) -> Losses:
    file = inspection.location.ignore_file
    data = file.data.rstrip(b"\n") + b"\n" if file is not None else b""
    added = "".join(f"{line}\n" for line in _lines(rules)).encode("utf-8", "surrogateescape")
    return losses(branch.churn(inspection.with_ignore_file(data + added, "a proposal")))


def _lines(rules: Sequence[RuleSet]) -> tuple[str, ...]:
    return (
        *(each.pattern for each in rules),
        *dict.fromkeys(line for each in rules for line in each.exceptions),
    )
