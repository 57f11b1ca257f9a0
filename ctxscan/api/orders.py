"""Orders of a Dockerfile that may keep more, each taken through the commits of a branch."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.findings.order.early import early_copies
from ctxscan.findings.order.split import split
from ctxscan.inspection.changed import Change, changed
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.branch import Branch
    from ctxscan.findings.churn import Churn
    from ctxscan.findings.order.early import EarlyCopy
    from ctxscan.inspection import Inspection


class Order(NamedTuple):
    copy: EarlyCopy
    dockerfile: bytes
    """With the copy split: first what the commands need, at the end all the rest."""

    churn: Churn
    """What the steps of that one lose."""


def orders(inspection: Inspection, branch: Branch) -> Iterator[Order]:
    """Those that fail in no step which does not fail today."""
    plan = inspection.plan
    if plan is None:
        return
    timeline = branch.timeline(inspection)

    @cache
    def read(path: str) -> str | None:
        return branch.text(path) if timeline.is_sent(path) else None

    failures = len(timeline.failures())
    for copy in early_copies(plan, inspection.instructions, read):
        data = split(inspection.location.dockerfile.data, copy)
        try:
            other = changed(inspection, Change(dockerfile=data))
            if len(branch.timeline(other).failures()) > failures:
                continue
            yield Order(copy, data, branch.churn(other))
        except CtxscanError:
            continue
