"""An allowlist: everything out, then what the sources ask for in again, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.links.buildkit import without_nested
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.allowlist.difference import CurrentTransfer
from ctxscan.findings.suggest.allowlist.drafts import Drafts
from ctxscan.findings.suggest.allowlist.paths import line_of
from ctxscan.findings.suggest.model import NEW
from ctxscan.findings.suggest.state import Build, Found
from ctxscan.ignore.file import Rule, rule_of
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.findings.suggest.state import State
    from ctxscan.inspection import Request

_WHOLE = frozenset({ALL_PATHS, ".", "*"})
_PLACE = Place(NEW)


def from_allowlist(state: State) -> Found:
    """The step: an allowlist for all builds together, or a note on why there is none."""
    if "dockerfile" not in state.options.sources:
        return Found(state.candidates)
    builds = [
        Build(each.named, tuple(one for one in each.requests if not one.source.useless))
        for each in state.builds
    ]
    why_not = _why_not(builds, state.tree)
    if why_not is not None:
        return Found(state.candidates, [why_not])
    requested = _requested(builds)
    needed = CurrentTransfer(state.tree, state.before, requested, state.dockerfile, state.let_in)
    drafts = Drafts(state.before, requested, needed, state.tree)
    found = drafts.best()
    if found is None:
        text = "no allowlist: no rules could let the classic builder send just what BuildKit does"
        return Found(state.candidates, [_none(text, Place(builds[0].shown))])
    notes = list(_kept_out(builds, drafts))
    return Found([*state.candidates, *found], notes, needed.paths | state.let_in)


def _why_not(builds: Sequence[Build], tree: Tree) -> Finding | None:
    asked = [(build, each) for build in builds for each in build.requests]
    for build, each in asked:
        if _pattern(each) in _WHOLE:
            place = Place(build.shown, each.source.line)
            return _none("it asks for the whole context: an allowlist would keep all of it", place)
    if not asked:
        return _none("no instruction asks for anything: there is nothing to allow")
    for _, each in asked:
        # A "!" in front, or a blank at an end: BuildKit asks for something else, or for
        # nothing, and the classic builder for what is there.
        if _pattern(each) not in (each.path, None) and _is_there(each.path, tree):
            text = f"line {each.source.line} of the Dockerfile names {each.path}"
            return _none(f"no rule *: {text}, and no exception can")
    return None


def _none(why: str, place: Place | None = None) -> Finding:
    return Finding("no-allowlist", why, place, severity="note")


def _kept_out(builds: Iterable[Build], drafts: Drafts) -> Iterator[Finding]:
    """What the star that is there ignores, and an instruction asks for."""
    reported: set[str] = set()
    for build in builds:
        for each in build.requests:
            if each.path not in reported and drafts.is_kept_out(each.path):
                reported.add(each.path)
                text = f"an instruction asks for {each.path}, which is there and stays ignored"
                place = Place(build.shown, each.source.line)
                hint = f"to let it in, add {line_of(each.path)}"
                yield Finding("stays-ignored", text, place, hint, "note")


def _pattern(asked: Request) -> str | None:
    """What BuildKit reads; empty for nothing, ``None`` where it refuses the stage."""
    try:
        rule = rule_of(asked.path, asked.path, _PLACE)
    except IgnoreFileError:
        return None
    if rule is not None and Matcher([rule]).has_malformed:
        return None
    # No path starts with a slash: the pattern that trimming makes of "  /a" matches none.
    asks = rule is not None and not rule.exception and not rule.pattern.startswith("/")
    return rule.pattern if rule is not None and asks else ""


def _requested(builds: Iterable[Build]) -> list[Rule]:
    """Each stage may be built alone."""
    patterns: dict[tuple[int, int], set[str]] = {}
    for number, build in enumerate(builds):
        for each in build.requests:
            if pattern := _pattern(each):
                patterns.setdefault((number, each.source.stage), set()).add(pattern)
    # Below a path that is asked for, no other pattern reaches the matcher (docs/semantics, D.5).
    kept = {pattern for stage in patterns.values() for pattern in without_nested(stage) or ()}
    return [Rule(pattern, False, pattern, _PLACE) for pattern in sorted(kept)]


def _is_there(path: str, tree: Tree) -> bool:
    matcher = Matcher([Rule(path, False, path, _PLACE)])
    return any(matcher.rules_for(path) for path, *_ in tree.descend())
