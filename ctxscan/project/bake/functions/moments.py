"""Moments in time without a clock: RFC 3339 and the calendar, as Go's ``time`` has them."""

from __future__ import annotations

import re
from fractions import Fraction

from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

_STAMP = regex(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = regex(r"(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)", re.ASCII)
_UNITS = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "\u00b5s": Fraction(1, 10**6),
    "\u03bcs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
_LAST_SECOND = 253_402_300_799
"""Of the year 9999; nothing beyond it can be written."""


class Moment(NamedTuple):
    seconds: int
    """Since 1970, in UTC."""

    offset: int = 0
    """Seconds by which the clock on the wall is ahead of UTC."""

    @property
    def day(self) -> int:
        """Days since 1970 on the wall's calendar."""
        return (self.seconds + self.offset) // 86400

    @property
    def date(self) -> tuple[int, int, int]:
        return civil(self.day)

    @property
    def clock(self) -> tuple[int, int, int]:
        rest = (self.seconds + self.offset) % 86400
        return rest // 3600, rest // 60 % 60, rest % 60

    @property
    def weekday(self) -> int:
        """0 is Sunday."""
        return (self.day + 4) % 7

    def zone(self, separator: str = ":") -> str:
        sign = "-" if self.offset < 0 else "+"
        minutes = abs(self.offset) // 60
        return f"{sign}{minutes // 60:02d}{separator}{minutes % 60:02d}"

    def rfc3339(self) -> str:
        year, month, day = self.date
        hour, minute, second = self.clock
        zone = self.zone() if self.offset else "Z"
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def moment(seconds: int, offset: int = 0) -> Moment:
    if not -62_167_219_200 <= seconds <= _LAST_SECOND:
        raise ValueRefusedError("the year must lie between 0 and 9999")
    return Moment(seconds, offset)


def parse_moment(written: str) -> Moment:
    match = _STAMP.fullmatch(written)
    if match is None:
        raise ValueRefusedError("not a valid RFC3339 timestamp")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    zone = match.group(7)
    offset = 0
    if zone != "Z":
        offset = (int(zone[1:3]) * 60 + int(zone[4:6])) * 60 * (-1 if zone[0] == "-" else 1)
    days = days_since_1970(year, month, day)
    if not 1 <= month <= 12 or civil(days) != (year, month, day):
        raise ValueRefusedError("not a valid RFC3339 timestamp: no such day")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueRefusedError("not a valid RFC3339 timestamp: no such time")
    return moment(days * 86400 + hour * 3600 + minute * 60 + second - offset, offset)


def parse_duration(written: str) -> Fraction:
    """Seconds. ``-1h30m``, ``1.5s``."""
    body = written[1:] if written[:1] in {"+", "-"} else written
    parts = list(_DURATION.finditer(body))
    if body != "0" and (not parts or "".join(part.group() for part in parts) != body):
        raise ValueRefusedError(f'time: invalid duration "{written}"')
    if len(body) > 100:
        raise ValueRefusedError("time: invalid duration")
    total = sum((Fraction(part.group(1)) * _UNITS[part.group(2)] for part in parts), Fraction(0))
    return -total if written.startswith("-") else total


def days_since_1970(year: int, month: int, day: int) -> int:
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970."""
    era, of_era = divmod(days + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    index = (5 * of_year + 2) // 153
    day = of_year - (153 * index + 2) // 5 + 1
    month = index + 3 if index < 10 else index - 9
    return year + era * 400 + (month <= 2), month, day


def iso_week(moment_: Moment) -> tuple[int, int]:
    """Year and week; the week belongs to the year of its Thursday."""
    thursday = moment_.day - (moment_.weekday + 6) % 7 + 3
    year = civil(thursday)[0]
    return year, (thursday - days_since_1970(year, 1, 1)) // 7 + 1
