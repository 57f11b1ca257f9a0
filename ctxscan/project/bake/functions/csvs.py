"""RFC 4180 as Go's ``encoding/csv`` reads it: quotes only around whole fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING, object_of
from ctxscan.project.bake.values.value import Value, list_value, object_value, text
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARE_LINE = regex(r"[^,\n]*")
_QUOTED = regex(r'"((?:[^"]|"")*)"')


def record_of(line: str, comma: str = ",") -> list[str]:
    """The fields of one record: an end of line inside is a character like others.

    Source: tonistiigi/go-csvvalue. Raises ValueRefusedError, for an empty text, too.
    """
    line = line.removesuffix("\n").removesuffix("\r")
    if not line:
        raise ValueRefusedError("EOF")
    return _record(line, 0, re.compile(f"[^{comma}]*"), comma)[0]


def _record(written: str, at: int, bare: re.Pattern[str], comma: str) -> tuple[list[str], int]:
    """The fields of the record at *at*, and where it ends."""
    fields: list[str] = []
    while True:
        field, at = _quoted(written, at, comma) or _bare(written, at, bare)
        fields.append(field)
        if written[at : at + 1] != comma:
            return fields, at
        at += 1


def _quoted(written: str, at: int, comma: str) -> tuple[str, int] | None:
    if not written.startswith('"', at):
        return None
    match = _QUOTED.match(written, at)
    if match is None or written[match.end() : match.end() + 1] not in {comma, "\n", "\r", ""}:
        raise ValueRefusedError('extraneous or missing " in quoted-field')
    return match.group(1).replace('""', '"').replace("\r\n", "\n"), match.end()


def _bare(written: str, at: int, bare: re.Pattern[str]) -> tuple[str, int]:
    match = bare.match(written, at)
    field = match.group() if match else ""
    if '"' in field:
        raise ValueRefusedError('bare " in non-quoted-field')
    return field, at + len(field)


def _records(written: str) -> list[list[str]]:
    written = written.replace("\r\n", "\n")
    records: list[list[str]] = []
    at = 0
    while at < len(written):
        if written[at] != "\n":
            fields, at = _record(written, at, _BARE_LINE, ",")
            records.append(fields)
        at += 1
    return records


def _decode(values: Sequence[Value]) -> Value:
    records = _records(values[0].content)
    if not records:
        raise ValueRefusedError("missing header line")
    header, *rows = records
    if len(set(header)) != len(header):
        raise ValueRefusedError("duplicate column name")
    if any(len(row) != len(header) for row in rows):
        raise ValueRefusedError("CSV parse error: wrong number of fields")
    objects = [object_value(dict(zip(header, map(text, row), strict=True))) for row in rows]
    return list_value(objects, object_of(dict.fromkeys(header, STRING)))


CSV_FUNCTIONS = {"csvdecode": Function(texts("str"), _decode)}
