"""Tokens -> attributes and blocks (hclsyntax/parser.go, ParseBody)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.expressions import parse_expression
from ctxscan.project.bake.hcl.literals import literal_text
from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.reader import TokenReader
from ctxscan.project.bake.hcl.scan import scan_expression, scan_file, scan_template
from ctxscan.project.bake.hcl.syntax import Attribute, Block, Body, Node
from ctxscan.project.bake.hcl.templates import parse_template
from ctxscan.project.bake.hcl.tokens import Kind, Token

if TYPE_CHECKING:
    from ctxscan.errors import Place

_REQUIRED = "Argument or block definition required"
_BAD_BLOCK = "Invalid block definition"
_BAD_SINGLE = "Invalid single-argument block definition"


def parse_file(source: str, file: str) -> Body:
    """Raises HclSyntaxError with the first line that is no HCL."""
    reader = TokenReader(scan_file(source, file))
    return _body(reader, Kind.EOF, reader.peek())


def parse_whole_template(source: str, place: Place) -> Node:
    """A text of a JSON file, which is a template from end to end."""
    reader = TokenReader(scan_template(source, place.file, place.line or 1))
    return parse_template(reader, Kind.EOF, parse_expression, place)


def parse_whole_expression(source: str, place: Place) -> Node:
    """A text of a JSON file that stands where an expression, such as a type, is expected."""
    reader = TokenReader(scan_expression(source, place.file, place.line or 1))
    with reader.across_lines():
        node = parse_expression(reader)
        rest = reader.peek()
    if rest.kind is not Kind.EOF:
        detail = "An expression was successfully parsed, but extra characters were found after it."
        raise HclSyntaxError("Extra characters after expression", detail, rest.place)
    return node


def _body(reader: TokenReader, closer: Kind, opening: Token) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    while True:
        token = reader.peek()
        if token.kind is closer and (closer is Kind.EOF or token.text == "}"):
            reader.read()
            return Body(tuple(attributes.values()), tuple(blocks), opening.place, token.place)
        if token.kind is Kind.NEWLINE:
            reader.read()
        elif token.kind is Kind.IDENT:
            item = _item(reader)
            if isinstance(item, Block):
                blocks.append(item)
            else:
                _add(attributes, item)
        else:
            raise _no_item(token, opening)


def _add(attributes: dict[str, Attribute], attribute: Attribute) -> None:
    earlier = attributes.get(attribute.name)
    if earlier is not None:
        detail = (
            f'The argument "{attribute.name}" was already set at {earlier.place}. '
            "Each argument may be set only once."
        )
        raise HclSyntaxError("Attribute redefined", detail, attribute.place)
    attributes[attribute.name] = attribute


def _no_item(token: Token, opening: Token) -> HclSyntaxError:
    if token.kind is Kind.OPEN_QUOTE:
        detail = "Argument names must not be quoted."
        return HclSyntaxError("Invalid argument name", detail, token.place)
    if token.kind is Kind.EOF:
        detail = "There is no closing brace for this block before the end of the file."
        return HclSyntaxError("Unclosed configuration block", detail, opening.place)
    detail = "An argument or block definition is required here."
    return HclSyntaxError(_REQUIRED, detail, token.place)


def _item(reader: TokenReader) -> Attribute | Block:
    name = reader.read()
    token = reader.peek()
    if token.is_sign("="):
        attribute = _attribute(reader, name)
        _end_of_line(reader, "argument")
        return attribute
    if token.kind in {Kind.OPEN_QUOTE, Kind.IDENT} or token.is_sign("{"):
        return _block(reader, name)
    detail = 'To set an argument, use the equals sign "=" to introduce the argument value.'
    raise HclSyntaxError(_REQUIRED, detail, name.place)


def _attribute(reader: TokenReader, name: Token) -> Attribute:
    reader.read()
    return Attribute(name.text, parse_expression(reader), name.place)


def _end_of_line(reader: TokenReader, what: str) -> None:
    token = reader.peek()
    if token.kind is Kind.EOF:
        return
    if token.kind is not Kind.NEWLINE:
        comma = token.is_sign(",") and what == "argument"
        summary = "Unexpected comma after argument" if comma else f"Missing newline after {what}"
        raise HclSyntaxError(summary, f"The {what} must end with a newline.", token.place)
    reader.read()


def _block(reader: TokenReader, name: Token) -> Block:
    labels: list[str] = []
    places: list[Place] = []
    while not reader.peeks("{"):
        token = reader.peek()
        labels.append(_label(reader))
        places.append(token.place)
    opening = reader.read()
    token = reader.peek()
    if token.kind in {Kind.NEWLINE, Kind.EOF} or token.is_sign("}"):
        reader.deeper()
        body = _body(reader, Kind.SYMBOL, opening)
        reader.shallower()
    else:
        body = _single(reader, opening)
    _end_of_line(reader, "block definition")
    return Block(name.text, tuple(labels), tuple(places), body, name.place)


def _label(reader: TokenReader) -> str:
    token = reader.peek()
    if token.kind is Kind.IDENT:
        return reader.read().text
    if token.kind is not Kind.OPEN_QUOTE:
        if token.is_sign("="):
            detail = 'The equals sign "=" must not be used when defining a block.'
        elif token.kind is Kind.NEWLINE:
            detail = 'A block must begin with "{" on the line of the block header.'
        else:
            detail = 'Either a quoted string block label or an opening brace ("{") is expected.'
        raise HclSyntaxError(_BAD_BLOCK, detail, token.place)
    reader.read()
    label = ""
    while (part := reader.read()).kind is not Kind.CLOSE_QUOTE:
        if part.kind is not Kind.QUOTED:
            summary = "Invalid string literal"
            if part.kind is Kind.EOF:
                summary = "Unterminated string literal"
            detail = "Template sequences are not allowed in this string."
            raise HclSyntaxError(summary, detail, part.place)
        label += literal_text(part)
    return label


def _single(reader: TokenReader, opening: Token) -> Body:
    """``block { name = value }``: one attribute, closed right behind its value."""
    name = reader.read()
    if name.kind is not Kind.IDENT:
        detail = "An argument or block definition is required here."
        raise HclSyntaxError(_REQUIRED, detail, name.place)
    token = reader.peek()
    if not token.is_sign("="):
        nested = token.kind in {Kind.OPEN_QUOTE, Kind.IDENT} or token.is_sign("{")
        summary = "Argument definition required" if nested else _REQUIRED
        detail = "A single-line block definition can contain only a single argument."
        raise HclSyntaxError(summary, detail, name.place)
    attribute = _attribute(reader, name)
    closing = reader.peek()
    if closing.kind is Kind.EOF:
        raise _no_item(closing, opening)
    if not closing.is_sign("}"):
        detail = "A single-line block must end with a closing brace right behind its one argument."
        raise HclSyntaxError(_BAD_SINGLE, detail, closing.place)
    reader.read()
    return Body((attribute,), (), attribute.place, attribute.place)
