"""What git's rules say about paths that need not exist."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.ignore.git.file import GitRule

_INVENTED = "x"
"""What stands for a wildcard."""

_NO_NAMES = frozenset({"", ".", ".."})
_PRINTABLE = tuple(map(chr, (*range(0x61, 0x7B), *range(0x41, 0x5B), *range(0x30, 0x3A))))


@dataclass(frozen=True, slots=True)
class GitRules:
    """The rules that git applies to a context, and what it keeps in spite of them."""

    rules: tuple[GitRule, ...]
    """Weakest first."""

    kept: frozenset[str] = frozenset()
    """Paths that git tracks or would add."""

    def ignoring(self, path: str, *, is_directory: bool = False) -> GitRule | None:
        """The rule by which git ignores *path*; nothing in an ignored directory comes back."""
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            part = "/".join(parts[:depth])
            rule = self._decider(part, is_directory=is_directory or depth < len(parts))
            if rule is not None and not rule.negated:
                return rule
        return None

    def _decider(self, path: str, *, is_directory: bool) -> GitRule | None:
        for rule in reversed(self.rules):
            if (is_directory or not rule.directory_only) and matches(rule, path):
                return rule
        return None


def matches(rule: GitRule, path: str) -> bool:
    """Whether the pattern matches *path* itself."""
    components = rule.components
    if components[-1] == ANY_DEPTH and len(components) > 1:
        # To git, "a/**" is what lies in a; to Docker, it is a as well.
        components = (*components, "*")
    return _pattern("/".join(components)).matches(path)


@cache
def _pattern(text: str) -> DockerPattern:
    return DockerPattern(text)


def samples(rule: GitRule) -> Iterator[str]:
    """Paths that the pattern matches, the plainest first."""
    # "x.log" for "*.log", but ".env" for ".env*".
    leading = rule.components[-1].startswith("*")
    for wildcard in (_INVENTED, "") if leading else ("", _INVENTED):
        names = [_name(part, wildcard) for part in rule.components if part != ANY_DEPTH]
        if rule.components[-1] == ANY_DEPTH:
            names.append(_INVENTED)
        path = "/".join(names)
        if _NO_NAMES.isdisjoint(names) and matches(rule, path):
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
