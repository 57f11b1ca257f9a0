"""An ignore file that is proven not to break the build: the steps, in their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.context.tree import read_tree
from ctxscan.errors import Place
from ctxscan.findings.suggest.allowlist.allowlist import Allowlist
from ctxscan.findings.suggest.for_podman import every_copy
from ctxscan.findings.suggest.from_catalog import CatalogSearch
from ctxscan.findings.suggest.from_git.candidates import git_candidates, not_ignored
from ctxscan.findings.suggest.from_git.superfluous import without_covered, without_superfluous
from ctxscan.findings.suggest.model import Note, SuggestedRule, Suggestion
from ctxscan.findings.suggest.notes.mentioned_in_steps import mentioned
from ctxscan.findings.suggest.notes.needs_git_history import needs_history, worth_reading
from ctxscan.findings.suggest.proof import Proof, parsed
from ctxscan.findings.suggest.protected import Protected, requests
from ctxscan.findings.suggest.text import file_text, ordered
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.trial import Amount, builders_under, tree_with, try_out, with_ignore_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.context.git.facts import GitFacts
    from ctxscan.context.tree import Tree
    from ctxscan.findings.suggest.model import Candidate, SuggestOptions
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, Request

_ROUNDS = 3

_AGAIN = {"allowlist": "allowlist-more", "gitignore": "git-more"}
"""The titles of groups that stand further down for a second time."""

GIT_PATTERNS = frozenset({"**/.git", ".git"})


def suggest(
    inspection: Inspection,
    git: GitFacts | None,
    options: SuggestOptions,
    read: Callable[[Sequence[str]], Mapping[str, str]],
    on_directory: Callable[[int], None] | None = None,
) -> Suggestion:
    """Rules to add to the ignore file of a build. Raises CtxscanError, as the walk does.

    *read* is asked once for the texts of files that may call git; what it cannot read it leaves
    out.
    """
    tree = read_tree(inspection.location.root, on_directory)
    making = _Round(inspection, git, options, tree)
    candidates = making.candidates(read)
    if "dockerfile" in options.sources:
        candidates += _more(making, candidates, read)
    return _suggestion(inspection, tree, candidates, tuple(making.notes))


def _more(
    first: _Round,
    candidates: list[Candidate],
    read: Callable[[Sequence[str]], Mapping[str, str]],
) -> list[Candidate]:
    """What further runs would add: an allowlist and the other rules bear upon each other."""
    more: list[Candidate] = []
    added = candidates
    for _ in range(_ROUNDS):
        if not added:
            break
        inspection = _with(first.inspection, [*candidates, *more])
        added = _Round(inspection, first.git, first.options, first.tree).candidates(read)
        more += [replace(each, group=_AGAIN.get(each.group, each.group)) for each in added]
    return more


def _with(inspection: Inspection, candidates: Sequence[Candidate]) -> Inspection:
    """The inspection of the same build with the candidates in its ignore file."""
    text, _ = file_text(inspection.ignore_file.data, candidates, {})
    return with_ignore_file(inspection, text)


@dataclass(slots=True)
class _Round:
    inspection: Inspection
    git: GitFacts | None
    options: SuggestOptions
    tree: Tree
    notes: list[Note] = field(default_factory=list)
    _kept: frozenset[str] | None = None

    def candidates(self, read: Callable[[Sequence[str]], Mapping[str, str]]) -> list[Candidate]:
        before = self.inspection.ignore_file.rules
        asked = self._asked()
        named = Protected(asked, self.tree, before)
        self._warn_of_sources(asked)
        allowed = self._allowed(asked)
        found = [*allowed.candidates] if allowed else []
        search = self._search(named, before)
        junk = search.junk()
        found += self._from_git(named, junk, (*before, *parsed(found)))
        found += self._from_catalog(named, (*before, *parsed(found)))
        found = self._without_history(found, asked, read)
        proof = Proof(
            self.tree,
            before,
            named,
            asked,
            self.git.tracked if self.git else frozenset(),
            junk,
            self.inspection.location.dockerfile.in_context,
            allowed.wanted.paths if allowed and allowed.wanted else None,
            every_copy(self.inspection),
        )
        proven = proof.proven(without_covered(ordered(found), before, self.tree))
        self.notes += proof.notes
        self.notes += mentioned(self.inspection, asked, self.tree, proven, junk)
        self._warn_of_walk(before, proven)
        return proven

    def _warn_of_sources(self, asked: Sequence[Request]) -> None:
        """What a build argument would name, no proof can be about."""
        shown = self.inspection.location.dockerfile.shown
        if not asked and self.inspection.plan and "dockerfile" not in self.options.sources:
            text = f"{shown} asks for nothing: to BuildKit, these rules make no difference"
            self.notes.append(Note(text))
        for source in dict.fromkeys(each.source for each in asked):
            if source.unset:
                names = " and ".join(f"${name}" for name in source.unset)
                text = f"{source.written} is not protected, because nothing sets {names}"
                hint = "give the --build-arg of the build, so that no rule takes what it copies"
                self.notes.append(Note(text, Place(shown, source.line), hint))

    def _warn_of_walk(self, before: tuple[Rule, ...], proven: list[Candidate]) -> None:
        """BuildKit gives up pruning for one exception with a wildcard (docs/semantics, D.6)."""
        if any(rule.exception and has_wildcard(rule.pattern) for rule in before):
            return
        found = next((each for each in proven if each.exception and has_wildcard(each.line)), None)
        if found is not None:
            text = f"{found.line} makes BuildKit look at all that is ignored, too: nothing more is "
            self.notes.append(Note(text + "sent, but a large tree takes longer"))

    def _asked(self) -> tuple[Request, ...]:
        asked = requests(self.inspection)
        plan = self.inspection.plan
        if plan is None or not self.options.target_only:
            return asked
        return tuple(each for each in asked if plan.stages[each.source.stage].reached)

    def _allowed(self, asked: Sequence[Request]) -> Allowlist | None:
        if "dockerfile" not in self.options.sources:
            return None
        only = self.options.target_only
        found = Allowlist(self.inspection, asked, self.tree, target_only=only)
        self.notes += found.notes
        return found

    def _from_git(
        self, named: Protected, junk: frozenset[str], before: tuple[Rule, ...]
    ) -> list[Candidate]:
        if "gitignore" not in self.options.sources or self.git is None:
            return []
        found, notes = git_candidates(self.git, self.tree, named, junk, before)
        found = without_superfluous(found, before, self.tree)
        self.notes += notes
        # Beside rules with exceptions, a rule may fit in another form than without them: what a
        # second run would add is added now.
        for _ in range(_ROUNDS if any(each.exception for each in found) else 0):
            there = (*before, *parsed(found))
            more, _notes = git_candidates(self.git, self.tree, named, junk, there)
            more = without_superfluous(more, there, self.tree)
            if not more:
                break
            found += [replace(each, group="git-more") for each in more]
        return found

    def _from_catalog(self, named: Protected, before: tuple[Rule, ...]) -> list[Candidate]:
        search = self._search(named, before)
        found = search.candidates(self.options)
        self.notes += search.notes
        return found

    def _search(self, named: Protected, before: tuple[Rule, ...]) -> CatalogSearch:
        kept = None
        tracked: frozenset[str] = frozenset()
        if self.git is not None:
            kept = self.git.kept
            tracked = self.git.tracked
            if kept is None:
                if self._kept is None:
                    self._kept = not_ignored(self.git.files, self.tree)
                kept = self._kept
        return CatalogSearch(self.tree, named, tracked, kept, before)

    def _without_history(
        self,
        found: list[Candidate],
        asked: Sequence[Request],
        read: Callable[[Sequence[str]], Mapping[str, str]],
    ) -> list[Candidate]:
        """Drop the rule for ``.git`` where a build step may read it."""
        ours = [each for each in found if each.line in GIT_PATTERNS]
        below_top = self.git is not None and self.git.below_top
        if not ours or below_top:
            return found
        matcher = Matcher((*self.inspection.ignore_file.rules, *parsed(found)))
        eligible = list(self.tree.eligible(matcher))
        wanted = [entry.path for entry in eligible if worth_reading(entry)]
        has_go = any(entry.path.rpartition("/")[2] == "go.mod" for entry in eligible)
        note = needs_history(self.inspection, asked, read(wanted), has_go=has_go)
        if note is None:
            return found
        self.notes.append(note)
        return [each for each in found if each not in ours]


def _suggestion(
    inspection: Inspection,
    tree: Tree,
    candidates: Sequence[Candidate],
    notes: tuple[Note, ...],
) -> Suggestion:
    old = inspection.ignore_file.data
    if inspection.ignore_file.path is not None:
        tree = tree_with(tree, inspection, old)
    before = try_out(tree, [inspection], old)
    if not candidates:
        return Suggestion(inspection, (), before.amount, before.amount, old, old, notes)
    draft, places = file_text(old, candidates, {})
    saved = _saved(tree, builders_under([inspection], draft), before.sizes, places)
    groups: dict[str, Amount] = {}
    for index, amount in saved.items():
        group = candidates[index].group
        groups[group] = groups.get(group, Amount()).plus(amount)
    new, _ = file_text(old, candidates, groups)
    after = try_out(tree_with(tree, inspection, new), [inspection], new)
    rules = tuple(_rule(each, saved.get(index, Amount())) for index, each in enumerate(candidates))
    return Suggestion(inspection, rules, before.amount, after.amount, old, new, notes)


def _saved(
    tree: Tree,
    builders: Sequence[Builder],
    sent: Sequence[Mapping[str, int]],
    places: Mapping[int, int],
) -> dict[int, Amount]:
    """What each new rule keeps from being sent, by its position.

    *sent* is what was sent without them, with its size, one for each of the *builders*.
    """
    files: Counter[int] = Counter()
    content: Counter[int] = Counter()
    for builder, sizes in zip(builders, sent, strict=True):
        for entry, judgement in tree.judgements(builder.filter(Detail.ALL)):
            rule = judgement.verdict.rule
            if judgement.sent or rule is None or entry.path not in sizes:
                continue
            index = places.get(rule.place.line or 0)
            if index is not None:
                files[index] += 1
                content[index] += sizes[entry.path]
    return {index: Amount(files[index], content[index]) for index in files}


def _rule(candidate: Candidate, saved: Amount) -> SuggestedRule:
    return SuggestedRule(
        candidate.line,
        candidate.reason,
        candidate.source,
        candidate.group,
        candidate.origin,
        saved.files,
        saved.content_bytes,
    )
