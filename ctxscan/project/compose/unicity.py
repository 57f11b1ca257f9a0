"""Lists in which the last entry of a key counts, in the position of the first.

Source: compose-go, override/uncity.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.patterns import Rules
from ctxscan.project.compose.values import text_of
from ctxscan.project.compose.volumes import parse_volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.values import Path, Tree, Value

    KeyOf = Callable[[Value, Path], str]


def make_unique(tree: Tree) -> Tree:
    """Raises ComposeError for an entry that has no key."""
    for key, value in tree.items():
        tree[key] = _unique(value, (key,))
    return tree


def _unique(value: Value, path: Path) -> Value:
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = _unique(inner, (*path, key))
    elif isinstance(value, list) and (key_of := _KEYS.find(path)):
        kept: dict[str, Value] = {}
        for index, entry in enumerate(value):
            kept[key_of(entry, (*path, str(index)))] = entry
        return list(kept.values())
    return value


def _before_equals(entry: Value, path: Path) -> str:
    if not isinstance(entry, str):
        raise ComposeError(f"{shown(path)} must be a string", "schema", path, "quote it")
    return entry.partition("=")[0]


def _exposed(entry: Value, path: Path) -> str:
    if isinstance(entry, bool) or not isinstance(entry, str | int):
        raise ComposeError(f"{shown(path)} is no port", "schema", path)
    return str(entry)


def _volume_target(entry: Value, path: Path) -> str:
    if isinstance(entry, str):
        return text_of(parse_volume(entry, path)["target"])
    if isinstance(entry, dict):
        if not isinstance(entry.get("target"), str):
            raise ComposeError(f"{shown(path)} lacks a target", "schema", path)
        return text_of(entry["target"])
    return ""


def _mounted_at(default: str) -> KeyOf:
    def key_of(entry: Value, path: Path) -> str:
        if isinstance(entry, str):
            return f"{default}/{entry}"
        if not isinstance(entry, dict):
            raise ComposeError(f"{shown(path)} must be a string or a mapping", "schema", path)
        target = entry.get("target")
        return f"{default}/{text_of(entry.get('source'))}" if target is None else text_of(target)

    return key_of


def _env_file(entry: Value, path: Path) -> str:
    if isinstance(entry, dict):
        if not isinstance(entry.get("path"), str):
            raise ComposeError(f"{shown(path)} lacks a path", "schema", path)
        return text_of(entry["path"])
    return entry if isinstance(entry, str) else ""


_NAMED = (
    *("annotations", "build.args", "build.additional_contexts", "build.tags", "build.labels"),
    *("cap_add", "cap_drop", "deploy.labels", "dns", "dns_opt", "dns_search", "environment"),
    *("labels", "links", "networks.*.aliases", "networks.*.link_local_ips", "profiles"),
    *("sysctls", "tmpfs"),
)
"""Not ``build.platforms``: upstream's table says ``platform``, so duplicates are kept."""

_KEYS: Rules[KeyOf] = Rules(
    {
        "networks.*.labels": _before_equals,
        "networks.*.ipam.options": _before_equals,
        **{f"services.*.{key}": _before_equals for key in _NAMED},
        "services.*.configs": _mounted_at(""),
        "services.*.secrets": _mounted_at("/run/secrets"),
        "services.*.env_file": _env_file,
        "services.*.expose": _exposed,
        "services.*.volumes": _volume_target,
    }
)
