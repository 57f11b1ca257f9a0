"""``[ ]``, ``{ }`` and the ``for`` inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import For, Member, Node, Object, Tuple
from ctxscan.project.bake.hcl.tokens import Kind, Token

if TYPE_CHECKING:
    from ctxscan.project.bake.hcl.reader import TokenReader
    from ctxscan.project.bake.hcl.traversals import Parse

_BAD_FOR = "Invalid 'for' expression"


def parse_tuple(reader: TokenReader, parse: Parse) -> Node:
    opening = reader.read()
    with reader.across_lines():
        if reader.peek().is_word("for"):
            return _for(reader, opening, parse)
        elements: list[Node] = []
        while not reader.accept("]"):
            elements.append(parse(reader))
            if not reader.peeks("]") and not reader.accept(","):
                raise _unseparated(reader.peek(), opening)
    return Tuple(tuple(elements), opening.place)


def _unseparated(token: Token, opening: Token) -> HclSyntaxError:
    if token.kind is Kind.EOF:
        return HclSyntaxError(
            "Unterminated tuple constructor expression",
            "There is no corresponding closing bracket before the end of the file.",
            opening.place,
        )
    detail = "Expected a comma to mark the beginning of the next item."
    return HclSyntaxError("Missing item separator", detail, token.place)


def parse_object(reader: TokenReader, parse: Parse) -> Node:
    opening = reader.read()
    with reader.across_lines():
        if reader.peek().is_word("for"):
            return _for(reader, opening, parse)
    with reader.lines(count=True):
        return Object(tuple(_members(reader, opening, parse)), opening.place)


def _members(reader: TokenReader, opening: Token, parse: Parse) -> list[Member]:
    members: list[Member] = []
    while True:
        while reader.peek().kind is Kind.NEWLINE:
            reader.read()
        if reader.accept("}"):
            return members
        members.append(_member(reader, opening, parse))
        if reader.accept("}"):
            return members
        token = reader.peek()
        if token.kind is not Kind.NEWLINE and not token.is_sign(","):
            _refuse_end(token, opening)
            detail = "Expected a newline or comma to mark the beginning of the next attribute."
            raise HclSyntaxError("Missing attribute separator", detail, token.place)
        reader.read()


def _member(reader: TokenReader, opening: Token, parse: Parse) -> Member:
    forced = reader.peeks("(")
    key = parse(reader)
    token = reader.peek()
    if not token.is_sign("=", ":"):
        _refuse_end(token, opening)
        bare = token.kind is Kind.NEWLINE or token.is_sign(",")
        summary = "Missing attribute value" if bare else "Missing key/value separator"
        detail = 'Expected an equals sign ("=") to mark the beginning of the attribute value.'
        raise HclSyntaxError(summary, detail, token.place)
    reader.read()
    return Member(key, forced, parse(reader))


def _refuse_end(token: Token, opening: Token) -> None:
    if token.kind is Kind.EOF:
        raise HclSyntaxError(
            "Unterminated object constructor expression",
            "There is no corresponding closing brace before the end of the file.",
            opening.place,
        )


def _for(reader: TokenReader, opening: Token, parse: Parse) -> For:
    with reader.across_lines():
        reader.read()
        key_name, value_name, collection = for_clause(reader, parse, _BAD_FOR)
        reader.expect(":", _BAD_FOR, "A colon is required after the collection expression.")
        key, value = None, parse(reader)
        if reader.accept("=>"):
            key, value = value, parse(reader)
        ellipsis = reader.accept("...")
        condition = None
        if reader.peek().is_word("if"):
            reader.read()
            condition = parse(reader)
        closing = "}" if opening.text == "{" else "]"
        reader.expect(closing, _BAD_FOR, "Extra characters after the end of the expression.")
    _check_for(opening, key, value, ellipsis)
    place = opening.place
    return For(key_name, value_name, collection, key, value, condition, bool(ellipsis), place)


def _check_for(opening: Token, key: Node | None, value: Node, ellipsis: Token | None) -> None:
    if opening.text == "{":
        if key is None:
            detail = "Key expression is required when building an object."
            raise HclSyntaxError(_BAD_FOR, detail, value.place)
        return
    if key is not None:
        detail = "Key expression is not valid when building a tuple."
        raise HclSyntaxError(_BAD_FOR, detail, key.place)
    if ellipsis is not None:
        detail = "Grouping ellipsis (...) cannot be used when building a tuple."
        raise HclSyntaxError(_BAD_FOR, detail, ellipsis.place)


def for_clause(reader: TokenReader, parse: Parse, summary: str) -> tuple[str | None, str, Node]:
    """``key, value in collection``, behind ``for``."""
    key_name, value_name = None, _name(reader, summary)
    if reader.accept(","):
        key_name, value_name = value_name, _name(reader, summary)
    if not reader.peek().is_word("in"):
        detail = "The 'in' keyword is required after the names."
        raise HclSyntaxError(summary, detail, reader.peek().place)
    reader.read()
    return key_name, value_name, parse(reader)


def _name(reader: TokenReader, summary: str) -> str:
    token = reader.peek()
    if token.kind is not Kind.IDENT:
        raise HclSyntaxError(summary, "A variable name is required after 'for'.", token.place)
    return reader.read().text
