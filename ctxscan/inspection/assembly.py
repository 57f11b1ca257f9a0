"""The one assembly of a builder: the module of its name, beside this one.

Each has ``locate`` (the files that it reads), ``inspect`` (the build), and ``inspect_at`` (the
same with these files read already). What the steps do with what arrived is ``outcome`` of the
module of its name in outcomes/: many commands never ask, and start without the model of the steps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ctxscan.builders import checked

if TYPE_CHECKING:
    from types import ModuleType

    from ctxscan.builders import BuilderName


def assembly_of(builder: BuilderName) -> ModuleType:
    """A build has one builder; the others are not worth waiting for. Raises UsageError."""
    return import_module(f"{__package__}.{checked(builder)}")


def model_of(builder: BuilderName) -> ModuleType:
    """Of the steps. Raises UsageError."""
    return import_module(f"{__package__}.outcomes.{checked(builder)}")
