"""The rule for ``.git`` goes where a build step reads it; what git tracks stays there with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.history import first_history
from ctxscan.findings.suggest.model import NEW, Candidate, left_out, parsed, without_orphans
from ctxscan.findings.suggest.needed.texts import files_of
from ctxscan.findings.suggest.own_lint import without_idle
from ctxscan.findings.suggest.state import Found
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from ctxscan.findings.history import History
    from ctxscan.findings.suggest.state import State

_GIT = ".git"
GIT_PATTERNS = frozenset({f"**/{_GIT}", _GIT})

_MOST_EXCEPTIONS = 5
"""So much of the history is excepted, path by path, before the whole rule is left out."""


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
        left = [each._replace(takes_tracked=False) for each in left]
    left, notes = _out_of_history(state, without_orphans(left))
    return Found(left, [note_of(history), *notes])


def _out_of_history(
    state: State, candidates: list[Candidate]
) -> tuple[list[Candidate], list[Finding]]:
    """With exceptions for what the rules would take of ``.git``, else without the rule.

    No rule is about what git keeps for itself: ``dist`` may be a branch, ``logs`` always is there.
    """
    taken: dict[int, list[str]] = {}
    walk = state.tree.descend(Matcher((*state.before, *parsed(candidates))).root())
    for path, name, _, (here,) in walk:
        if "/" not in path and path != _GIT:
            walk.skip()
            continue
        verdict = here.judge(name)
        rule = verdict.rule if verdict.ignored else None
        if rule is not None and rule.place.file == NEW and path != _GIT:
            walk.skip()
            taken.setdefault(rule.place.line or 0, []).append(path)
    left: list[Candidate] = []
    exceptions: list[Candidate] = []
    notes: list[Finding] = []
    for at, each in enumerate(candidates):
        paths = taken.get(at, [])
        if len(paths) > _MOST_EXCEPTIONS:
            notes.append(left_out(each.line, f"it would take {paths[0]} and more of {_GIT}"))
            continue
        left.append(each)
        exceptions += [_exception(path, each) for path in paths]
    # What git keeps in spite of a rule that is left out needs no exception.
    left = without_idle(state, left) if notes else left
    return [*left, *exceptions], notes


def _exception(path: str, rule: Candidate) -> Candidate:
    line = escape_literal(path, exception=True)
    reason = f"git's own: kept in spite of {rule.line}"
    return Candidate(line, reason, rule.source, "excepted", row=rule.row)


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
