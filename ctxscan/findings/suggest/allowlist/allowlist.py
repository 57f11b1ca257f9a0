"""An allowlist: everything out, then what the sources ask for in again, and nothing else.

Each draft is tried on the tree with both builders; what they do otherwise than BuildKit does
without it leads to further lines, until there is no difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.context.links.buildkit import without_nested
from ctxscan.errors import IgnoreFileError, Place
from ctxscan.findings.suggest.allowlist.difference import CurrentTransfer
from ctxscan.findings.suggest.exact_paths import BY_NAME, ExactPaths
from ctxscan.findings.suggest.model import Candidate, Note
from ctxscan.findings.suggest.protected import and_above
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import Rule, parse_rule, rule_of
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import as_line, escape_char, escape_literal, needs_escape
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.buildkit import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.inspection import Inspection, Request

_STARS = frozenset({"*", "**", "**/*", "**/**"})
_WHOLE = frozenset({ALL_PATHS, ".", "*"})

_ROUNDS = 12
_MOST_EXACT = 1000
"""Beyond so many exact paths, it is no list that anybody could keep."""

_PLACE = Place("(new)")
_REASON = "an instruction of the Dockerfile asks for it"


class Allowlist:
    """The lines to add, or notes on why there are none."""

    def __init__(
        self,
        inspection: Inspection,
        asked: Sequence[Request],
        tree: Tree,
        *,
        target_only: bool = False,
    ) -> None:
        self.candidates: list[Candidate] = []
        self.notes: list[Note] = []
        self.wanted: CurrentTransfer | None = None
        """What the lines keep; ``None`` without any."""
        self._shown = inspection.location.dockerfile.shown
        asked = [each for each in asked if not each.source.useless]
        why_not = self._why_not(asked, tree)
        if why_not is not None:
            self.notes.append(why_not)
            return
        before = inspection.ignore_file.rules
        requested = _requested(asked, at_once=target_only)
        wanted = CurrentTransfer(tree, before, requested, inspection.location.dockerfile.in_context)
        drafts = _Drafts(before, requested, wanted, tree)
        found = drafts.best()
        if found is None:
            text = "no allowlist: no rules make the classic builder send what BuildKit does"
            self.notes.append(Note(text, Place(self._shown)))
        else:
            self.candidates, self.wanted = found, wanted
            self.notes += self._ignored_by_star(asked, drafts)

    def _why_not(self, asked: Sequence[Request], tree: Tree) -> Note | None:
        whole = next((each for each in asked if _pattern(each) in _WHOLE), None)
        if whole is not None:
            place = Place(self._shown, whole.source.line)
            return Note("it asks for the whole context: an allowlist would keep all of it", place)
        if not asked:
            return Note("no instruction asks for anything: there is nothing to allow")
        for each in asked:
            # A "!" in front, or a blank at an end: BuildKit asks for something else, or for
            # nothing, and the classic builder for what is there.
            if _pattern(each) not in (each.path, None) and _is_there(each.path, tree):
                text = f"line {each.source.line} of the Dockerfile names {each.path}"
                return Note(f"no rule *: {text}, and no exception can")
        return None

    def _ignored_by_star(self, asked: Sequence[Request], drafts: _Drafts) -> Iterator[Note]:
        told: set[str] = set()
        for each in asked:
            if each.path not in told and drafts.is_kept_out(each.path):
                told.add(each.path)
                text = f"an instruction asks for {each.path}, which is there and stays ignored"
                place = Place(self._shown, each.source.line)
                yield Note(text, place, f"to let it in, add {_line_of(each.path)}")


class _Drafts:
    def __init__(
        self,
        before: tuple[Rule, ...],
        requested: Sequence[Rule],
        wanted: CurrentTransfer,
        tree: Tree,
    ) -> None:
        self._before = before
        self._requested = Matcher(requested)
        self._wanted = wanted
        self._tree = tree
        self._ignored = Matcher(before)
        self._ignored_by_name = Matcher([rule for rule in before if not _is_star(rule)])
        paths = {rule.pattern for rule in requested}
        self._paths = _smallest({path for path in paths if not self._stays_ignored(path)})

    def is_kept_out(self, path: str) -> bool:
        """Whether nothing of what is there at *path* is sent, for want of an exception alone."""
        name = _unescaped(path)
        return (
            not has_wildcard(path)
            and self._tree.get(name) is not None
            and self._ignored.judge(name).ignored
            and not self._ignored_by_name.judge(name).ignored
            and not self._holds_wanted(name)
        )

    def _stays_ignored(self, path: str) -> bool:
        """Whether the rules before ignore it, so that an exception would only get in their way."""
        if has_wildcard(path):
            return False
        name = _unescaped(path)
        ignored = self._ignored_by_name
        if self._tree.get(name) is not None:
            ignored = self._ignored
        return ignored.judge(name).ignored and not self._holds_wanted(name)

    def _holds_wanted(self, name: str) -> bool:
        return name in self._wanted.paths

    def best(self) -> list[Candidate] | None:
        """The shortest that leaves no difference; ``None`` when there is none."""
        drafts = [self._completed(list(self._let_in(("*", *self._paths))))]
        if any(_is_star(rule) for rule in self._before):
            drafts.append(self._completed(list(self._let_in(self._not_let_in()))))
        found = [draft for draft in drafts if draft is not None]
        return min(reversed(found), key=len, default=None)

    def _let_in(self, paths: Iterable[str]) -> Iterator[Candidate]:
        for path in paths:
            if path == "*":
                yield _made("*", "nothing is sent that no instruction asks for")
            else:
                yield _made(_line_of(path), _REASON)

    def _not_let_in(self) -> Iterator[str]:
        """What the list that is there ignores for no other reason than that nothing names it."""
        excepted = _behind_stars(self._before)
        for path in self._paths:
            name = None if has_wildcard(path) else _unescaped(path)
            if _pattern_of(path) in excepted or (name and name in self._wanted.paths):
                continue
            if name is None or self._ignored.judge(name).ignored:
                yield path

    def _completed(self, found: list[Candidate]) -> list[Candidate] | None:
        found += self._for_classic(found)
        if self._forgets(found):
            # What the rules before ignored stays ignored: their words stand behind the exceptions.
            found += [
                _made(str(rule), "as above: the exceptions would let it in again")
                for rule in self._before
                if not _is_star(rule) and (not rule.exception or self._allows(rule))
            ]
        exact = ExactPaths(self._tree, self._wanted.paths, BY_NAME)
        lines: list[Candidate] = []
        for _ in range(_ROUNDS):
            difference = self._wanted.difference(self._rules([*found, *lines]))
            if not difference:
                return [*found, *lines]
            if not exact.add(difference.missing, difference.extra):
                break
            lines = [_made(line, "the exact path, which no pattern says") for line in exact.lines()]
            if len(lines) > _MOST_EXACT:
                break
        return None

    def _for_classic(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Exact paths where the classic builder loses what a wildcard lets in."""
        uppermost: set[str] = set()
        for lost in self._wanted.difference(self._rules(found)).missing:
            hit = [each for each in and_above(lost) if self._requested.rules_for(each)]
            uppermost.update(hit[-1:])
        return [
            _made(escape_literal(path, exception=True), "the classic builder needs the exact path")
            for path in sorted(uppermost)
        ]

    def _forgets(self, found: Sequence[Candidate]) -> bool:
        """Whether something gets in, be it not there yet, that the rules before ignore."""
        rules = self._rules(found)
        old, new = self._ignored, Matcher(rules)
        if any(old.judge(path).ignored for path in self._wanted.difference(rules).extra):
            return True
        return any(
            old.judge(path).ignored and not new.judge(path).ignored
            for rule in self._before
            if not rule.exception and not _is_star(rule)
            for path in self._samples(rule.pattern)
        )

    def _samples(self, pattern: str) -> Iterator[str]:
        """Paths that the rule could be about, in each directory that may be asked for."""
        parts = pattern.split("/")
        for sample in samples(parts):
            yield sample
            if parts[0] == ANY_DEPTH:
                for path in self._paths:
                    if not has_wildcard(path):
                        yield f"{_unescaped(path)}/{sample}"

    def _allows(self, rule: Rule) -> bool:
        return not set(self._paths).isdisjoint(and_above(rule.pattern))

    def _rules(self, found: Iterable[Candidate]) -> tuple[Rule, ...]:
        parsed = (parse_rule(each.line, _PLACE) for each in found)
        return (*self._before, *(rule for rule in parsed if rule is not None))


def _is_star(rule: Rule) -> bool:
    return rule.pattern in _STARS and not rule.exception


def _behind_stars(rules: Sequence[Rule]) -> set[str]:
    """The patterns of the exceptions behind the last line that ignores everything."""
    last = max((at for at, rule in enumerate(rules) if _is_star(rule)), default=-1)
    return {rule.pattern for rule in rules[last + 1 :] if rule.exception}


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


def _requested(asked: Iterable[Request], *, at_once: bool) -> list[Rule]:
    """*at_once*: one build asks for all of it; otherwise each stage may be built alone."""
    patterns: dict[int, set[str]] = {}
    for each in asked:
        if pattern := _pattern(each):
            patterns.setdefault(0 if at_once else each.source.stage, set()).add(pattern)
    # Below a path that is asked for, no other pattern reaches the matcher (docs/semantics, D.5).
    kept = {pattern for stage in patterns.values() for pattern in without_nested(stage) or ()}
    return [Rule(pattern, False, pattern, _PLACE) for pattern in sorted(kept)]


def _is_there(path: str, tree: Tree) -> bool:
    matcher = Matcher([Rule(path, False, path, _PLACE)])
    return any(matcher.rules_for(path) for path, _, _ in tree.descend())


def _line_of(path: str) -> str:
    """The exception for what a source asks for, which is a pattern as it stands."""
    written = "".join(escape_char(char) if needs_escape(char) else char for char in path)
    return as_line(written, exception=True)


def _pattern_of(path: str) -> str:
    rule = parse_rule(_line_of(path), _PLACE)
    return rule.pattern if rule else ""


def _unescaped(path: str) -> str:
    """The one path that a pattern without wildcards matches."""
    return re.sub(r"\\(.)", r"\1", path, flags=re.DOTALL)


def _smallest(paths: set[str]) -> list[str]:
    """Without those below another one, or that a wildcard lets in for either builder."""
    literal = {path for path in paths if not has_wildcard(path)}
    globs = [path for path in paths - literal if not has_wildcard(path.rpartition("/")[0])]
    let_in = Matcher([Rule(path, False, path, _PLACE) for path in globs])
    return sorted(
        path
        for path in paths
        if literal.isdisjoint([*and_above(path)][1:])
        and not (path in literal and let_in.judge(_unescaped(path)).ignored)
    )


def _made(line: str, reason: str) -> Candidate:
    return Candidate(line, reason, "dockerfile", "allowlist", takes_tracked=True)
