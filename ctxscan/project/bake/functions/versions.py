"""``semvercmp`` (Masterminds/semver v3: version.go, constraints.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.text import whole_number
from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL
from ctxscan.project.bake.values.value import Value, boolean
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_PRE = r"(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
_VERSION = regex(rf"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?{_PRE}")
_PART = r"(\d+|[xX*])"
_CONSTRAINT = regex(
    rf"\s*(=<|=>|~>|>=|<=|!=|[=<>~^]?)\s*v?{_PART}(?:\.{_PART})?(?:\.{_PART})?{_PRE}\s*,?"
)
_MORE_THAN_64_BITS = 1 << 64
_HYPHEN = regex(r"\s*(\S+)\s+-\s+(\S+)\s*")


class Version(NamedTuple):
    numbers: tuple[int, int, int]
    pre: str


class Constraint(NamedTuple):
    operator: str
    numbers: tuple[int, int, int]
    given: int
    """How many of the three are written as numbers."""

    pre: str


def parse_version(written: str) -> Version:
    match = _VERSION.fullmatch(written)
    if match is None:
        raise ValueRefusedError("invalid semantic version")
    major, minor, patch, pre = match.groups()
    return Version((_number(major), _number(minor or "0"), _number(patch or "0")), pre or "")


def _number(digits: str) -> int:
    number = whole_number(digits)
    if number >= _MORE_THAN_64_BITS:
        raise ValueRefusedError("a part of a version must fit into 64 bits")
    return number


def satisfies(version: Version, written: str) -> bool:
    options = [_constraints(option) for option in written.split("||")]
    return any(all(_holds(version, each) for each in option) for option in options)


def _constraints(option: str) -> list[Constraint]:
    if hyphen := _HYPHEN.fullmatch(option):
        option = f">={hyphen.group(1)} <={hyphen.group(2)}"
    found: list[Constraint] = []
    at = 0
    while at < len(option):
        match = _CONSTRAINT.match(option, at)
        if match is None:
            raise ValueRefusedError(f"improper constraint: {option}")
        found.append(_constraint(match))
        at = match.end()
    if not found:
        raise ValueRefusedError(f"improper constraint: {option}")
    return found


def _constraint(match: re.Match[str]) -> Constraint:
    operator, *parts, pre = match.groups()
    given = 0
    while given < 3 and parts[given] is not None and parts[given].isdigit():
        given += 1
    numbers = [_number(part) for part in parts[:given]] + [0] * (3 - given)
    same = {"=<": "<=", "=>": ">=", "~>": "~", "": "="}.get(operator, operator)
    return Constraint(same, (numbers[0], numbers[1], numbers[2]), given, pre or "")


def _holds(version: Version, expected: Constraint) -> bool:
    if version.pre and not expected.pre:
        return False  # a pre-release is only for who asks for one
    order = _order(version, Version(expected.numbers, expected.pre))
    inside = version.numbers[: expected.given] == expected.numbers[: expected.given]
    vague = expected.given < 3
    same_minor = min(2, expected.given)
    holds = {
        "=": inside if vague else order == 0,
        "!=": not inside if vague else order != 0,
        ">": order > 0 and not (vague and inside),
        ">=": order >= 0,
        "<": order < 0,
        "<=": order <= 0 or (vague and inside),
        "~": order >= 0 and version.numbers[:same_minor] == expected.numbers[:same_minor],
        "^": order >= 0 and _same_caret(version, expected),
    }
    return holds[expected.operator]


def _same_caret(version: Version, expected: Constraint) -> bool:
    """``^`` keeps the first number that is not 0."""
    kept = 1
    while kept < expected.given and not any(expected.numbers[:kept]):
        kept += 1
    kept = min(kept, expected.given)
    return version.numbers[:kept] == expected.numbers[:kept]


def _order(left: Version, right: Version) -> int:
    if left.numbers != right.numbers:
        return 1 if left.numbers > right.numbers else -1
    if not left.pre or not right.pre:
        return bool(right.pre) - bool(left.pre)
    ours, theirs = _pre_key(left.pre), _pre_key(right.pre)
    return (ours > theirs) - (ours < theirs)


def _pre_key(pre: str) -> list[tuple[int, int, str]]:
    return [
        (0, whole_number(part), "")
        if part.isdigit() and whole_number(part) < _MORE_THAN_64_BITS
        else (1, 0, part)
        for part in pre.split(".")
    ]


def _compare(values: Sequence[Value]) -> Value:
    return boolean(satisfies(parse_version(values[0].content), values[1].content))


VERSION_FUNCTIONS = {"semvercmp": Function(texts("version", "contraint"), _compare, BOOL)}
