"""What is wrong with a compose or bake file, or with the command line that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.errors import CtxscanError

if TYPE_CHECKING:
    from ctxscan.errors import Place

Kind = Literal[
    "conflict",
    "cycle",
    "duplicate_name",
    "empty",
    "expression",
    "interpolation",
    "invalid_name",
    "missing_file",
    "not_buildable",
    "required_variable",
    "schema",
    "syntax",
    "type",
    "unknown_function",
    "unknown_network",
    "unknown_secret",
    "unknown_service",
    "unknown_target",
    "unknown_variable",
    "unknown_volume",
    "unsupported",
    "usage",
    "validation",
]


class ProjectError(CtxscanError):
    """A project whose builds compose or bake would refuse to name."""

    def __init__(
        self, message: str, *, kind: Kind, place: Place | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, place=place, hint=hint)
        self.kind: Kind = kind
