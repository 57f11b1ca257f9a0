"""Targets and groups: what their attributes come to (hclparser.go, resolveBlock)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import dependencies
from ctxscan.project.bake.definition.decode import decode
from ctxscan.project.bake.definition.document import attributes_of, missing_argument
from ctxscan.project.bake.definition.faults import CycleError
from ctxscan.project.bake.definition.matrix import scopes_of
from ctxscan.project.bake.definition.schema import REQUIRED, SCHEMAS
from ctxscan.project.bake.definition.state import Output, State
from ctxscan.project.bake.evaluation.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.bake.hcl.syntax import Attribute, Block


def outputs_of(state: State, block: Block) -> list[Output]:
    state.begin(block.type)
    found = state.outputs.get(id(block))
    if found is None:
        found = [Output(scope) for scope in scopes_of(state, block)]
        state.outputs[id(block)] = found
    return found


def resolve(state: State, block: Block, chosen: str | None) -> None:
    """All attributes that are not known yet, or the *chosen* one alone."""
    with state.link(f"{block.type} {block.labels[0]}"):
        for output in outputs_of(state, block):
            if chosen is not None and chosen in output.done:
                return  # and not "continue": what upstream does for a matrix as well
            if chosen is not None:
                _check_cycle(block, output, chosen)
            _resolve_output(state, block, output, chosen)


def _check_cycle(block: Block, output: Output, chosen: str) -> None:
    if chosen in output.in_progress:
        name = f"{block.type}.{output.name}.{chosen}"
        raise CycleError(f"reference cycle not allowed for {name}")
    output.in_progress.add(chosen)


def _resolve_output(state: State, block: Block, output: Output, chosen: str | None) -> None:
    schema = SCHEMAS[block.type]
    written = attributes_of(block.body)
    names = [name for name in written if name in schema and name not in output.done]
    if chosen is None:
        _check_required(block, written, output)
    else:
        names = [name for name in names if name == chosen]
    attributes = [written[name] for name in names]
    for attribute in attributes:
        dependencies.load(state, output.scope, attribute.value)
    for attribute in attributes:
        value = evaluate(attribute.value, output.scope)
        decoded = decode(attribute, value, schema[attribute.name])
        output.values[attribute.name] = output.visible[attribute.name] = decoded
    output.done.update(names)
    if chosen is not None:
        output.done.add(chosen)
    state.store(block.type, output)


def _check_required(block: Block, written: Mapping[str, Attribute], output: Output) -> None:
    for name in sorted(REQUIRED[block.type]):
        if name not in written and name not in output.done:
            raise missing_argument(name, block.body)
