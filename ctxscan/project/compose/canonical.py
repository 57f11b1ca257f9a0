"""Short forms -> long ones, so that what follows knows one form of each key.

Source: compose-go, transform/canonical.go and its neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.patterns import Rules
from ctxscan.project.compose.volumes import parse_volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.values import Path, Tree, Value

    Transformer = Callable[[Value, Path], Value]


def make_canonical(tree: Tree) -> Tree:
    """Raises ComposeError for a form that there is not."""
    return _map(tree, ())


def _transform(value: Value, path: Path) -> Value:
    if transformer := _TRANSFORMERS.find(path):
        return transformer(value, path)
    return _inside(value, path)


def _inside(value: Value, path: Path) -> Value:
    if isinstance(value, dict):
        return _map(value, path)
    if isinstance(value, list):
        return [_transform(item, (*path, str(index))) for index, item in enumerate(value)]
    return value


def _map(tree: Tree, path: Path) -> Tree:
    for key, value in tree.items():
        tree[key] = _transform(value, (*path, key))
    return tree


def _build(value: Value, path: Path) -> Value:
    if isinstance(value, str):
        return {"context": value}
    if isinstance(value, dict):
        return _map(value, path)
    raise ComposeError(f"{shown(path)} must be a string or a mapping", "type", path)


def _extends(value: Value, path: Path) -> Value:
    if isinstance(value, str):
        return {"service": value}
    if isinstance(value, dict):
        return value
    raise ComposeError(f"{shown(path)} must be a string or a mapping", "type", path)


def _key_values(value: Value, path: Path) -> Value:
    if isinstance(value, dict):
        return value
    if not isinstance(value, list):
        raise ComposeError(f"{shown(path)} must be a mapping or a list", "type", path)
    found: Tree = {}
    for entry in value:
        name, equals, text = entry.partition("=") if isinstance(entry, str) else ("", "", "")
        if not equals:
            raise ComposeError(
                f"{shown(path)}: {entry!r} is not of the form name=value", "type", path
            )
        found[name] = text
    return found


def _ssh(value: Value, path: Path) -> Value:
    if not isinstance(value, list):
        return value
    found: Tree = {}
    for entry in value:
        name, equals, key = entry.partition("=") if isinstance(entry, str) else ("", "", "")
        if not equals and name != "default":
            raise ComposeError(f"{shown(path)}: {entry!r} names no key", "type", path)
        found[name] = key if equals else None
    return found


def _depends_on(value: Value, path: Path) -> Value:
    if isinstance(value, list):
        value = {name: {} for name in value if isinstance(name, str)}
    if not isinstance(value, dict):
        raise ComposeError(f"{shown(path)} must be a mapping or a list", "type", path)
    for name, entry in value.items():
        if not isinstance(entry, dict):
            raise ComposeError(f"{shown((*path, name))} must be a mapping", "type", path)
        entry.setdefault("condition", "service_started")
        entry.setdefault("required", True)
    return value


def _names(value: Value, path: Path) -> Value:
    if not isinstance(value, list):
        return _inside(value, path)
    return {name: None for name in value if isinstance(name, str)}


def _strings(value: Value, _: Path) -> Value:
    return [value] if isinstance(value, str) else value


def _env_files(value: Value, _: Path) -> Value:
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list):
        return entries
    return [
        {"path": entry, "required": True} if isinstance(entry, str) else entry for entry in entries
    ]


def _limit(value: Value, path: Path) -> Value:
    if isinstance(value, str):
        raise ComposeError(f"{shown(path)} must be a whole number", "type", path)
    return value


def _volume(value: Value, path: Path) -> Value:
    return parse_volume(value, path) if isinstance(value, str) else value


def _mount(value: Value, _: Path) -> Value:
    return {"source": value} if isinstance(value, str) else value


def external_names(tree: Tree) -> list[str]:
    """Which networks and the like still say ``external: {name: x}``."""
    return [
        f"{kind}.{name}"
        for kind in ("networks", "volumes", "secrets", "configs")
        for name, value in _items(tree.get(kind))
        if isinstance(value, dict)
        and isinstance(external := value.get("external"), dict)
        and "name" in external
    ]


def _items(value: Value) -> list[tuple[str, Value]]:
    return list(value.items()) if isinstance(value, dict) else []


def _resource(value: Value, path: Path) -> Value:
    if isinstance(value, dict) and isinstance(external := value.get("external"), dict):
        name = external.get("name")
        if name is not None and value.setdefault("name", name) != name:
            raise ComposeError(f"{shown(path)} has two names", "conflict", (*path, "external"))
        value["external"] = True
    return value


_TRANSFORMERS: Rules[Transformer] = Rules(
    {
        "services.*.build": _build,
        "services.*.build.additional_contexts": _key_values,
        "services.*.build.secrets.*": _mount,
        "services.*.build.ssh": _ssh,
        "services.*.configs.*": _mount,
        "services.*.depends_on": _depends_on,
        "services.*.develop.watch.*.ignore": _strings,
        "services.*.develop.watch.*.include": _strings,
        "services.*.env_file": _env_files,
        "services.*.extends": _extends,
        "services.*.models": _names,
        "services.*.networks": _names,
        "services.*.secrets.*": _mount,
        "services.*.ulimits.*": _limit,
        "services.*.build.ulimits.*": _limit,
        "services.*.volumes.*": _volume,
        **dict.fromkeys(("networks.*", "volumes.*", "secrets.*", "configs.*"), _resource),
    }
)
