"""The suggestion itself: the text of the file, and what each of its lines saves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import common_fate
from ctxscan.findings.suggest.model import SuggestedRule, Suggestion
from ctxscan.findings.suggest.still_sent import still_sent
from ctxscan.findings.suggest.text import file_text
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.trial import (
    Amount,
    Judging,
    builders_under,
    ignore_file_of,
    tree_with,
    try_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.builders.protocol import Builder
    from ctxscan.context.tree import Tree
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.findings.suggest.state import Build, State
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.sent_files import SentFiles


def suggestion(
    state: State, candidates: Sequence[Candidate], notes: Iterable[Finding]
) -> Suggestion:
    """*candidates* behind the ignore file of all builds; the first is measured with them, too."""
    named = tuple(build.named for build in state.builds if build.refusal is None)
    first, tree, said = named[0].inspection, state.tree, tuple(notes)
    old = first.ignore_file.data
    if first.ignore_file.path is not None:
        tree = tree_with(tree, first, old)
    before = try_out(tree, (first,), old)
    if not candidates:
        still = still_sent(before.sizes)
        return Suggestion(named, (), before.amount, before.amount, old, old, said, still)
    draft, places = file_text(old, candidates, {})
    saved = _saved(places, _taken(state, tree, (old, draft), before.sizes))
    new, _ = file_text(old, candidates, _by_group(candidates, saved))
    amount = before.amount
    del before  # of a million files, their sizes take fifty megabytes: not at once with those below
    after = try_out(tree_with(tree, first, new), (first,), new)
    rules = tuple(_rule(each, saved.get(index, Amount())) for index, each in enumerate(candidates))
    still = still_sent(after.sizes)
    return Suggestion(named, rules, amount, after.amount, old, new, said, still)


def _saved(places: Mapping[int, int], gone: Iterable[tuple[str, Rule, int]]) -> dict[int, Amount]:
    """What each new rule keeps from being sent by any of the builds, by its position."""
    taken: set[str] = set()
    files: Counter[int] = Counter()
    content: Counter[int] = Counter()
    for path, rule, size in gone:
        index = places.get(rule.place.line or 0)
        if index is not None and path not in taken:
            taken.add(path)
            files[index] += 1
            content[index] += size
    return {index: Amount(files[index], content[index]) for index in files}


def _taken(
    state: State, tree: Tree, texts: tuple[bytes, bytes], of_first: Sequence[SentFiles]
) -> Iterator[tuple[str, Rule, int]]:
    """What is sent and would be no more: with the rule that takes it, and its size in bytes.

    *texts* are the ignore file without the new rules, and with them; *of_first* is what the first
    of the builds is sent.
    """
    first = next(build for build in state.builds if build.refusal is None).inspection
    rest: AbstractSet[str] = state.reach.sent
    for build in _distinct(state.builds):
        sent = of_first if build is first else try_out(tree, (build,), texts[0]).sizes
        for builder, sizes in zip(builders_under((build,), texts[1]), sent, strict=True):
            rest = {*_but(tree, rest, sizes)}
            yield from ((*found, sizes[found[0]]) for found in _ignored(tree, builder, sizes))
    # A stage that no target here needs is built by somebody, too: rules are there for it.
    if rest:
        matcher = Matcher(ignore_file_of(state.builds[0].inspection, texts[1]).rules)
        for folder, (here,) in tree.folders(matcher.root()):
            for path, name, size in zip(folder.paths, folder.names, folder.sizes, strict=True):
                if path in rest and (verdict := here.judge(name)).ignored and verdict.rule:
                    yield path, verdict.rule, size


def _but(tree: Tree, paths: AbstractSet[str], sent: SentFiles) -> Iterator[str]:
    """Those of *paths* that are not *sent*."""
    for folder, _ in tree.folders():
        here = sent.by_directory.get(folder.directory, {})
        if not here.keys() >= {*folder.names}:
            yield from (path for path in folder.file_paths() if path in paths and path not in sent)


def _ignored(tree: Tree, builder: Builder, sizes: Mapping[str, int]) -> Iterator[tuple[str, Rule]]:
    """What was sent and is no more, each with the rule that takes it."""
    for folder, (here,) in tree.folders(Judging(builder.filter(Detail.ALL))):
        alike = common_fate(here.filter, folder.names)
        if alike is not None and (alike[0] is None or alike[0].sent):
            continue
        for path, name in zip(folder.paths, folder.names, strict=True):
            if path in sizes and (judgement := here.filter.judge(name)) is not None:
                rule = judgement.verdict.rule
                if rule is not None and not judgement.sent:
                    yield path, rule


def _distinct(builds: Sequence[Build]) -> list[Inspection]:
    """One of those that send the same."""
    first: dict[object, Inspection] = {}
    own = (each for each in builds if each.named.by_name is None and each.refusal is None)
    for number, each in enumerate(own):
        inspection = each.inspection
        plan = inspection.plan
        alike = inspection.traits.follows_links_first and plan and len(inspection.syncs) == 1
        first.setdefault(plan.follow_paths if plan and alike else number, inspection)
    return list(first.values())


def _by_group(candidates: Sequence[Candidate], saved: Mapping[int, Amount]) -> dict[str, Amount]:
    groups: dict[str, Amount] = {}
    for index, amount in saved.items():
        group = candidates[index].group
        groups[group] = groups.get(group, Amount()).plus(amount)
    return groups


def _rule(candidate: Candidate, saved: Amount) -> SuggestedRule:
    return SuggestedRule(
        candidate.line,
        candidate.reason,
        candidate.source,
        candidate.group,
        candidate.origin,
        saved.files,
        saved.content_bytes,
    )
