"""All bodies of a run as one: variables, functions, attributes and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxscan.errors import Place
    from ctxscan.project.bake.hcl.syntax import Attribute, Block, Body, Node

LABELS = {"variable": 1, "function": 1, "group": 1, "target": 1}
"""The blocks at the top of a bake file, and how many labels each has."""

NESTED = {"variable": {"validation": 0}}
RESERVED = frozenset({"group", "target", "BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM"})
"""What is named so is ignored without a word."""

NAME = regex(r"[a-zA-Z0-9_-]+")


class Validation(NamedTuple):
    condition: Node | None
    message: Node | None
    place: Place


class Variable(NamedTuple):
    name: str
    type: Attribute | None
    default: Attribute | None
    validations: tuple[Validation, ...]
    place: Place
    """Where upstream says that the value is wrong: the opening brace."""


class FunctionBlock(NamedTuple):
    name: str
    parameters: Attribute | None
    variadic: Attribute | None
    result: Attribute | None
    place: Place


class Document(NamedTuple):
    variables: Mapping[str, Variable]
    functions: Mapping[str, FunctionBlock]
    attributes: Mapping[str, Attribute]
    blocks: tuple[Block, ...]
    """Targets and groups, in order."""


Item = TypeVar("Item", "Variable", "FunctionBlock", "Attribute")


def build_document(bodies: Sequence[Body]) -> Document:
    """Of two definitions of one variable, function or attribute the later counts."""
    blocks = [block for body in bodies for block in body.blocks]
    definitions = [block for block in blocks if block.type in {"variable", "function"}]
    results = [block for block in blocks if block.type in {"target", "group"}]
    for block in (*definitions, *results):
        _check_label(block)
    attributes = [attribute for body in bodies for attribute in body.attributes]
    return Document(
        _named(_variable(block) for block in definitions if block.type == "variable"),
        _named(_function(block) for block in definitions if block.type == "function"),
        _named(attribute for attribute in attributes if attribute.name != "function"),
        tuple(results),
    )


def _named(items: Iterable[Item]) -> dict[str, Item]:
    return {item.name: item for item in items if item.name not in RESERVED}


def _check_label(block: Block) -> None:
    if not block.labels:
        detail = f"All {block.type} blocks must have 1 labels (name)."
        raise HclError(f"Missing name for {block.type}", detail, block.place, kind="schema")
    if len(block.labels) > 1:
        detail = f"Only 1 labels (name) are expected for {block.type} blocks."
        place = block.label_places[1]
        raise HclError(f"Extraneous label for {block.type}", detail, place, kind="schema")


def attributes_of(body: Body) -> dict[str, Attribute]:
    return {attribute.name: attribute for attribute in body.attributes}


def _variable(block: Block) -> Variable:
    attributes = attributes_of(block.body)
    validations = tuple(
        _validation(each.body) for each in block.body.blocks if each.type == "validation"
    )
    default, type_ = attributes.get("default"), attributes.get("type")
    return Variable(block.labels[0], type_, default, validations, block.body.place)


def _validation(body: Body) -> Validation:
    attributes = attributes_of(body)
    _refuse_others(body, {"condition", "error_message"})
    condition, message = attributes.get("condition"), attributes.get("error_message")
    return Validation(
        None if condition is None else condition.value,
        None if message is None else message.value,
        body.place if condition is None else condition.value.place,
    )


def _function(block: Block) -> FunctionBlock:
    attributes = attributes_of(block.body)
    _refuse_others(block.body, {"params", "variadic_params", "result"})
    parameters, variadic = attributes.get("params"), attributes.get("variadic_params")
    result, place = attributes.get("result"), block.label_places[0]
    return FunctionBlock(block.labels[0], parameters, variadic, result, place)


def _refuse_others(body: Body, known: set[str]) -> None:
    for attribute in body.attributes:
        if attribute.name not in known:
            detail = f'An argument named "{attribute.name}" is not expected here.'
            raise HclError("Unsupported argument", detail, attribute.place, kind="schema")
    for block in body.blocks:
        detail = f'Blocks of type "{block.type}" are not expected here.'
        raise HclError("Unsupported block type", detail, block.place, kind="schema")


def missing_argument(name: str, body: Body) -> HclError:
    detail = f'The argument "{name}" is required, but no definition was found.'
    return HclError("Missing required argument", detail, body.place, kind="schema")
