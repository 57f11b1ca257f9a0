"""Where in a context a rule can change anything: what else lies there keeps what it came to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.ignore.scope import is_utf8
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.draft.folder import Folder, Planted
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.rule_matcher import RuleMatcher
    from ctxscan.ignore.scope import Scope

_TEXT = regex(r"[\w@,=~%-][\w.@,=~%-]*|\.[\w-][\w.-]*", re.ASCII)
"""A part of a pattern that no builder reads as anything but itself."""


class Touched:
    """The directories that some rules have something to say about, by their paths."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}
        """In which directory: these names, or some of them."""

        self.whole: set[str] = set()
        """They themselves, and so all that is below them."""

        self.on_the_way: set[str] = set()
        """Those above, and all of the others."""

        self.reopens = False
        """Whether what lies below an ignored directory may fare otherwise, wherever that is."""

    def add_names(self, folder: Folder, names: set[str]) -> None:
        """*names*, as far as there are any of them in *folder*."""
        known = self.names.get(folder.path)
        self.names[folder.path] = names if known is None else known | names
        self._pass(folder)
        for name in names & folder.folders.keys():
            self.add_whole(folder.folders[name])

    def add_whole(self, folder: Folder) -> None:
        self.whole.add(folder.path)
        self._pass(folder)

    def _pass(self, folder: Folder) -> None:
        for each in folder.above():
            if each.path in self.on_the_way:
                break
            self.on_the_way.add(each.path)


def touched(planted: Planted, matcher: RuleMatcher, rules: Sequence[Rule]) -> Touched:
    """What *rules* can touch, in the language of *matcher*. Never too little."""
    found = Touched()
    found.reopens = any(rule.exception for rule in rules)
    for rule in rules:
        _touch(found, planted, matcher.of([rule]), rule)
    return found


def _touch(found: Touched, planted: Planted, alone: RuleMatcher, rule: Rule) -> None:
    fixed, is_path = _fixed(rule.pattern)
    if alone.treats_directories_alike and not alone.has_whole_path_rules and not fixed:
        _by_name(found, planted, alone.root())
        return
    here: Folder | None = planted.root
    scope = alone.root()
    for at, name in enumerate(fixed):
        if here is None:
            return
        if (is_path and at == len(fixed) - 1) or here.is_odd:
            found.add_names(here, {name})
            return
        if scope.matching(name):
            found.add_names(here, {name})
        here, scope = here.folders.get(name), scope.enter(name)
    if here is not None:
        _below(found, here, scope)


def _fixed(pattern: str) -> tuple[list[str], bool]:
    """The parts in front that are plain text, and whether those are all there are."""
    parts = pattern.split("/")
    plain = next((at for at, part in enumerate(parts) if not _TEXT.fullmatch(part)), len(parts))
    return parts[:plain], plain == len(parts)


def _by_name(found: Touched, planted: Planted, scope: Scope) -> None:
    """A rule that says the same of a name wherever it is."""
    matching = scope.matching
    hits = {name for name in planted.names if matching(name) or not is_utf8(name)}
    stack = [planted.root]
    while stack:
        here = stack.pop()
        if here.is_odd:
            found.add_whole(here)
            continue
        if not here.names.isdisjoint(hits):
            found.add_names(here, hits)
        stack += [each for name, each in here.folders.items() if name not in hits]


def _below(found: Touched, top: Folder, above: Scope) -> None:
    """A rule that says something of what lies below *top*, and has to be asked of it."""
    stack = [(top, above)]
    while stack:
        here, scope = stack.pop()
        if here.is_odd:
            found.add_whole(here)
            continue
        hits = set()
        if scope.same_for_all_names != 0 or here.has_odd_names:
            hits = {name for name in here.names if scope.matching(name) or not is_utf8(name)}
            if hits:
                found.add_names(here, hits)
        rest = (each for each in here.folders.values() if each.name not in hits)
        stack += [(each, scope.enter(each.name)) for each in rest]
