"""The suggestion itself: the text of the file, and what each of its lines saves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.suggest.model import SuggestedRule, Suggestion
from ctxscan.findings.suggest.text import file_text
from ctxscan.inspection.trial import Amount, builders_under, tree_with, try_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.context.tree import Tree
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.findings.suggest.state import State


def suggestion(
    state: State, candidates: Sequence[Candidate], notes: Iterable[Finding]
) -> Suggestion:
    """*candidates* behind the ignore file of all builds, measured before and after."""
    builds = tuple(build.inspection for build in state.builds)
    first, tree, said = builds[0], state.tree, tuple(notes)
    old = first.ignore_file.data
    if first.ignore_file.path is not None:
        tree = tree_with(tree, first, old)
    before = try_out(tree, builds, old)
    if not candidates:
        return Suggestion(builds, (), before.amount, before.amount, old, old, said)
    draft, places = file_text(old, candidates, {})
    saved = _saved(tree, builders_under(builds, draft), before.sizes, places)
    new, _ = file_text(old, candidates, _by_group(candidates, saved))
    after = try_out(tree_with(tree, first, new), builds, new)
    rules = tuple(_rule(each, saved.get(index, Amount())) for index, each in enumerate(candidates))
    return Suggestion(builds, rules, before.amount, after.amount, old, new, said)


def _saved(
    tree: Tree,
    builders: Sequence[Builder],
    sent: Sequence[Mapping[str, int]],
    places: Mapping[int, int],
) -> dict[int, Amount]:
    """What each new rule keeps from being sent, by its position.

    *sent* is what was sent without them, with its size, one for each of the *builders*.
    """
    files: Counter[int] = Counter()
    content: Counter[int] = Counter()
    for builder, sizes in zip(builders, sent, strict=True):
        for entry, judgement in tree.judgements(builder.filter(Detail.ALL)):
            rule = judgement.verdict.rule
            if judgement.sent or rule is None or entry.path not in sizes:
                continue
            index = places.get(rule.place.line or 0)
            if index is not None:
                files[index] += 1
                content[index] += sizes[entry.path]
    return {index: Amount(files[index], content[index]) for index in files}


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
