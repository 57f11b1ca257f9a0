"""What follows a term: ``.name``, ``.0``, ``[key]``, ``.*`` and ``[*]``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import (
    AttributeStep,
    Index,
    IndexStep,
    Item,
    Literal,
    Node,
    Reference,
    Relative,
    Splat,
    Step,
    Template,
)
from ctxscan.project.bake.hcl.tokens import Kind, Token
from ctxscan.project.bake.values.decimal import parse_number
from ctxscan.project.bake.values.value import numeric

if TYPE_CHECKING:
    from ctxscan.project.bake.hcl.reader import TokenReader
    from ctxscan.project.bake.values.value import Value

Parse = Callable[["TokenReader"], Node]


def parse_steps(reader: TokenReader, source: Node, parse: Parse) -> Node:
    nested = 0
    while True:
        if dot := reader.accept("."):
            source = _after_dot(reader, source, dot)
        elif opening := reader.accept("["):
            source = _after_bracket(reader, source, opening, parse)
        else:
            break
        if isinstance(source, Index | Splat):
            reader.deeper()
            nested += 1
    for _ in range(nested):
        reader.shallower()
    return source


def with_step(source: Node, step: Step) -> Node:
    if isinstance(source, Reference | Relative):
        return replace(source, steps=(*source.steps, step))
    return Relative(source, (step,), source.place)


def _after_dot(reader: TokenReader, source: Node, dot: Token) -> Node:
    if star := reader.accept("*"):
        return _attribute_splat(reader, source, dot, star)
    return with_step(source, _dotted(reader, dot))


def _dotted(reader: TokenReader, dot: Token) -> Step:
    token = reader.peek()
    if token.kind is Kind.IDENT:
        return AttributeStep(reader.read().text, dot.place)
    if token.kind is Kind.NUMBER:
        return IndexStep(numeric_key(reader.read()), dot.place)
    detail = "An attribute name is required after a dot."
    raise HclSyntaxError("Invalid attribute name", detail, token.place)


def numeric_key(token: Token) -> Value:
    number = None if "." in token.text else parse_number(token.text)
    if number is None:
        detail = "Chaining two indexes together is not permitted. Use [0][1] instead."
        raise HclSyntaxError("Invalid legacy index syntax", detail, token.place)
    return numeric(number)


def _attribute_splat(reader: TokenReader, source: Node, dot: Token, star: Token) -> Splat:
    """``a.*.b.0``: dots only; a bracket behind it goes into the whole list."""
    each: Node = Item(dot.place)
    while inner := reader.accept("."):
        if reader.peeks("*"):
            detail = "A splat expression (*) cannot be used inside another one of this kind."
            raise HclSyntaxError("Nested splat expression not allowed", detail, reader.peek().place)
        each = with_step(each, _dotted(reader, inner))
    return Splat(source, each, source.place, star.place)


def _after_bracket(reader: TokenReader, source: Node, opening: Token, parse: Parse) -> Node:
    if reader.accept("*"):
        detail = 'The star of a splat must be immediately followed by a closing bracket ("]").'
        reader.close("[", "]", "Missing close bracket on splat index", detail)
        reader.deeper()
        each = parse_steps(reader, Item(opening.place), parse)
        reader.shallower()
        return Splat(source, each, source.place, opening.place)
    with reader.across_lines():
        key = parse(reader)
        detail = 'The index operator must end with a closing bracket ("]").'
        reader.close("[", "]", "Missing close bracket on index", detail)
    if isinstance(key, Literal):
        return with_step(source, IndexStep(key.value, opening.place))
    if isinstance(key, Template) and len(key.parts) == 1 and isinstance(key.parts[0], Literal):
        return with_step(source, IndexStep(key.parts[0].value, opening.place))
    return Index(source, key, source.place, opening.place)
