"""The rules and the order that would keep more steps over the commits of a branch.

Each is taken through the same commits by the same model; rules are those that suggest proves.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.api.build import inspect
from ctxscan.api.suggest import suggest_for_all
from ctxscan.errors import CtxscanError
from ctxscan.findings.churn.proposals import (
    Losses,
    Proposal,
    is_better,
    losses,
    rules_that_hit,
)
from ctxscan.findings.order.early import early_copies
from ctxscan.findings.order.split import split
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.branch import Branch
    from ctxscan.findings.churn import Churn
    from ctxscan.findings.churn.proposals import RuleSet
    from ctxscan.findings.order.early import EarlyCopy
    from ctxscan.inspection import Inspection


def proposals(
    inspection: Inspection, build: BuildArguments, branch: Branch, now: Churn
) -> list[Proposal]:
    """The best first; *now* is what the build as it is comes to. Raises CtxscanError."""
    before = losses(now)
    if not before.steps:
        return []
    found = [*_orders(inspection, build, branch, before), *_rules(inspection, branch, before)]
    return sorted(found, key=lambda each: (each.after.runs, each.after.steps))


def _orders(
    inspection: Inspection, build: BuildArguments, branch: Branch, before: Losses
) -> Iterator[Proposal]:
    plan = inspection.plan
    if plan is None:
        return
    timeline = branch.timeline(inspection)

    @cache
    def read(path: str) -> str | None:
        return branch.text(path) if timeline.is_sent(path) else None

    failures = len(timeline.keyed().failures)
    for copy in early_copies(plan, inspection.instructions, read):
        text = split(inspection.location.dockerfile.data, copy)
        try:
            other = _with_dockerfile(inspection, build, text)
            if len(branch.timeline(other).keyed().failures) > failures:
                continue
            after = losses(branch.churn(other))
        except CtxscanError:
            continue
        if is_better(before, after):
            yield _order(copy, text, before, after)


def _order(copy: EarlyCopy, text: bytes, before: Losses, after: Losses) -> Proposal:
    return Proposal(
        "order",
        (),
        copy.step.own_line,
        " ".join(copy.step.instruction.text.split()),
        copy.paths,
        tuple(each.step.own_line for each in copy.needed),
        text.decode("utf-8", "surrogateescape"),
        before,
        after,
    )


def _with_dockerfile(inspection: Inspection, build: BuildArguments, text: bytes) -> Inspection:
    kept = inspection.location.ignore_file
    other = build.copy()
    other["file"], other["stdin"] = "-", lambda: text
    other["stdin_name"] = inspection.location.dockerfile.shown
    ignore_file = build.get("ignore_file") or (kept.opened if kept is not None else None)
    if ignore_file is not None:
        other["ignore_file"] = ignore_file
    return inspect(inspection.location.root, **other)


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
