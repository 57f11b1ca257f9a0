"""What follows ``docker buildx bake`` -> options (buildx, commands/bake.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.commandline.flags import Parsed, flag_table, parse_flags

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLAGS = flag_table(
    "file|f set var allow builder call list metadata-file policy progress provenance sbom",
    "load push no-cache pull print check list-targets list-variables debug|D help|h",
)
_SWITCHES = ("push", "load")
_BOOLEANS = ("no-cache", "pull")
_VALUES = {"sbom": "attest", "provenance": "attest"}


def parse_bake(words: Sequence[str], cwd: str, local_platform: str | None = None) -> BakeOptions:
    """Raises ProjectError of kind ``usage``; *cwd* is absolute.

    *local_platform*: what BAKE_LOCAL_PLATFORM is, if that is known.
    """
    flags = parse_flags(words, _FLAGS, "docker buildx bake")
    return BakeOptions(
        cwd,
        flags.all("file"),
        flags.arguments,
        (*flags.all("set"), *_shorthands(flags)),
        flags.all("var"),
        local_platform,
    )


def _shorthands(flags: Parsed) -> list[str]:
    """``--push`` and the like are settings of every target, and fail where there is none."""
    found = [f"*.{name}=true" for name in _SWITCHES if flags.is_on(name)]
    found += [
        f"*.{name}={str(flags.is_on(name)).lower()}"
        for name in _BOOLEANS
        if flags.last(name) is not None
    ]
    return found + [f"*.{key}=type={name}" for name, key in _VALUES.items() if flags.last(name)]
