"""Docker's ignore matching once more: slow, literal, and written apart from ctxscan.

Written from docs/semantics (B.2, B.6, C.2 to C.4, D.6), never from ctxscan/ignore, so that
agreement between the two means something. Nothing here is compiled, cached or short-cut. The
ignore file is read in model_parse, Go's regular expressions in goregexp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tests.support.goregexp import RegexpError, search
from tests.support.model_parse import Pattern, PatternError, clean, patterns, read_lines

__all__ = [
    "Pattern",
    "PatternError",
    "Tree",
    "buildkit",
    "classic",
    "clean",
    "deprecated",
    "or_parent",
    "patterns",
    "read_lines",
    "using_parent",
]

Tree: TypeAlias = Mapping[str, "Tree | str"]
"""Name -> the tree of a directory, or a word for anything else; only "socket" means something."""


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# B.2. One pattern against one path


def translate(pattern: str) -> tuple[str, str]:
    """The kind (exact, prefix, suffix, regexp) and the regular expression of a cleaned pattern."""
    kind, regexp, at = "exact", "^", 0
    while at < len(pattern):
        first = at == 0
        char = pattern[at]
        at += 1
        if char == "*" and pattern[at : at + 1] == "*":
            at += 1
            if pattern[at : at + 1] == "/":
                at += 1
            if at < len(pattern):
                kind, regexp = "regexp", regexp + "(.*/)?"
            elif kind == "exact":
                kind = "prefix"
            else:
                kind, regexp = "regexp", regexp + ".*"
            if first:
                kind = "suffix"
        elif char in "*?":
            kind, regexp = "regexp", regexp + ("[^/]*" if char == "*" else "[^/]")
        elif char in ".+()$":
            regexp += "\\" + char
        elif char == "\\" and at < len(pattern):
            kind, regexp = "regexp", regexp + "\\" + pattern[at]
            at += 1
        else:
            kind, regexp = "regexp" if char in "[]" else kind, regexp + char
    return kind, regexp + "$"


def matches_itself(pattern: Pattern, path: str) -> bool:
    """Whether the pattern matches this very path; its ancestors are not tried."""
    kind, regexp = translate(pattern.text)
    text, name = raw(pattern.text), raw(path)
    if kind == "exact":
        return name == text
    if kind == "prefix":
        return name.startswith(text[:-2])
    if kind == "suffix":
        tail = text[2:]
        return name.endswith(tail) or (tail.startswith(b"/") and name == tail[1:])
    try:
        return search(_as_go_reads(regexp), _as_go_reads(path))
    except RegexpError as bad:
        raise PatternError("syntax error in pattern") from bad


def _as_go_reads(text: str) -> str:
    """Each byte that is not UTF-8 is U+FFFD to Go's scanner and to its regular expressions."""
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)


# B.6. The three evaluation procedures


def _judge(rules: Sequence[Pattern], hits: Callable[[Pattern], bool]) -> bool:
    excluded = False
    for rule in rules:
        if rule.exception == excluded and hits(rule):
            excluded = not rule.exception
    return excluded


def ancestors(path: str) -> list[str]:
    """The directories above a path, the topmost first, without the root."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def or_parent(rules: Sequence[Pattern], path: str) -> bool:
    """MatchesOrParentMatches: the path itself, or any directory above it."""
    candidates = [path, *ancestors(path)]
    return _judge(rules, lambda rule: any(matches_itself(rule, name) for name in candidates))


def deprecated(rules: Sequence[Pattern], path: str) -> bool:
    """Matches: the path itself, or the ancestor that has as many components as the pattern."""

    def hits(rule: Pattern) -> bool:
        level = rule.text.count("/")
        above = ancestors(path)[level : level + 1]
        return any(matches_itself(rule, name) for name in [path, *above])

    return _judge(rules, hits)


def using_parent(
    rules: Sequence[Pattern], path: str, parent: Sequence[bool]
) -> tuple[bool, list[bool]]:
    """MatchesUsingParentResults: the verdict, and what each rule remembers here.

    ``parent`` is what each rule remembered at the directory; at the top level it is empty.
    """
    excluded, memory = False, []
    for rule, remembered in zip(rules, parent or [False] * len(rules), strict=True):
        hit = remembered or (rule.exception == excluded and matches_itself(rule, path))
        memory.append(hit)
        if hit:
            excluded = not rule.exception
    return excluded, memory


# C. The classic builder


def children(tree: Tree) -> Iterator[tuple[str, Tree | str]]:
    """The entries of a directory in the order of their bytes."""
    for name in sorted(tree, key=raw):
        yield name, tree[name]


def classic(
    tree: Tree, lines: Sequence[str], dockerfile: str | None = "Dockerfile"
) -> tuple[list[str], bool]:
    """C.1 steps 5 to 7: the paths of the tar, and whether the walk ran to its end.

    ``dockerfile`` is None where it comes from stdin. PatternError where the client refuses.
    """
    validate(tree, patterns(lines))
    emitted: list[str] = []
    try:
        classic_walk(tree, patterns(rescued(lines, dockerfile)), emitted)
    except PatternError:
        return emitted, False
    return emitted, True


def rescued(lines: Sequence[str], dockerfile: str | None) -> list[str]:
    """C.2: exceptions for the two files of the build, where the rules exclude them."""
    result = list(lines)
    for name in (".dockerignore", dockerfile):
        if name is not None and _excluded_by(result, name):
            result.append("!" + name)
    return result


def _excluded_by(lines: Sequence[str], name: str) -> bool:
    try:
        return deprecated(patterns(lines), name)
    except PatternError:
        return False


def validate(tree: Tree, rules: Sequence[Pattern], above: str = "") -> None:
    """C.3: ask for every path that is not below an excluded directory."""
    for name, child in children(tree):
        path = above + name
        if not or_parent(rules, path) and not isinstance(child, str):
            validate(child, rules, path + "/")


def classic_walk(
    tree: Tree,
    rules: Sequence[Pattern],
    emitted: list[str],
    above: str = "",
    parent: Sequence[bool] = (),
) -> None:
    """C.4. What was emitted before a PatternError stays in the tar."""
    for name, child in children(tree):
        path = above + name
        skip, memory = using_parent(rules, path, parent)
        if not skip and child != "socket":
            emitted.append(path)
        if isinstance(child, str):
            continue
        texts = [rule.text for rule in rules if rule.exception]
        if not skip or any((text + "/").startswith(path + "/") for text in texts):
            classic_walk(child, rules, emitted, path + "/", memory)


# D. BuildKit


def buildkit(
    tree: Tree, lines: Sequence[str], include: Sequence[str] | None = None
) -> tuple[list[str], list[str]]:
    """The paths of the sync, and those of them that the open check (D.9) would send empty."""
    excludes = patterns([_as_go_reads(line) for line in lines])  # they travel as JSON
    includes = patterns(include) if include else None
    emitted = list(BuildkitWalk(includes, excludes).walk(tree))

    def refused(path: str) -> bool:
        wanted = includes is None or or_parent(includes, path)
        return not wanted or or_parent(excludes, path)

    files = [path for path in emitted if isinstance(_at(tree, path), str)]
    return emitted, [path for path in files if refused(path)]


def _at(tree: Tree, path: str) -> Tree | str:
    found: Tree | str = tree
    for name in path.split("/"):
        assert not isinstance(found, str)
        found = found[name]
    return found


class BuildkitWalk:
    """D.6. ``includes`` is None where there is no path filter."""

    def __init__(self, includes: Sequence[Pattern] | None, excludes: Sequence[Pattern]) -> None:
        self.includes, self.excludes = includes, excludes
        self.emitted: set[str] = set()

    def walk(
        self,
        tree: Tree,
        above: str = "",
        include_memory: Sequence[bool] = (),
        exclude_memory: Sequence[bool] = (),
    ) -> Iterator[str]:
        for name, child in children(tree):
            path = above + name
            wanted, included = True, list[bool]()
            if self.includes is not None:
                wanted, included = using_parent(self.includes, path, include_memory)
                if not wanted and not self.is_walked(child, path, self.includes, exceptions=False):
                    continue  # before the excludes are asked, so that their errors stay unseen
            unwanted, excluded = using_parent(self.excludes, path, exclude_memory)
            if unwanted and not self.is_walked(child, path, self.excludes, exceptions=True):
                continue
            if wanted and not unwanted:
                yield from self.with_ancestors(path)
            if not isinstance(child, str):
                yield from self.walk(child, path + "/", included, excluded)

    @staticmethod
    def is_walked(
        child: Tree | str, path: str, rules: Sequence[Pattern], *, exceptions: bool
    ) -> bool:
        """Whether an exception (or a plain rule) could match below this directory."""
        if isinstance(child, str):
            return True
        texts = [
            rule.text.removesuffix("/**").removesuffix("/*")
            for rule in rules
            if rule.exception == exceptions
        ]
        if any(char in text for text in texts for char in "*[]?^\\"):
            return True
        return any((text + "/").startswith(path + "/") for text in texts)

    def with_ancestors(self, path: str) -> Iterator[str]:
        for name in [*ancestors(path), path]:
            if name not in self.emitted:
                self.emitted.add(name)
                yield name
