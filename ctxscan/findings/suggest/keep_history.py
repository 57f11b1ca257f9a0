"""The rule for ``.git`` goes where a build step may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.suggest.model import without_orphans
from ctxscan.findings.suggest.notes.needs_git_history import needs_history, worth_reading
from ctxscan.findings.suggest.state import Found
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.state import State

GIT_PATTERNS = frozenset({"**/.git", ".git"})


def keep_history(state: State) -> Found:
    """The step: for the first build that needs the history, with the note that says why."""
    ours = [each for each in state.candidates if each.line in GIT_PATTERNS]
    below_top = state.git is not None and state.git.below_top
    note = _needed(state) if ours and not below_top else None
    if note is None:
        return Found(state.candidates)
    left = [each for each in state.candidates if each not in ours]
    return Found(without_orphans(left), [note])


def _needed(state: State) -> Finding | None:
    eligible = list(state.tree.eligible(Matcher(state.rules)))
    texts = state.read([entry.path for entry in eligible if worth_reading(entry)])
    has_go = any(entry.path.rpartition("/")[2] == "go.mod" for entry in eligible)
    found = (
        needs_history(build.inspection, build.requests, texts, has_go=has_go)
        for build in state.builds
    )
    return next((note for note in found if note is not None), None)
