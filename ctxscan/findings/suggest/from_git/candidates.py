"""Candidates from git's rules: translated and proven equal by seeding, less what is superfluous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.finding import Finding
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.suggest.from_git.dropped import without_named
from ctxscan.findings.suggest.from_git.superfluous import without_superfluous
from ctxscan.findings.suggest.from_git.worthy import excepts, is_slow, worthy
from ctxscan.findings.suggest.model import Candidate, left_out, parsed
from ctxscan.findings.suggest.seen_by_git import seen_by_git
from ctxscan.findings.suggest.state import Found
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.literal import escape_literal
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.git.facts import GitFacts
    from ctxscan.context.tree import Tree
    from ctxscan.findings.suggest.from_git.seeding import Seeding
    from ctxscan.findings.suggest.from_git.worthy import Worthy
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile, LeftOut

_ROUNDS = 3
WRITES_ALL = "ctxscan suggest --source gitignore"
_MAX_REPORTED = 3
_NO_MATTER = frozenset(
    {
        "no rule before it ignores what it lets in",
        "it says nothing about what is in the context",
        "git opens the directory again only to ignore what is in it",
    }
)
"""Why a line is left out that has no effect on the files of the context to begin with."""


def from_git(state: State) -> Found:
    """The step: what git ignores, as far as the rules that stand already do not say it."""
    takes_what_is_there = state.options.brief and state.options.level == "cautious"
    if "gitignore" not in state.options.sources or state.git is None or takes_what_is_there:
        return Found(state.candidates)
    before = state.rules
    found, notes = _candidates(state, state.git, before)
    found = without_superfluous(found, before, state.tree)
    # Beside rules with exceptions, a rule may fit in another form than without them: what a
    # second run would add is added now.
    for _ in range(_ROUNDS if any(each.exception for each in found) else 0):
        there = (*before, *parsed(found))
        more, _notes = _candidates(state, state.git, there)
        more = without_superfluous(more, there, state.tree)
        if not more:
            break
        found += [each._replace(group="git-more") for each in more]
    return Found([*state.candidates, *found], notes)


def _candidates(
    state: State, facts: GitFacts, before: tuple[Rule, ...]
) -> tuple[list[Candidate], list[Finding]]:
    """The lines to write behind the rules *before*, and what to report about them."""
    # What it says of the file to be written would be news to the second run alone.
    own_file = {IGNORE_FILE} - facts.kept if facts.kept is not None else set[str]()
    seen = seen_by_git(state.tree, facts.unknown | own_file)
    own = tuple(file for file in facts.files if facts.kept is None or not _is_vendored(file))
    own = _without_undone(own)
    files, notes = without_named(own, state, facts, before)
    kept_by = state.by_rules.kept
    kept = facts.kept
    if kept is None:
        kept = kept_by(files)
    elif files is not own:
        # Rules were dropped: what they ignored is needed now, and nothing else.
        kept |= kept_by(files) - kept_by(own)
    files, slow = _without_slow(files, before)
    notes = [*notes, *slow]
    if state.options.brief:
        worth = worthy(files, state, before, kept)
        notes = [*notes, *_not_worth(worth)]
        kept |= kept_by(worth.files) - kept_by(files)
        files = worth.files
    if not any(file.rules for file in files) and _keeps_all(seen, kept):
        return [], [*notes, *_left_out(_lines_left_out(files, state))]
    from ctxscan.findings.suggest.from_git.seeding import seed  # noqa: PLC0415 - where git has rules alone

    seeding = seed(files, seen, kept, before=before)
    left_out = () if state.options.brief else seeding.left_out
    found = list(_seeded(seeding))
    if state.options.brief:
        found = _without_unsent(found, state)
    return found, [*notes, *_left_out(left_out), *_unequal(seeding)]


def _without_undone(files: tuple[GitignoreFile, ...]) -> tuple[GitignoreFile, ...]:
    """Without rules that an exception of the same words takes back: ``.env``, then ``!.env``.

    And without the exception, where it is for no other rule.
    """
    rules = [rule for file in files for rule in file.rules]
    last = {
        rule.components: at
        for at, rule in enumerate(rules)
        if rule.negated and not rule.directory_only
    }
    undone = {
        rule
        for at, rule in enumerate(rules)
        if not rule.negated and last.get(rule.components, -1) > at
    }
    if not undone:
        return files
    left = [rule for rule in rules if rule not in undone]
    words = {rule.components for rule in undone}
    gone = undone | {
        rule
        for at, rule in enumerate(left)
        if rule.negated and rule.components in words and not excepts(rule, left[:at])
    }
    return tuple(
        file._replace(rules=tuple(rule for rule in file.rules if rule not in gone))
        for file in files
    )


def _without_slow(
    files: tuple[GitignoreFile, ...], before: tuple[Rule, ...]
) -> tuple[tuple[GitignoreFile, ...], list[Finding]]:
    """Without the exceptions that would end the pruning that BuildKit does now.

    One with a wildcard does (docs/semantics, D.6): what it keeps today is excepted by its path.
    """
    prunes = any(not rule.exception for rule in before)
    slow = [rule for file in files for rule in file.rules if rule.negated and is_slow(rule)]
    if (
        not slow
        or not prunes
        or any(rule.exception and has_wildcard(rule.pattern) for rule in before)
    ):
        return files, []
    why = "BuildKit would have to walk all that is ignored: each path that it keeps gets a line"
    texts = ", ".join(dict.fromkeys(rule.text.strip() for rule in slow))
    notes = [left_out(f"for {texts}", why, slow[0].place)]
    dropped = set(slow)
    return tuple(
        file._replace(rules=tuple(each for each in file.rules if each not in dropped))
        for file in files
    ), notes


def _not_worth(worth: Worthy) -> Iterator[Finding]:
    for rule, count in worth.costly:
        why = f"git keeps {count:,} files that it would take, and each would need an exception"
        yield left_out(f"for {rule.text.strip()}", why, rule.place)
    if worth.left:
        text = f"git ignores {plural(worth.left, 'more pattern')}, and no file here matches"
        yield Finding(
            "more-of-git", text, hint=f"to have all of them, use {WRITES_ALL}", severity="note"
        )


def _lines_left_out(files: Iterable[GitignoreFile], state: State) -> Iterator[LeftOut]:
    if not state.options.brief:
        yield from (line for file in files for line in file.left_out)


def _seeded(seeding: Seeding) -> Iterator[Candidate]:
    for rule in seeding.rules:
        group = "git-exact" if rule.origin is None else "gitignore"
        yield Candidate(rule.line, rule.reason, "gitignore", group, rule.origin)


def _without_unsent(candidates: Sequence[Candidate], state: State) -> list[Candidate]:
    """Without exact paths of which no build is sent anything: another disk has other paths."""
    exact = [each for each in candidates if each.group == "git-exact" and not each.exception]
    if not exact:
        return [*candidates]
    sent = {escape_literal(path) for path in (*state.reach.sent, *state.reach.above)}
    idle = {each.line for each in exact if each.line.removesuffix("/**") not in sent}
    return [each for each in candidates if each.line not in idle]


def _unequal(seeding: Seeding) -> Iterator[Finding]:
    for unequal in seeding.unequal[:_MAX_REPORTED]:
        says = "keeps" if unequal.kept_by_git else "ignores"
        text = f"git {says} {unequal.path}, and no rule could make Docker do the same"
        yield Finding("rule-left-out", text, severity="note")


def _is_vendored(file: GitignoreFile) -> bool:
    """Whether it came with a package: its patterns are about developing that package.

    What it ignores in this tree is ignored path by path.
    """
    return any(below("foreign").search(rule.place.file) for rule in file.rules)


def _keeps_all(seen: Tree, kept: frozenset[str]) -> bool:
    return all(kept.issuperset(folder.file_paths()) for folder, _ in seen.folders())


def _left_out(lines: Iterable[LeftOut]) -> Iterator[Finding]:
    """A note for each file and reason."""
    found: dict[tuple[str, str], list[LeftOut]] = {}
    for line in lines:
        if (
            line.text.strip()
            and not below("foreign").search(line.place.file)
            and line.reason not in _NO_MATTER
        ):
            found.setdefault((line.place.file, line.reason), []).append(line)
    for (_, reason), group in found.items():
        texts = ", ".join(line.text.strip() for line in group)
        yield left_out(f"for {texts}", reason, group[0].place)
