"""``--flags`` of one instruction (buildkit, frontend/dockerfile/instructions/bflag.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.text import nearest
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class FlagError(ValueError):
    """A flag that BuildKit refuses."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


# Keyword -> flag -> what follows it. "list" flags may be repeated.
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "add": {
        "chown": "text",
        "chmod": "text",
        "link": "bool",
        "keep-git-dir": "bool",
        "checksum": "text",
        "unpack": "bool",
        "exclude": "list",
    },
    "copy": {
        "chown": "text",
        "from": "text",
        "chmod": "text",
        "link": "bool",
        "exclude": "list",
        "parents": "bool",
    },
    "from": {"platform": "text"},
    "run": {"mount": "list", "network": "text", "security": "text", "device": "list"},
    "healthcheck": {
        "interval": "text",
        "timeout": "text",
        "start-period": "text",
        "start-interval": "text",
        "retries": "text",
    },
}

# BuildKit never looks at the flags of these two.
UNCHECKED = frozenset({"arg", "stopsignal"})


class Flags(NamedTuple):
    pairs: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def on(self, name: str) -> bool:
        return self.text(name) == "true"


def read_flags(keyword: str, raw: tuple[str, ...]) -> Flags:
    """Raise ``FlagError`` for an unknown or repeated flag and for a bad value."""
    if keyword in UNCHECKED:
        return Flags(())
    allowed = ALLOWED.get(keyword, {})
    pairs: list[tuple[str, str]] = []
    for flag in raw:
        written, equals, value = flag.partition("=")
        name = written[2:]
        kind = allowed.get(name)
        if kind is None:
            raise FlagError(f"unknown flag: {written}", _hint(name, tuple(allowed)))
        if kind != "list" and any(key == name for key, _ in pairs):
            raise FlagError(f"duplicate flag specified: {written}")
        pairs.append((name, _value(kind, written, value, has_value=bool(equals))))
    return Flags(tuple(pairs))


def _value(kind: str, written: str, value: str, *, has_value: bool) -> str:
    if (has_value and not value and kind == "bool") or (not has_value and kind != "bool"):
        raise FlagError(f"missing a value on flag: {written}")
    if kind != "bool":
        return value
    if value.lower() not in ("", "true", "false"):
        raise FlagError(f"expecting boolean value for flag {written}, not: {value}")
    return value.lower() or "true"


def _hint(name: str, options: tuple[str, ...]) -> str | None:
    guess = nearest(name, options) if options else None
    return f"did you mean --{guess}?" if guess else None
