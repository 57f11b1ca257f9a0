"""What a builder refuses to read, or cannot carry: found before anything is walked.

docs/semantics, A.4 and D.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.metadata import beginning, check_metadata, is_large
from ctxscan.errors import CtxscanError, IgnoreFileError, Place
from ctxscan.finding import Finding
from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.tokens import is_escape, tokens
from ctxscan.golang.path import LONGEST_PATH
from ctxscan.ignore.file import LONGEST_LINE, Rule, parse_rule
from ctxscan.ignore.literal import escape_char, escape_control
from ctxscan.ignore.pattern import DockerPattern, Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.traits import Traits

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def refusals(data: bytes, path: str, traits: Traits) -> tuple[Finding, ...]:
    """Why a builder of these *traits* would refuse this file, or make nothing of it, by line."""
    encoding = tuple(_encoding(data, path))
    if encoding:
        return encoding
    if traits.carries_rules_as_metadata:
        # What cannot be sent is not read to its end, which may be a million lines away.
        many = _uncarried(_read(beginning(data), path)[0]) if is_large(data) else []
        if many:
            return tuple(many)
    rules, refused = _read(data, path)
    refused += list(_malformed(rules))
    if traits.carries_rules_as_metadata:
        refused += _uncarried(rules)
    return tuple(sorted(refused, key=_line))


def _line(finding: Finding) -> int:
    return (finding.place.line if finding.place else None) or 0


def _encoding(data: bytes, path: str) -> Iterator[Finding]:
    if data.startswith(_UTF_16) or data[1:2] == b"\0" or data[:1] == b"\0":
        yield Finding(
            "utf-16",
            "this file is UTF-16: Docker reads bytes, so none of its rules means anything",
            place=Place(path, 1),
            hint="save it as UTF-8: iconv -f UTF-16 -t UTF-8",
        )
    elif b"\r" in data.rstrip(b"\r") and b"\n" not in data:
        yield Finding(
            "carriage-returns",
            "its lines end with CR alone, so Docker reads the whole file as one line",
            place=Place(path, 1),
            hint="end lines with LF: tr '\\r' '\\n'",
        )


def _read(data: bytes, path: str) -> tuple[list[Rule], list[Finding]]:
    """Every rule that Docker would load, and every line that it would refuse to."""
    rules: list[Rule] = []
    refused: list[Finding] = []
    lines = data.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    for number, line in enumerate(lines, 1):
        place = Place(path, number)
        text = line.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        try:
            if len(line) > LONGEST_LINE:
                raise _too_long(place)
            rule = parse_rule(text, place)
        except IgnoreFileError as error:
            shown = text.strip()[:80]
            refused.append(_refused(place, shown, error.message, _hint(text) or error.hint or ""))
        else:
            rules.extend([rule] if rule else [])
    return rules, refused


def _too_long(place: Place) -> IgnoreFileError:
    return IgnoreFileError(
        f"this line is longer than {LONGEST_LINE} bytes: Docker refuses the file",
        place=place,
        hint="split it into several rules",
    )


def _refused(place: Place, text: str, message: str, hint: str) -> Finding:
    return Finding("refused", message, place, hint, "error", rule=text)


def _hint(text: str) -> str | None:
    """Better than Docker's "syntax error", where it is clear what was meant."""
    if len(text) > LONGEST_PATH:
        return None  # it was meant for no path, and each "[" is held against all behind it
    stripped = text.strip()
    if stripped.endswith("\\"):
        return f"a space at the end of a name is written [ ]: {stripped[:-1]}[ ]"
    if any(is_escape(token) and token[1].isalnum() for token in tokens(stripped)):
        return "directories are separated by /: " + stripped.replace("\\", "/")
    return None


def _malformed(rules: list[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if DockerPattern(rule.pattern).malformed:
            yield _refused(
                rule.place,
                str(rule),
                "syntax error: Docker refuses the build once it tries this rule on a path",
                _hint(rule.text) or "write a special character with a backslash before it",
            )


def _uncarried(rules: list[Rule]) -> list[Finding]:
    """BuildKit's protocol: no control characters, unless another rule is not ASCII; 1 MB."""
    if all(rule.pattern.isascii() for rule in rules):
        found = [_control(rule) for rule in rules if _without_control(rule) != rule.pattern]
        if found:
            return found
    try:
        check_metadata([("!" * rule.exception + rule.pattern, rule.place) for rule in rules], "")
    except CtxscanError as error:
        place = error.place or rules[-1].place
        message = "up to here, the rules are more than BuildKit's protocol carries (about 1 MB)"
        hint = "replace many rules by a few with wildcards"
        return [Finding("too-many-rules", message, place, hint, "error")]
    return []


def _control(rule: Rule) -> Finding:
    written = _without_control(rule)
    comment = "#" in rule.pattern
    return about(
        rule,
        "control-character",
        f"a control character in {rule.pattern!r}: BuildKit cannot send the rule, and fails",
        "write the comment on a line of its own" if comment else f"write {written}",
        severity="error",
        fix=None if comment else ("!" * rule.exception + written,),
    )


def _without_control(rule: Rule) -> str:
    r"""With a class for each: a bare ``\t`` looks like a backslash between directories."""
    escape = escape_char if DockerPattern(rule.pattern).match is Match.EXACT else str
    if all(escape_control(char) == char for char in rule.pattern):
        return rule.pattern
    if "[" in rule.pattern:
        return "".join(map(escape_control, rule.pattern))
    return "".join(
        escape(char) if escape_control(char) == char else f"[{escape_control(char)}]"
        for char in rule.pattern
    )
