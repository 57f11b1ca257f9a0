"""The parts of a template before they become a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.collections import for_clause
from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import Node
from ctxscan.project.bake.hcl.tokens import Kind, Token
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.bake.hcl.reader import TokenReader
    from ctxscan.project.bake.hcl.traversals import Parse


class Text(NamedTuple):
    content: str
    place: Place


class Directive(NamedTuple):
    """``%{ if subject }`` or ``%{ for key_name, value_name in subject }``."""

    subject: Node
    key_name: str | None
    value_name: str | None
    place: Place


class End(NamedTuple):
    """``else``, ``endif`` or ``endfor``."""

    word: str
    place: Place


Part = Text | Directive | End | Node


def read_directive(reader: TokenReader, opening: Token, parse: Parse) -> Directive | End:
    word = reader.read()
    if word.kind is not Kind.IDENT:
        detail = 'A template directive keyword ("if", "for", etc) is expected after %{.'
        raise HclSyntaxError("Invalid template directive", detail, word.place)
    if word.text in {"else", "endif", "endfor"}:
        return End(word.text, opening.place)
    if word.text == "if":
        return Directive(parse(reader), None, None, opening.place)
    if word.text == "for":
        key_name, value_name, subject = for_clause(reader, parse, "Invalid 'for' directive")
        return Directive(subject, key_name, value_name, opening.place)
    detail = f'"{word.text}" is not a valid template control keyword.'
    raise HclSyntaxError("Invalid template control keyword", detail, word.place)
