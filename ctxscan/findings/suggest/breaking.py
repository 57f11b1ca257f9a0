"""Builds that fail because of the ignore file as it is, and the lines that would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.protocol import Detail
from ctxscan.errors import CtxscanError, Place
from ctxscan.findings.failures import findings_of_failures
from ctxscan.findings.suggest.allowlist.paths import line_of
from ctxscan.findings.suggest.model import NEW
from ctxscan.ignore.file import Rule
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import ALL_PATHS
from ctxscan.inspection.trial import failures_under, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.context.tree import Tree
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.state import Build, State
    from ctxscan.inspection import Inspection


def broken_builds(state: State) -> Iterator[Finding]:
    """A finding for each path that a step misses; none where it would miss it in any case.

    Each is read off the model of the builder, and so is the remedy: the build with those lines.
    """
    if not any(not rule.exception for rule in state.before):
        return
    said: set[tuple[Place | None, str | None]] = set()
    for build in _doubtful(state):
        for found in _broken(build, state.tree):
            if (found.place, found.path) not in said:
                said.add((found.place, found.path))
                yield found


def _doubtful(state: State) -> Iterator[Build]:
    """The builds with an instruction that gets nothing now: the others need no closer look."""
    asking = [Rule(each, False, each, Place(NEW)) for each in _paths(state)]
    sources = outcome(
        state.tree, buildkit_builder(state.before, None, asking).filter(Detail.ALL)
    ).sources
    bits = 0
    for each in set(sources.values()):
        bits |= each
    lost = {rule.pattern for at, rule in enumerate(asking) if not bits >> at & 1}
    for build in state.builds:
        tried = build.named.by_name is None and build.refusal is None
        if tried and any(each.path in lost for each in build.requests):
            yield build


def _paths(state: State) -> list[str]:
    paths = (each.request.path for each in state.asked)
    return [path for path in dict.fromkeys(paths) if path != ALL_PATHS]


def _broken(build: Build, tree: Tree) -> Iterator[Finding]:
    inspection = build.inspection
    now = failures_under(tree, inspection)
    if not now:
        return
    shown = inspection.ignore_file.path or ""
    without = {each.line for each in failures_under(tree, _under(inspection, b"", shown))}
    caused = [each for each in now if each.line not in without]
    for failure in caused:
        lines = _mended(inspection, tree, failure)
        for found in findings_of_failures(inspection, [failure]):
            hint = f"to mend it, append {' and '.join(lines)}" if lines else found.hint
            yield found._replace(hint=hint, rules=lines)


def _mended(inspection: Inspection, tree: Tree, failure: StepFailure) -> tuple[str, ...]:
    """The lines under which this step goes on, tried; none where no exception does."""
    paths = [path.strip("/") for path in (failure.path, *failure.also)]
    asked = [each.path for each in inspection.context.requests if each.source.line == failure.line]
    further = [path for path in asked if path not in paths]
    for let_in in (paths, further, [*paths, *further]):
        lines = tuple(dict.fromkeys(line_of(path) for path in let_in if path != ALL_PATHS))
        again = (*lines, *_ignored_inside(inspection, tree, let_in))
        for tried in (again, lines):
            if tried and _goes_on(inspection, tree, failure, tried):
                return tried
    return ()


def _goes_on(
    inspection: Inspection, tree: Tree, failure: StepFailure, lines: Sequence[str]
) -> bool:
    old = inspection.ignore_file.data
    text = old + (b"" if not old or old.endswith(b"\n") else b"\n")
    text += "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    try:
        under = _under(inspection, text, inspection.ignore_file.path or "")
        return all(each.line != failure.line for each in failures_under(tree, under))
    except CtxscanError:
        return False


def _under(inspection: Inspection, text: bytes, shown: str) -> Inspection:
    return inspection.with_ignore_file(text, shown)


def _ignored_inside(inspection: Inspection, tree: Tree, paths: Sequence[str]) -> Iterator[str]:
    """The rules that ignore a part of *paths* for its own sake: they have to stand behind."""
    rules = inspection.ignore_file.rules
    ignored = Matcher(rules)
    own = {ignored.judge(path).rule for path in paths}
    others = Matcher([rule for rule in rules if rule not in own and not rule.exception])
    inside = Matcher([Rule(path, False, path, Place(NEW)) for path in paths])
    found: dict[Rule, None] = {}
    for _, name, _, (asked, before, by_others) in tree.descend(
        inside.root(), ignored.root(), others.root()
    ):
        below = asked.above or asked.matching(name)
        if below and before.judge(name).ignored:
            rule = by_others.judge(name).rule
            if rule is not None:
                found[rule] = None
    yield from (str(rule) for rule in rules if rule in found)
