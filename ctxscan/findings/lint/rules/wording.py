"""Rules that do not mean what they look like. Each check looks at one rule alone.

docs/semantics, A.1, A.3, B.3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.tokens import is_class, is_escape, tokens
from ctxscan.golang.path import GO_WHITE_SPACE, trim
from ctxscan.ignore.pattern import DockerPattern, Match
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import RuleCheck
    from ctxscan.ignore.file import Rule

_COMMENT = regex(r"#+([ \t#=*-]|$)")
_TRAILING_COMMENT = regex(r"(?P<rule>.*?\S)[ \t]+#")


def never_matches(rule: Rule, _: DockerPattern) -> Finding | None:
    if rule.pattern in {".", "/", ".."}:
        what = f"{rule} means the context root, and no rule is ever tried on it: it does nothing"
        hint = "remove it" if rule.exception else "remove it; ** ignores everything"
    elif rule.pattern.startswith(("../", "/")) or "\0" in rule.pattern:
        what = "no path can ever match: rules are tried on paths below the context root"
        hint = "remove it, or write the path as it is below the context root"
    else:
        return None
    return about(rule, "never-matches", what, hint, fix=())


def indented_comment(rule: Rule, _: DockerPattern) -> Finding | None:
    if not rule.pattern.startswith("#") or not trim(rule.text).startswith("#"):
        return None
    comment = rule.text.lstrip(GO_WHITE_SPACE)
    return about(
        rule,
        "indented-comment",
        f"no comment: only a # in the first column starts one; this ignores {rule.pattern!r}",
        "remove the white space before #",
        fix=(comment,) if _COMMENT.match(comment) else None,
    )


def trailing_comment(rule: Rule, _: DockerPattern) -> Finding | None:
    found = _TRAILING_COMMENT.match(trim(rule.text))
    if found is None:
        return None
    return about(
        rule,
        "trailing-comment",
        "a comment cannot follow a rule: the # and the rest are part of the name",
        f"write {found['rule']} here, and the comment on a line of its own",
    )


def negated_class(rule: Rule, _: DockerPattern) -> Finding | None:
    wrong = [token for token in tokens(rule.pattern) if token.startswith("[!") and is_class(token)]
    if not wrong:
        return None
    written = rule.pattern
    for token in wrong:
        written = written.replace(token, f"[^{token[2:-1]}/]")
    members = ", ".join(wrong[0][1:-1])
    return about(
        rule,
        "negated-class",
        f"{wrong[0]} is not negated in Docker: it means one of {members}",
        f"write {'!' * rule.exception}{written}",
    )


def wildcard_in_class(rule: Rule, _: DockerPattern) -> Finding | None:
    for token in tokens(rule.pattern):
        inside = re.sub(r"\\.", "", token)
        if is_class(token) and ("*" in inside or "?" in inside):
            return about(
                rule,
                "wildcard-in-class",
                f"{token} does not mean what it says: Docker rewrites * and ? even in a class",
                "write \\* or \\? for the character itself",
            )
    return None


def braces(rule: Rule, pattern: DockerPattern) -> Finding | None:
    """``{a,b}``: Docker has none; without a comma it is the next check's."""
    plain = _outside(pattern)
    found = re.search(r"\{([^{}]*,[^{}]*)\}", plain)
    if found is None or plain != rule.pattern:
        return None
    before, after = plain[: found.start()], plain[found.end() :]
    each = [f"{'!' * rule.exception}{before}{part}{after}" for part in found[1].split(",")]
    return about(
        rule,
        "braces",
        f"Docker does not expand {found[0]}: only a name with the braces in it matches",
        "write a rule for each: " + "  ".join(each),
    )


def operator(rule: Rule, pattern: DockerPattern) -> Finding | None:
    """``| { } ^`` beside a wildcard act as in a regular expression."""
    if pattern.match is not Match.REGEXP or braces(rule, pattern) is not None:
        return None
    found = sorted(set("|^").intersection(_outside(pattern)))
    found += re.findall(r"\{\d+(?:,\d*)?\}", _outside(pattern))
    if not found:
        return None
    effects = {
        "|": "splits the rule: either side matches on its own, anywhere in a path",
        "^": "means the start of the path, so nothing can stand before it",
    }
    effect = effects.get(found[0], "repeats what stands before it")
    return about(
        rule,
        "stray-operator",
        f"{found[0]} beside a wildcard acts as in a regular expression: it {effect}",
        f"write \\{found[0][0]} for the character itself, or one rule for each alternative",
    )


def _outside(pattern: DockerPattern) -> str:
    """The pattern without its classes and escapes."""
    kept = tokens(pattern.pattern)
    return "".join(token for token in kept if not is_class(token) and not is_escape(token))


def glued_stars(rule: Rule, pattern: DockerPattern) -> Finding | None:
    parts = rule.pattern.split("/")
    rest = parts[0].removeprefix("**")
    if pattern.match is Match.SUFFIX and parts[0] != "**" and rest.strip("*"):
        tail = "/".join([rest, *parts[1:]])
        ends = f"**/*{tail}"
        hint = f"write {ends}" if tail.startswith(".") else f"write **/{tail}, or {ends}"
        message = f"** without a slash: every path that ends in {tail!r} matches, "
        message += "also in the middle of a name; podman reads it otherwise"
        return about(rule, "glued-stars", message, hint)
    for index, part in enumerate(parts):
        start, stars, end = part.partition("**")
        if start and stars and (end or index < len(parts) - 1) and not is_class(part):
            below = end or "/".join(parts[index + 1 :])
            what = f"stuck to {start}, ** matches {start}{below} and {start}.../{below} alike, "
            what += f"and nothing else in the name {start}...{below}"
            shown = f"write {start}/**/{below} or {start}*/**/{below}"
            return about(rule, "glued-stars", what, shown)
    return None


_ESCAPES = {
    "A": "the start of the path",
    "B": "no edge of a word",
    "D": "anything but a digit",
    "S": "anything but white space",
    "W": "anything but a letter or digit",
    "a": "a BEL",
    "b": "the edge of a word",
    "d": "any digit",
    "f": "a form feed",
    "n": "a line feed",
    "r": "a CR",
    "s": "white space",
    "t": "a TAB",
    "v": "a vertical TAB",
    "w": "any letter or digit",
    "z": "the end of the path",
}


def backslash(rule: Rule, _: DockerPattern) -> Finding | None:
    parts = tokens(rule.pattern)
    for token, after in zip(parts, [*parts[1:], ""], strict=True):
        meaning = _ESCAPES.get(token[1]) if is_escape(token) else None
        if meaning is None or (token[1] in "afnrtv" and not after[:1].isalnum()):
            continue
        return about(
            rule,
            "backslash",
            f"{token} means {meaning}: a backslash separates no directories",
            "write " + "!" * rule.exception + rule.pattern.replace("\\", "/"),
        )
    return None


def hidden_exception(rule: Rule, _: DockerPattern) -> Finding | None:
    written = trim(rule.text)
    if rule.exception and not written.startswith("!"):
        return about(
            rule,
            "hidden-exception",
            f"Docker cleans this to !{rule.pattern}, an exception",
            f"write !{rule.pattern}, or \\!{rule.pattern} for a name that begins with !",
        )
    if rule.exception and rule.pattern.startswith("!"):
        return about(
            rule,
            "hidden-exception",
            f"the second ! is part of the name: an exception for {rule.pattern!r}",
            f"write {rule.pattern} once, if that is what is meant",
        )
    return None


def not_utf_8(rule: Rule, _: DockerPattern) -> Finding | None:
    if not any("\udc80" <= char <= "\udcff" for char in rule.pattern):
        return None
    return about(
        rule,
        "not-utf-8",
        "it holds bytes that are not UTF-8, which BuildKit loses on the way: it matches nothing",
        "save the file as UTF-8, or write ? for each of them",
    )


BY_LOOKS: tuple[RuleCheck, ...] = (indented_comment, trailing_comment, braces, backslash)
"""Those that are wrong about a rule that matches something here."""

BY_MEANING: tuple[RuleCheck, ...] = (
    never_matches,
    negated_class,
    wildcard_in_class,
    operator,
    glued_stars,
    hidden_exception,
    not_utf_8,
)
"""Those that are right on every tree."""
