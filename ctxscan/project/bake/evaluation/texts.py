"""Templates -> text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.outcome import Evaluate, converted
from ctxscan.project.bake.hcl.bodies import parse_whole_template
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.limits import check_length
from ctxscan.project.bake.values.types import DYNAMIC, STRING
from ctxscan.project.bake.values.value import Value, text, unknown

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Joined, JsonText, Template

_BAD = "Invalid template interpolation value"


def template(node: Template, scope: Scope, evaluate: Evaluate) -> Value:
    pieces: list[str] = []
    length = 0
    reason: str | None = None
    for part in node.parts:
        value = evaluate(part, scope)
        piece = _piece(value, part.place)
        if isinstance(piece, str):
            scope.world.budget.spend(1 + len(piece) // 64)
            pieces.append(piece)
            length += len(piece)
            check_length(length)
        else:
            reason = reason or piece.content.reason
    return text("".join(pieces)) if reason is None else unknown(reason, STRING)


def _piece(value: Value, place: Place) -> str | Value:
    """The text of *value*, or what is not known."""
    if value.is_null:
        detail = "The expression result is null. Cannot include a null value in a string template."
        raise HclError(_BAD, detail, place)
    if not value.is_known:
        return value
    detail = "Cannot include the given value in a string template"
    return str(converted(value, STRING, place, _BAD, detail).content)


def joined(node: Joined, scope: Scope, evaluate: Evaluate) -> Value:
    values = evaluate(node.inner, scope)
    if values.type == DYNAMIC or not values.is_known:
        return unknown(values.content.reason, STRING)
    pieces = [_piece(value, node.place) for value in values.content]
    for piece in pieces:
        if isinstance(piece, Value):
            return unknown(piece.content.reason, STRING)
    check_length(sum(len(str(piece)) for piece in pieces))
    return text("".join(str(piece) for piece in pieces))


def json_text(node: JsonText, scope: Scope, evaluate: Evaluate) -> Value:
    return evaluate(parse_whole_template(node.content, node.place), scope)
