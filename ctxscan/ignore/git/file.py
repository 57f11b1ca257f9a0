"""A .gitignore file -> rules in Docker's words, each with the line it comes from.

Patterns stay patterns: a clean checkout gets the rules of a full working copy. What no pattern
can say is left to ``ctxscan.findings.suggest.from_git.seeding``. docs/semantics, G.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.ignore.git.pattern import ANY_DEPTH, NeverMatches, parse_git_line
from ctxscan.ignore.literal import as_line, escape_char
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STARS = frozenset({"*", ANY_DEPTH})


class GitRule(NamedTuple):
    """One pattern of git, seen from the context root."""

    components: tuple[str, ...]
    """In Docker's words; ``**`` stands for any number of directories."""

    directory_only: bool

    negated: bool
    """Its translation is an approximation, because Docker's exceptions reach further than git's."""

    text: str
    """The line as written."""

    place: Place

    @property
    def needs_exact(self) -> bool:
        """Whether only the exact form can tell directories from files: ``*/`` means any of them."""
        return self.directory_only and self.components[-1] in STARS

    def line(self, *, exact: bool = False) -> str:
        """The line for Docker's ignore file.

        *exact* is the form for directories alone, by what is below them. It leaves the directory
        itself, empty, and no builder may skip it.
        """
        below = ("*", ANY_DEPTH) if self.components[-1] == ANY_DEPTH else (ANY_DEPTH,)
        components = (*self.components, *(below if exact else ()))
        return as_line("/".join(components), exception=self.negated)


class LeftOut(NamedTuple):
    """A line of git that gets no rule."""

    text: str
    place: Place
    reason: str


class GitignoreFile(NamedTuple):
    rules: tuple[GitRule, ...]
    left_out: tuple[LeftOut, ...]

    path: str
    """As a user would name it."""

    from_above: bool = False
    """Whether it lies above the context root, and so speaks of other projects, too."""


def read_gitignore(
    data: bytes, path: str, directory: str = "", *, way_down: str = ""
) -> GitignoreFile:
    """The rules of one file, as seen from the context root.

    *path* is how a user would name it. *directory* is where its patterns begin: relative to the
    context root, empty for the root. For a file above the context root, *way_down* leads from
    its own directory to the root.
    """
    rules: list[GitRule] = []
    left_out: list[LeftOut] = []
    before, below = tuple(map(_escaped, _names(directory))), _names(way_down)
    for number, line in enumerate(_lines(data), 1):
        place = Place(path, number)
        parsed = parse_git_line(line)
        if isinstance(parsed, NeverMatches):
            left_out.append(LeftOut(line, place, parsed.reason))
        if parsed is None or isinstance(parsed, NeverMatches):
            continue
        seen = [
            GitRule((*before, *left), parsed.directory_only, parsed.negated, line, place)
            for left in _seen_from(parsed.components, below)
            if left
        ]
        rules.extend(seen)
        if not seen:
            left_out.append(LeftOut(line, place, "it says nothing about what is in the context"))
    return GitignoreFile(tuple(rules), tuple(left_out), path, bool(way_down))


def _lines(data: bytes) -> Iterator[str]:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    for line in text.split("\n"):
        yield line.removesuffix("\r")


def _names(path: str) -> list[str]:
    return path.split("/") if path else []


def _escaped(name: str) -> str:
    return "".join(map(escape_char, name))


def _seen_from(components: Sequence[str], way_down: Sequence[str]) -> list[tuple[str, ...]]:
    """What is left of a pattern after the directories of *way_down*, in every way that fits.

    Nothing is left where the pattern means one of these directories itself.
    """
    at = [0]
    for name in way_down:
        after: dict[int, None] = {}
        for each in _and_behind_stars(components, at):
            if components[each] == ANY_DEPTH:
                after[each] = None
            elif each + 1 < len(components) and DockerPattern(components[each]).matches(name):
                after[each + 1] = None
        at = sorted(after)
    return [tuple(components[each:]) for each in at]


def _and_behind_stars(components: Sequence[str], at: Iterable[int]) -> Iterator[int]:
    """Where a pattern may go on that stands at one of these: ``**`` may mean no directory."""
    for each in at:
        yield each
        if components[each] == ANY_DEPTH and each + 1 < len(components):
            yield each + 1
