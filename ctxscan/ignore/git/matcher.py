"""What git's rules say about paths that need not exist."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.ignore.git.file import GitRule

_INVENTED = "x"
"""What stands for a wildcard."""

_NO_NAMES = frozenset({"", ".", ".."})
_PRINTABLE = tuple(map(chr, (*range(0x61, 0x7B), *range(0x41, 0x5B), *range(0x30, 0x3A))))


class GitRules:
    """The rules that git applies to a context, and what it keeps in spite of them."""

    def __init__(self, rules: Iterable[GitRule], kept: AbstractSet[str] = frozenset()) -> None:
        """*rules* stand weakest first; *kept* are paths that git tracks or would add."""
        self.rules = tuple(rules)
        self.kept = kept
        self._strongest_first = [(rule, _pattern(rule.components)) for rule in reversed(self.rules)]

    def ignoring(self, path: str, *, is_directory: bool = False) -> GitRule | None:
        """The rule by which git ignores *path*; nothing in an ignored directory comes back."""
        end = path.find("/")
        while end >= 0:
            rule = self.ignoring_itself(path[:end], is_directory=True)
            if rule is not None:
                return rule
            end = path.find("/", end + 1)
        return self.ignoring_itself(path, is_directory=is_directory)

    def ignoring_itself(self, path: str, *, is_directory: bool) -> GitRule | None:
        """The same, the directories above it left aside."""
        for rule, pattern in self._strongest_first:
            if (is_directory or not rule.directory_only) and pattern.matches(path):
                return None if rule.negated else rule
        return None


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
