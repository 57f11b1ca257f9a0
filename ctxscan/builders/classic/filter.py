"""Which entries the classic builder's tar holds, and which the client checks before it sends any.

Sources: docker/cli, cli/command/image/build/context.go:ValidateContextDirectory;
moby/go-archive, Tarballer.Do. docs/semantics, C.3 and C.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.below_pruned import BelowPruned
from ctxscan.builders.common import shown
from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import ByRules, Filter, Judgement
from ctxscan.errors import IgnoreFileError

if TYPE_CHECKING:
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import Scope


class ClassicFilter:
    """One directory on the way of the tar."""

    __slots__ = ("_detail", "_judgements", "_matcher", "_scope", "_validated", "visited")

    def __init__(
        self,
        matcher: Matcher,
        scope: Scope,
        detail: Detail,
        judgements: dict[int, Judgement],
        *,
        validated: bool,
    ) -> None:
        self._matcher = matcher
        self._scope = scope
        self._detail = detail
        self._judgements = judgements
        self._validated = validated
        """Whether the client checks this directory before it sends anything."""
        self.visited = True

    def same_for_all_names(self) -> tuple[Judgement | None] | None:
        hits = self._scope.same_for_all_names
        if hits is None or self._matcher.has_malformed:
            return None
        return (shown(self._judge(hits | self._scope.remembered), self._detail),)

    def by_rules(self) -> ByRules | None:
        if self._matcher.has_malformed:
            return None
        scope, detail = self._scope, self._detail
        remembered = scope.remembered

        def fate(hits: int) -> Judgement | None:
            return shown(self._known(hits | remembered), detail)

        return ByRules(scope.matching, fate, scope.hitting, remembered)

    def judge(self, name: str) -> Judgement | None:
        if self._matcher.has_malformed and self._validated:
            self._scope.judge_or_parents(name)  # raises where the client's check would
        return shown(self._judgement(name), self._detail)

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        validated = self._validated and not self._scope.judge_or_parents(name).ignored
        judgement = self._judgement(name)
        if judgement.sent or self._descends(self._scope.directory + name + "/"):
            below = ClassicFilter(
                self._matcher,
                self._scope.enter(name),
                self._detail,
                self._judgements,
                validated=validated,
            )
            return shown(judgement, self._detail), below
        pruned = BelowPruned(judgement) if self._detail is Detail.ALL else None
        if validated and self._matcher.has_malformed:
            return shown(judgement, self._detail), _Checked(self._scope.enter(name), pruned)
        return shown(judgement, self._detail), pruned

    def _judgement(self, name: str) -> Judgement:
        return self._known(self._scope.matching(name) | self._scope.remembered)

    def _known(self, hits: int) -> Judgement:
        known = self._judgements.get(hits)
        if known is None:
            known = self._judgements[hits] = self._judge(hits)
        return known

    def _judge(self, hits: int) -> Judgement:
        try:
            verdict = self._matcher.verdict(hits)
        except IgnoreFileError as error:
            # Where the client's check does not look, go-archive is the first to try the malformed
            # pattern: it logs that, and closes the archive as if it were complete.
            verdict = self._matcher.verdict(hits, lenient=True)
            return Judgement(sent=False, verdict=verdict, ends_transfer=str(error))
        return Judgement(sent=not verdict.ignored, verdict=verdict)

    def _descends(self, directory: str) -> bool:
        """Whether an exception starts with the very text of an ignored directory.

        Wildcards are not interpreted here: below ``d``, ``!d/*.c`` works and ``!**/x.c`` does not.
        """
        return any(
            rule.exception and f"{rule.pattern}/".startswith(directory)
            for rule in self._matcher.rules
        )


class _Checked:
    """A directory that the client's check looks into, and the tar does not."""

    __slots__ = ("_pruned", "_scope")

    visited = True

    def __init__(self, scope: Scope, pruned: BelowPruned | None) -> None:
        self._scope = scope
        self._pruned = pruned

    def same_for_all_names(self) -> None:
        return None

    def by_rules(self) -> None:
        return None

    def judge(self, name: str) -> Judgement | None:
        self._scope.judge_or_parents(name)  # raises where the client's check would
        return None if self._pruned is None else self._pruned.judge(name)

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        kept = not self._scope.judge_or_parents(name).ignored
        below = _Checked(self._scope.enter(name), self._pruned) if kept else self._pruned
        return None if self._pruned is None else self._pruned.judge(name), below
