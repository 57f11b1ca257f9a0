"""What the rules cost in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.suggest.state import Found
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from ctxscan.findings.suggest.state import State


def walk_cost(state: State) -> Found:
    """The step: one exception with a wildcard ends BuildKit's pruning (docs/semantics, D.6)."""
    if any(rule.exception and has_wildcard(rule.pattern) for rule in state.before):
        return Found(state.candidates)
    exceptions = (each for each in state.candidates if each.exception)
    found = next((each for each in exceptions if has_wildcard(each.line)), None)
    if found is None:
        return Found(state.candidates)
    text = f"{found.line} makes BuildKit look at all that is ignored, too: nothing more is "
    text += "sent, but a large tree takes longer"
    return Found(state.candidates, [Finding("walks-more", text, severity="note")])
