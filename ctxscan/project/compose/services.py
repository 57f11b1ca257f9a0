"""The services of a project, decoded from its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.decoding import check_booleans, check_hosts, check_sizes, check_texts
from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.running import running_of
from ctxscan.project.compose.values import text_of
from ctxscan.project.model import Watch
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.running import Running
    from ctxscan.project.compose.values import Path, Tree, Value


_SIZES = ("mem_limit", "mem_reservation", "memswap_limit", "shm_size")


class Build(NamedTuple):
    context: str
    dockerfile: str | None
    dockerfile_inline: str | None
    target: str | None
    args: Mapping[str, str | None]
    contexts: Mapping[str, str]
    platforms: tuple[str, ...]
    running: Running

    tree: Mapping[str, Value]
    """As merged, with what has no influence on what is sent."""


class Service(NamedTuple):
    name: str
    tree: Tree
    build: Build | None
    platform: str
    profiles: tuple[str, ...]
    dependencies: Mapping[str, bool]
    """Of ``depends_on`` and what implies it: whether each is required."""

    def has_profile(self, active: tuple[str, ...]) -> bool:
        return not self.profiles or "*" in active or bool(set(self.profiles) & set(active))


def decode_services(tree: Tree) -> dict[str, Service]:
    """In the order of names. Raises ComposeError of kind ``type``."""
    services = tree.get("services")
    if not isinstance(services, dict):
        return {}
    return {name: _service(name, services[name]) for name in sorted(services)}


def _service(name: str, value: Value) -> Service:
    tree = value if isinstance(value, dict) else {}
    path = ("services", name)
    variables(tree.get("environment"), (*path, "environment"))
    check_hosts(tree.get("extra_hosts"), (*path, "extra_hosts"))
    check_texts(tree, path)
    check_sizes(tree, _SIZES, path)
    check_booleans(tree, ("attach",), path)
    dependencies = tree.get("depends_on")
    return Service(
        name,
        tree,
        _build(tree.get("build"), (*path, "build")),
        _text(tree.get("platform"), (*path, "platform")) or "",
        _texts(tree.get("profiles"), (*path, "profiles")),
        {
            other: not isinstance(entry, dict) or entry.get("required") is not False
            for other, entry in (dependencies if isinstance(dependencies, dict) else {}).items()
        },
    )


def _build(value: Value, path: Path) -> Build | None:
    if not isinstance(value, dict):
        return None
    contexts = value.get("additional_contexts")
    check_hosts(value.get("extra_hosts"), (*path, "extra_hosts"))
    check_sizes(value, ("shm_size",), path)
    check_booleans(value, ("no_cache", "pull", "privileged"), path)
    return Build(
        _text(value.get("context"), (*path, "context")) or "",
        _text(value.get("dockerfile"), (*path, "dockerfile")) or None,
        _text(value.get("dockerfile_inline"), (*path, "dockerfile_inline")) or None,
        _text(value.get("target"), (*path, "target")) or None,
        variables(value.get("args"), (*path, "args")),
        {
            key: text_of(each)
            for key, each in _extensions_apart(
                contexts if isinstance(contexts, dict) else {}
            ).items()
        },
        _texts(value.get("platforms"), (*path, "platforms")),
        running_of(value, path),
        value,
    )


def _extensions_apart(tree: Tree) -> Tree:
    """A name that starts with ``x-`` is no name (compose-go, loader.go:processExtensions)."""
    extensions: Tree = {key: value for key, value in tree.items() if key.startswith("x-")}
    if not extensions:
        return tree
    return {**{key: tree[key] for key in tree if key not in extensions}, "#extensions": extensions}


def variables(value: Value, path: Path) -> dict[str, str | None]:
    """A mapping, or a list of ``NAME=VALUE`` and ``NAME``, whose value is ``None``.

    Source: compose-go, types/mapping.go:MappingWithEquals.DecodeMapstructure.
    """
    if isinstance(value, dict):
        named = _extensions_apart(value)
        return {key: None if each is None else text_of(each) for key, each in named.items()}
    found: dict[str, str | None] = {}
    for entry in value if isinstance(value, list) else ():
        name, equals, text = text_of(entry).partition("=")
        if name[-1:].isspace():
            raise ComposeError(f"variable {name!r} is declared with a trailing space", "type", path)
        found[name] = text if equals else None
    return found


def watches_of(service: Service) -> tuple[Watch, ...]:
    develop = service.tree.get("develop")
    rules = develop.get("watch") if isinstance(develop, dict) else None
    path = ("services", service.name, "develop", "watch")
    return tuple(
        Watch(
            _text(rule.get("action"), path) or "",
            _text(rule.get("path"), path) or "",
            _texts(rule.get("ignore"), path),
            _texts(rule.get("include"), path),
        )
        for rule in (rules if isinstance(rules, list) else ())
        if isinstance(rule, dict)
    )


def _text(value: Value, path: Path) -> str | None:
    """A date is the only value that the format lets pass for a text and that is none."""
    if value is None or isinstance(value, str):
        return value
    raise ComposeError(f"{shown(path)} must be a string", "type", path, "quote it")


def _texts(value: Value, path: Path) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(_text(each, (*path, str(at))) or "" for at, each in enumerate(entries))
