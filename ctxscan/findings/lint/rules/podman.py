"""Rules that Podman and Buildah read otherwise than Docker. docs/semantics, E.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import IgnoreFileError
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.tokens import escaped_class, tokens
from ctxscan.ignore.pattern import DockerPattern, Match
from ctxscan.ignore.podman.matcher import podman_rule
from ctxscan.ignore.podman.regexp import podman_regexp

if TYPE_CHECKING:
    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import RuleCheck
    from ctxscan.ignore.file import Rule

_ALWAYS = frozenset("+()")
"""Operators to Podman, text to Docker."""

_WITHOUT_WILDCARD = frozenset("|{}^")
"""Operators to Podman always, to Docker only beside a wildcard."""


def podman_differs(rule: Rule, pattern: DockerPattern) -> Finding | None:
    return _operators(rule, pattern) or _white_space(rule)


def _operators(rule: Rule, pattern: DockerPattern) -> Finding | None:
    other = _ALWAYS if pattern.match is Match.REGEXP else _ALWAYS | _WITHOUT_WILDCARD
    parts = tokens(rule.pattern)
    found = [token for token in parts if token in other]
    if not found or (pattern.match is Match.REGEXP and not _ALWAYS.intersection(parts)):
        return None
    plain = [escaped_class(token) if token in other else token for token in parts]
    refused = podman_regexp(rule.pattern) is None
    effect = "it refuses every COPY with this rule" if refused else "it matches other names"
    return about(
        rule,
        "podman-differs",
        f"to podman {found[0]} is an operator: {effect}",
        f"both read {'!' * rule.exception}{''.join(plain)} alike",
    )


def _white_space(rule: Rule) -> Finding | None:
    """Podman takes slashes off before white space, and keeps the space behind ``!``."""
    written = "!" * rule.exception + rule.pattern
    if written.startswith(("#", "!!", "..", "/")):
        return None  # another check's
    try:
        theirs = podman_rule(rule.text, rule.place)
    except IgnoreFileError:
        return None
    if theirs is not None and (theirs.pattern, theirs.exception) == (rule.pattern, rule.exception):
        return None
    read = "nothing" if theirs is None else repr("!" * theirs.exception + theirs.pattern)
    message = f"podman reads {read} here, Docker {written!r}"
    return about(rule, "podman-differs", message, f"write {written}", fix=(written,))


BY_MEANING: tuple[RuleCheck, ...] = (podman_differs,)
"""Right on every tree."""
