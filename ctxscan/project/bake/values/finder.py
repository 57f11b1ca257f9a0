"""How a conversion from one type to another is looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ctxscan.project.bake.values.value import Value

if TYPE_CHECKING:
    from ctxscan.project.bake.values.types import Type

Conversion = Callable[[Value], Value]


class Finder(Protocol):
    def __call__(self, given: Type, expected: Type, *, unsafe: bool) -> Conversion | None: ...
