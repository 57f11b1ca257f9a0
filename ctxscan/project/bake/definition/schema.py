"""What a target and a group may say (buildx, bake/bake.go: Target, Group)."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType

from ctxscan.project.bake.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
)


def _all_optional(**members: Type) -> Type:
    return object_of(members, members)


class Shape(Enum):
    """How an attribute is converted; all that are known are evaluated, used here or not."""

    TEXT = STRING
    BOOL = BOOL
    TEXTS = list_of(STRING)
    TEXT_MAP = map_of(STRING)
    NULLABLE_MAP = (map_of(STRING), "null values are skipped")
    DESCRIPTION = (STRING, "not null")
    ENTRIES = (map_of(STRING), "a list of texts and of these")
    SECRETS = (_all_optional(id=STRING, src=STRING, env=STRING), "a list of texts and of these")
    SSH = (_all_optional(id=STRING, paths=list_of(STRING)), "a list of texts and of these")
    POLICIES = (map_of(DYNAMIC), "a list of texts and of these")
    RESOURCES = _all_optional(
        **dict.fromkeys(("memory", "memory-swap", "cpuset-cpus", "cpuset-mems"), STRING),
        **dict.fromkeys(("cpu-shares", "cpu-period", "cpu-quota"), NUMBER),
    )

    @property
    def type(self) -> Type:
        """Of the whole, or of an entry."""
        value = self.value
        return value if isinstance(value, Type) else value[0]


LISTS = frozenset({Shape.ENTRIES, Shape.SECRETS, Shape.SSH, Shape.POLICIES})


TARGET = MappingProxyType(
    {
        "description": Shape.DESCRIPTION,
        "inherits": Shape.TEXTS,
        "annotations": Shape.TEXTS,
        "attest": Shape.ENTRIES,
        "context": Shape.TEXT,
        "contexts": Shape.TEXT_MAP,
        "dockerfile": Shape.TEXT,
        "dockerfile-inline": Shape.TEXT,
        "args": Shape.NULLABLE_MAP,
        "labels": Shape.NULLABLE_MAP,
        "tags": Shape.TEXTS,
        "cache-from": Shape.ENTRIES,
        "cache-to": Shape.ENTRIES,
        "target": Shape.TEXT,
        "secret": Shape.SECRETS,
        "ssh": Shape.SSH,
        "platforms": Shape.TEXTS,
        "output": Shape.ENTRIES,
        "pull": Shape.BOOL,
        "no-cache": Shape.BOOL,
        "network": Shape.TEXT,
        "no-cache-filter": Shape.TEXTS,
        "shm-size": Shape.TEXT,
        "ulimits": Shape.TEXTS,
        "resources": Shape.RESOURCES,
        "call": Shape.TEXT,
        "entitlements": Shape.TEXTS,
        "extra-hosts": Shape.NULLABLE_MAP,
        "policy": Shape.POLICIES,
    }
)
GROUP = MappingProxyType({"description": Shape.DESCRIPTION, "targets": Shape.TEXTS})
SCHEMAS = MappingProxyType({"target": TARGET, "group": GROUP})
REQUIRED = MappingProxyType({"target": frozenset[str](), "group": frozenset({"targets"})})
NAMING = frozenset({"name", "matrix"})
"""Attributes of a target that are read before the others."""
