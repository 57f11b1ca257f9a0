"""The lines of git that the ignore file does not follow yet, as suggest would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.suggest import suggest_for_all
from ctxscan.findings.check.leaks import Unwritten
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.findings.suggest.model import SuggestedRule
    from ctxscan.inspection import Inspection


def unwritten(inspection: Inspection, environment: Mapping[str, str]) -> Unwritten:
    """Walks the context, twice if the ignore file does not follow git. Raises CtxscanError.

    What check calls a leak is what ``suggest --source gitignore`` writes, and nothing else.
    """

    def rules(options: SuggestOptions) -> tuple[SuggestedRule, ...]:
        return suggest_for_all(inspection, options, environment=environment).rules

    found = rules(SuggestOptions(("gitignore",), brief=False))
    lines = frozenset(rule.origin for rule in found if rule.origin is not None)
    return Unwritten(lines, bool(lines) and bool(rules(SuggestOptions())))
