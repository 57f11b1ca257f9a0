"""What must hold of volumes, configs, secrets and watches beside their form.

Source: compose-go, validation/validation.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Path, Tree, Value

_SOURCES = {"configs": ("file", "environment", "content"), "secrets": ("file", "environment")}


def check_objects(tree: Tree) -> None:
    """Raises ComposeError of kind ``schema`` or ``conflict``."""
    for kind, keys in _SOURCES.items():
        for name, value in _items(tree.get(kind)):
            _check_source(value, keys, (kind, name))
    for name, value in _items(tree.get("volumes")):
        if isinstance(value, dict):
            _check_external(value, ("volumes", name))
    for name, service in _items(tree.get("services")):
        develop = service.get("develop") if isinstance(service, dict) else None
        watches = develop.get("watch") if isinstance(develop, dict) else None
        for index, watch in enumerate(watches if isinstance(watches, list) else ()):
            path = ("services", name, "develop", "watch", str(index), "path")
            if isinstance(watch, dict) and not watch.get("path"):
                raise ComposeError(f"{shown(path)} can't be blank", "schema", path)


def _items(value: Value) -> list[tuple[str, Value]]:
    return list(value.items()) if isinstance(value, dict) else []


def _check_source(value: Value, keys: tuple[str, ...], path: Path) -> None:
    if not isinstance(value, dict):
        return
    given = [key for key in keys if key in value]
    if len(given) > 1:
        raise ComposeError(
            f"{shown(path)}: {' and '.join(given)} exclude each other", "conflict", path
        )
    if not given and "driver" not in value and "external" not in value:
        raise ComposeError(f"{shown(path)} needs one of {', '.join(keys)}", "schema", path)


def _check_external(value: Tree, path: Path) -> None:
    if value.get("external") is not True:
        return
    for key in value:
        if key not in ("name", "external") and not key.startswith("x-"):
            raise ComposeError(f"{shown(path)}: external excludes {key}", "conflict", (*path, key))
