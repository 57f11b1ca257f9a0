"""The forms of ``build`` and of ``develop.watch``."""

from __future__ import annotations

from ctxscan.project.compose.schema_forms import (
    BOOLEAN,
    HOSTS,
    INTEGER,
    LIST_OR_MAP,
    MOUNT,
    OPEN,
    STRING,
    STRING_OR_SET,
    STRINGS,
    ULIMITS,
    each,
)
from ctxscan.project.compose.shapes import Either, ListOf, MapOf, Plain

BUILD = Either(
    (
        STRING,
        MapOf(
            {
                **each(
                    STRING,
                    ("context", "dockerfile", "dockerfile_inline", "network", "target"),
                ),
                "isolation": STRING,
                **each(STRINGS, ("entitlements", "cache_from", "cache_to", "tags", "platforms")),
                **each(LIST_OR_MAP, ("args", "ssh", "labels", "additional_contexts")),
                **each(BOOLEAN, ("no_cache", "provenance", "sbom", "pull", "privileged")),
                "no_cache_filter": STRING_OR_SET,
                "shm_size": INTEGER,
                "extra_hosts": HOSTS,
                "secrets": ListOf(MOUNT),
                "ulimits": ULIMITS,
            }
        ),
    )
)

ACTIONS = ("rebuild", "sync", "restart", "sync+restart", "sync+exec")

WATCH = MapOf(
    {
        **each(STRING_OR_SET, ("ignore", "include")),
        **each(STRING, ("path", "target")),
        "action": Plain(("string",), ACTIONS),
        "exec": OPEN,
        "initial_sync": Plain(("boolean",)),
    },
    required=("path", "action"),
)
