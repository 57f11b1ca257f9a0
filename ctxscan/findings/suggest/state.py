"""What the steps of a suggestion know, and what they hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.check.pattern_watch import matcher_of
from ctxscan.findings.suggest.asking import Asked, refusal_of, requests
from ctxscan.findings.suggest.model import parsed
from ctxscan.findings.suggest.needed.carried import carried
from ctxscan.findings.suggest.needed.texts import files_of
from ctxscan.findings.suggest.protected import Protected, let_in
from ctxscan.findings.suggest.reach import Reach
from ctxscan.findings.suggest.seen_by_git import KeptByRules
from ctxscan.findings.suggest.text import file_text
from ctxscan.inspection.trial import ignore_file_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.context.tree import Tree
    from ctxscan.errors import IgnoreFileError
    from ctxscan.finding import Finding
    from ctxscan.findings.history.files import Files
    from ctxscan.findings.suggest.model import Candidate, SuggestOptions
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, Request
    from ctxscan.inspection.named import NamedBuild


class Build(NamedTuple):
    """One build that reads the ignore file."""

    named: NamedBuild

    requests: tuple[Request, ...]
    """What it asks of the context, whichever stage is built, and can be read as a pattern."""

    carried: tuple[Request, ...] = ()
    """What later steps name of that, and no step before them can have written."""

    refusal: IgnoreFileError | None = None
    """Why BuildKit refuses one of its sources: then nothing can be tried on it."""

    @property
    def inspection(self) -> Inspection:
        return self.named.inspection

    @property
    def shown(self) -> str:
        """Its Dockerfile, as the user wrote it."""
        return self.named.shown


class Found(NamedTuple):
    """What a step makes of a state."""

    candidates: Sequence[Candidate]
    """All that stand now, those of the steps before included."""

    notes: Sequence[Finding] = ()

    allowed: AbstractSet[str] | None = None
    """All that an allowlist keeps; ``None`` where the step writes none."""


class State(NamedTuple):
    """Several builds of one context that share an ignore file, and what is known of it."""

    builds: tuple[Build, ...]
    tree: Tree
    git: GitFacts | None
    options: SuggestOptions
    read: Callable[[Sequence[str]], Mapping[str, str]]

    before: tuple[Rule, ...]
    """The rules that are there."""

    protected: Protected
    own: AbstractSet[str] | None
    """What git keeps; ``None`` where git has no say."""

    junk: frozenset[str]
    """What the catalog knows, and what is below it."""

    reach: Reach
    by_rules: KeptByRules

    asked: tuple[Asked, ...] = ()
    """What all builds ask for, each path once."""

    let_in: frozenset[str] = frozenset()
    """What the exceptions let in that were there at first."""

    candidates: tuple[Candidate, ...] = ()
    allowed: AbstractSet[str] | None = None
    """All that the allowlist keeps, as was tried already; ``None`` without one."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that are there, and the candidates behind them."""
        return (*self.before, *parsed(self.candidates))

    @property
    def tracked(self) -> frozenset[str]:
        return self.git.tracked if self.git else frozenset()

    @property
    def dockerfile(self) -> str | None:
        """Its path in the context, which the classic builder sends in any case.

        ``None`` where builds have different ones: each is then a file like any other, since it
        has no privilege in the other builds.
        """
        builds = (build for build in self.builds if build.named.by_name is None)
        found = {build.inspection.location.dockerfile.in_context for build in builds}
        return found.pop() if len(found) == 1 else None

    def after(self, found: Found) -> State:
        allowed = self.allowed if found.allowed is None else found.allowed
        return self._replace(candidates=tuple(found.candidates), allowed=allowed)

    def again(self, candidates: Sequence[Candidate]) -> State:
        """As a further run would begin, with the candidates in the ignore file."""
        asked_about = self.builds[0].inspection
        text, _ = file_text(asked_about.ignore_file.data, candidates, {})
        before = ignore_file_of(asked_about, text).rules
        protected = self.protected.beside(before)
        reach = _reach(self.builds, self.asked, self.tree, before)
        return self._replace(
            before=before, protected=protected, reach=reach, candidates=(), allowed=None
        )


def start(
    named: Sequence[NamedBuild],
    tree: Tree,
    git: GitFacts | None,
    options: SuggestOptions,
    read: Callable[[Sequence[str]], Mapping[str, str]],
) -> State:
    """The state before the first step. *named* are builds of one context and one ignore file."""
    root = named[0].inspection.location.root
    files = files_of(tree, read)
    asked_about, *others = (_build(each, root, files) for each in named)
    # What its own target cannot be tried on ends the search, as it ends the build.
    builds = (asked_about._replace(refusal=None), *others)
    before = named[0].inspection.ignore_file.rules
    asked = _asked(builds)
    own: AbstractSet[str] | None = None
    by_rules = KeptByRules(tree)
    if git is not None:
        own = git.kept if git.kept is not None else by_rules.kept(git.files)
    protected = Protected([*asked, *_asked(builds, carried=True)], tree, before)
    junk = known_junk(tree)
    excepted = let_in(before, tree)
    return State(
        builds,
        tree,
        git,
        options,
        read,
        before,
        protected,
        own,
        junk,
        _reach(builds, asked, tree, before),
        by_rules,
        asked,
        let_in=excepted,
    )


def _reach(
    builds: Sequence[Build], asked: Sequence[Asked], tree: Tree, before: Sequence[Rule]
) -> Reach:
    narrows = all(each.inspection.traits.narrows_by_sources for each in builds)
    paths = dict.fromkeys(each.request.path for each in asked if not each.request.source.useless)
    return Reach(tree, before, tuple(paths), narrows=narrows)


def _build(named: NamedBuild, root: str, files: Files) -> Build:
    asked = requests(named, root)
    refusals = [refusal_of(each, named.shown) for each in asked]
    fine = tuple(each for each, why in zip(asked, refusals, strict=True) if why is None)
    why = next((why for why in refusals if why is not None), None)
    return Build(named, fine, tuple(carried(named, files)), why)


def _asked(builds: Sequence[Build], *, carried: bool = False) -> tuple[Asked, ...]:
    """Many builds of one Dockerfile ask for the same: the first of them says it."""
    first: dict[object, Asked] = {}
    for build in builds:
        other = None if build is builds[0] else build.named
        for each in build.carried if carried else build.requests:
            key = (build.inspection.location.dockerfile.path, each.source, each.path)
            first.setdefault(key, Asked(each, other))
    return tuple(first.values())


def known_junk(tree: Tree) -> frozenset[str]:
    """Every path that a row for junk or secrets hits, and what is below it."""
    matcher = matcher_of(tuple(row.pattern for row in catalog_up_to("default")))
    found: set[str] = set()
    for folder, (scope,) in tree.folders(matcher.root()):
        if scope.above:
            found.update(folder.paths)
        else:
            names = zip(folder.paths, folder.names, strict=True)
            found.update(path for path, name in names if scope.matching(name))
    return frozenset(found)
