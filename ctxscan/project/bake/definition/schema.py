"""What a target and a group may say (buildx, bake/bake.go: Target, Group)."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType

from ctxscan.project.bake.values.types import BOOL, DYNAMIC, STRING, Type, list_of, map_of


class Shape(Enum):
    """How an attribute is converted; all that are known are evaluated, used here or not."""

    TEXT = STRING
    BOOL = BOOL
    TEXTS = list_of(STRING)
    TEXT_MAP = map_of(STRING)
    NULLABLE_MAP = (map_of(STRING), "null values are skipped")
    ENTRIES = (list_of(DYNAMIC), "texts or objects, which do not matter here")
    ANYTHING = DYNAMIC

    @property
    def type(self) -> Type:
        value = self.value
        return value if isinstance(value, Type) else value[0]


TARGET = MappingProxyType(
    {
        "description": Shape.TEXT,
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
        "secret": Shape.ENTRIES,
        "ssh": Shape.ENTRIES,
        "platforms": Shape.TEXTS,
        "output": Shape.ENTRIES,
        "pull": Shape.BOOL,
        "no-cache": Shape.BOOL,
        "network": Shape.TEXT,
        "no-cache-filter": Shape.TEXTS,
        "shm-size": Shape.TEXT,
        "ulimits": Shape.TEXTS,
        "resources": Shape.ANYTHING,
        "call": Shape.TEXT,
        "entitlements": Shape.TEXTS,
        "extra-hosts": Shape.NULLABLE_MAP,
        "policy": Shape.ENTRIES,
    }
)
GROUP = MappingProxyType({"description": Shape.TEXT, "targets": Shape.TEXTS})
SCHEMAS = MappingProxyType({"target": TARGET, "group": GROUP})
REQUIRED = MappingProxyType({"target": frozenset[str](), "group": frozenset({"targets"})})
NAMING = frozenset({"name", "matrix"})
"""Attributes of a target that are read before the others."""
