"""What the rules do to this context that their writer may not expect.

docs/semantics, B.6, C.4, D.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.prune_by_text import TextPruning
from ctxscan.context.entry import EntryType
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.checks import Seeing
from ctxscan.findings.lint.proofs import is_literal
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import Check, Observed, ObservedFiles, Subject
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.verdict import Verdict

LARGE_WALK = 1000
"""Ignored paths that BuildKit may look at in vain before it is worth a word: about 10 ms."""


class ArrivesEmpty(Seeing):
    """Files that BuildKit's walk keeps and its check before opening refuses (D.9)."""

    sees_plain = False

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._found: dict[tuple[Rule, Rule], list[str]] = {}
        if subject.traits.announces_before_opening:
            self._prove(Matcher(subject.rules))

    def _prove(self, matcher: Matcher) -> None:
        """A literal exception tells it without the file."""
        for rule, pattern in zip(self._subject.rules, self._subject.patterns, strict=True):
            if rule.exception and is_literal(pattern):
                kept = matcher.judge(rule.pattern)
                refused = matcher.judge_or_parents(rule.pattern)
                if kept.rule and refused.rule and refused.ignored and not kept.ignored:
                    self._found[kept.rule, refused.rule] = []

    def see(self, sight: Observed) -> None:
        if not any(each.arrives_empty for each in sight.sent):
            return
        refused = sight.where.scope.judge_or_parents(sight.name)
        kept = sight.verdict.rule
        if refused.ignored and refused.rule is not None and kept is not None:
            self._found.setdefault((kept, refused.rule), []).append(sight.entry.path)

    def see_files(self, files: ObservedFiles) -> None:
        """None of them arrives empty."""

    def findings(self) -> Iterator[Finding]:
        for (kept, refused), paths in self._found.items():
            what = paths[0] if paths else kept.pattern
            more = f" (and {len(paths) - 1} more)" if len(paths) > 1 else ""
            yield about(
                refused,
                "arrives-empty",
                f"{what}{more} arrives empty, without an error: BuildKit announces it because of "
                f"line {kept.place.line} ({kept}), and refuses to open it because of this rule",
                f"remove this rule, or move it above line {kept.place.line}",
                path=what,
                measured=len(paths),
            )


class WalksIgnored(Seeing):
    """An exception with a wildcard: BuildKit looks into every ignored directory (D.6)."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._wild = [rule for rule in subject.exceptions() if _stops_pruning(rule)]
        self.is_idle = not self._wild
        self._in: dict[str, int] = {}
        self._kept: set[str] = set()

    def see(self, sight: Observed) -> None:
        top = sight.where.ignored_top
        if top is None or not self._wild or not sight.where.filter.visited:
            return
        self._in[top] = self._in.get(top, 0) + 1
        if not sight.verdict.ignored:
            self._kept.add(top)

    def see_files(self, files: ObservedFiles) -> None:
        top = files.where.ignored_top
        if top is None or not self._wild or not files.where.filter.visited:
            return
        self._in[top] = self._in.get(top, 0) + len(files.names)
        if not files.verdict.ignored:
            self._kept.add(top)

    def findings(self) -> Iterator[Finding]:
        wasted = {top: count for top, count in self._in.items() if top not in self._kept}
        total = sum(wasted.values())
        if not self._subject.traits.follows_wildcard_exceptions or total < LARGE_WALK:
            return
        largest = max(wasted, key=lambda top: wasted[top])
        others = ", ".join(str(rule.place.line) for rule in self._wild[1:])
        also = f" (so do lines {others})" if others else ""
        yield about(
            self._wild[0],
            "walks-ignored",
            f"makes BuildKit look into every ignored directory{also}: {total:,} paths here that "
            f"no exception brings back, {wasted[largest]:,} of them in {largest}",
            "write exceptions without wildcards; /** or /* at the very end does no harm",
            path=largest,
            measured=total,
        )


def _stops_pruning(exception: Rule) -> bool:
    """Whether fsutil may skip not even a directory that lies nowhere."""
    return not TextPruning([exception.pattern]).may_skip("\0/")


class LostElsewhere(Seeing):
    """Files that an exception brings back for BuildKit alone (C.4, E.2)."""

    def __init__(self, subject: Subject) -> None:
        self._found: dict[Rule, list[str]] = {}
        self._by_text = not subject.traits.follows_wildcard_exceptions
        self.is_idle = not any(subject.exceptions())

    def see(self, sight: Observed) -> None:
        rule = sight.verdict.rule
        back = sight.where.lost and rule is not None and not sight.verdict.ignored
        if back and rule is not None and sight.entry.type is not EntryType.DIRECTORY:
            self._found.setdefault(rule, []).append(sight.entry.path)

    def see_files(self, files: ObservedFiles) -> None:
        rule = files.verdict.rule
        if files.where.lost and rule is not None and not files.verdict.ignored:
            self._found.setdefault(rule, []).extend(files.paths())

    def findings(self) -> Iterator[Finding]:
        for rule, paths in self._found.items():
            many = f"{len(paths):,} files, {paths[0]} first" if len(paths) > 1 else paths[0]
            who = "this builder leaves" if self._by_text else "the classic builder and podman leave"
            yield about(
                rule,
                "exception-lost",
                f"{who} out {many}: an ignored directory is looked into only if the text of an "
                "exception begins with it",
                f"name the path: {escape_literal(paths[0], exception=True)}",
                path=paths[0],
                measured=len(paths),
            )


class _Pending:
    __slots__ = ("cleared", "index", "path")

    def __init__(self, path: str, index: int) -> None:
        self.path = path
        self.index = index
        self.cleared = False


class EmptyDirectories(Seeing):
    """``foo/**`` ignores what is in ``foo``, and sends ``foo`` without it (B.3).

    Where ``foo`` would take a file of that name as well, it is the only way to say it.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._asked = {request.path for request in subject.inspection.context.requests}
        exceptions = [rule.pattern for rule in subject.exceptions()]
        above = {each[:at] for each in exceptions for at, char in enumerate(each) if char == "/"}
        is_floating = any(each.startswith("*") for each in exceptions)
        self._heads = [
            (index, DockerPattern(head))
            for index, rule in enumerate(subject.rules)
            if not rule.exception and rule.pattern.endswith("/**")
            for head in [rule.pattern.removesuffix("/**")]
            if head.strip("*/") and not is_floating and head not in above
        ]
        self._names = {head.pattern.rpartition("/")[2] for _, head in self._heads}
        self._needs_form: set[int] = set()
        self.is_idle = not self._heads
        self._pending: _Pending | None = None
        self._found: dict[int, list[str]] = {}

    def see(self, sight: Observed) -> None:
        self._look_below(sight.entry.path, is_sent=bool(sight.sent))
        if self._heads and sight.entry.judgement.sent and sight.entry.type is EntryType.DIRECTORY:
            path = sight.entry.path
            for index, head in self._heads:
                if path not in self._asked and head.matches(path):
                    self._settle()
                    self._pending = _Pending(path, index)
        elif sight.sent:
            self._look_at_files([sight.entry.path])

    def see_files(self, files: ObservedFiles) -> None:
        self._look_below(files.where.path, is_sent=files.sent)
        if files.sent:
            self._look_at_files(files.paths())

    def _look_at_files(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path.rpartition("/")[2] in self._names:
                self._needs_form |= {index for index, head in self._heads if head.matches(path)}

    def _look_below(self, path: str, *, is_sent: bool) -> None:
        pending = self._pending
        if pending is None:
            return
        if not path.startswith(f"{pending.path}/"):
            self._settle()
        elif is_sent:
            self._pending = None
        else:
            pending.cleared = True

    def _settle(self) -> None:
        if self._pending is not None and self._pending.cleared:
            self._found.setdefault(self._pending.index, []).append(self._pending.path)
        self._pending = None

    def findings(self) -> Iterator[Finding]:
        self._settle()
        for index, paths in self._found.items():
            if index in self._needs_form:
                continue
            rule = self._subject.rules[index]
            more = f" (and {len(paths) - 1} more)" if len(paths) > 1 else ""
            yield about(
                rule,
                "leaves-directory",
                f"ignores what is in it, not the directory: {paths[0]}/{more} is sent empty",
                f"write {rule.pattern.removesuffix('/**')}",
                path=paths[0],
                measured=len(paths),
            )


class TrailingSlash(Seeing):
    """``build/`` where a file is called ``build``: git means the directory alone, Docker both."""

    def __init__(self, subject: Subject) -> None:
        self._slashed = {
            rule: f"{rule.text.strip()}**"
            for rule in subject.rules
            if not rule.exception and rule.text.strip().endswith("/") and rule.pattern
        }
        self.is_idle = not self._slashed
        self._found: dict[Rule, str] = {}

    def see(self, sight: Observed) -> None:
        if sight.entry.type is EntryType.FILE:
            self._look_at([sight.entry.path], sight.verdict)

    def see_files(self, files: ObservedFiles) -> None:
        self._look_at(files.paths(), files.verdict)

    def _look_at(self, paths: Iterable[str], verdict: Verdict) -> None:
        rule = verdict.rule
        if rule is None or not verdict.ignored or rule not in self._slashed:
            return
        if rule not in self._found:
            matches = DockerPattern(rule.pattern).matches
            self._found.update((rule, path) for path in [*filter(matches, paths)][:1])

    def findings(self) -> Iterator[Finding]:
        for rule, path in self._found.items():
            yield about(
                rule,
                "trailing-slash",
                f"ignores the file {path}, too: a slash at the end means nothing to Docker",
                f"write {self._slashed[rule]} to ignore what is in the directory alone",
                path=path,
            )


IN_CONTEXT: tuple[type[Check], ...] = (
    *(ArrivesEmpty, EmptyDirectories, LostElsewhere, TrailingSlash, WalksIgnored),
)
