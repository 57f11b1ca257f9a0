"""``--exclude`` that does not keep out what it seems to name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.wildcards import split_wildcard
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies
from ctxscan.findings.trials import Trials, is_in, places
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import rule_of
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Taken
    from ctxscan.dockerfile.edit import Written
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
    for step in copies(inspection):
        taken = [each for each in dict.fromkeys(outcome.taken) if each.line == step.own_line]
        for pattern in dict.fromkeys(step.excludes) if taken and not step.parents else ():
            missed = next(_missed(taken, pattern, step.excludes), None)
            if missed is not None:
                yield step.own_line, missed


class _Missed(NamedTuple):
    pattern: str
    path: str
    why: str
    word: str
    """The source, absolute in what it is taken from."""

    instead: tuple[str, ...] = ()
    """Other patterns that may be meant; none: it is the source that has to be another one."""


def _missed(taken: Sequence[Taken], pattern: str, every: Sequence[str]) -> Iterator[_Missed]:
    one, all_of_them = _matcher([pattern.lstrip("/")]), _matcher(every)
    if one is None or all_of_them is None or pattern.startswith("!"):
        return
    for match in taken:
        yield from _itself(match, pattern, one)
        if isinstance(match.node, Directory):
            yield from _below(match, pattern, one, all_of_them)


def _itself(match: Taken, pattern: str, one: Matcher) -> Iterator[_Missed]:
    """A source root is never tested: its path below itself is empty."""
    names = {posixpath.basename(match.path), match.path[1:], _below_base(match)}
    is_directory = isinstance(match.node, Directory)
    is_wild = has_wildcard(match.word)
    if match.path == "/" or (is_directory and not is_wild):
        return
    if not any(one.judge(name).ignored for name in names if name):
        return
    what = "the directory" if is_directory else "the file"
    why = "a source is never excluded"
    if is_wild:
        why = f"the wildcard matches {what} itself, and a match is a source, never excluded"
    yield _Missed(pattern, match.path[1:], why, match.word)


def _below(match: Taken, pattern: str, one: Matcher, every: Matcher) -> Iterator[_Missed]:
    prefixes = {f"{match.path[1:]}/" if match.path != "/" else ""}
    if has_wildcard(match.word):
        prefixes.add(f"{_below_base(match)}/")
    for path in _paths(match.node, ""):
        if every.judge_or_parents(path).ignored:
            continue
        if pattern.startswith("/") and one.judge_or_parents(path).ignored:
            yield _Missed(
                pattern,
                f"{match.path[1:]}/{path}".lstrip("/"),
                "with a slash in front it matches nothing",
                match.word,
                (pattern.lstrip("/"),),
            )
        for prefix in prefixes:
            if prefix and one.judge(f"{prefix}{path}").ignored:
                source = match.path[1:]
                yield _Missed(
                    pattern,
                    f"{source}/{path}",
                    f"it is relative to the source {source}, not to the context",
                    match.word,
                    (pattern.lstrip("/").removeprefix(prefix), path),
                )


def _below_base(match: Taken) -> str:
    """The path from the directory in front of the first wildcard."""
    base = split_wildcard(match.word)[0].rstrip("/")
    return match.path.removeprefix(f"{base}/") if has_wildcard(match.word) else ""


def _paths(node: object, above: str) -> Iterator[str]:
    if isinstance(node, Directory):
        for name, child in node.ordered():
            yield above + name
            yield from _paths(child, f"{above}{name}/")


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
