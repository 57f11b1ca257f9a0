"""RFC 4180 as Go's ``encoding/csv`` reads it: quotes only around whole fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.functions.function import Function
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING, object_of
from ctxscan.project.bake.values.value import Value, list_value, object_value, text

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def record_of(line: str, comma: str = ",") -> list[str]:
    """The fields of one record. Raises ValueRefusedError."""
    if not line:
        raise ValueRefusedError("EOF")
    fields, end = _record(line, 0, comma)
    if end < len(line.rstrip("\r\n")):
        raise ValueRefusedError("more than one record")
    return fields


def _record(written: str, at: int, comma: str) -> tuple[list[str], int]:
    """The fields of the record at *at*, and where its line ends."""
    fields: list[str] = []
    bare = re.compile(rf"[^{re.escape(comma)}\n]*")
    while True:
        if written.startswith('"', at):
            match = _QUOTED.match(written, at)
            if match is None:
                raise ValueRefusedError('extraneous or missing " in quoted-field')
            fields.append(match.group(1).replace('""', '"').replace("\r\n", "\n"))
            at = match.end()
            if written[at : at + 1] not in {comma, "\n", "\r", ""}:
                raise ValueRefusedError('extraneous or missing " in quoted-field')
            at += written[at : at + 2] == "\r\n"
        else:
            match = bare.match(written, at)
            field = match.group() if match else ""
            if '"' in field:
                raise ValueRefusedError('bare " in non-quoted-field')
            at += len(field)
            fields.append(field.removesuffix("\r"))
        if written[at : at + 1] != comma:
            return fields, at
        at += 1


def _records(written: str) -> list[list[str]]:
    records: list[list[str]] = []
    at = 0
    while at < len(written):
        if written[at] == "\n" or written[at : at + 2] == "\r\n":
            at += 1 if written[at] == "\n" else 2
            continue
        fields, at = _record(written, at, ",")
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
