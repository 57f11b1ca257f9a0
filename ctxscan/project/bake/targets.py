"""Targets before they are builds: merged, inherited from, overridden (buildx, bake/bake.go)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.project.bake.values.value import Unknown

if TYPE_CHECKING:
    from ctxscan.errors import Place

Text = str | Unknown
_SINGLE = ("dockerfile", "dockerfile_inline", "target", "platforms")
_SINGLE_OF_RUN = ("no_cache", "network", "shm_size")
_LISTS_OF_RUN = ("no_cache_filter", "ulimits")


@dataclass(slots=True)
class Bases:
    """What relative contexts hang on; empty for the current directory, None for what is not set."""

    default: str | None = None
    """For a target that names no context."""

    uses_default: bool = False
    context: str | None = None
    context_of: str | None = None
    """The target whose base counts, because the context is ``target.x.context``."""

    contexts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Running:
    """What is said of the cache, and of what every RUN is run with."""

    no_cache: bool | Unknown | None = None
    no_cache_filter: tuple[str, ...] | Unknown | None = None
    network: Text | None = None
    shm_size: Text | None = None
    ulimits: tuple[str, ...] | Unknown | None = None
    hosts: dict[str, Text | None] = field(default_factory=dict)
    unknown_hosts: Unknown | None = None

    def merge(self, other: Running) -> None:
        """*other* over this one: lists are joined, where both are known."""
        for name in _SINGLE_OF_RUN:
            value = getattr(other, name)
            if value is not None:
                setattr(self, name, value)
        for name in _LISTS_OF_RUN:
            setattr(self, name, _joined(getattr(self, name), getattr(other, name)))
        self.hosts |= {host: each for host, each in other.hosts.items() if each is not None}
        self.unknown_hosts = other.unknown_hosts or self.unknown_hosts


_Texts = tuple[str, ...] | Unknown | None


def _joined(first: _Texts, second: _Texts) -> _Texts:
    if first is None or second is None:
        return first if second is None else second
    if isinstance(first, tuple) and isinstance(second, tuple):
        return first + second
    return second if isinstance(second, Unknown) else first


@dataclass(slots=True)
class Target:
    name: str
    place: Place | None = None
    inherits: tuple[str, ...] = ()
    context: Text | None = None
    contexts: dict[str, Text] = field(default_factory=dict)
    dockerfile: Text | None = None
    dockerfile_inline: Text | None = None
    target: Text | None = None
    args: dict[str, Text | None] = field(default_factory=dict)
    platforms: tuple[str, ...] | Unknown | None = None
    unknown_args: Unknown | None = None
    """Why more arguments may exist than are known."""

    unknown_contexts: Unknown | None = None
    bases: Bases = field(default_factory=Bases)
    running: Running = field(default_factory=Running)
    linked: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    """Where attributes that name other targets are written."""

    def merge(self, other: Target) -> None:
        """*other* over this one: ``null`` counts as not set, maps merge by key."""
        if other.bases.default is not None:
            self.bases.default = other.bases.default
            self.bases.uses_default = other.bases.uses_default
        if other.context is not None:
            self.context = other.context
            self.bases.context = other.bases.context
            self.bases.context_of = other.bases.context_of
        for name in _SINGLE:
            value = getattr(other, name)
            if value is not None:
                setattr(self, name, value)
        self.args |= {key: value for key, value in other.args.items() if value is not None}
        self._merge_contexts(other)
        self.running.merge(other.running)
        self.unknown_args = other.unknown_args or self.unknown_args
        self.unknown_contexts = other.unknown_contexts or self.unknown_contexts
        self.inherits += other.inherits
        self.places |= other.places

    def _merge_contexts(self, other: Target) -> None:
        for name, value in other.contexts.items():
            self.contexts[name] = value
            if name in other.bases.contexts:
                self.bases.contexts[name] = other.bases.contexts[name]
            else:
                self.bases.contexts.pop(name, None)

    def normalise(self) -> None:
        """An empty value removes a context; platforms are each named once."""
        self.contexts = {name: value for name, value in self.contexts.items() if value != ""}
        if isinstance(self.platforms, tuple):
            self.platforms = tuple(each for each in dict.fromkeys(self.platforms) if each)


@dataclass(slots=True)
class Config:
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Where the members of groups are written."""

    def add(self, target: Target) -> None:
        known = self.targets.get(target.name)
        if known is None:
            self.targets[target.name] = target
        else:
            known.merge(target)
