"""Formats of other programs for what a command found: one table, from which options are made."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.render.outcome import Outcome

FORMATS = MappingProxyType(
    {
        "markdown": "ctxscan.render.formats.markdown:markdown",
        "github": "ctxscan.render.formats.github:workflow_commands",
        "sarif": "ctxscan.render.formats.sarif:sarif",
        "junit": "ctxscan.render.formats.junit:junit",
    }
)
"""Each name with its function, which is a ``Formatter``; imported once somebody asks for it."""


class Formatter(Protocol):
    def __call__(self, outcomes: Sequence[Outcome]) -> bytes: ...


def formatter(name: str) -> Formatter:
    module, _, function = FORMATS[name].partition(":")
    return cast("Formatter", getattr(import_module(module), function))
