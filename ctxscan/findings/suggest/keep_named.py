"""No rule takes a tracked file that a command of a build, a manifest or a compiler names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.findings.suggest.model import NEW, Candidate, left_out, without_orphans
from ctxscan.findings.suggest.needed.at_risk import AtRisk, Taken
from ctxscan.findings.suggest.needed.texts import files_of
from ctxscan.findings.suggest.state import Found
from ctxscan.ignore.bits import indices
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.needed.named_in_files import Named
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.scope import Scope
    from ctxscan.ignore.verdict import Verdict
    from ctxscan.inspection.named import NamedBuild

_MOST_EXCEPTIONS = 5
"""So many files are excepted one by one before the whole rule is left out."""

_NO_CODE = (
    *(".md", ".rst", ".txt", ".adoc", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".csv"),
    *(".png", ".svg", ".jpg", ".gif", ".ico", ".pem", ".crt", ".key", ".sql", ".xml", ".pdf"),
    *(".html", ".css", ".conf", ".env", ".iml", ".in", ".tmpl", ".template", ".j2"),
)
"""Endings of files that read no others around them."""


def keep_named(state: State) -> Found:
    """The step: single files are excepted from the rule, else it is left out."""
    risk = _at_risk(state)
    if not risk:
        return Found(state.candidates)
    needed: dict[str, Named] = {}
    for each in _named(state, risk):
        known = needed.setdefault(each.path, each)
        if _stands_alone(known, risk) and not _stands_alone(each, risk):
            needed[each.path] = each
    by_rule: dict[int, list[Named]] = {}
    for each in needed.values():
        for at in risk.taken[each.path].rules:
            by_rule.setdefault(at, []).append(each)
    dropped: dict[int, Finding] = {}
    exceptions: list[Candidate] = []
    for at, found in sorted(by_rule.items()):
        rule = state.candidates[at]
        whole = next((each for each in found if not _stands_alone(each, risk)), None)
        if whole is None and len(found) <= _MOST_EXCEPTIONS:
            exceptions += [_exception(each, rule) for each in found]
        else:
            shown = whole or found[0]
            dropped[at] = left_out(rule.line, f"git tracks {shown.path}, and {_says(shown)}")
    left = [each for at, each in enumerate(state.candidates) if at not in dropped]
    there = {each.line for each in left}
    left += {each.line: each for each in exceptions if each.line not in there}.values()
    return Found(without_orphans(left), list(dropped.values()))


def _at_risk(state: State) -> AtRisk:
    """What git tracks and is sent, and a candidate that may take such files does take.

    Where git has no say, any file may be somebody's work.
    """
    if not any(each.takes_tracked for each in state.candidates):
        return AtRisk({})
    found: dict[str, Taken] = {}
    tops: dict[str, str] = {}
    for folder, (here,) in state.tree.folders(Matcher(state.rules).root()):
        for at in _taken(here, folder.names):
            path, name = folder.paths[at], folder.names[at]
            tops[path] = tops.get(path.rpartition("/")[0], path)
            if name not in folder.inside and _is_work(state, path):
                rules = tuple(_taking(state, here.matching(name) | here.above))
                if rules:
                    found[path] = Taken(rules, tops[path])
    return AtRisk(found)


def _is_work(state: State, path: str) -> bool:
    return path in state.reach.sent and (state.git is None or path in state.git.tracked)


def _taken(here: Scope, names: Sequence[str]) -> Iterator[int]:
    """The places of those that a candidate takes: of most directories, none are."""
    hits, verdict = dict(here.hitting(names)), here.standing.matcher.verdict
    some = len(hits) < len(names) and _is_taken(verdict(here.remembered))
    for at in range(len(names)) if some else hits:
        if _is_taken(verdict(hits.get(at, 0) | here.remembered)):
            yield at


def _is_taken(verdict: Verdict) -> bool:
    return verdict.ignored and verdict.rule is not None and verdict.rule.place.file == NEW


def _taking(state: State, bits: int) -> Iterator[int]:
    for at in indices(bits >> len(state.before)):
        each = state.candidates[at]
        if each.takes_tracked and not each.exception:
            yield at


def _named(state: State, risk: AtRisk) -> Iterator[Named]:
    from ctxscan.findings.suggest.needed.calls import called, what_calls  # noqa: PLC0415 - where a rule may take somebody's work alone
    from ctxscan.findings.suggest.needed.named_in_files import named_in_files  # noqa: PLC0415 - as above

    files = files_of(state.tree, state.read)
    first: dict[object, NamedBuild] = {}
    for build in state.builds:
        if build.refusal is None:
            first.setdefault(what_calls(build.named), build.named)
    for each in first.values():
        yield from called(each, files, risk)
    yield from named_in_files(risk, files, _sizes(state))


def _sizes(state: State) -> dict[str, int]:
    """In bytes, of what is somebody's work and in a form that may name something."""
    from ctxscan.findings.suggest.needed.table import readers_of  # noqa: PLC0415 - where a rule may take somebody's work alone

    found: dict[str, int] = {}
    for folder, _ in state.tree.folders():
        for at, name in enumerate(folder.names):
            if (
                (state.own is None or folder.paths[at] in state.own)
                and readers_of(name)
                and folder.type_of(name) is EntryType.FILE
            ):
                found[folder.paths[at]] = folder.sizes[at]
    return found


def _stands_alone(named: Named, risk: AtRisk) -> bool:
    """Whether the file is all that is meant; a program reads what lies around it."""
    top = risk.taken[named.path].top
    return named.path == top or (named.alone and named.path.endswith(_NO_CODE))


def _says(named: Named) -> str:
    return (
        f"{named.by} names {named.words}" if named.words != named.path else f"{named.by} names it"
    )


def _exception(named: Named, rule: Candidate) -> Candidate:
    line = escape_literal(named.path, exception=True)
    reason = f"{named.by} names it: kept in spite of {rule.line}"
    return rule._replace(line=line, reason=reason, group="excepted", takes_tracked=False)
