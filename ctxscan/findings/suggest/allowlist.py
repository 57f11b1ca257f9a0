"""Candidates for an allowlist: everything out, then what the sources ask for in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit import buildkit_builder
from ctxscan.builders.classic import ClassicBuilder
from ctxscan.builders.sent import Detail
from ctxscan.context.entry import EntryType
from ctxscan.errors import Place
from ctxscan.findings.suggest.model import Candidate, Note
from ctxscan.findings.suggest.named import and_above
from ctxscan.ignore.file import Rule, parse_rule
from ctxscan.ignore.glob import has_wildcard
from ctxscan.ignore.literal import as_line, escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.buildkit import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders.sent import Builder
    from ctxscan.findings.suggest.tree import Snapshot
    from ctxscan.inspection import Inspection, Request

_STARS = frozenset({"*", "**", "**/*", "**/**"})
_WHOLE = frozenset({EVERYTHING, ".", "*"})


def allowlist(
    inspection: Inspection, asked: Sequence[Request], tree: Snapshot, before: tuple[Rule, ...]
) -> tuple[list[Candidate], list[Note]]:
    """The lines, or a note on why there are none."""
    wanted = [each for each in asked if not each.source.useless]
    whole = next((each for each in wanted if each.path in _WHOLE), None)
    if whole is not None:
        place = Place(inspection.location.dockerfile.shown, whole.source.line)
        return [], [Note("it asks for the whole context: an allowlist would keep all of it", place)]
    if not wanted:
        return [], [Note("no instruction asks for anything: there is nothing to allow")]
    return _Allowlist(tree, before, _smallest({each.path for each in wanted})).candidates(), []


def _smallest(paths: set[str]) -> list[str]:
    """Without those below another one, and without what no exception can mean."""
    literal = {path for path in paths if not has_wildcard(path)}
    return sorted(
        path
        for path in paths
        if not path.startswith("!") and literal.isdisjoint([*and_above(path)][1:])
    )


class _Allowlist:
    def __init__(self, tree: Snapshot, before: tuple[Rule, ...], paths: list[str]) -> None:
        self._tree = tree
        self._before = before
        self._paths = paths

    def candidates(self) -> list[Candidate]:
        starred = any(rule.pattern in _STARS and not rule.exception for rule in self._before)
        found = [] if starred else [_made("*", "nothing is sent that no instruction asks for")]
        for path in self._paths:
            if not (starred and self._is_let_in(path)):
                line = as_line(path, exception=True)
                found.append(_made(line, "an instruction of the Dockerfile asks for it"))
        if not found:
            return []
        found += self._for_classic(found)
        again = self._let_in_again(found)
        if again:
            # What the rules before ignored stays ignored: their words stand behind the exceptions.
            found += [
                _made(str(rule), "as above: the exceptions would let it in again")
                for rule in self._before
                if rule.pattern not in _STARS and (not rule.exception or self._allows(rule))
            ]
            again = self._let_in_again(found)
        found += [_made(escape_literal(path), "ignored before as well") for path in sorted(again)]
        return found

    def _is_let_in(self, path: str) -> bool:
        if any(rule.exception and rule.pattern == path for rule in self._before):
            return True
        return not has_wildcard(path) and not Matcher(self._before).judge(path).ignored

    def _allows(self, rule: Rule) -> bool:
        return not set(self._paths).isdisjoint(and_above(rule.pattern))

    def _for_classic(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Exact paths where the classic builder loses what a wildcard lets in."""
        place = Place("Dockerfile")
        matcher = Matcher([Rule(path, False, path, place) for path in self._paths])
        had = _sent(self._tree, _classic(self._before))
        has = _sent(self._tree, _classic(self._rules(found)))
        uppermost: set[str] = set()
        for lost in had - has:
            hit = [each for each in and_above(lost) if matcher.rules_for(each)]
            uppermost.update(hit[-1:])
        return [
            _made(escape_literal(path, exception=True), "the classic builder needs the exact path")
            for path in sorted(uppermost)
        ]

    def _let_in_again(self, found: Sequence[Candidate]) -> set[str]:
        rules = self._rules(found)
        classic = _sent(self._tree, _classic(rules)) - _sent(self._tree, _classic(self._before))
        had = _sent(self._tree, buildkit_builder(self._before, None))
        return classic | (_sent(self._tree, buildkit_builder(rules, None)) - had)

    def _rules(self, found: Iterable[Candidate]) -> tuple[Rule, ...]:
        place = Place("(new)")
        parsed = (parse_rule(each.line, place) for each in found)
        return (*self._before, *(rule for rule in parsed if rule is not None))


def _made(line: str, reason: str) -> Candidate:
    return Candidate(line, reason, "dockerfile", "allowlist", takes_tracked=True)


def _classic(rules: Sequence[Rule]) -> Builder:
    return ClassicBuilder(Matcher(rules), injected_dockerfile=None)


def _sent(tree: Snapshot, builder: Builder) -> set[str]:
    return {
        entry.path
        for entry in tree.judged(builder.filter(Detail.SENT))
        if entry.judgement.sent and entry.type is not EntryType.DIRECTORY
    }
