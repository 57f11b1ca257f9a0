"""``RUN --mount=...`` (buildkit, frontend/dockerfile/instructions/commands_runmount.go)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.dockerfile.environment import Value
from ctxscan.golang.text import nearest, whole_number
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
_TRUTH = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
_KEYS = (
    *("type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro"),
    *("readwrite", "rw", "required", "size", "id", "sharing", "mode", "uid", "gid", "env"),
)
_FORMS = {
    "mode": regex("[0-7]+"),
    "uid": regex("[0-9]+"),
    "gid": regex("[0-9]+"),
    "size": regex(r"[0-9]+(\.[0-9]+)? ?([kKmMgGtTpP]?[iI]?[bB]?)"),
    "sharing": regex("shared|private|locked", re.IGNORECASE),
}
_ONLY = {"size": ("tmpfs",), "required": ("secret", "ssh")}


class MountError(ValueError):
    """A mount that BuildKit refuses."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


_NO_SOURCE = Value("")


class Mount(NamedTuple):
    type: str = "bind"
    origin: str = ""
    """Its ``from``: stage, named context or image."""

    source: Value = _NO_SOURCE
    written: str | None = None
    """The source as it stands in the file; ``None`` if the mount has none."""

    target: str = ""
    keys: frozenset[str] = frozenset()
    options: tuple[tuple[str, str], ...] = ()
    """Each other key with its value, as expanded; "true" where it stands alone."""


def mount_origin(text: str) -> str:
    """What the mount needs, read before any variable is known."""
    origin = ""
    for field in _fields(text):
        key, equals, value = field.partition("=")
        if key.lower() != "from" or not equals:
            continue
        if "$" in value[:-1]:
            raise MountError(
                "'from' doesn't support variable expansion",
                "define a stage with FROM and mount from that",
            )
        origin = value
    return origin


def read_mount(text: str, expand: Callable[[str], Value]) -> Mount:
    mount = Mount()
    for field in _fields(text):
        key, equals, value = field.partition("=")
        mount = _with(mount, key.lower(), value if equals else None, expand)
    _check(mount)
    return mount


def _with(mount: Mount, key: str, word: str | None, expand: Callable[[str], Value]) -> Mount:
    if word is None and key not in ("readonly", "ro", "readwrite", "rw", "required"):
        raise MountError(f"{key!r} in a --mount must be a key=value pair")
    if key not in _KEYS:
        guess = nearest(key, _KEYS)
        raise MountError(
            f"unexpected key {key!r} in a --mount", f"did you mean {guess}?" if guess else None
        )
    if mount.type not in _ONLY.get(key, (mount.type,)):
        raise MountError(f"unexpected key {key!r} for mount type {mount.type!r}")
    value = expand(word or "")
    if word is not None:
        _check_value(key, value.text)
    known = mount._replace(keys=mount.keys | {key})
    match key:
        case "type":
            return known._replace(type=value.text.lower())
        case "from":
            return known._replace(origin=value.text)
        case "source" | "src":
            return known._replace(source=value, written=word)
        case "target" | "dst" | "destination":
            return known._replace(target=value.text)
        case _:
            option = key, "true" if word is None else value.text
            return known._replace(options=(*known.options, option))


def _check_value(key: str, value: str) -> None:
    if key == "type" and value.lower() not in TYPES:
        guess = nearest(value, TYPES)
        raise MountError(
            f"unsupported mount type {value!r}",
            f"did you mean {guess}?" if guess else f"there are {', '.join(TYPES)}",
        )
    if key in ("readonly", "ro", "readwrite", "rw", "required") and value not in _TRUTH:
        raise MountError(f"invalid value for {key}: {value!r}")
    if key in _FORMS and not (_FORMS[key].fullmatch(value) and _fits(key, value)):
        raise MountError(f"invalid value for {key}: {value!r}")


def _fits(key: str, value: str) -> bool:
    """Whether it is one of Go's numbers of 32 bits, where one is asked for (ParseUint)."""
    if key == "mode":
        return int(value, 8) < 1 << 32
    return key not in ("uid", "gid") or whole_number(value) < 1 << 32


def _check(mount: Mount) -> None:
    owned = mount.keys & {"mode", "uid", "gid"}
    if owned and mount.type in ("bind", "tmpfs"):
        raise MountError(f"{min(owned)} not allowed for {mount.type!r} type mounts")
    if mount.type == "secret":
        _check_secret(mount)
    if "sharing" in mount.keys and mount.type != "cache":
        raise MountError(f"sharing is for cache mounts, this is a {mount.type} mount")


def _check_secret(mount: Mount) -> None:
    if mount.origin:
        raise MountError("secret mount should not have a from")
    if not (mount.source.text or mount.target or "id" in mount.keys):
        raise MountError("invalid secret mount: one of source, target required")
    if mount.source.text and "id" in mount.keys:
        raise MountError("secret mount: both source and id can't be set")


@lru_cache(maxsize=256)
def _fields(line: str) -> tuple[str, ...]:
    """One line of comma-separated values (go-csvvalue)."""
    if not line:
        raise MountError("empty --mount")
    fields: list[str] = []
    at = 0
    while True:
        quoted = re.compile(r'"((?:[^"]|"")*)"(?=,|\Z)').match(line, at)
        if quoted:
            fields.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            if '"' in line[at:end]:
                raise MountError(f"a stray quote in --mount={line}")
            fields.append(line[at:end])
            at = end
        if at == len(line):
            return tuple(fields)
        at += 1
