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

_GLOBAL = flag_table(
    "file|f env-file project-directory project-name|p profile progress workdir insecure-registry "
    "ansi parallel",
    "compatibility all-resources dry-run help|h no-ansi verbose version|v",
)
_BUILD = flag_table(
    "build-arg builder memory|m progress provenance sbom ssh",
    "check compress force-rm no-cache no-rm parallel print pull push quiet|q with-dependencies "
    "dry-run help|h",
)
"""The flags of the project stand before ``build``; behind it compose does not know them."""


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
    directory, old = before.last("project-directory"), before.last("workdir")
    if directory and old:
        raise ProjectError(
            "docker compose takes either --project-directory or --workdir", kind="usage"
        )
    return ComposeOptions(
        cwd,
        before.all("file"),
        directory or old,
        before.last("project-name"),
        before.all("env-file"),
        before.all("profile"),
        after.all("build-arg"),
        after.arguments,
        after.is_on("with-dependencies"),
    )
