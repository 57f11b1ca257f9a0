"""Functions that the file defines (hclparser.go, resolveFunction; util/userfunc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import dependencies
from ctxscan.project.bake.definition.faults import CycleError, UndefinedError, WithoutPlaceError
from ctxscan.project.bake.evaluation.evaluate import evaluate
from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.evaluation.type_expressions import keyword_in
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import JsonList, Node, Tuple
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.value import Value, tuple_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.errors import Place
    from ctxscan.project.bake.definition.document import FunctionBlock
    from ctxscan.project.bake.definition.state import State
    from ctxscan.project.bake.evaluation.scope import Scope


def resolve_all(state: State) -> None:
    for name, block in state.document.functions.items():
        try:
            resolve(state, state.root, name)
        except WithoutPlaceError as error:
            place = block.place if block.parameters is None else block.parameters.place
            raise error.at("Invalid function", place) from error


def resolve(state: State, scope: Scope, name: str) -> None:
    if name in state.world.functions:
        return
    block = state.document.functions.get(name)
    if block is None:
        raise UndefinedError(f'function "{name}" does not exist', kind="unknown_function")
    key = (id(scope), name)
    if key in state.functions_in_progress:
        raise CycleError(f"function cycle not allowed for {name}")
    state.functions_in_progress.add(key)
    if block.result is None:
        raise WithoutPlaceError(f"empty result not allowed for {name}", kind="schema")
    if block.parameters is None:
        raise WithoutPlaceError(f"empty params not allowed for {name}", kind="schema")
    names, variadic = _parameters(block, block.parameters.value)
    hidden = [*names, *([] if variadic is None else [variadic])]
    with state.link(f"function {name}"):
        dependencies.load(state, state.root, block.result.value, hidden, may_miss=False)
    state.world.functions[name] = _function(state.root, names, variadic, block.result.value)


def _parameters(block: FunctionBlock, node: Node) -> tuple[list[str], str | None]:
    if not isinstance(node, Tuple | JsonList):
        detail = "A static list expression is required."
        raise HclError("Invalid expression", detail, node.place)
    names = [_identifier(each, each.place) for each in node.elements]
    if block.variadic is None:
        return names, None
    return names, _identifier(block.variadic.value, block.variadic.place)


def _identifier(node: Node, place: Place) -> str:
    name = keyword_in(node)
    if name is None:
        detail = "Each parameter name must be an identifier."
        raise HclError("Invalid param element", detail, place)
    return name


def _function(root: Scope, names: list[str], variadic: str | None, result: Node) -> Function:
    def apply(values: Sequence[Value]) -> Value:
        given = dict(zip(names, values, strict=False))
        if variadic is not None:
            given[variadic] = tuple_value(values[len(names) :])
        try:
            return evaluate(result, root.child(given))
        except HclError as error:
            raise CalledFunctionError(error) from error

    return Function(
        tuple(Parameter(name) for name in names),
        apply,
        variadic=None if variadic is None else Parameter(variadic),
        looks_inside=False,
    )


class CalledFunctionError(ValueRefusedError):
    """An error inside a function of the file: upstream names the line of the call."""

    def __init__(self, error: HclError) -> None:
        super().__init__(str(error))
