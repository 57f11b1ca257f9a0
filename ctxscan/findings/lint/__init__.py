"""Whether an ignore file does what its writer meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.findings.lint.observe import Subject, walk
from ctxscan.findings.lint.rules import wording
from ctxscan.findings.lint.rules.effects import (
    ArrivesEmpty,
    EmptyDirectories,
    LostElsewhere,
    WalksIgnored,
)
from ctxscan.findings.lint.rules.files import (
    DockerfileLost,
    Overridden,
    Sources,
    Unsendable,
    met,
    nearby,
)
from ctxscan.findings.lint.rules.names import BareNames, EdgeSpaces, Misspelled
from ctxscan.findings.lint.rules.order import order_findings
from ctxscan.findings.lint.rules.podman import podman_differs
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.lint.observe import Check
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

    RuleCheck = Callable[[Rule, DockerPattern], Finding | None]

BY_LOOKS: tuple[RuleCheck, ...] = (
    wording.indented_comment,
    wording.trailing_comment,
    wording.braces,
    wording.backslash,
)
"""Checks of one rule that are wrong about a rule that matches something here."""

BY_MEANING: tuple[RuleCheck, ...] = (
    wording.never_matches,
    wording.negated_class,
    wording.wildcard_in_class,
    wording.operator,
    wording.glued_stars,
    wording.hidden_exception,
    wording.not_utf_8,
    podman_differs,
)
"""Checks of one rule that are right on every tree."""

IN_CONTEXT: tuple[Callable[[Subject], Check], ...] = (
    ArrivesEmpty,
    BareNames,
    DockerfileLost,
    EdgeSpaces,
    EmptyDirectories,
    LostElsewhere,
    Misspelled,
    Overridden,
    Sources,
    Unsendable,
    WalksIgnored,
)
"""Checks that have to see the context."""

ABOUT_THE_TEXT = frozenset(
    {"never-matches", "indented-comment", "trailing-comment", "backslash", "braces"}
)
"""Where one of these is told about a rule, whatever else is wrong with it follows from it."""

CODES = {
    "arrives-empty": "A file is announced and then refused: the image holds an empty file.",
    "backslash": "A backslash between directories: Docker takes it for an escape.",
    "braces": "`{a,b}`, which Docker does not expand.",
    "carriage-returns": "Lines that end with CR alone: Docker reads one line.",
    "control-character": "A TAB or another control character: BuildKit cannot send the rule.",
    "dockerfile-lost": "A rule keeps a nested Dockerfile from the classic builder.",
    "edge-space": "A name that begins or ends with white space, which Docker cuts off the rule.",
    "exception-lost": "An exception that the classic builder and podman do not follow.",
    "exception-misses": "`!dir`, where the rules above ignore what is in it, not `dir` itself.",
    "exception-useless": "An exception that no rule above gives anything to bring back.",
    "glued-stars": "`**x` or `x**y`: `**` that is no directory of its own.",
    "hidden-exception": "`/!x` is an exception, `!!x` is one for a name that begins with `!`.",
    "ignore-file-unread": "An ignore file lies there that this build does not read.",
    "ignore-file-unreadable": "BuildKit cannot read the ignore file, and ignores nothing.",
    "indented-comment": "A `#` behind white space starts no comment.",
    "leaves-directory": "`foo/**` sends `foo` as an empty directory.",
    "misspelled": "Matches nothing, and is one letter or a case away from a real path.",
    "negated-class": "`[!a]`: Docker negates with `^`.",
    "never-matches": "`.`, `/`, `..` and `../x` match nothing.",
    "not-utf-8": "A rule with bytes that are not UTF-8.",
    "only-at-root": "A name that lies deeper as well, where the rule does not look.",
    "overridden": "An empty ignore file of one Dockerfile takes the place of the common one.",
    "podman-differs": "Podman and Buildah read the rule otherwise.",
    "refused": "Docker refuses the rule, and the build.",
    "shadowed": "Another rule does already all that this one could do.",
    "source-ignored": "A source of the Dockerfile is kept out by the ignore file.",
    "stray-operator": "`|`, `^` or `{2}` beside a wildcard.",
    "too-many-rules": "More rules than BuildKit's protocol carries (about 1 MB).",
    "trailing-comment": "A comment behind a rule is part of the rule.",
    "transfer-cut-short": "The classic builder leaves out the rest of the context.",
    "undone": "An exception below takes back all that the rule ignores.",
    "unreadable-directory": "A directory cannot be read: the build fails.",
    "unsendable": "An unreadable file or a socket arrives empty.",
    "utf-16": "The file is UTF-16: Docker makes nothing of it.",
    "walks-ignored": "An exception with a wildcard makes BuildKit look into ignored directories.",
    "whole-context": "A source asks for the whole context, though it does not look like it.",
    "wildcard-in-class": "`[*]` and `[?]`: Docker rewrites them even in a class.",
}
"""Each code with its meaning: a contract, see docs/codes.md."""


@dataclass(frozen=True, slots=True)
class Lint:
    findings: tuple[Finding, ...]
    """By file and line."""

    rules: int

    walked: int
    """Paths that were looked at, ignored ones included; 0 if Docker refuses the file."""


def lint(inspection: Inspection, on_directory: Callable[[int], None] | None = None) -> Lint:
    """Walk the context once and try every check. Raises CtxscanError, as the walk does."""
    rules = inspection.ignore_file.rules
    subject = Subject(inspection, rules, tuple(DockerPattern(rule.pattern) for rule in rules))
    checks = [make(subject) for make in IN_CONTEXT]
    evidence = walk(subject, checks, on_directory)
    found = [*nearby(inspection), *met(inspection, evidence.stream)]
    found += _rule_by_rule(subject, evidence.matched)
    found += order_findings(subject)
    for check in checks:
        found += check.findings(evidence.matched)
    return Lint(_arranged(found), len(rules), evidence.walked)


def _rule_by_rule(subject: Subject, matched: Sequence[int]) -> Iterator[Finding]:
    each = zip(subject.rules, subject.patterns, matched, strict=True)
    for rule, pattern, count in each:
        checks = BY_MEANING if count else (*BY_LOOKS, *BY_MEANING)
        yield from filter(None, (check(rule, pattern) for check in checks))


def _arranged(found: Sequence[Finding]) -> tuple[Finding, ...]:
    settled = {finding.place for finding in found if finding.code in ABOUT_THE_TEXT}
    kept = (each for each in found if each.code in ABOUT_THE_TEXT or each.place not in settled)
    return tuple(sorted(dict.fromkeys(kept), key=_order))


def _order(finding: Finding) -> tuple[str, int, str]:
    place = finding.place
    return (place.file, place.line or 0, finding.code) if place else ("", 0, finding.code)
