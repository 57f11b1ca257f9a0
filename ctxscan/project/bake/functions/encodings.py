"""Hashes, base64, bytes, URLs and name-based UUIDs (hashicorp/go-cty-funcs)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import numbers, texts
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import Value, text, unknown
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAMESPACES = {"dns": "0", "url": "1", "oid": "2", "x500": "4"}
_NAMESPACE_END = "-9dad-11d1-80b4-00c04fd430c8"
_UUID = regex(r"(?:urn:uuid:)?\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")


def _of_text(compute: Callable[[str], str]) -> Function:
    return Function(texts("str"), lambda values: text(compute(values[0].content)), STRING)


def _hash(name: str) -> Function:
    return _of_text(
        lambda string: hashlib.new(name, string.encode(), usedforsecurity=False).hexdigest()
    )


def _decode(string: str) -> str:
    try:
        return base64.b64decode(re.sub(r"[\r\n]", "", string), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise ValueRefusedError(f"failed to decode base64 data '{string}'") from error


def _uuid5(values: Sequence[Value]) -> Value:
    namespace, name = values[0].content, values[1].content
    if namespace in _NAMESPACES:
        namespace = f"6ba7b81{_NAMESPACES[namespace]}{_NAMESPACE_END}"
    match = _UUID.fullmatch(namespace)
    if match is None:
        raise ValueRefusedError(f"uuidv5() doesn't support namespace {namespace}")
    seed = bytes.fromhex(match.group(1).replace("-", ""))
    digest = bytearray(hashlib.sha1(seed + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    digits = digest.hex()
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return text("-".join(parts))


def _no_bytes(_values: Sequence[Value]) -> Value:
    return unknown("values of the type bytes have no text")


ENCODING_FUNCTIONS = {
    "base64decode": _of_text(_decode),
    "base64encode": _of_text(lambda string: base64.b64encode(string.encode()).decode()),
    "byteslen": Function(texts("buf"), _no_bytes),
    "bytesslice": Function((*texts("buf"), *numbers("offset", "length")), _no_bytes),
    "md5": _hash("md5"),
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "urlencode": _of_text(lambda string: quote_plus(string, safe="~")),
    "uuidv5": Function(texts("namespace", "name"), _uuid5, STRING),
}
