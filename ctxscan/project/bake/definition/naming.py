"""The names of targets and groups: ``name``, else the label (bake.go, GetName)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import blocks, dependencies
from ctxscan.project.bake.definition.document import NAME, attributes_of
from ctxscan.project.bake.definition.faults import WithoutPlaceError
from ctxscan.project.bake.definition.matrix import unknown_fault
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING

if TYPE_CHECKING:
    from ctxscan.project.bake.definition.state import Output, State
    from ctxscan.project.bake.hcl.syntax import Block


def names_of(state: State, block: Block) -> list[str]:
    """Raises HclError, always with the line of the label."""
    try:
        outputs = blocks.outputs_of(state, block)
        for output in outputs:
            _check(block.labels[0])
            output.name = _name(state, block, output)
            _check(output.name)
    except WithoutPlaceError as error:
        raise error.at("Invalid name", block.label_places[0]) from error
    names = [output.name for output in outputs]
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        fault = WithoutPlaceError(f'duplicate name "{twice}"', kind="duplicate_name")
        raise fault.at("Invalid name", block.label_places[0])
    return names


def _name(state: State, block: Block, output: Output) -> str:
    attributes = attributes_of(block.body)
    attribute = attributes.get("name")
    if attribute is None:
        return block.labels[0]
    if block.type == "group":
        raise WithoutPlaceError("name is not supported for groups", kind="schema")
    if "matrix" not in attributes:
        raise WithoutPlaceError("name requires matrix", kind="schema")
    value = dependencies.value_of(state, output.scope, attribute.value)
    if not value.is_known:
        raise unknown_fault("name", value)
    try:
        name = convert(value, STRING).content
    except ValueRefusedError as refused:
        raise WithoutPlaceError(str(refused), kind="type") from refused
    if name is None:
        raise WithoutPlaceError("name is null", kind="type")
    return str(name)


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise WithoutPlaceError('only "[a-zA-Z0-9_-]+" are allowed', kind="invalid_name")
