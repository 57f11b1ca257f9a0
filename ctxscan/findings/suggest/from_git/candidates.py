"""Candidates from git's rules: translated and proven equal by seeding, less what is superfluous."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.findings.suggest.from_git.seeding import seed
from ctxscan.findings.suggest.model import Candidate, Note
from ctxscan.findings.suggest.protected import VENDORED
from ctxscan.ignore.git.matcher import GitRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.context.tree import Node, Tree
    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.suggest.protected import Protected
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile, GitRule, LeftOut

_TO_GIT = (EntryType.FILE, EntryType.DIRECTORY, EntryType.SYMLINK)
_GIT = ".git"
_MOST_TOLD = 3
_NO_MATTER = frozenset(
    {
        "nothing before it ignores what it names",
        "it says nothing about what is in the context",
        "git looks into the directory again, and ignores what is in it",
    }
)
"""Why a line is left out that has no effect on the files of the context to begin with."""


def git_candidates(
    facts: GitFacts,
    tree: Tree,
    named: Protected,
    junk: AbstractSet[str],
    before: Sequence[Rule],
) -> tuple[list[Candidate], list[Note]]:
    """The lines to write behind the rules *before*, and what to tell about them.

    *junk* is what the catalog knows: a rule may take that from what a source names.
    """
    # What it says of the file to be written would be news to the second run alone.
    own_file = {IGNORE_FILE} - facts.kept if facts.kept is not None else set[str]()
    seen = _seen_by_git(tree, facts.unknown | own_file)
    own = tuple(file for file in facts.files if facts.kept is None or not _is_vendored(file))
    files, notes = _without_named(own, _Protected(tree, named, junk, facts, _lines(before)))
    kept = facts.kept
    if kept is None:
        kept = not_ignored(files, tree)
    elif files is not own:
        # Rules were dropped: what they ignored is wanted now, and nothing else.
        kept |= not_ignored(files, tree) - not_ignored(own, tree)
    if not any(file.rules for file in files) and _keeps_all(seen, kept):
        return [], [*notes, *_left_out(line for file in files for line in file.left_out)]
    seeding = seed(files, seen, kept, before=before)
    candidates = [
        Candidate(rule.line, rule.reason, "gitignore", "gitignore", rule.origin)
        if rule.origin is not None
        else Candidate(rule.line, rule.reason, "gitignore", "git-exact")
        for rule in seeding.rules
    ]
    notes += _left_out(seeding.left_out)
    for unequal in seeding.unequal[:_MOST_TOLD]:
        says = "keeps" if unequal.kept_by_git else "ignores"
        notes.append(Note(f"git {says} {unequal.path}, and no rule could make Docker do the same"))
    return candidates, notes


def _is_vendored(file: GitignoreFile) -> bool:
    """Whether it came with a package: its patterns are about developing that package.

    What it ignores in this tree is ignored path by path.
    """
    return any(VENDORED.search(rule.place.file) for rule in file.rules)


def _keeps_all(seen: Tree, kept: AbstractSet[str]) -> bool:
    return all(path in kept for path, node, _ in seen.descend() if node.inside is None)


def _left_out(lines: Iterable[LeftOut]) -> Iterator[Note]:
    """A note for each file and reason."""
    found: dict[tuple[str, str], list[LeftOut]] = {}
    for line in lines:
        if (
            line.text.strip()
            and not VENDORED.search(line.place.file)
            and line.reason not in _NO_MATTER
        ):
            found.setdefault((line.place.file, line.reason), []).append(line)
    for (_, reason), group in found.items():
        texts = ", ".join(line.text.strip() for line in group)
        yield Note(f"no rule for {texts}: {reason}", group[0].place)


def _rules_of(files: Iterable[GitignoreFile]) -> GitRules:
    return GitRules(rule for file in files for rule in file.rules)


def _seen_by_git(tree: Tree, unknown: AbstractSet[str]) -> Tree:
    """What git has an opinion on."""
    return tree.without(lambda node: _is_nothing_to_git(node) or node.entry.path in unknown)


def _is_nothing_to_git(node: Node) -> bool:
    return node.name == _GIT or node.entry.type not in _TO_GIT


def not_ignored(files: Iterable[GitignoreFile], tree: Tree) -> frozenset[str]:
    """What git would keep by these rules alone."""
    rules = _rules_of(files)
    found: set[str] = set()
    walk = tree.descend()
    for path, node, _ in walk:
        is_directory = node.inside is not None
        if _is_nothing_to_git(node) or rules.ignoring_itself(path, is_directory=is_directory):
            walk.skip()
        elif not is_directory:
            found.add(path)
    return frozenset(found)


def _lines(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(rule.pattern for rule in rules if not rule.exception)


def _without_named(
    files: tuple[GitignoreFile, ...], wanted: _Protected
) -> tuple[tuple[GitignoreFile, ...], list[Note]]:
    """The files without the rules by which git ignores what a source names."""
    told: dict[GitRule, Note] = {}
    while True:
        found = dict(wanted.taken_by(_rules_of(files)))
        if not found:
            return files, list(told.values())
        for rule, (path, who) in found.items():
            text = f"no rule for {rule.text.strip()}: git ignores {path} by it, and {who}"
            told.setdefault(rule, Note(text, rule.place))
        files = tuple(
            file._replace(rules=tuple(rule for rule in file.rules if rule not in found))
            for file in files
        )


@dataclass(frozen=True, slots=True)
class _Protected:
    """What must stay although git ignores it."""

    tree: Tree
    named: Protected
    junk: AbstractSet[str]
    facts: GitFacts
    there: frozenset[str]
    """The patterns of the rules that are there: what they take is taken already."""

    def taken_by(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        """Each rule that takes something, with what, and with who wants that."""
        for path, source in self.named.explicit.items():
            rule = self._rule_for(rules, path)
            if rule is not None:
                yield rule, (path, f"{_told(source)} names that")
        for path, source in self.named.below.items():
            if path in self.junk or (self.facts.kept is not None and path in self.facts.kept):
                continue
            entry = self.tree.get(path)
            if entry is not None and entry.type is not EntryType.DIRECTORY:
                rule = rules.ignoring(path, is_directory=False)
                if rule is not None:
                    yield rule, (path, f"{_told(source)} names what that lies in")
        for path, before in self.named.by_rules.items():
            rule = self._rule_for(rules, path)
            if rule is not None and self.there.isdisjoint({rule.line(), rule.line(exact=True)}):
                why = "lets in" if before.exception else "ignores only"
                why += " that" if before.pattern == path else " a part of that"
                yield rule, (path, f"{before.place} {why}")

    def _rule_for(self, rules: GitRules, path: str) -> GitRule | None:
        if path in self.facts.tracked:
            return None  # to git it is not ignored, and the exact path will say so
        entry = self.tree.get(path)
        is_directory = entry is None or entry.type is EntryType.DIRECTORY
        return rules.ignoring(path, is_directory=is_directory)


def _told(source: Source) -> str:
    return f"{source.instruction.keyword.upper()} in line {source.line}"
