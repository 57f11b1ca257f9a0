"""``--exclude`` that does not keep out what it seems to name."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.wildcards import split_wildcard
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies
from ctxscan.findings.trials import Trials, is_in, places
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.bits import indices
from ctxscan.ignore.file import rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.node import Node
    from ctxscan.builders.stages.outcome import Taken
    from ctxscan.dockerfile.edit import Written
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.changed import Tried


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """One finding for each flag, about the first path that it misses."""
    trials = Trials(inspection, outcome)
    for line, missed in _all(inspection, outcome):
        yield Finding(
            "exclude-misses",
            f"--exclude={missed.pattern} does not keep out {missed.path}: {missed.why}",
            at(inspection, line),
            _remedy(trials, line, missed),
            path=missed.path,
        )


def _all(inspection: Inspection, outcome: Outcome) -> Iterator[tuple[int, _Missed]]:
    by_line: defaultdict[int, list[Taken]] = defaultdict(list)
    for each in dict.fromkeys(outcome.taken):
        by_line[each.line].append(each)
    for step in copies(inspection):
        if step.excludes and not step.parents and (taken := by_line[step.own_line]):
            for missed in _missed(taken, step.excludes):
                yield step.own_line, missed


class _Missed(NamedTuple):
    pattern: str
    path: str
    why: str
    word: str
    """The source, absolute in what it is taken from."""

    instead: tuple[str, ...] = ()
    """Other patterns that may be meant; none: it is the source that has to be another one."""


def _missed(taken: Sequence[Taken], excludes: Sequence[str]) -> Iterator[_Missed]:
    """The first path that each pattern misses, in the order of the patterns."""
    every = _matcher(excludes)
    if every is None:
        return
    search = _Search(excludes, every)
    for match in taken:
        search.itself(match)
        if isinstance(match.node, Directory):
            search.below(match)
    yield from (search.found[each] for each in dict.fromkeys(excludes) if each in search.found)


class _Search:
    """All patterns at once: one after the other, each would look at all paths again."""

    def __init__(self, excludes: Sequence[str], every: Matcher) -> None:
        self.every = every
        known = {each: _rule(each.lstrip("/")) for each in excludes if not each.startswith("!")}
        rules = {
            each: rule for each, rule in known.items() if rule is not None and not rule.exception
        }
        self.patterns = tuple(rules)
        self.named = Matcher(tuple(rules.values()))
        self.open = (1 << len(self.patterns)) - 1
        """Those that nothing was found for."""
        self.rooted = _bits(each.startswith("/") for each in self.patterns)
        self.found: dict[str, _Missed] = {}

    def note(self, bits: int, path: str, why: str, word: str) -> list[str]:
        """The patterns among *bits* that nothing was found for yet: they miss *path*."""
        fresh = [self.patterns[index] for index in indices(bits & self.open)]
        self.found |= {each: _Missed(each, path, why, word) for each in fresh}
        self.open &= ~bits
        return fresh

    def itself(self, match: Taken) -> None:
        """A source root is never tested: its path below itself is empty."""
        names = {posixpath.basename(match.path), match.path[1:], _below_base(match)}
        is_directory = isinstance(match.node, Directory)
        is_wild = has_wildcard(match.word)
        if match.path == "/" or (is_directory and not is_wild):
            return
        what = "the directory" if is_directory else "the file"
        why = "a source is never excluded"
        if is_wild:
            why = f"the wildcard matches {what} itself, and a match is a source, never excluded"
        for name in names:
            if name:
                self.note(self.named.on_the_way(name), match.path[1:], why, match.word)

    def below(self, match: Taken) -> None:
        source = match.path[1:]
        prefixes = {f"{source}/": None} if source else {}
        if has_wildcard(match.word):
            prefixes[f"{_below_base(match)}/"] = None
        for path in _paths(match.node):
            if not self.open:
                return
            if self.every.judge_or_parents(path).ignored:
                continue
            self._slash(match, path)
            for prefix in prefixes:
                self._prefixed(match, prefix, path)

    def _slash(self, match: Taken, path: str) -> None:
        if not self.rooted & self.open:
            return
        why = "with a slash in front it matches nothing"
        shown = f"{match.path[1:]}/{path}".lstrip("/")
        for pattern in self.note(self.named.on_the_way(path) & self.rooted, shown, why, match.word):
            instead = (pattern.lstrip("/"),)
            self.found[pattern] = self.found[pattern]._replace(instead=instead)

    def _prefixed(self, match: Taken, prefix: str, path: str) -> None:
        source = match.path[1:]
        why = f"it is relative to the source {source}, not to the context"
        bits = self.named.on_the_way(f"{prefix}{path}")
        for pattern in self.note(bits, f"{source}/{path}", why, match.word):
            instead = (pattern.lstrip("/").removeprefix(prefix), path)
            self.found[pattern] = self.found[pattern]._replace(instead=instead)


def _bits(each: Iterable[bool]) -> int:
    return sum(1 << index for index, is_set in enumerate(each) if is_set)


def _below_base(match: Taken) -> str:
    """The path from the directory in front of the first wildcard."""
    base = split_wildcard(match.word)[0].rstrip("/")
    return match.path.removeprefix(f"{base}/") if has_wildcard(match.word) else ""


def _paths(node: Node) -> Iterator[str]:
    """All that is below it, each directory before what is in it."""
    waiting = [("", node)]
    while waiting:
        path, here = waiting.pop()
        if path:
            yield path
        if isinstance(here, Directory):
            above = f"{path}/" if path else ""
            waiting += reversed([(above + name, child) for name, child in here.ordered()])


def _rule(pattern: str) -> Rule | None:
    try:
        return rule_of(pattern, pattern, Place(""))
    except IgnoreFileError:
        return None


def _matcher(patterns: Sequence[str]) -> Matcher | None:
    try:
        rules = [rule_of(each, each, Place("")) for each in patterns]
    except IgnoreFileError:
        return None
    return Matcher([rule for rule in rules if rule is not None])


def _remedy(trials: Trials, line: int, missed: _Missed) -> str | None:
    """The instruction that leaves out what the pattern names, and nothing else."""
    copy = trials.written(line)
    number = copy.number_of(missed.word[1:]) if copy is not None else None
    if copy is None or number is None:
        return None
    if not missed.instead and not has_wildcard(missed.word):
        rest = copy.without_source(number)
        found = trials.write(rest) if rest else trials.rewrite(copy.instruction, "")
        helps = _leaves_out(trials, line, missed, found)
        return ("leave the source out" if rest else "leave the line out") if helps else None
    for new in _other_ways(copy, number, missed):
        if _leaves_out(trials, line, missed, trials.write(new)):
            return f"write {new.text}"
    return None


def _other_ways(copy: Written, number: int, missed: _Missed) -> Iterator[Written]:
    flag = f"--exclude={missed.pattern}"
    for pattern in missed.instead:
        yield copy.with_flag_for(flag, f"--exclude={pattern}")
    if not missed.instead:
        above = split_wildcard(missed.word)[0].strip("/")
        relative = missed.pattern.lstrip("/").removeprefix(f"{above}/")
        for pattern in (relative, f"**/{relative}"):
            moved = copy.with_flag_for(flag, f"--exclude={pattern}")
            yield moved.above_wildcard(number)
            yield moved.keeping_directories(number)


def _leaves_out(trials: Trials, line: int, missed: _Missed, found: Tried | None) -> bool:
    one = _matcher([missed.pattern.lstrip("/")])
    if found is None or one is None or not trials.fails_alike(found):
        return False
    before, after = places(trials.outcome, line), places(found.outcome, line)
    # What another one took the place of may be there, now that directories keep their names.
    hidden = {each.before for each in trials.outcome.overwritten if each.line == line}
    there = {origin for _, origin in after}
    taken = {origin for _, origin in before}
    gone = taken - there
    parted = _parted(trials, line, missed)
    stays = {each for each in before if each[1] not in gone and not _in_any(each[1], parted)}
    return (
        there <= taken | hidden
        and not any(is_in(path, missed.path) for path in there)
        and all(is_in(path, missed.path) or _is_named(path, one) for path in gone)
        and stays <= after
    )


def _parted(trials: Trials, line: int, missed: _Missed) -> list[str]:
    """The directories that lost their names to the wildcard."""
    taken = (each for each in trials.outcome.taken if (each.line, each.word) == (line, missed.word))
    is_wild = has_wildcard(missed.word)
    return [each.path[1:] for each in taken if is_wild and isinstance(each.node, Directory)]


def _in_any(path: str, directories: Sequence[str]) -> bool:
    return any(is_in(path, each) for each in directories)


def _is_named(path: str, one: Matcher) -> bool:
    """By some way to read the pattern: relative to any directory above the path."""
    parts = path.split("/")
    return any(one.judge_or_parents("/".join(parts[start:])).ignored for start in range(len(parts)))
