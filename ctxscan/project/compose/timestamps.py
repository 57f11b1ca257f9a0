"""YAML's dates as Go prints them.

Source: yaml/go-yaml v4, internal/libyaml/resolver.go:parseTimestamp, and Go's ``time.Time.String``.
"""

from __future__ import annotations

from calendar import monthrange

from ctxscan.project.compose.values import Timestamp
from ctxscan.regex import regex

_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_TIME = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?P<part>[.,][0-9]+)?"
_ZONE = r"(?P<zone>Z|[-+][0-9]{2}:[0-9]{2})"
_FORMS = regex(f"{_DATE}(?:[Tt]{_TIME}{_ZONE}| (?P<spaced>{_TIME.replace('?P<', '?P<s_')}))?")


def timestamp(text: str) -> Timestamp | None:
    """``None`` for what is no date; a date alone is midnight UTC."""
    match = _FORMS.fullmatch(text)
    if match is None:
        return None
    prefix = "s_" if match["spaced"] else ""
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    clock = [int(match[prefix + part] or 0) for part in ("hour", "minute", "second")]
    if not _exists(year, month, day) or clock[0] > 23 or max(clock[1:]) > 59:
        return None
    zone = match["zone"] or "Z"
    if zone != "Z" and (int(zone[1:3]) > 24 or int(zone[4:]) > 59):
        return None
    shown = f"{year:04d}-{month:02d}-{day:02d} {clock[0]:02d}:{clock[1]:02d}:{clock[2]:02d}"
    return Timestamp(f"{shown}{_part(match[prefix + 'part'])} {_zone(zone)}")


def _exists(year: int, month: int, day: int) -> bool:
    """Go counts years from 0; the calendar repeats itself after 400."""
    return 0 < month <= 12 and 0 < day <= monthrange(year or 400, month)[1]


def _part(written: str | None) -> str:
    digits = (written or "")[1:10].rstrip("0")
    return f".{digits}" if digits else ""


def _zone(zone: str) -> str:
    if zone in ("Z", "+00:00", "-00:00"):
        return "+0000 UTC"
    offset = zone.replace(":", "")
    # A zone that has no name is named by its offset.
    return f"{offset} {offset}"
