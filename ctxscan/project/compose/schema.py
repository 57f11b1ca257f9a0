"""The keys of a compose file and the forms of their values.

Source of the facts: compose-go, schema/compose-spec.json. What lies deep in keys that have nothing
to do with builds (``networks.*.ipam``) is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.schema_forms import (
    BOOLEAN,
    LIST_OR_MAP,
    NAME,
    NULL,
    OPEN,
    STRING,
    STRINGS,
    each,
)
from ctxscan.project.compose.schema_service import SERVICE
from ctxscan.project.compose.shapes import Either, ListOf, MapOf, Plain, Shape, check, check_finite

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Tree

_EXTERNAL = Either((BOOLEAN, OPEN))

_NETWORK = MapOf(
    {
        **each(STRING, ("name", "driver")),
        **each(OPEN, ("driver_opts", "ipam")),
        "external": _EXTERNAL,
        **each(BOOLEAN, ("internal", "enable_ipv4", "enable_ipv6", "attachable")),
        "labels": LIST_OR_MAP,
    }
)

_TOP_VOLUME = MapOf(
    {
        **each(STRING, ("name", "driver")),
        "driver_opts": OPEN,
        "external": _EXTERNAL,
        "labels": LIST_OR_MAP,
    }
)

_SECRET = MapOf(
    {
        **each(STRING, ("name", "environment", "file", "driver", "template_driver")),
        "driver_opts": OPEN,
        "external": _EXTERNAL,
        "labels": LIST_OR_MAP,
    }
)

_CONFIG = MapOf(
    {
        **each(STRING, ("name", "content", "environment", "file", "template_driver")),
        "external": _EXTERNAL,
        "labels": LIST_OR_MAP,
    }
)

_MODEL = MapOf(
    {
        **each(STRING, ("name", "model")),
        "context_size": Plain(("integer",)),
        "runtime_flags": STRINGS,
    },
    required=("model",),
)


def _named(shape: Shape, *, extensible: bool = False) -> MapOf:
    return MapOf({}, shape, NAME, extensible=extensible)


_PROJECT = MapOf(
    {
        **each(STRING, ("version", "name")),
        "include": ListOf(Either((STRING, OPEN))),
        "services": _named(SERVICE),
        "models": MapOf({}, _MODEL, NAME, open=True),
        "networks": MapOf({}, Either((_NETWORK, NULL)), NAME, open=True),
        "volumes": _named(Either((_TOP_VOLUME, NULL))),
        "secrets": _named(_SECRET),
        "configs": _named(_CONFIG),
    }
)


def check_project(tree: Tree) -> None:
    """Raises ComposeError of kind ``schema`` for what compose would refuse."""
    check_finite(tree)
    check(tree, _PROJECT, ())
