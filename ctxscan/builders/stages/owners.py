"""``--chown`` by a name, which builders look up in the files of the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import resolve

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Directory


def check_owner(root: Directory, chown: str) -> None:
    """Raises StepError where there is no file to look a name up in."""
    user, _, group = chown.partition(":")
    for name, path in ((user, "/etc/passwd"), (group, "/etc/group")):
        if not name or name.isdigit():
            continue
        found = resolve(root, path)
        if found.node is None and not found.doubt:
            raise StepError(
                "unknown-user",
                name,
                f"--chown={chown}: there is no {path} to look {name} up in; use numbers",
            )
