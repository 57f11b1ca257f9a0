"""The one accounting: sums and observers that take a walk in batches, and merge part by part."""

from __future__ import annotations

from ctxscan.findings.accounting.context import ContextTally, Eligible
from ctxscan.findings.accounting.sent import SentTally
from ctxscan.findings.accounting.sums import Contributor, Sum, Totals, contributors, ranked, sum_for
from ctxscan.findings.accounting.together import Together

__all__ = [
    "ContextTally",
    "Contributor",
    "Eligible",
    "SentTally",
    "Sum",
    "Together",
    "Totals",
    "contributors",
    "ranked",
    "sum_for",
]
