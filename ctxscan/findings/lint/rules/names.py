"""Rules whose name is found elsewhere in the context: deeper down, or spelled otherwise."""

from __future__ import annotations

from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.catalog import catalog
from ctxscan.findings.catalog.directories import named
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.checks import Seeing
from ctxscan.findings.lint.proofs import is_literal
from ctxscan.findings.lint.spelling import differs_by
from ctxscan.golang.path import trim
from ctxscan.ignore.file import Rule
from ctxscan.ignore.literal import OPERATORS, escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.scope import Scope
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import CountingCheck, Observed, ObservedFiles, Subject
    from ctxscan.ignore.verdict import Verdict


@cache
def _junk() -> Scope:
    """What is junk at any depth, as the catalog has it."""
    rows = [row for row in catalog() if row.pattern.startswith("**/") and not row.bound]
    kept = (row.pattern for row in rows if row.level != "aggressive")
    return Matcher([Rule(pattern, False, pattern, Place("")) for pattern in kept]).root()


@lru_cache(maxsize=1000)
def _is_junk(path: str) -> bool:
    usual = path.rpartition("/")[2] in named("output")
    *directories, name = path.split("/")
    return not usual and bool(reduce(Scope.enter, directories, _junk()).matching(name))


def _asked_by_name(subject: Subject) -> frozenset[str]:
    """Paths that an instruction names: nobody means to ignore those."""
    return frozenset(request.path for request in subject.inspection.context.requests)


class _Found:
    __slots__ = ("count", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.count = 0


class BareNames(Seeing):
    """``node_modules`` beside a ``web/node_modules`` that is sent: what .gitignore would match.

    A name that is junk wherever it lies is a finding; any other one only if it was meant for no
    directory that is there, in a file whose writer never wrote ``**/``.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._meant = _asked_by_name(subject) | {rule.pattern for rule in subject.exceptions()}
        self._any_depth = any(rule.pattern.startswith("**/") for rule in subject.rules)
        self._names: dict[str, int] = {}
        self._endings: dict[str, int] = {}
        for index, rule in enumerate(subject.rules):
            if not rule.exception and "/" not in rule.pattern:
                self._file(rule.pattern, index)
        self.is_idle = not (self._names or self._endings)
        self._found: dict[int, _Found] = {}
        self._inside = "/"

    def _file(self, pattern: str, index: int) -> None:
        if not OPERATORS.intersection(pattern):
            self._names.setdefault(pattern, index)
        elif pattern.startswith("*") and not OPERATORS.intersection(pattern[1:]) and pattern[1:]:
            self._endings.setdefault(pattern[1:], index)

    def see(self, sight: Observed) -> None:
        if sight.entry.judgement.sent and sight.verdict.rule is None:
            self._look_at(sight.where.path, sight.name)

    def see_files(self, files: ObservedFiles) -> None:
        if files.sent and files.verdict.rule is None and self._may_be_among(files):
            names, ends = self._names, tuple(self._endings)
            for name in files.names:
                if name in names or name.endswith(ends):
                    self._look_at(files.where.path, name)

    def _may_be_among(self, files: ObservedFiles) -> bool:
        """Few directories hold one of them; this is much faster than name by name."""
        some = bool(self._names) and not self._names.keys().isdisjoint(files.names)
        return some or any(f"{ending}/" in files.text for ending in self._endings)

    def _look_at(self, directory: str, name: str) -> None:
        index = self._names.get(name)
        if index is None:
            index = next((at for end, at in self._endings.items() if name.endswith(end)), None)
        path = directory + name
        if index is None or not directory or path in self._meant or path.startswith(self._inside):
            return
        self._found.setdefault(index, _Found(path)).count += 1
        self._inside = f"{path}/"

    def findings(self, matched: Sequence[int]) -> Iterator[Finding]:
        for index, found in self._found.items():
            rule = self._subject.rules[index]
            if _is_junk(found.path) or self._was_meant(rule, matched[index]):
                more = f", and {found.count - 1} more like it" if found.count > 1 else ""
                yield about(
                    rule,
                    "only-at-root",
                    f"matches at the context root alone: {found.path} is sent{more}",
                    f"write **/{rule.pattern}",
                    path=found.path,
                    measured=found.count,
                )

    def _was_meant(self, rule: Rule, matched: int) -> bool:
        anchored = trim(rule.text).startswith(("/", "./"))
        usual = rule.pattern in named("output") or rule.pattern.startswith("*")
        return not (matched or anchored or usual or self._any_depth)


class _Meant(NamedTuple):
    how: str
    path: str


class Misspelled(Seeing):
    """A rule that matches nothing, one letter or a difference of case away from a real path."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._asked = _asked_by_name(subject)
        self._by_depth: dict[int, list[tuple[int, list[str]]]] = {}
        self._floating: list[tuple[int, str]] = []
        self._junk: set[int] = set()
        for index, (rule, pattern) in enumerate(zip(subject.rules, subject.patterns, strict=True)):
            parts = rule.pattern.split("/")
            if parts[-1] in named("output"):
                continue  # a usual name is no slip, whatever else lies there
            if _is_junk(parts[-1]):
                self._junk.add(index)  # nor is that one, but for its case
            if is_literal(pattern):
                self._by_depth.setdefault(len(parts), []).append((index, parts))
            elif parts[0] == "**" and len(parts) == 2 and not OPERATORS.intersection(parts[1]):
                self._floating.append((index, parts[1]))
        self.is_idle = not (self._by_depth or self._floating)
        self._known: dict[str, list[tuple[int, str]]] = {}
        self._meant: dict[int, _Meant] = {}

    def see(self, sight: Observed) -> None:
        if sight.where.ignored_top is None:
            self._look_at(sight.entry.path, sight.name, sight.verdict)

    def see_files(self, files: ObservedFiles) -> None:
        depth = files.where.path.count("/") + 1
        if files.where.ignored_top is None and (self._floating or depth in self._by_depth):
            for name in files.names:
                self._look_at(files.where.path + name, name, files.verdict)

    def _look_at(self, path: str, name: str, verdict: Verdict) -> None:
        for index, how in (*self._alike(path), *self._same_name(name)):
            exception = self._subject.rules[index].exception
            # Somebody names it: nobody meant to ignore it, but well to keep it.
            counts = exception or path not in self._asked
            untouched = verdict.ignored if exception else verdict.rule is None
            if counts and untouched and (how == "case" or index not in self._junk):
                self._meant.setdefault(index, _Meant(how, path))

    def _alike(self, path: str) -> Iterator[tuple[int, str]]:
        parts = path.split("/")
        for index, written in self._by_depth.get(len(parts), ()):
            off = [(a, b) for a, b in zip(written, parts, strict=True) if a != b]
            how = differs_by(*off[0]) if len(off) == 1 else None
            if how is not None:
                yield index, how

    def _same_name(self, name: str) -> list[tuple[int, str]]:
        if not self._floating:
            return []
        known = self._known.get(name)
        if known is None:
            pairs = ((index, differs_by(written, name)) for index, written in self._floating)
            known = self._known[name] = [(index, how) for index, how in pairs if how is not None]
        return known

    def findings(self, matched: Sequence[int]) -> Iterator[Finding]:
        for index, meant in self._meant.items():
            rule = self._subject.rules[index]
            if matched[index]:
                continue
            name = meant.path if is_literal(self._subject.patterns[index]) else ""
            written = escape_literal(name, exception=rule.exception)
            shown = written if name else f"**/{meant.path.rpartition('/')[2]}"
            kept = "stays ignored" if rule.exception else "is not ignored"
            yield about(
                rule,
                "misspelled",
                f"matches nothing here; {meant.path}, off by {meant.how}, {kept}",
                f"write {shown}, if that is what is meant",
                path=meant.path,
            )


class EdgeSpaces(Seeing):
    """A name that begins or ends with white space, and a rule from which Docker cuts it off."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._paths: dict[str, int] = {}
        for index, rule in enumerate(subject.rules):
            text = rule.text.removeprefix("!") if rule.exception else rule.text
            rest = text.removeprefix("/").removesuffix("/")
            if is_literal(subject.patterns[index]) and rest != trim(rest):
                self._paths[rest] = index
        self.is_idle = not self._paths
        self._found: list[tuple[int, str]] = []

    def see(self, sight: Observed) -> None:
        index = self._paths.get(sight.entry.path)
        if index is not None:
            self._found.append((index, sight.entry.path))

    def see_files(self, files: ObservedFiles) -> None:
        for path in files.paths() if self._paths else ():
            if path in self._paths:
                self._found.append((self._paths[path], path))

    def findings(self, matched: Sequence[int]) -> Iterator[Finding]:
        for index, path in self._found:
            rule = self._subject.rules[index]
            also = f" (but {rule.pattern!r} does)" if matched[index] else ""
            yield about(
                rule,
                "edge-space",
                f"Docker cuts white space off: {path!r} does not match{also}",
                f"write {escape_literal(path, exception=rule.exception)}",
                path=path,
            )


COUNTING: tuple[type[CountingCheck], ...] = (BareNames, EdgeSpaces, Misspelled)
