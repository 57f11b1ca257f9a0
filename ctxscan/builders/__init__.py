"""What each builder sends of a context, and how many bytes that is. Pure.

A builder is a folder: its ``TRAITS``, and in ``meter`` what models it. Here is the one list of
them; only the folder of a builder that is used is imported. To add one, write its folder and its
assembly, ``inspection/NAME.py``, and add its name here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.builders.traits import Traits
    from ctxscan.ignore.file import Rule

BuilderName = Literal["buildkit", "classic", "podman"]
"""Each names its folder here, and its assembly in inspection/."""

BUILDER_NAMES: tuple[BuilderName, ...] = get_args(BuilderName)

DEFAULT_BUILDER: BuilderName = BUILDER_NAMES[0]
"""What ``docker build`` uses by default."""


def traits_of(name: BuilderName) -> Traits:
    """Raises UsageError for another name."""
    traits: Traits = import_module(f"{__name__}.{checked(name)}").TRAITS
    return traits


def checked(name: BuilderName) -> BuilderName:
    """*name*, if it is a builder's: callers need not be typed. Else raises UsageError."""
    if name not in BUILDER_NAMES:
        raise UsageError(f"no such builder: {name}", hint=", ".join(BUILDER_NAMES))
    return name


def older_than(traits: Traits) -> BuilderName | None:
    """The builder that people still use in the place of that of *traits*."""
    return next((name for name in BUILDER_NAMES if name == traits.older), None)


def docker_builders() -> tuple[BuilderName, ...]:
    """Those that read rules as Docker does: one ignore file serves them all."""
    return tuple(name for name in BUILDER_NAMES if traits_of(name).reads_rules_as_docker)


def whole_context(name: BuilderName, rules: Sequence[Rule]) -> Builder:
    """The builder *name* where everything is asked for, and no file is special."""
    builder: Builder = import_module(f"{__name__}.{checked(name)}.meter").whole_context(rules)
    return builder
