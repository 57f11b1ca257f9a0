"""What follows ``docker compose`` -> options.

Source: docker/compose, cmd/compose/compose.go (addProjectFlags, RootCommand) and build.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.commandline.flags import flag_table, parse_flags
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHARED_VALUES = (
    "file|f env-file project-directory project-name|p profile progress workdir insecure-registry"
)
_SHARED_SWITCHES = "compatibility all-resources dry-run help|h"

_GLOBAL = flag_table(
    f"{_SHARED_VALUES} ansi parallel", f"{_SHARED_SWITCHES} no-ansi verbose version|v"
)
_BUILD = flag_table(
    "build-arg builder memory|m provenance sbom ssh progress env-file project-directory "
    "project-name profile workdir insecure-registry file|f",
    "check compress force-rm no-cache no-rm parallel print pull push quiet|q with-dependencies "
    "dry-run all-resources compatibility help|h",
)


def parse_compose(words: Sequence[str], cwd: str) -> ComposeOptions:
    """Raises ProjectError of kind ``usage``; *cwd* is absolute."""
    before = parse_flags(words, _GLOBAL, "docker compose", stop_at_argument=True)
    if before.arguments[:1] != ("build",):
        asked = before.arguments[0] if before.arguments else "nothing"
        raise ProjectError(
            f"of docker compose only build sends a context, not {asked}",
            kind="usage",
            hint="docker compose [options] build [services]",
        )
    after = parse_flags(before.arguments[1:], _BUILD, "docker compose build")
    flags = before._replace(flags=before.flags + after.flags)
    directory, old = flags.last("project-directory"), flags.last("workdir")
    if directory and old:
        raise ProjectError(
            "docker compose takes either --project-directory or --workdir", kind="usage"
        )
    return ComposeOptions(
        cwd,
        flags.all("file"),
        directory or old,
        flags.last("project-name"),
        flags.all("env-file"),
        flags.all("profile"),
        after.all("build-arg"),
        after.arguments,
        after.is_on("with-dependencies"),
    )
