"""Values of variables: type, default, override (hclparser.go, resolveValue)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import dependencies
from ctxscan.project.bake.definition.faults import CycleError, UndefinedError, WithoutPlaceError
from ctxscan.project.bake.definition.overrides import Override, overridden
from ctxscan.project.bake.evaluation.evaluate import evaluate
from ctxscan.project.bake.evaluation.type_expressions import keyword_in, type_of
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Literal
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, Type, describe
from ctxscan.project.bake.values.value import Value, null, text

if TYPE_CHECKING:
    from ctxscan.project.bake.definition.document import Validation, Variable
    from ctxscan.project.bake.definition.state import State
    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Attribute, Node

_BAD_CONDITION = "Invalid condition result"


def resolve_all(state: State) -> None:
    """Of every variable, used or not; then every validation."""
    for name in state.builtins:
        resolve(state, state.root, name)
    for name, variable in state.document.variables.items():
        try:
            resolve(state, state.root, name)
        except WithoutPlaceError as error:
            raise error.at("Invalid value", variable.place) from error
    for variable in state.document.variables.values():
        for validation in variable.validations:
            _validate(state, validation)


def resolve(state: State, scope: Scope, name: str) -> None:
    if name in state.root.variables or name in scope.variables:
        return
    key = (id(scope), name)
    if key in state.variables_in_progress:
        raise CycleError(f"variable cycle not allowed for {name}")
    state.variables_in_progress.add(key)
    if name in state.builtins:
        state.root.variables[name] = state.builtins[name]
        return
    with state.link(f"variable {name}"):
        attribute = state.document.attributes.get(name)
        if attribute is not None:
            value = dependencies.value_of(state, scope, attribute.value)
            override = _lookup(state, name, prefers_json=False)
            if override is not None and name in state.document.variables:
                value = overridden(name, value, None, Override(override.written))
        else:
            value = _variable(state, name)
    state.root.variables[name] = value


def _variable(state: State, name: str) -> Value:
    variable = state.document.variables.get(name)
    if variable is None:
        raise UndefinedError(f'variable "{name}" does not exist', kind="unknown_variable")
    type_ = _declared_type(variable.type)
    if variable.default is None and _lookup(state, name, prefers_json=False) is None:
        return text("") if type_ is None else null(type_)
    default = None if variable.default is None else _default(state, variable, type_ or DYNAMIC)
    override = _lookup(state, name, prefers_json=type_ is not None)
    if override is not None:
        return overridden(name, default, type_, override)
    return null(type_ or DYNAMIC) if default is None else default


def _declared_type(attribute: Attribute | None) -> Type | None:
    """``None`` without one, and where it is written as null."""
    if attribute is None:
        return None
    node = attribute.value
    if isinstance(node, Literal) and node.value.is_null:
        return None
    type_ = type_of(node)
    return None if type_ == DYNAMIC and keyword_in(node) != "any" else type_


def _default(state: State, variable: Variable, type_: Type) -> Value:
    if variable.default is None:
        return null(type_)
    value = dependencies.value_of(state, state.root, variable.default.value)
    try:
        return convert(value, type_)
    except ValueRefusedError as refused:
        detail = (
            f"invalid type {describe(type_)} for variable {variable.name} default value: {refused}"
        )
        raise WithoutPlaceError(detail, kind="type") from refused


def _lookup(state: State, name: str, *, prefers_json: bool) -> Override | None:
    plain = state.lookup(name)
    other = f"{name}_JSON"
    declared = other in state.document.variables or other in state.builtins
    if (plain is None or prefers_json) and not declared:
        written = state.lookup(other)
        if written is not None:
            return Override(written, is_json=True)
    return None if plain is None else Override(plain)


def _validate(state: State, validation: Validation) -> None:
    condition = _evaluated(state, validation.condition)
    if condition.is_null:
        detail = "Condition expression must return either true or false, not null."
        raise HclError(_BAD_CONDITION, detail, validation.place)
    try:
        condition = convert(condition, BOOL)
    except ValueRefusedError as refused:
        detail = f"Invalid condition result value: {refused}"
        raise HclError(_BAD_CONDITION, detail, validation.place) from refused
    if condition.content is False:
        message = _evaluated(state, validation.message).content
        detail = message if isinstance(message, str) else "This check failed"
        raise HclError("Validation failed", detail, validation.place, kind="validation")


def _evaluated(state: State, node: Node | None) -> Value:
    """Without looking for what it needs: it sees the variables, and what these have needed."""
    return null() if node is None else evaluate(node, state.root)
