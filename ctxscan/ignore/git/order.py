"""The order in which git's rules say most exactly in Docker's list what they say in git's.

In git, nothing below an ignored directory comes back; in Docker, a later exception brings it
back. So each rule is moved behind the exceptions that have nothing in common with it: git does
not care, and Docker then keeps ``node_modules/`` shut in spite of ``!keep.js``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.ignore.git.file import STARS, LeftOut
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.ignore.git.file import GitRule

_META = regex(r"[*?\[\\]")

_MOST_PARTS = 100
"""Of longer patterns nothing is proved."""


def in_dockers_order(rules: Sequence[GitRule]) -> tuple[tuple[GitRule, ...], tuple[LeftOut, ...]]:
    """The rules, each as late as its meaning allows; and the exceptions that would mislead."""
    ordered = [rule for slot in _slots(rules) for rule in slot]
    kept: list[GitRule] = []
    left_out: list[LeftOut] = []
    for rule in ordered:
        reason = _misleads(rule, kept) if rule.negated else None
        if reason is None:
            kept.append(rule)
        else:
            left_out.append(LeftOut(rule.text, rule.place, reason))
    return tuple(kept), tuple(left_out)


def _slots(rules: Sequence[GitRule]) -> list[list[GitRule]]:
    """Before each exception the rules that must stay before it, and behind all the others."""
    exceptions = [(at, rule) for at, rule in enumerate(rules) if rule.negated]
    slots: list[list[GitRule]] = [[] for _ in range(len(exceptions) + 1)]
    for at, rule in enumerate(rules):
        if not rule.negated:
            barriers = (
                slot
                for slot, (where, exception) in enumerate(exceptions)
                if where > at and may_overlap(rule, exception)
            )
            slots[next(barriers, len(exceptions))].append(rule)
    for slot, (_, exception) in enumerate(exceptions):
        slots[slot].append(exception)
    return slots


def _misleads(exception: GitRule, before: Sequence[GitRule]) -> str | None:
    """Why *exception* is better left out."""
    meant = [rule for rule in before if not rule.negated and may_overlap(rule, exception)]
    if not meant:
        return "no rule before it ignores what it lets in"
    if exception.directory_only and any(_goes_on_below(rule) for rule in meant):
        return "git opens the directory again only to ignore what is in it"
    return None


def _goes_on_below(rule: GitRule) -> bool:
    """Whether a rule that means a directory means everything in it by name, too."""
    return ANY_DEPTH in rule.components and rule.components[-1] in STARS


def may_overlap(one: GitRule, other: GitRule) -> bool:
    """Whether a path may match both. "Yes" may be wrong, "no" is certain."""
    mine, theirs = one.components, other.components
    if ANY_DEPTH not in (mine[-1], theirs[-1]) and not _may_meet(mine[-1], theirs[-1]):
        return False
    return len(mine) + len(theirs) > _MOST_PARTS or _may_be_one_path(mine, theirs)


@lru_cache(maxsize=4096)
def _may_be_one_path(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    if not mine or not theirs:
        return mine == theirs
    if ANY_DEPTH not in (mine[0], theirs[0]):
        return _may_meet(mine[0], theirs[0]) and _may_be_one_path(mine[1:], theirs[1:])
    anywhere, path = (mine, theirs) if mine[0] == ANY_DEPTH else (theirs, mine)
    # At the end, as in "a/**", it is any name and more; elsewhere it may be nothing.
    if len(anywhere) == 1:
        return True
    return _may_be_one_path(anywhere[1:], path) or _may_be_one_path(anywhere, path[1:])


@lru_cache(maxsize=4096)
def _may_meet(one: str, other: str) -> bool:
    """Whether a name may match both components."""
    if not _META.search(one):
        return DockerPattern(other).matches(one)
    if not _META.search(other):
        return DockerPattern(one).matches(other)
    return _may_start_alike(one, other) and _may_end_alike(one, other)


def _may_start_alike(one: str, other: str) -> bool:
    heads = [_META.split(glob, maxsplit=1)[0] for glob in (one, other)]
    shorter, longer = sorted(heads, key=len)
    return longer.startswith(shorter)


def _may_end_alike(one: str, other: str) -> bool:
    tails = [_tail(glob) for glob in (one, other)]
    shorter, longer = sorted(tails, key=len)
    return longer.endswith(shorter)


def _tail(glob: str) -> str:
    """The literal text at the end, as far as a star leaves no doubt."""
    star = glob.rfind("*")
    tail = glob[star + 1 :]
    certain = star >= 0 and glob[star - 1 : star] != "\\" and not _META.search(tail)
    return tail if certain and "]" not in tail else ""
