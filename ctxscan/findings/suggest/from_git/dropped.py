"""Git's rules that are left out, because they would take what somebody names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.errors import Place
from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.suggest.model import left_out
from ctxscan.findings.suggest.seen_by_git import rules_of
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.asking import Asked
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.git.file import GitignoreFile, GitRule
    from ctxscan.ignore.git.matcher import GitRules

_SAYS_SOMETHING = regex(r"\w")
_ANY_FILE = "any-file-of-it"


def without_named(
    files: tuple[GitignoreFile, ...], state: State, facts: GitFacts, before: Iterable[Rule]
) -> tuple[tuple[GitignoreFile, ...], list[Finding]]:
    """The files without the rules by which git ignores what a source names.

    The same object where none goes. *before* are the rules that stand already.
    """
    there = frozenset(rule.pattern for rule in before if not rule.exception)
    needed = _Needed(state, facts, there)
    dropped: dict[GitRule, tuple[str, str]] = {}
    while True:
        found = dict(needed.taken_by(rules_of(files)))
        if not found:
            return files, list(_notes(dropped))
        for rule, why in found.items():
            dropped.setdefault(rule, why)
        files = tuple(
            file._replace(rules=tuple(rule for rule in file.rules if rule not in found))
            for file in files
        )


def _notes(dropped: Mapping[GitRule, tuple[str, str]]) -> Iterator[Finding]:
    """One for all rules that are left out for the same reason: who names what they take."""
    groups: dict[str, dict[GitRule, str]] = {}
    for rule, (path, who) in dropped.items():
        groups.setdefault(who, {})[rule] = path
    for who, paths in groups.items():
        first, *others = paths
        texts = ", ".join(dict.fromkeys(rule.text.strip() for rule in paths))
        what = "some of what they take" if others else f"{paths[first]}, which it takes"
        yield left_out(f"for {texts}", f"{who} {what}", first.place)


class _Needed(NamedTuple):
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
            for rule in self._rules_for(rules, path):
                written = asking.request.path
                shown = written if has_wildcard(written) else path
                yield rule, (shown, f"{_who(asking)} names")

    def _below_named(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        """By what the rules say, and not by what is there: any disk gets the same answer."""
        for path, asking in self.state.protected.patterns:
            inside = f"{path}/{_ANY_FILE}"
            for rule in rules.all_ignoring(inside) if self._is_directory(path) else ():
                yield rule, (path, f"{_who(asking)} names")
        for rule in rules.rules:
            if rule.negated or _is_known(rule.components):
                continue
            for path, asking in self.state.protected.patterns:
                is_in = _is_one_file_in(path, rule) and self._is_directory(path)
                if is_in or _is_on_the_way(path, rule):
                    why = f"{_who(asking)} names {path}, which may hold"
                    yield rule, (shown_of(rule), why)
                    break

    def _is_directory(self, path: str) -> bool:
        """By what git tracks, and else by its name."""
        entry = self.state.tree.get(path) if path in self.facts.tracked else None
        return entry is None and "." not in path.rpartition("/")[2][1:]

    def _named_by_rules(self, rules: GitRules) -> Iterator[tuple[GitRule, tuple[str, str]]]:
        for path, before in self.state.protected.by_rules.items():
            for rule in self._rules_for(rules, path):
                if not self.there.isdisjoint({rule.line(), rule.line(exact=True)}):
                    break  # the path is ignored by it in any case
                if before.exception:
                    yield rule, (before.pattern, f"{before.place} lets in")
                else:
                    yield rule, (path, f"{before.place} ignores only a part of")

    def _rules_for(self, rules: GitRules, path: str) -> Iterator[GitRule]:
        if path in self.facts.tracked:
            return  # to git it is not ignored, and the exact path will say so
        entry = self.state.tree.get(path)
        is_directory = entry is None or entry.type is EntryType.DIRECTORY
        yield from rules.all_ignoring(path, is_directory=is_directory)


def _is_one_file_in(path: str, rule: GitRule) -> bool:
    """Whether *rule* is about one file in the directory *path*: a source that is generated.

    Patterns and directories speak of output that a clean checkout does not have either.
    """
    above, name = rule.components[:-1], rule.components[-1]
    is_file = not rule.directory_only and "." in name[1:] and not has_wildcard(name)
    return is_file and (above[:1] == (ANY_DEPTH,) or f"{'/'.join(above)}/".startswith(f"{path}/"))


def _is_on_the_way(pattern: str, rule: GitRule) -> bool:
    """Whether a source with wildcards may lead through what *rule* names: ``o*t/x``, by ``out``."""
    parts, names = pattern.split("/"), [each for each in rule.components if each != ANY_DEPTH]
    if not names or not has_wildcard(pattern) or has_wildcard("/".join(names)):
        return False
    if rule.components[0] != ANY_DEPTH:
        return len(names) <= len(parts) and all(map(_may_be, parts, names))
    return any(has_wildcard(each) and _may_be(each, names[-1]) for each in parts)


def _may_be(part: str, name: str) -> bool:
    return bool(_SAYS_SOMETHING.search(part)) and DockerPattern(part).matches(name)


def shown_of(rule: GitRule) -> str:
    return "/".join(each for each in rule.components if each != ANY_DEPTH)


@cache
def _is_known(components: tuple[str, ...]) -> bool:
    """Whether the catalog knows what a rule is about for junk, or for a secret."""
    return all(_catalog().on_the_way(sample) for sample in samples(components))


@cache
def _catalog() -> Matcher:
    """One table for all rows: a path is not held against each by itself."""
    place = Place("catalog")
    return Matcher([Rule(each.pattern, False, each.pattern, place) for each in known_patterns()])


@cache
def known_patterns() -> tuple[DockerPattern, ...]:
    return tuple(DockerPattern(row.pattern) for row in catalog_up_to("default"))


def _who(asking: Asked) -> str:
    return f"{asking.keyword} in {asking.line}"
