"""The one assembly of a builder: the module of its name, beside this one.

Each has ``locate`` (the files that it reads), ``inspect`` (the build), ``inspect_at`` (the
same with these files read already), and ``outcome`` (what the steps do with what arrived).
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
