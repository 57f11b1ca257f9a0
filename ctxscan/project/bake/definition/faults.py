"""Errors of bake that get their place from whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclError

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.errors import Kind


class WithoutPlaceError(Exception):
    def __init__(self, detail: str, *, kind: Kind = "expression") -> None:
        super().__init__(detail)
        self._detail = detail
        self._kind = kind

    def at(self, summary: str, place: Place | None) -> HclError:
        return HclError(summary, self._detail, place, kind=self._kind)


class UndefinedError(WithoutPlaceError):
    """A name that nothing defines. Fatal only where it is really used."""


class CycleError(WithoutPlaceError):
    def __init__(self, detail: str) -> None:
        super().__init__(detail, kind="cycle")
