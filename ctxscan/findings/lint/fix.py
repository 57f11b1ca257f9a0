"""Writing fixes into an ignore file: every other byte stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.lint.rules.refused import BYTE_ORDER_MARK
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxscan.finding import Finding

_LINE = regex(rb"([^\n]*?)(\r?\n|\r?\Z)")


def fixes(findings: Iterable[Finding], file: str) -> dict[int, tuple[str, ...]]:
    """By line; of two findings on one line the first one wins."""
    chosen: dict[int, tuple[str, ...]] = {}
    for finding in findings:
        place = finding.place
        if finding.fix is not None and place is not None and place.file == file and place.line:
            chosen.setdefault(place.line, finding.fix)
    return chosen


def fixed(data: bytes, changes: Mapping[int, Sequence[str]]) -> bytes:
    """*data* with the lines of *changes* (counted from 1) replaced.

    Line ends and a byte order mark are kept.
    """
    mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
    written = bytearray(mark)
    for number, line in enumerate(_LINE.finditer(data.removeprefix(mark)), 1):
        if number not in changes:
            written += line[0]
            continue
        for text in changes[number]:
            written += text.encode("utf-8", "surrogateescape") + line[2]
    return bytes(written)
