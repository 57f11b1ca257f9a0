"""The rule for ``.git`` goes where a build step reads it; what git tracks stays there with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.history import first_history
from ctxscan.findings.suggest.model import without_orphans
from ctxscan.findings.suggest.needed.texts import files_of
from ctxscan.findings.suggest.state import Found

if TYPE_CHECKING:
    from ctxscan.findings.history import History
    from ctxscan.findings.suggest.state import State

GIT_PATTERNS = frozenset({"**/.git", ".git"})


def keep_history(state: State) -> Found:
    """The step: for the first build that needs the history, with the note that says why.

    A version that is read from it says "dirty" where a tracked file is missing.
    """
    below_top = state.git is not None and state.git.below_top
    if below_top or not state.reach.may_send(".git/HEAD"):
        return Found(state.candidates)
    history = history_of(state)
    if history is None:
        return Found(state.candidates)
    left = [each for each in state.candidates if each.line not in GIT_PATTERNS]
    if history.read:
        left = [replace(each, takes_tracked=False) for each in left]
    return Found(without_orphans(left), [note_of(history)])


def note_of(history: History) -> Finding:
    *before, last = history.chain
    chain = f" ({', '.join(map(str, before))})" if before else ""
    text = f".git is kept: {last.what}{chain}"
    hint = "if the build does not need it, add **/.git"
    return Finding("history-kept", text, last.place, hint, "note")


def history_of(state: State) -> History | None:
    """The first chain of any build, whichever stage is built."""
    files = files_of(state.tree, state.read)
    return first_history((build.named for build in state.builds), files)
