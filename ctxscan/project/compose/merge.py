"""One document over another, by the rules of each key.

Source: compose-go, override/merge.go. The values of both sides are used up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.patterns import Rules
from ctxscan.project.compose.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.compose.values import Path, Tree, Value

    Merger = Callable[[Value, Value, Path], Value]


def merge(base: Value, over: Value, path: Path = ()) -> Value:
    """Raises ComposeError where the two are of types that do not go together."""
    if special := _SPECIAL.find(path):
        return special(base, over, path)
    if over is None:
        return base
    if isinstance(base, dict):
        if not isinstance(over, dict):
            raise _clash(path)
        return merge_maps(base, over, path)
    if isinstance(base, list):
        if not isinstance(over, list):
            raise _clash(path)
        return [*base, *over]
    return over


def _clash(path: Path) -> ComposeError:
    return ComposeError(
        f"cannot override {shown(path)}: an earlier file gives it another type", "type", path
    )


def merge_maps(base: Tree, over: Tree, path: Path) -> Tree:
    for key, value in over.items():
        base[key] = merge(base[key], value, (*path, key)) if key in base else value
    return base


def _builds(base: Value, over: Value, path: Path) -> Value:
    return merge_maps(_as_build(base), _as_build(over), path)


def _as_build(value: Value) -> Tree:
    if isinstance(value, str):
        return {"context": value}
    return value if isinstance(value, dict) else {}


def _sequences(base: Value, over: Value, _: Path) -> Value:
    """Both as ``key=value``; which of two equal keys counts is settled later (``unicity``)."""
    return [*as_sequence(base), *as_sequence(over)]


def as_sequence(value: Value) -> list[Value]:
    if isinstance(value, dict):
        return [*sorted(_entries(value))]
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else []


def _entries(tree: Tree) -> list[str]:
    found = []
    for key, value in tree.items():
        if value is None:
            found.append(key)
        else:
            values = value if isinstance(value, list) else [value]
            found += [f"{key}={text_of(each)}" for each in values]
    return found


def _hosts(base: Value, over: Value, _: Path) -> Value:
    first = as_sequence(base)
    return [*first, *(each for each in as_sequence(over) if each not in first)]


def _dependencies(base: Value, over: Value, path: Path) -> Value:
    return merge_maps(_as_dependencies(base), _as_dependencies(over), path)


def _as_dependencies(value: Value) -> Tree:
    if isinstance(value, list):
        return {text_of(each): {"condition": "service_started", "required": True} for each in value}
    return value if isinstance(value, dict) else {}


def _names(base: Value, over: Value, path: Path) -> Value:
    return merge_maps(_as_names(base), _as_names(over), path)


def _as_names(value: Value) -> Tree:
    if isinstance(value, list):
        return {text_of(each): None for each in value}
    return value if isinstance(value, dict) else {}


def _logging(base: Value, over: Value, path: Path) -> Value:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    one_driver = "driver" not in base or "driver" not in over or base["driver"] == over["driver"]
    return merge_maps(base, over, path) if one_driver else over


def _replaced(_: Value, over: Value, __: Path) -> Value:
    return over


_SPECIAL: Rules[Merger] = Rules(
    {
        "networks.*.labels": _sequences,
        "volumes.*.labels": _sequences,
        "services.*.annotations": _sequences,
        "services.*.build": _builds,
        "services.*.build.args": _sequences,
        "services.*.build.additional_contexts": _sequences,
        "services.*.build.extra_hosts": _hosts,
        "services.*.build.labels": _sequences,
        "services.*.command": _replaced,
        "services.*.depends_on": _dependencies,
        "services.*.deploy.labels": _sequences,
        "services.*.dns": _sequences,
        "services.*.dns_opt": _sequences,
        "services.*.dns_search": _sequences,
        "services.*.entrypoint": _replaced,
        "services.*.env_file": _sequences,
        "services.*.label_file": _sequences,
        "services.*.environment": _sequences,
        "services.*.extra_hosts": _hosts,
        "services.*.healthcheck.test": _replaced,
        "services.*.labels": _sequences,
        "services.*.logging": _logging,
        "services.*.models": _names,
        "services.*.networks": _names,
        "services.*.sysctls": _sequences,
        "services.*.tmpfs": _sequences,
        "services.*.ulimits.*": _replaced,
    }
)
