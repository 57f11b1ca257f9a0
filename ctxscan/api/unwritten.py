"""The lines of git that the ignore file does not follow yet, as suggest would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.suggest import suggest_for_all
from ctxscan.findings.suggest.model import SuggestOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.errors import Place
    from ctxscan.inspection import Inspection


def rules_of_git_to_write(
    inspection: Inspection, environment: Mapping[str, str]
) -> frozenset[Place]:
    """Where git has them from. Walks the context. Raises CtxscanError.

    What check calls a leak is what ``suggest --source gitignore`` writes, and nothing else.
    """
    options = SuggestOptions(("gitignore",), brief=False)
    found = suggest_for_all(inspection, options, environment=environment)
    return frozenset(rule.origin for rule in found.rules if rule.origin is not None)
