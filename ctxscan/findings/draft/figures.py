"""The figures of a build under its ignore file and rules behind it: those of ``report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.accounting import Sum, Totals
from ctxscan.findings.draft.amounts import NOTHING, eligible_of, plus, with_links
from ctxscan.findings.draft.touching import touched
from ctxscan.findings.draft.weight import Scales, Weight, bring_inside, whole_transfer
from ctxscan.findings.report.instructions import asked_by
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.steps import outcome_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.findings.draft.folder import Planted
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, Transfer


class Figures(NamedTuple):
    """As ``report --ignored --format json`` has them."""

    sent: Totals
    transfer_bytes: int
    again_bytes: int | None
    eligible: Totals
    ignored: Totals
    never_asked: Totals


class Weighed(NamedTuple):
    """A build with what each directory of its context comes to."""

    inspection: Inspection
    """With the rules that count here."""

    transfers: tuple[Transfer, ...]
    weights: tuple[Weight, ...]
    """Of the context root: one for each transfer; where nothing asks for the context, as if."""

    figures: Figures

    def brings_the_same(self, other: Weighed) -> bool:
        """Whether the steps surely find the same as under the rules of *other*, of the same build.

        Of a builder without a transfer the steps read the rules themselves.
        """
        pairs = zip(self.weights, other.weights, strict=True)
        return self.inspection.traits.transfers and all(one is two for one, two in pairs)


def weigh(planted: Planted, inspection: Inspection, before: Weighed | None = None) -> Weighed:
    """*inspection* with its rules on all that was *planted*.

    *before*: the same build with other rules, of which what is the same is taken. Raises
    CtxscanError where the builder refuses the rules, or the context under them.
    """
    transfers = inspection.syncs or (inspection.context,)
    known = before.weights if before is not None else (None,) * len(transfers)
    former = before.transfers if before is not None else transfers
    weights = tuple(
        _weight(planted, transfer, old, weight)
        for transfer, old, weight in zip(transfers, former, known, strict=True)
    )
    return Weighed(inspection, transfers, weights, _figures(inspection, weights))


def _weight(planted: Planted, transfer: Transfer, old: Transfer, known: Weight | None) -> Weight:
    builder = transfer.builder
    scales = Scales(builder.transfer().fresh)
    here = builder.filter(Detail.ALL)
    if known is None or builder.ignored.has_malformed or old.builder.ignored.has_malformed:
        # A malformed rule is refused once it is tried, on whatever path that is.
        return scales.weigh(planted.root, None, here)
    rules = _others(old.builder.ignored.rules, builder.ignored.rules)
    return scales.again(known, here, touched(planted, builder.ignored, rules))


def _others(old: tuple[Rule, ...], new: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """All behind the first one that differs: those before it stand where they stood."""
    same = 0
    for one, other in zip(old, new, strict=False):
        if (one.pattern, one.exception) != (other.pattern, other.exception):
            break
        same += 1
    return (*old[same:], *new[same:])


def _figures(inspection: Inspection, weights: tuple[Weight, ...]) -> Figures:
    sums, ignored = _sums(weights[0])
    eligible = _whole(sums)
    asked = eligible
    if inspection.traits.narrows_by_sources:
        asked = asked_by(inspection.context.requests, sums, inspection.plan)
    sent, transferred, again = NOTHING, 0, 0
    for transfer, weight in zip(inspection.syncs, weights, strict=False):
        found = whole_transfer(transfer.builder.transfer(), weight)
        sent = plus(sent, found.sent)
        transferred += found.transfer_bytes
        again += found.again_bytes or 0
    return Figures(
        sent,
        transferred,
        again if inspection.traits.sends_less_again else None,
        eligible.totals(),
        ignored,
        eligible.less(asked),
    )


def _sums(weight: Weight) -> tuple[dict[int, Sum], Totals]:
    tally = with_links(weight.tally, weight.links)
    return eligible_of(tally), tally.get(None, NOTHING)


def _whole(sums: Mapping[int, Sum]) -> Sum:
    found = Sum()
    for each in sums.values():
        found.merge(each)
    return found


def failures_of(planted: Planted, weighed: Weighed) -> tuple[StepFailure, ...]:
    """The steps that fail, in the order of the lines: the model of the builder says so.

    Raises CtxscanError where the build is refused as a whole.
    """
    inspection = weighed.inspection
    if inspection.plan is None:
        return ()
    return outcome_of(inspection, _arrived(planted, weighed)).failures


def _arrived(planted: Planted, weighed: Weighed) -> Arrivals | None:
    """What the steps take files from; ``None``: nothing of the context."""
    inspection = weighed.inspection
    if not inspection.traits.transfers:
        return planted.whole
    if not inspection.syncs:
        return None
    arrived = Arrivals.for_steps(inspection.plan)
    meter = inspection.syncs[0].builder.transfer()
    bring_inside(arrived, meter, weighed.weights[0])
    arrived.add(None, meter.finish())
    return arrived
