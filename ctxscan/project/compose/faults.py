"""What is wrong at a path of a compose project; ``sources`` knows the file and line of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from ctxscan.project.compose.values import Path
    from ctxscan.project.errors import Kind


class ComposeError(ProjectError):
    """Has a path instead of a place until it leaves the room."""

    def __init__(
        self,
        message: str,
        kind: Kind,
        path: Path,
        hint: str | None = None,
        *,
        line: int | None = None,
    ) -> None:
        super().__init__(message, kind=kind, hint=hint)
        self.path = path
        self.line = line
        """Where it is known better than by the path."""


def shown(path: Path) -> str:
    """``services.web.build``, as compose writes paths."""
    return ".".join(part if part.isprintable() else repr(part)[1:-1] for part in path)
