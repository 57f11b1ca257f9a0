"""What bake passes over without a word: attributes and blocks that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.document import LABELS
from ctxscan.project.bake.definition.schema import NAMING, SCHEMAS
from ctxscan.project.model import IgnoredPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.project.bake.hcl.syntax import Block, Body

_KNOWN = {kind: frozenset(schema) for kind, schema in SCHEMAS.items()}
_KNOWN["target"] |= NAMING
_KNOWN["variable"] = frozenset({"type", "default", "description"})
_NESTED = {"variable": frozenset({"validation"})}


def ignored_parts(bodies: Sequence[Body]) -> list[IgnoredPart]:
    return [part for body in bodies for block in body.blocks for part in _parts(block)]


def _parts(block: Block) -> Iterator[IgnoredPart]:
    if block.type not in LABELS:
        yield IgnoredPart(block.type, "", block.place, is_block=True)
        return
    if block.type not in _KNOWN:
        return
    inside = f'{block.type} "{block.labels[0]}"'
    for attribute in block.body.attributes:
        if attribute.name not in _KNOWN[block.type]:
            yield IgnoredPart(attribute.name, inside, attribute.place)
    for nested in block.body.blocks:
        if nested.type not in _NESTED.get(block.type, ()):
            yield IgnoredPart(nested.type, inside, nested.place, is_block=True)
