"""An ignore file that is proven not to break any build that reads it: the recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.read_tree import read_tree
from ctxscan.findings.suggest.allowlist.allowlist import from_allowlist
from ctxscan.findings.suggest.breaking import broken_builds
from ctxscan.findings.suggest.exceptions import keep_exceptions
from ctxscan.findings.suggest.from_catalog import from_catalog
from ctxscan.findings.suggest.from_git.candidates import from_git
from ctxscan.findings.suggest.from_git.superfluous import without_covered
from ctxscan.findings.suggest.keep_history import keep_history
from ctxscan.findings.suggest.keep_named import keep_named
from ctxscan.findings.suggest.model import SuggestOptions
from ctxscan.findings.suggest.notes.mentioned_in_steps import mentioned_in_steps
from ctxscan.findings.suggest.notes.unset_sources import unset_sources
from ctxscan.findings.suggest.notes.walk_cost import walk_cost
from ctxscan.findings.suggest.notes.without_git import without_git
from ctxscan.findings.suggest.own_files import note_of, own_files
from ctxscan.findings.suggest.proof import prove
from ctxscan.findings.suggest.result import suggestion
from ctxscan.findings.suggest.state import Found, start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.model import Candidate, Suggestion
    from ctxscan.findings.suggest.state import State
    from ctxscan.inspection.named import NamedBuild

STEPS: tuple[Callable[[State], Found], ...] = (
    unset_sources,
    from_allowlist,
    from_git,
    from_catalog,
    keep_history,
    keep_named,
    keep_exceptions,
    prove,
    mentioned_in_steps,
    walk_cost,
)
"""Each takes what is known and gives the candidates that stand now, and notes."""

_ROUNDS = 3

_AGAIN = {"allowlist": "allowlist-more", "gitignore": "git-more"}
"""The titles of groups that stand further down for a second time."""


def suggest(
    builds: Sequence[NamedBuild],
    git: GitFacts,
    options: SuggestOptions,
    read: Callable[[Sequence[str]], Mapping[str, str]],
    on_directory: Callable[[int], None] | None = None,
) -> Suggestion:
    """Rules to add to the ignore file that all *builds* of one context read.

    The first of them is the one that is asked about. *read* is asked once for the texts of files
    that may call git; what it cannot read it leaves out. Raises CtxscanError, as the walk does.
    """
    tree = read_tree(builds[0].inspection.location.root, on_directory)
    git = git.in_strings_of([*tree.files()])
    # Where git ignores the context itself, its rules say nothing of what is in it.
    facts = None if git.root_ignored else git

    def alone(some: Sequence[NamedBuild]) -> Suggestion:
        return _suggested(start(some, tree, facts, options, read))

    state = start(builds, tree, facts, options, read)
    done = _suggested(state)
    own = tuple(own_files(state, done, alone))
    notes = (*done.notes, *map(note_of, own))
    return done._replace(notes=notes, own_files=own, without_git=without_git(git, options))


class Proposals:
    """The lines that ``suggest`` would add for each of several options, and not what they save."""

    def __init__(
        self,
        builds: Sequence[NamedBuild],
        git: GitFacts,
        read: Callable[[Sequence[str]], Mapping[str, str]],
    ) -> None:
        """Raises CtxscanError, as ``suggest`` does."""
        tree = read_tree(builds[0].inspection.location.root)
        git = git.in_strings_of([*tree.files()])
        self._state = start(builds, tree, None if git.root_ignored else git, SuggestOptions(), read)

    def lines(self, options: SuggestOptions) -> Sequence[Candidate]:
        return _proposed(self._state._replace(options=options)).candidates

    def are_there(self, options: SuggestOptions) -> bool:
        """Whether there is a line at all: further rounds only add to those of the first."""
        return bool(_round(self._state._replace(options=options)).candidates)


def _suggested(state: State) -> Suggestion:
    broken = list(broken_builds(state))
    found = _proposed(state)
    candidates = found.candidates
    # What stood in the way of a rule at first may be ignored by another one now.
    there = tuple(f"no rule {each.line}:" for each in candidates)
    notes = [note for note in found.notes if not note.message.startswith(there)]
    return suggestion(state, candidates, [*broken, *notes])


def _proposed(state: State) -> Found:
    found = _round(state)
    candidates = [*found.candidates]
    more = _more(state, candidates)
    candidates += more
    # Among exceptions, a rule that seems covered may be there for one of them.
    if more and not any(each.exception for each in candidates):
        candidates = without_covered(candidates, state.before, state.tree)
    return Found(candidates, found.notes)


def _round(state: State) -> Found:
    notes: list[Finding] = []
    for step in STEPS:
        found = step(state)
        notes += found.notes
        state = state.after(found)
    return Found(state.candidates, notes)


def _more(state: State, candidates: Sequence[Candidate]) -> list[Candidate]:
    """What further runs would add: what one rule ignores is no hindrance to another any more."""
    more: list[Candidate] = []
    added = candidates
    for _ in range(_ROUNDS):
        if not added:
            break
        added = _round(state.again([*candidates, *more])).candidates
        more += [each._replace(group=_AGAIN.get(each.group, each.group)) for each in added]
    return more
