"""What git's rules say about paths that need not exist."""

from __future__ import annotations

from functools import cache, cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

from ctxscan.ignore.bits import bits_of, indices
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.ignore.git.file import GitRule
    from ctxscan.ignore.scope import Scope

_INVENTED = "x"
"""What stands for a wildcard."""

_MOST_SCOPES = 10_000
"""Directories that are kept, with what the rules ask of their names."""

_NO_NAMES = frozenset({"", ".", ".."})
_PRINTABLE = tuple(map(chr, (*range(0x61, 0x7B), *range(0x41, 0x5B), *range(0x30, 0x3A))))


class GitRules:
    """The rules that git applies to a context, and what it keeps in spite of them."""

    def __init__(self, rules: Iterable[GitRule], kept: AbstractSet[str] = frozenset()) -> None:
        """*rules* stand weakest first; *kept* are paths that git tracks or would add."""
        self.rules = tuple(rules)
        self.kept = kept
        self._of_directories = bits_of(
            at for at, rule in enumerate(self.rules) if rule.directory_only
        )
        self._scopes: dict[str, Scope] = {}
        self._directories: dict[str, GitRule | None] = {}
        self._above: dict[str, tuple[GitRule, ...]] = {}
        """By the directory: all by which git ignores it, or one above it."""

    def ignoring(self, path: str, *, is_directory: bool = False) -> GitRule | None:
        """The rule by which git ignores *path*; nothing in an ignored directory comes back."""
        rule = self._ignoring_directory(path.rpartition("/")[0])
        return self.ignoring_itself(path, is_directory=is_directory) if rule is None else rule

    def _ignoring_directory(self, directory: str) -> GitRule | None:
        """The rule by which git ignores *directory*, or the uppermost above it that it ignores."""
        if len(self._directories) >= _MOST_SCOPES:
            self._directories.clear()
        known, waiting = self._directories, []
        while directory and directory not in known:
            waiting.append(directory)
            directory = directory.rpartition("/")[0]
        rule = known[directory] if directory else None
        for each in reversed(waiting):
            if rule is None:
                rule = self.ignoring_itself(each, is_directory=True)
            known[each] = rule
        return rule

    def kept_from(self, rule: GitRule) -> Iterator[str]:
        """What git keeps though *rule* matches and ignores it, in order."""
        return (path for path, by in self._kept_from if by is rule and matches(rule, path))

    @cached_property
    def _kept_from(self) -> Sequence[tuple[str, GitRule]]:
        found = ((path, self.ignoring(path)) for path in sorted(self.kept))
        return [(path, rule) for path, rule in found if rule is not None]

    def all_ignoring(self, path: str, *, is_directory: bool = False) -> Iterator[GitRule]:
        """Each rule that has to go before git keeps *path*, the strongest of a name first."""
        yield from self._all_above(path)
        yield from self._all_itself(path, is_directory=is_directory)

    def _all_above(self, path: str) -> tuple[GitRule, ...]:
        """Those by which git ignores one of the directories above *path*."""
        known, waiting = self._above, [path]
        while (above := waiting[-1].rpartition("/")[0]) and above not in known:
            waiting.append(above)
        found = known.get(above, ())
        for each in reversed(waiting[1:]):
            found = known[each] = (*found, *self._all_itself(each, is_directory=True))
        return found

    def _all_itself(self, path: str, *, is_directory: bool) -> Iterator[GitRule]:
        found = self._matching(path) & (-1 if is_directory else ~self._of_directories)
        for at in reversed(tuple(indices(found))):
            if self.rules[at].negated:
                break
            yield self.rules[at]

    def ignoring_itself(self, path: str, *, is_directory: bool) -> GitRule | None:
        """The same, the directories above it left aside."""
        return self.strongest(self._matching(path), is_directory=is_directory)

    def strongest(self, matching: int, *, is_directory: bool) -> GitRule | None:
        """The rule by which git ignores what those in *matching* match, as ``root`` has them."""
        found = matching & (-1 if is_directory else ~self._of_directories)
        strongest = self.rules[found.bit_length() - 1] if found else None
        return None if strongest is None or strongest.negated else strongest

    def root(self) -> Scope:
        """For those who go down a tree."""
        return self._matcher.root()

    def excepted_from(self, rule: GitRule) -> Sequence[GitRule]:
        """The exceptions behind *rule* that may mean what it means, too."""
        return self._exceptions.get(rule, ())

    @cached_property
    def _exceptions(self) -> Mapping[GitRule, Sequence[GitRule]]:
        found: dict[GitRule, list[GitRule]] = {}
        first = {rule: at for at, rule in reversed(tuple(enumerate(self.rules)))}
        for at, later in enumerate(self.rules):
            if later.negated:
                meant = reduce(or_, map(self._matching, samples(later.components)), 0)
                for index in indices(meant):
                    if index >= at:
                        break
                    if first[self.rules[index]] == index:
                        found.setdefault(self.rules[index], []).append(later)
        return found

    @cached_property
    def _matcher(self) -> Matcher:
        """One table for all of them: a path is not held against each rule by itself."""
        return Matcher(
            [
                Rule(_pattern(each.components).pattern, each.negated, each.text, each.place)
                for each in self.rules
            ]
        )

    def _matching(self, path: str) -> int:
        directory, _, name = path.rpartition("/")
        return self._scope(directory).matching(name)

    def _scope(self, directory: str) -> Scope:
        if len(self._scopes) >= _MOST_SCOPES:
            self._scopes.clear()
        waiting, here = [], directory
        while here and here not in self._scopes:
            waiting.append(here)
            here = here.rpartition("/")[0]
        scope = self._scopes[here] if here else self._matcher.root()
        for each in reversed(waiting):
            scope = self._scopes[each] = scope.enter(each.rpartition("/")[2])
        return scope


def matches(rule: GitRule, path: str) -> bool:
    """Whether the pattern matches *path* itself."""
    return _pattern(rule.components).matches(path)


@cache
def _pattern(components: tuple[str, ...]) -> DockerPattern:
    if components[-1] == ANY_DEPTH and len(components) > 1:
        # To git, "a/**" is what lies in a; to Docker, it is a as well.
        components = (*components, "*")
    return DockerPattern("/".join(components))


def samples(components: Sequence[str]) -> Iterator[str]:
    """Paths that a pattern matches, the plainest first; it is given by what slashes part."""
    # "x.log" for "*.log", but ".env" for ".env*".
    leading = components[-1].startswith("*")
    pattern = _pattern(tuple(components))
    for wildcard in (_INVENTED, "") if leading else ("", _INVENTED):
        names = [_name(part, wildcard) for part in components if part != ANY_DEPTH]
        if components[-1] == ANY_DEPTH:
            names.append(_INVENTED)
        path = "/".join(names)
        if _NO_NAMES.isdisjoint(names) and pattern.matches(path):
            yield path


def _name(component: str, wildcard: str) -> str:
    """A name that *component* matches, with *wildcard* for each star; empty when none is found."""
    if component == "*":
        return _INVENTED
    written: list[str] = []
    at = 0
    while at < len(component):
        char = component[at]
        if char == "\\":
            at += 1
            written.append(component[at : at + 1])
        elif char == "*":
            written.append(wildcard)
        elif char == "?":
            written.append(_INVENTED)
        elif char == "[":
            end = _end_of_class(component, at)
            written.append(_member(component[at:end]))
            at = end - 1
        else:
            written.append(char)
        at += 1
    return "".join(written)


def _end_of_class(component: str, start: int) -> int:
    """Behind the bracket that closes the class at *start*."""
    at = start + 1
    while at < len(component) and component[at] != "]":
        if component.startswith("[:", at):
            at = component.index(":]", at) + 1
        at += 2 if component[at] == "\\" else 1
    return at + 1


def _member(written: str) -> str:
    found = DockerPattern(written)
    return next((char for char in _PRINTABLE if found.matches(char)), "")
