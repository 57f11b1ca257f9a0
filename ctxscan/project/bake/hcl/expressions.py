"""Tokens -> expressions: a Pratt parser (hclsyntax/parser.go, parseTernaryConditional ff.)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl import collections, templates, traversals
from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import (
    Binary,
    Call,
    Conditional,
    Literal,
    Parentheses,
    Reference,
    Unary,
)
from ctxscan.project.bake.hcl.tokens import Kind, Token
from ctxscan.project.bake.values.decimal import parse_number
from ctxscan.project.bake.values.value import FALSE, TRUE, null, numeric

if TYPE_CHECKING:
    from ctxscan.project.bake.hcl.reader import TokenReader
    from ctxscan.project.bake.hcl.syntax import Node
    from ctxscan.project.bake.values.value import Value

_BINDING = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_CONSTANTS = {"true": TRUE, "false": FALSE, "null": null()}


def parse_expression(reader: TokenReader) -> Node:
    reader.deeper()
    condition = _binary(reader, 1)
    if reader.accept("?"):
        then = parse_expression(reader)
        reader.expect(
            ":",
            "Missing false expression in conditional",
            "The conditional operator (...?...:...) requires a false expression, "
            "delimited by a colon.",
        )
        otherwise = parse_expression(reader)
        condition = Conditional(condition, then, otherwise, condition.place)
    reader.shallower()
    return condition


def _binary(reader: TokenReader, lowest: int) -> Node:
    left = _operand(reader)
    while True:
        token = reader.peek()
        binding = _BINDING.get(token.text, 0) if token.kind is Kind.SYMBOL else 0
        if binding < lowest:
            return left
        reader.read()
        right = _binary(reader, binding + 1)
        left = Binary(token.text, left, right, left.place)


def _operand(reader: TokenReader) -> Node:
    if sign := reader.accept("-", "!"):
        reader.deeper()
        operand = _operand(reader)
        reader.shallower()
        return Unary(sign.text, operand, sign.place)
    return traversals.parse_steps(reader, _term(reader), parse_expression)


def _term(reader: TokenReader) -> Node:
    token = reader.peek()
    if token.kind is Kind.NUMBER:
        return Literal(number_value(reader.read()), token.place)
    if token.kind is Kind.IDENT:
        return _named(reader)
    if token.kind in {Kind.OPEN_QUOTE, Kind.OPEN_HEREDOC}:
        return templates.parse_quoted(reader, parse_expression)
    if token.is_sign("("):
        return _parentheses(reader)
    if token.is_sign("["):
        return collections.parse_tuple(reader, parse_expression)
    if token.is_sign("{"):
        return collections.parse_object(reader, parse_expression)
    if token.kind is Kind.EOF:
        raise HclSyntaxError(
            "Missing expression",
            "Expected the start of an expression, but found the end of the file.",
            token.place,
        )
    raise HclSyntaxError(
        "Invalid expression",
        "Expected the start of an expression, but found an invalid expression token.",
        token.place,
    )


def number_value(token: Token) -> Value:
    number = parse_number(token.text)
    if number is None:
        detail = "Failed to recognize the value of this number literal."
        raise HclSyntaxError("Invalid number literal", detail, token.place)
    return numeric(number)


def _named(reader: TokenReader) -> Node:
    token = reader.read()
    if reader.peeks("(", "::"):
        return _call(reader, token)
    if token.text in _CONSTANTS:
        return Literal(_CONSTANTS[token.text], token.place)
    return Reference(token.text, (), token.place)


def _parentheses(reader: TokenReader) -> Node:
    opening = reader.read()
    with reader.across_lines():
        inner = parse_expression(reader)
        detail = "Expected a closing parenthesis to terminate the expression."
        reader.expect(")", "Unbalanced parentheses", detail)
    return Parentheses(inner, opening.place)


def _call(reader: TokenReader, name: Token) -> Call:
    written = name.text
    while reader.accept("::"):
        part = reader.read()
        if part.kind is not Kind.IDENT:
            detail = "Function scope resolution symbol :: must be followed by a function name."
            raise HclSyntaxError("Missing function name", detail, part.place)
        written += f"::{part.text}"
    detail = "Function selector must be followed by an open parenthesis."
    reader.expect("(", "Missing open parenthesis", detail)
    with reader.across_lines():
        arguments, expands, closing = _arguments(reader, name)
    return Call(written, tuple(arguments), expands, name.place, closing.place)


def _arguments(reader: TokenReader, name: Token) -> tuple[list[Node], bool, Token]:
    arguments: list[Node] = []
    while not reader.peeks(")"):
        arguments.append(parse_expression(reader))
        if reader.accept("..."):
            detail = "An expanded function argument (with ...) must be immediately followed by ')'."
            return arguments, True, reader.expect(")", "Missing closing parenthesis", detail)
        if reader.accept(",") or reader.peeks(")"):
            continue
        token = reader.peek()
        if token.kind is Kind.EOF:
            detail = "There is no closing parenthesis for this function call."
            raise HclSyntaxError("Unterminated function call", detail, name.place)
        detail = "A comma is required to separate each function argument from the next."
        raise HclSyntaxError("Missing argument separator", detail, token.place)
    return arguments, False, reader.read()
