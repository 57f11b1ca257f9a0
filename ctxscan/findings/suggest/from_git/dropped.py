"""Git's rules that are left out, because they would take what somebody names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.findings.suggest.model import left_out
from ctxscan.findings.suggest.seen_by_git import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.asking import Asked
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile, GitRule
    from ctxscan.ignore.git.matcher import GitRules


def without_named(
    files: tuple[GitignoreFile, ...], state: State, facts: GitFacts, before: Iterable[Rule]
) -> tuple[tuple[GitignoreFile, ...], list[Finding]]:
    """The files without the rules by which git ignores what a source names.

    The same object where none goes. *before* are the rules that stand already.
    """
    there = frozenset(rule.pattern for rule in before if not rule.exception)
    needed = _Needed(state, facts, there)
    notes: dict[GitRule, Finding] = {}
    while True:
        found = dict(needed.taken_by(rules_of(files)))
        if not found:
            return files, list(notes.values())
        for rule, (path, who) in found.items():
            why = f"git ignores {path} by it, and {who}"
            notes.setdefault(rule, left_out(f"for {rule.text.strip()}", why, rule.place))
        files = tuple(
            file._replace(rules=tuple(rule for rule in file.rules if rule not in found))
            for file in files
        )


@dataclass(frozen=True, slots=True)
class _Needed:
    """What must stay although git ignores it."""

    state: State
    facts: GitFacts
    there: frozenset[str]
    """The patterns of the rules that are there: what they take is taken already."""

    def taken_by(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        """Each rule that takes something, with what, and with who wants that."""
        yield from self._named_itself(rules)
        yield from self._below_named(rules)
        yield from self._named_by_rules(rules)

    def _named_itself(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        for path, asking in self.state.protected.explicit.items():
            rule = self._rule_for(rules, path)
            if rule is not None:
                yield rule, (path, f"{_who(asking)} names that")

    def _below_named(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        kept = self.facts.kept or frozenset()
        for path, asking in self.state.protected.below.items():
            if path in self.state.junk or path in kept:
                continue
            entry = self.state.tree.get(path)
            if entry is not None and entry.type is not EntryType.DIRECTORY:
                rule = rules.ignoring(path)
                if rule is not None:
                    yield rule, (path, f"{_who(asking)} names what that lies in")

    def _named_by_rules(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        for path, before in self.state.protected.by_rules.items():
            rule = self._rule_for(rules, path)
            if rule is not None and self.there.isdisjoint({rule.line(), rule.line(exact=True)}):
                why = "lets in" if before.exception else "ignores only"
                why += " that" if before.pattern == path else " a part of that"
                yield rule, (path, f"{before.place} {why}")

    def _rule_for(self, rules: GitRules, path: str) -> GitRule | None:
        if path in self.facts.tracked:
            return None  # to git it is not ignored, and the exact path will say so
        entry = self.state.tree.get(path)
        is_directory = entry is None or entry.type is EntryType.DIRECTORY
        return rules.ignoring(path, is_directory=is_directory)


def _who(asking: Asked) -> str:
    return f"{asking.keyword} in {asking.line}"
