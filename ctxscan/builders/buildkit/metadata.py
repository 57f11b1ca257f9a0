"""What BuildKit's protocol refuses to carry: patterns and paths travel as gRPC metadata.

Source: moby/buildkit, session/filesync/filesync.go:encodeOpts. docs/semantics, D.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError, Place
from ctxscan.golang.text import as_go_reads
from ctxscan.ignore.file import parse_ignore_file

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_METADATA = 1_048_896 - 600
"""Bytes that the server takes, less what the other headers need."""

_LARGE = 4 * LARGEST_METADATA

_PER_VALUE = 32 + len("exclude-patterns")
"""What HTTP/2 counts for a header beside its value, in bytes."""


def check_metadata(values: Sequence[tuple[str, Place]], what: str) -> None:
    """Raise CtxscanError when BuildKit's client could not send *values*.

    Each comes with the place it was written at; *what* names them in the message.
    """
    encoded = any(not value.isascii() for value, _ in values)
    size = 0
    for value, place in values:
        if not encoded and any(char < " " or char == "\x7f" for char in value):
            raise CtxscanError(
                f"a control character in {what} {value!r}: BuildKit cannot send it",
                place=place,
                hint="write \\t, \\r or a class in its place",
            )
        size += _PER_VALUE + (_encoded_length(value) if encoded else len(value))
        if size > LARGEST_METADATA:
            raise CtxscanError(
                f"up to here the {what}s take {size} bytes: more than BuildKit can send, "
                f"which is {LARGEST_METADATA}",
                place=place,
                hint="replace many of them by a few with wildcards",
            )


def check_beginning(data: bytes, path: str) -> None:
    """Raise CtxscanError where the rules at the beginning of an ignore file cannot be sent.

    Then nobody reads it to its end, which may be a million lines away.
    """
    if is_large(data):
        begins = parse_ignore_file(beginning(data), path)
        written = [("!" * rule.exception + rule.pattern, rule.place) for rule in begins.rules]
        check_metadata(written, "pattern")


def is_large(data: bytes) -> bool:
    """Whether an ignore file may well hold more rules than can be sent."""
    return len(data) > _LARGE


def beginning(data: bytes) -> bytes:
    """The first lines of a large ignore file: enough to see that there are too many."""
    return data[: data.rfind(b"\n", 0, _LARGE) + 1]


def _encoded_length(value: str) -> int:
    from urllib.parse import quote_plus  # noqa: PLC0415 - few names are beyond ASCII, and it takes as long to load as all of this room

    return len(quote_plus(as_go_reads(value)))
