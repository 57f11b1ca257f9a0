"""Objects: of HCL, whose bare keys are names, and of JSON, whose keys are templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.outcome import Evaluate, converted
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import JsonObject, Member, Object, Reference, keyword_of
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import Value, object_value, text, unknown

if TYPE_CHECKING:
    from ctxscan.project.bake.evaluation.scope import Scope


def build_object(node: Object, scope: Scope, evaluate: Evaluate) -> Value:
    """Of two members with one key the later counts."""
    members: dict[str, Value] = {}
    reason: str | None = None
    for member in node.members:
        key = _key(member, scope, evaluate)
        value = evaluate(member.value, scope)
        if key.is_null:
            detail = "Can't use a null value as a key."
            raise HclError("Null value as key", detail, member.value.place)
        detail = "Can't use this value as a key"
        key = converted(key, STRING, member.key.place, "Incorrect key type", detail)
        if key.is_known:
            members[key.content] = value
        else:
            reason = key.content.reason
    return object_value(members) if reason is None else unknown(reason)


def _key(member: Member, scope: Scope, evaluate: Evaluate) -> Value:
    if member.forced:
        return evaluate(member.key, scope)
    if isinstance(member.key, Reference) and member.key.steps:
        detail = "A key with dots must be in quotes, a reference in parentheses."
        raise HclError("Ambiguous attribute key", detail, member.key.place)
    name = keyword_of(member.key)
    return evaluate(member.key, scope) if name is None else text(name)


def json_object(node: JsonObject, scope: Scope, evaluate: Evaluate) -> Value:
    members: dict[str, Value] = {}
    for name_node, value_node in node.members:
        name = evaluate(name_node, scope)
        value = evaluate(value_node, scope)
        summary = "Invalid object key expression"
        detail = "Cannot use this expression as an object key"
        name = converted(name, STRING, name_node.place, summary, detail)
        if name.is_null:
            detail = "Cannot use null value as an object key."
            raise HclError(summary, detail, name_node.place)
        if not name.is_known:
            return unknown(name.content.reason)
        if name.content in members:
            detail = f'An attribute named "{name.content}" was already defined.'
            raise HclError("Duplicate object attribute", detail, name_node.place)
        members[name.content] = value
    return object_value(members)
