"""``--set`` (buildx, bake/bake.go:newOverrides, AddOverrides) and ``--var``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.glob import glob_match
from ctxscan.project.bake.definition.goparse import go_bool
from ctxscan.project.errors import ProjectError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.project.bake.targets import Config, Running, Target

_LISTS = frozenset(
    [
        "output",
        "cache-to",
        "cache-from",
        "tags",
        "platform",
        "secrets",
        "ssh",
        "attest",
        "entitlements",
        "network",
        "annotations",
        "policy",
    ]
)
_NAMED = frozenset({"resources", "secret", "args", "contexts"})
_BOOLEANS = frozenset({"no-cache", "pull", "push", "load"})
_NEEDS_NAME = frozenset({"labels", "extra-hosts"})
_OTHERS = frozenset(
    {"context", "dockerfile", "target", "call", "no-cache-filter", "shm-size", "ulimits"}
)


class Setting(NamedTuple):
    key: str
    """``args.A``, ``platform``."""

    value: str = ""
    values: tuple[str, ...] = ()
    """All values of a key that takes several."""

    appends: bool = False


Settings = dict[str, dict[str, Setting]]
"""By target and key."""


def parse_variables(written: Sequence[str]) -> dict[str, str]:
    variables: dict[str, str] = {}
    for each in written:
        name, equals, value = each.partition("=")
        if each and not (name and equals):
            raise _usage(f"invalid variable {each!r}, --var takes NAME=VALUE")
        if each:
            variables[name] = value
    return variables


def parse_settings(
    written: Sequence[str], config: Config, lookup: Callable[[str], str | None] | None
) -> Settings:
    """*lookup* gives ``args.NAME`` without a value the environment's; ``None`` if it may not."""
    settings: Settings = {}
    for each in written:
        left, equals, value = each.partition("=")
        name = left.removesuffix("+")
        pattern, *keys = name.split(".", 2)
        if not keys:
            raise _usage(f"invalid override key {name}, expected target.name")
        if not equals and keys[0] != "args":
            raise _usage(f"invalid override {each}, expected target.name=value")
        targets = _matching(pattern, config)
        _check_name(left, keys, name)
        given = value if equals else _looked_up(keys[1], lookup)
        if given is None:
            continue
        for target in targets:
            known = settings.setdefault(target, {})
            key = ".".join(keys)
            known[key] = _added(known.get(key), key, given, appends=left.endswith("+"))
    return settings


def _looked_up(name: str, lookup: Callable[[str], str | None] | None) -> str | None:
    return "" if lookup is None else lookup(name)


def _check_name(left: str, keys: Sequence[str], name: str) -> None:
    if keys[0] in _NAMED and len(keys) != 2:
        raise _usage(f"invalid key {left}, {keys[0]} requires name")
    if keys[0] in {"resources", "secret"} and left != name:
        raise _usage(f"invalid key {left}, {keys[0]} does not support append")


def _added(earlier: Setting | None, key: str, value: str, *, appends: bool) -> Setting:
    if key.partition(".")[0] in _LISTS:
        values = (*(earlier.values if earlier else ()), value)
        return Setting(key, values=values, appends=appends)
    return Setting(key, value)


def _matching(pattern: str, config: Config) -> list[str]:
    if pattern in config.targets:
        return [pattern]
    names = [name for name in config.targets if matches(pattern, name)]
    if not names:
        raise ProjectError(f"--set finds no target that matches '{pattern}'", kind="unknown_target")
    return names


def matches(pattern: str, name: str) -> bool:
    """``path.Match``; a malformed pattern matches nothing."""
    try:
        return glob_match(pattern, name)
    except ValueError:
        return False


def apply_settings(target: Target, settings: Mapping[str, Setting]) -> None:
    """Raises ProjectError of kind ``usage`` for a key that bake does not know."""
    for setting in settings.values():
        first, _, rest = setting.key.partition(".")
        if first in {"context", "dockerfile", "target"}:
            setattr(target, first, setting.value)
            if first == "context":
                target.bases.context = None
        elif first == "args":
            target.args[rest] = setting.value
        elif first == "contexts":
            target.contexts[rest] = setting.value
        elif first == "platform":
            earlier = target.platforms if isinstance(target.platforms, tuple) else ()
            target.platforms = (*(earlier if setting.appends else ()), *setting.values)
        else:
            _check_other(first, rest, setting.value)
            _set_running(target.running, first, rest, setting.value)


def _set_running(running: Running, key: str, name: str, value: str) -> None:
    """Three keys are only taken away, whatever is set, and by ``+=`` as well.

    Buildx collects the values of ``network`` in a list that it does not look at then, and those of
    ``no-cache-filter`` and ``ulimits`` not in the list that it looks at (newOverrides,
    AddOverrides).
    """
    match key:
        case "no-cache":
            running.no_cache = go_bool(value)
        case "shm-size":
            running.shm_size = value
        case "extra-hosts":
            running.hosts[name] = value
        case "network":
            running.network = ""
        case "no-cache-filter":
            running.no_cache_filter = ()
        case "ulimits":
            running.ulimits = ()


def _check_other(key: str, name: str, value: str) -> None:
    if key in _NEEDS_NAME and not name:
        raise _usage(f"invalid format for {key}, expecting {key}.<name>=<value>")
    if key in _BOOLEANS and go_bool(value) is None:
        raise _usage(f"invalid value {value} for boolean key {key}")
    if key not in _LISTS | _NAMED | _NEEDS_NAME | _BOOLEANS | _OTHERS:
        raise _usage(f"--set: unknown key: {key}")


def _usage(message: str) -> ProjectError:
    return ProjectError(message, kind="usage")
