"""Words that several formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import traits_of
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.context.locate.docker import Location


def build_title(
    location: Location, builder: BuilderName, target: str | None, ignore_file: str | None
) -> str:
    """Which build something is about."""
    inside = f"{location.shown.rstrip('/')}/"
    files = (location.dockerfile.shown, ignore_file or "no ignore file")
    parts = [traits_of(builder).label, *(each.removeprefix(inside) for each in files)]
    if target is not None:
        parts.append(f"target {target}")
    return printable(f"{location.shown} ({', '.join(parts)})")


_MOST = 8
"""Names on one line."""


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _MOST
    shown = printable(", ".join(names[:_MOST]))
    return f"{shown} and {more:,} more" if more > 0 else shown


def named(build: str, title: str) -> str:
    """The *title* of a build with its name, where it has one."""
    return f"{printable(build)}: {title}" if build else title


def in_context(context: str, path: str) -> str:
    """A path of the context as the user would write it."""
    directory = context.rstrip("/")
    return path if directory in ("", ".") else f"{directory}/{path}"
