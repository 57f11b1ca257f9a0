"""Words that several formats share."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.render.names import printable

if TYPE_CHECKING:
    from ctxscan.context.locate.docker import Location

BUILDERS = MappingProxyType(
    {"buildkit": "BuildKit", "classic": "classic builder", "podman": "Podman"}
)
"""What people call each builder."""


def build_title(
    location: Location, builder: str, target: str | None, ignore_file: str | None
) -> str:
    """Which build something is about."""
    inside = f"{location.shown.rstrip('/')}/"
    files = (location.dockerfile.shown, ignore_file or "no ignore file")
    parts = [BUILDERS[builder], *(each.removeprefix(inside) for each in files)]
    if target is not None:
        parts.append(f"target {target}")
    return printable(f"{location.shown} ({', '.join(parts)})")


def in_context(context: str, path: str) -> str:
    """A path of the context as the user would write it."""
    directory = context.rstrip("/")
    return path if directory in ("", ".") else f"{directory}/{path}"
