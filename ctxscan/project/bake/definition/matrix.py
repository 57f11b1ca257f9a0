"""One block, many targets: ``matrix`` (bake.go, GetEvalContexts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition import dependencies
from ctxscan.project.bake.definition.document import attributes_of
from ctxscan.project.bake.definition.faults import WithoutPlaceError
from ctxscan.project.bake.limits import MOST_COMBINATIONS, TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.project.bake.definition.state import State
    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Block
    from ctxscan.project.bake.values.value import Value


def scopes_of(state: State, block: Block) -> list[Scope]:
    """One for each combination; the axes are names in it."""
    attribute = attributes_of(block.body).get("matrix")
    if attribute is None:
        return [state.root]
    if block.type == "group":
        raise WithoutPlaceError("matrix is not supported for groups", kind="schema")
    matrix = dependencies.value_of(state, state.root, attribute.value)
    if not matrix.is_known:
        raise unknown_fault("matrix", matrix)
    if matrix.type.kind not in {"map", "object"}:
        raise WithoutPlaceError("matrix must be a map", kind="type")
    combinations: list[dict[str, Value]] = [{}]
    for axis, values in (matrix.content or {}).items():
        elements = list(_elements(values))
        if len(combinations) * len(elements) > MOST_COMBINATIONS:
            raise TooMuchError(
                f"a matrix makes more than {MOST_COMBINATIONS:,} targets", place=attribute.place
            )
        combinations = [known | {axis: each} for each in elements for known in combinations]
    if not matrix.content:
        return [state.root]
    return [state.root.child(combination) for combination in combinations]


def _elements(values: Value) -> Iterable[Value]:
    if not values.is_known:
        raise unknown_fault("matrix", values)
    if isinstance(values.content, dict):
        return values.content.values()
    if values.is_null or values.type.kind not in {"list", "set", "tuple"}:
        raise WithoutPlaceError("matrix values must be a list", kind="type")
    elements: tuple[Value, ...] = values.content
    return elements


def unknown_fault(what: str, value: Value) -> WithoutPlaceError:
    reason = value.content.reason
    return WithoutPlaceError(f"{what} cannot be known offline: {reason}", kind="unsupported")
