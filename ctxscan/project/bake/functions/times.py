"""Functions of timestamps (cty/function/stdlib/datetime.go; buildx, bake/hclparser/stdlib.go)."""

from __future__ import annotations

import re
from math import floor
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import anything, integer, numbers, texts
from ctxscan.project.bake.functions.moments import (
    Moment,
    days_since_1970,
    iso_week,
    moment,
    parse_duration,
    parse_moment,
)
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import whole
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import Value, numeric, object_value, text
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
_PIECE = regex(r"''|'(?:[^']|'')*(?:'|$)|([A-Za-z])\1*|[^A-Za-z']+", re.DOTALL)


def _padded(number: int, width: int) -> str:
    return f"{number:0{width}d}"


def _hour12(when: Moment) -> int:
    return when.clock[0] % 12 or 12


def _zone(when: Moment) -> str:
    return when.zone() if when.offset else "Z"


def _zone_name(when: Moment) -> str:
    return when.zone("") if when.offset else "UTC"


_VERBS: dict[str, Callable[[Moment], str]] = {
    "YY": lambda when: _padded(when.date[0] % 100, 2),
    "YYYY": lambda when: _padded(when.date[0], 4),
    "M": lambda when: str(when.date[1]),
    "MM": lambda when: _padded(when.date[1], 2),
    "MMM": lambda when: _MONTHS[when.date[1] - 1][:3],
    "MMMM": lambda when: _MONTHS[when.date[1] - 1],
    "D": lambda when: str(when.date[2]),
    "DD": lambda when: _padded(when.date[2], 2),
    "EEE": lambda when: _DAYS[when.weekday][:3],
    "EEEE": lambda when: _DAYS[when.weekday],
    "h": lambda when: str(when.clock[0]),
    "hh": lambda when: _padded(when.clock[0], 2),
    "H": lambda when: str(_hour12(when)),
    "HH": lambda when: _padded(_hour12(when), 2),
    "AA": lambda when: "AM" if when.clock[0] < 12 else "PM",
    "aa": lambda when: "am" if when.clock[0] < 12 else "pm",
    "m": lambda when: str(when.clock[1]),
    "mm": lambda when: _padded(when.clock[1], 2),
    "s": lambda when: str(when.clock[2]),
    "ss": lambda when: _padded(when.clock[2], 2),
    "Z": _zone,
    "ZZZ": _zone_name,
    "ZZZZ": lambda when: when.zone(""),
    "ZZZZZ": lambda when: when.zone(),
}


def format_moment(pattern: str, when: Moment) -> str:
    pieces: list[str] = []
    for match in _PIECE.finditer(pattern):
        piece = match.group()
        if piece == "''":
            pieces.append("'")
        elif piece.startswith("'"):
            if len(piece) == 1 or not piece.endswith("'"):
                raise ValueRefusedError("unterminated literal '", argument=0)
            pieces.append(piece[1:-1].replace("''", "'"))
        elif match.group(1):
            if piece not in _VERBS:
                raise ValueRefusedError(f'invalid date format verb "{piece}"', argument=0)
            pieces.append(_VERBS[piece](when))
        else:
            pieces.append(piece)
    return "".join(pieces)


def _format_date(values: Sequence[Value]) -> Value:
    return text(format_moment(values[0].content, parse_moment(values[1].content)))


def _format_timestamp(values: Sequence[Value]) -> Value:
    pattern, given = values[0].content, values[1]
    if given.type.kind == "number":
        when = moment(integer(given, 1))
    elif given.type == STRING:
        when = parse_moment(given.content)
    else:
        message = "must be a string timestamp or a unix timestamp number"
        raise ValueRefusedError(message, argument=1)
    return text(str(when.seconds) if pattern == "X" else format_moment(pattern, when))


def _time_add(values: Sequence[Value]) -> Value:
    when = parse_moment(values[0].content)
    later = moment(when.seconds + floor(parse_duration(values[1].content)), when.offset)
    return text(later.rfc3339())


def _parse_unix(values: Sequence[Value]) -> Value:
    when = moment(integer(values[0], 0))
    year, month, day = when.date
    hour, minute, second = when.clock
    iso_year, week = iso_week(when)
    figures = {
        "year": year,
        "year_day": when.day - days_since_1970(year, 1, 1) + 1,
        "day": day,
        "month": month,
        "weekday": when.weekday,
        "hour": hour,
        "minute": minute,
        "second": second,
        "iso_year": iso_year,
        "iso_week": week,
    }
    names = {
        "month_name": _MONTHS[month - 1],
        "weekday_name": _DAYS[when.weekday],
        "rfc3339": when.rfc3339(),
    }
    members = {name: numeric(whole(figure)) for name, figure in figures.items()}
    return object_value(members | {name: text(content) for name, content in names.items()})


TIME_FUNCTIONS = {
    "formatdate": Function(texts("format", "time"), _format_date, STRING),
    "formattimestamp": Function((*texts("format"), *anything("time")), _format_timestamp, STRING),
    "timeadd": Function(texts("timestamp", "duration"), _time_add, STRING),
    "unixtimestampparse": Function(numbers("unix_timestamp"), _parse_unix),
}
