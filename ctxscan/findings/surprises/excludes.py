"""``--exclude`` that does not keep out what it seems to name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.wildcards import split_wildcard
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import rule_of
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import Taken
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """One finding for each flag, about the first path that it misses."""
    for step in copies(inspection):
        taken = [each for each in dict.fromkeys(outcome.taken) if each.line == step.own_line]
        for pattern in dict.fromkeys(step.excludes) if taken and not step.parents else ():
            missed = next(_missed(taken, pattern, step.excludes), None)
            if missed is not None:
                yield Finding(
                    "exclude-misses",
                    f"--exclude={pattern} does not keep out {missed.path}: {missed.why}",
                    at(inspection, step.own_line),
                    missed.hint,
                    path=missed.path,
                )


class _Missed(NamedTuple):
    path: str
    why: str
    hint: str


def _missed(taken: Sequence[Taken], pattern: str, every: Sequence[str]) -> Iterator[_Missed]:
    one, all_of_them = _matcher([pattern.lstrip("/")]), _matcher(every)
    if one is None or all_of_them is None or pattern.startswith("!"):
        return
    for match in taken:
        yield from _itself(match, one)
        if isinstance(match.node, Directory):
            yield from _below(match, pattern, one, all_of_them)


def _itself(match: Taken, one: Matcher) -> Iterator[_Missed]:
    """A source root is never tested: its path below itself is empty."""
    names = {posixpath.basename(match.path), match.path[1:], _below_base(match)}
    is_directory = isinstance(match.node, Directory)
    is_wild = has_wildcard(match.word)
    if match.path == "/" or (is_directory and not is_wild):
        return
    if not any(one.judge(name).ignored for name in names if name):
        return
    what = "the directory" if is_directory else "the file"
    if is_wild:
        above = split_wildcard(match.word)[0][1:] or "."
        yield _Missed(
            match.path[1:],
            f"the wildcard matches {what} itself, and a match is a source, never excluded",
            f"name the directory in place of the wildcard: {above}",
        )
    else:
        yield _Missed(match.path[1:], "a source is never excluded", "leave the source out")


def _below(match: Taken, pattern: str, one: Matcher, every: Matcher) -> Iterator[_Missed]:
    prefixes = {f"{match.path[1:]}/" if match.path != "/" else ""}
    if has_wildcard(match.word):
        prefixes.add(f"{_below_base(match)}/")
    for path in _paths(match.node, ""):
        if every.judge_or_parents(path).ignored:
            continue
        if pattern.startswith("/") and one.judge_or_parents(path).ignored:
            yield _Missed(
                f"{match.path[1:]}/{path}".lstrip("/"),
                "with a slash in front it matches nothing",
                f"write --exclude={pattern.lstrip('/')}",
            )
        for prefix in prefixes:
            if prefix and one.judge(f"{prefix}{path}").ignored:
                source = match.path[1:]
                yield _Missed(
                    f"{source}/{path}",
                    f"it is relative to the source {source}, not to the context",
                    f"write --exclude={path}",
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
