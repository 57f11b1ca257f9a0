"""The language of ignore files as Podman and Buildah read it: Docker's of years ago, with changes.

Sources: openshift/imagebuilder (ParseIgnore), containers/storage (pkg/fileutils).
docs/semantics, E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.golang.glob import BadGlobError, glob_match
from ctxscan.golang.path import clean, trim
from ctxscan.golang.text import as_go_reads
from ctxscan.ignore.bits import Members, bits_of
from ctxscan.ignore.file import IgnoreFile, Rule
from ctxscan.ignore.names import NameTable
from ctxscan.ignore.podman.regexp import plain_text, podman_regexp
from ctxscan.ignore.rule_matcher import RuleMatcher
from ctxscan.ignore.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def parse_podman_ignore_file(data: bytes, path: str) -> IgnoreFile:
    """Read *data* as Podman does: no limit to a line, and a byte order mark is text.

    Raises IgnoreFileError with file and line for what every COPY would refuse.
    """
    rules = []
    for number, line in enumerate(data.split(b"\n"), 1):
        rule = podman_rule(line.decode("utf-8", "surrogateescape"), Place(path, number))
        if rule is not None:
            rules.append(rule)
    return IgnoreFile(path, tuple(rules), data)


def podman_rule(text: str, place: Place) -> Rule | None:
    """One line -> its rule; ``None`` for a comment or a blank line."""
    if text.startswith("#"):
        return None
    # Slashes go before white space does: " /foo" stays "/foo", which matches nothing.
    pattern = trim(text.strip("/"))
    if not pattern:
        return None
    pattern = clean(pattern)
    exception = pattern.startswith("!")
    if exception:
        if pattern == "!":
            raise IgnoreFileError(
                'illegal exclusion pattern: a lone "!"',
                place=place,
                hint="write the path to keep behind it, or remove the line",
            )
        pattern = clean(pattern[1:]).removeprefix("/")
    _check_syntax(pattern, text, place)
    return Rule(pattern, exception, text.removesuffix("\r"), place)


def _check_syntax(pattern: str, text: str, place: Place) -> None:
    try:
        glob_match(pattern, ".")
    except BadGlobError:
        raise _malformed(text, place) from None


def _malformed(text: str, place: Place) -> IgnoreFileError:
    return IgnoreFileError(
        f"syntax error in pattern {text.strip()!r}: Podman refuses every COPY with it",
        place=place,
        hint="to Podman + ( ) | { } ^ are operators; write a backslash before one that is not",
    )


class PodmanMatcher(RuleMatcher):
    """Every rule is tried on every path, and the last one that matches has its way.

    A directory hands nothing on: the patterns themselves match all that is below it.
    """

    has_whole_path_rules = True

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._texts: dict[str, Members] = {}
        """Patterns without operators: most are, and one look finds all that match a path."""

        self._quick: list[tuple[int, Callable[[str], object]]] = []
        self._exact: list[tuple[int, Callable[[str], object]]] = []
        malformed = [not self._file(rule.pattern, at) for at, rule in enumerate(rules)]
        self._lengths = frozenset(map(len, self._texts))
        self._no_names = NameTable([])
        super().__init__(rules, malformed)

    def _file(self, pattern: str, index: int) -> bool:
        """Put a pattern where it is looked for; false where Podman finds it malformed."""
        text = plain_text(pattern)
        if text is not None:
            self._texts.setdefault(text, Members()).add(index)
            return True
        regexp = podman_regexp(pattern)
        if regexp is not None:
            self._quick.append((index, regexp.quick))
            self._exact.append((index, regexp.matches))
        return regexp is not None

    def of(self, rules: Sequence[Rule]) -> Self:
        return type(self)(rules)

    def table(self, directory: str) -> NameTable:  # noqa: ARG002 - no rule is about a name alone
        return self._no_names

    def whole_path_rules(self, path: str) -> int:
        return self.rules_for(path)

    def rules_for(self, path: str) -> int:
        path = path if path.isascii() else as_go_reads(path)
        if "\n" in path:  # no line of a file has one, and Go's dot does not go over it
            return bits_of(index for index, fits in self._exact if fits(path))
        return self._plain(path) | bits_of(index for index, fits in self._quick if fits(path))

    def _plain(self, path: str) -> int:
        """The rules that are the text of *path*, or of a directory above it."""
        named = self._texts.get(path)
        found = 0 if named is None else named.bits
        end = path.find("/") if self._texts else -1
        while end >= 0:
            named = self._texts.get(path[:end]) if end in self._lengths else None
            if named is not None:
                found |= named.bits
            end = path.find("/", end + 1)
        return found

    def remembered(self, above: int, matching: int) -> int:  # noqa: ARG002 - see the class
        return 0

    def _decide(self, hits: int, malformed_rules: int) -> Verdict:
        if malformed_rules:
            first = self.rules[(malformed_rules & -malformed_rules).bit_length() - 1]
            raise _malformed(first.text, first.place)
        if not hits:
            return Verdict(ignored=False, rule=None)
        rule = self.rules[hits.bit_length() - 1]
        return Verdict(ignored=not rule.exception, rule=rule)
