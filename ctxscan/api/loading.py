"""What compose and bake files declare, each language loaded once somebody has a file in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.bake.options import BakeOptions
    from ctxscan.project.compose.options import ComposeOptions
    from ctxscan.project.model import Declarations
    from ctxscan.project.reader import Reader


def load_compose(
    options: ComposeOptions, environment: Mapping[str, str], reader: Reader
) -> Declarations:
    """Raises CtxscanError."""
    from ctxscan.project.compose.load import load  # noqa: PLC0415 - it imports a YAML parser, which no single Dockerfile needs

    return load(options, environment, reader)


def load_bake(options: BakeOptions, environment: Mapping[str, str], reader: Reader) -> Declarations:
    """Raises CtxscanError."""
    from ctxscan.project.bake.load import load  # noqa: PLC0415 - it brings a language along

    return load(options, environment, reader)


def without_compose(found: Declarations) -> Declarations:
    """What bake files alone declare: bake reads compose files, too, which are read as such."""
    own = tuple(b for b in found.builds if not b.place.file.endswith((".yml", ".yaml")))
    return found._replace(builds=own)
