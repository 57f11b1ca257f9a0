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

_UP = flag_table(
    "attach exit-code-from no-attach pull scale timeout|t wait-timeout",
    "abort-on-container-exit abort-on-container-failure always-recreate-deps attach-dependencies "
    "build detach|d dry-run force-recreate help|h menu no-build no-color no-deps no-log-prefix "
    "no-recreate no-start quiet-build quiet-pull remove-orphans renew-anon-volumes|V timestamps "
    "wait watch|w yes|y",
)
_CREATE = flag_table(
    "pull scale",
    "build dry-run force-recreate help|h no-build no-recreate quiet-pull remove-orphans yes|y",
)
_COMMANDS = {"build": _BUILD, "up": _UP, "create": _CREATE}
"""With ``--build``, the last two build what ``build --with-dependencies`` does.

Source: docker/compose, cmd/compose/up.go and create.go.
"""


def parse_compose(words: Sequence[str], cwd: str) -> ComposeOptions:
    """Raises ProjectError of kind ``usage``; *cwd* is absolute."""
    before = parse_flags(words, _GLOBAL, "docker compose", stop_at_argument=True)
    first, *rest = before.arguments or ("nothing",)
    known = _COMMANDS.get(first)
    after = parse_flags(rest, known, f"docker compose {first}") if known else None
    if after is None or (first != "build" and not after.is_on("build")):
        raise ProjectError(
            f"of docker compose only build, up --build and create --build are read, not {first}",
            kind="usage",
            hint="docker compose [options] build [services]",
        )
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
        after.is_on("with-dependencies") or (first != "build" and not after.is_on("no-deps")),
        after.is_on("no-cache"),
    )
