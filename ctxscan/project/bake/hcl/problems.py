"""Errors of HCL: one sentence with a place, and the kind that upstream's text amounts to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.errors import Kind, ProjectError

if TYPE_CHECKING:
    from ctxscan.errors import Place


class HclError(ProjectError):
    """Something that hashicorp/hcl calls an error diagnostic."""

    def __init__(
        self, summary: str, detail: str, place: Place | None, *, kind: Kind = "expression"
    ) -> None:
        super().__init__(f"{summary}: {detail}", kind=kind, place=place)
        self.summary = summary
        self.detail = detail


class HclSyntaxError(HclError):
    """A text that is no HCL."""

    def __init__(self, summary: str, detail: str, place: Place | None) -> None:
        super().__init__(summary, detail, place, kind="syntax")
