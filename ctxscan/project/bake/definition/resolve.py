"""A document -> all its targets and groups, evaluated (hclparser.go, Parse)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import blocks, functions, naming, variables
from ctxscan.project.bake.definition.faults import WithoutPlaceError
from ctxscan.project.bake.definition.merge_values import merge_values
from ctxscan.project.bake.definition.state import Output, Resolvers, State
from ctxscan.project.bake.evaluation.scope import World
from ctxscan.project.bake.functions.library import library
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.project.bake.definition.document import Document
    from ctxscan.project.bake.hcl.syntax import Block
    from ctxscan.project.bake.values.value import Value


class Resolved(NamedTuple):
    kind: str
    """``target`` or ``group``."""

    name: str
    values: Mapping[str, Value]
    block: Block


class Definitions(NamedTuple):
    resolved: tuple[Resolved, ...]
    """In the order of the files; several of one name are not merged yet."""

    renamed: Mapping[str, tuple[str, ...]]
    """Labels of targets -> the names that their matrices give."""


_RESOLVERS = Resolvers(variables.resolve, functions.resolve, blocks.resolve)


def resolve_document(
    document: Document,
    lookup: Callable[[str], str | None],
    builtins: Mapping[str, Value],
    home: str | None,
) -> Definitions:
    """Everything is evaluated, also what nobody asks for. Raises ProjectError."""
    state = State(document, World(library(home)), lookup, builtins, _RESOLVERS)
    variables.resolve_all(state)
    functions.resolve_all(state)
    state.knows_blocks = True
    renamed, known = _names(state)
    state.blocks = known
    first: dict[str, Output] = {}
    for block in document.blocks:
        _resolve(state, block)
        if block.type == "target":
            for output in blocks.outputs_of(state, block):
                earlier = first.setdefault(output.name, output)
                if earlier is not output:
                    merge_values(earlier.visible, output.visible)
                    earlier.published = None
    resolved = [
        Resolved(block.type, output.name, output.values, block)
        for block in document.blocks
        for output in blocks.outputs_of(state, block)
    ]
    for name, attribute in document.attributes.items():
        try:
            variables.resolve(state, state.root, name)
        except WithoutPlaceError as error:
            raise error.at("Invalid attribute", attribute.place) from error
    return Definitions(tuple(resolved), renamed)


def _names(
    state: State,
) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, list[Block]]]]:
    renamed: dict[str, tuple[str, ...]] = {}
    known: dict[str, dict[str, list[Block]]] = {}
    for block in state.document.blocks:
        names = naming.names_of(state, block)
        for name in names:
            known.setdefault(block.type, {}).setdefault(name, []).append(block)
        if block.type == "target":
            label = block.labels[0]
            renamed[label] = tuple(dict.fromkeys((*renamed.get(label, ()), *names)))
    return renamed, known


def _resolve(state: State, block: Block) -> None:
    try:
        blocks.resolve(state, block, None)
    except WithoutPlaceError as error:
        raise error.at("Invalid block", block.label_places[0]) from error
