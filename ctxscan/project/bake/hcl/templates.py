"""Quoted strings, here-documents and bare templates (hclsyntax/parser_template.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.flush import unindent
from ctxscan.project.bake.hcl.literals import literal_text
from ctxscan.project.bake.hcl.parts import Directive, End, Part, Text, read_directive
from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import (
    Conditional,
    For,
    Joined,
    Literal,
    Node,
    Template,
    Wrapped,
)
from ctxscan.project.bake.hcl.tokens import Kind, Token
from ctxscan.project.bake.limits import MOST_NESTING, TooMuchError
from ctxscan.project.bake.values.value import text

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.bake.hcl.reader import TokenReader
    from ctxscan.project.bake.hcl.traversals import Parse

_CLOSERS = {Kind.OPEN_QUOTE: Kind.CLOSE_QUOTE, Kind.OPEN_HEREDOC: Kind.CLOSE_HEREDOC}


def parse_quoted(reader: TokenReader, parse: Parse) -> Node:
    """From the opening mark to the closing one."""
    opening = reader.read()
    flush = opening.text.startswith("<<-")
    return parse_template(reader, _CLOSERS[opening.kind], parse, opening.place, flush=flush)


def parse_template(
    reader: TokenReader, closer: Kind, parse: Parse, place: Place, *, flush: bool = False
) -> Node:
    """*closer* is Kind.EOF for a text that is a template as a whole."""
    parts, end = _read_parts(reader, closer, parse)
    if flush:
        parts = unindent(parts)
    parts = _melded(parts)
    if len(parts) == 1 and not isinstance(parts[0], Text | Directive | End):
        return Wrapped(parts[0], place)
    if not parts:
        parts = [Text("", place)]
    nodes = _Tree(parts, end).whole()
    return Template(tuple(nodes), place)


def _read_parts(reader: TokenReader, closer: Kind, parse: Parse) -> tuple[list[Part], Place]:
    parts: list[Part] = []
    trim_next = False
    with reader.lines(count=True):
        while (token := reader.read()).kind is not closer:
            trim, trim_next = trim_next, False
            if token.kind in {Kind.QUOTED, Kind.TEXT}:
                content = literal_text(token)
                parts.append(Text(content.lstrip() if trim else content, token.place))
            elif token.kind in {Kind.INTERPOLATION, Kind.DIRECTIVE}:
                if token.text.endswith("~") and parts and isinstance(parts[-1], Text):
                    parts[-1] = parts[-1]._replace(content=parts[-1].content.rstrip())
                part, trim_next = _sequence(reader, token, parse)
                parts.append(part)
            else:
                detail = "No closing marker was found for the string."
                raise HclSyntaxError("Unterminated template string", detail, token.place)
    return parts, token.place


def _sequence(reader: TokenReader, opening: Token, parse: Parse) -> tuple[Part, bool]:
    """The part, and whether the text behind it loses its leading space."""
    with reader.across_lines():
        part: Part
        if opening.kind is Kind.INTERPOLATION:
            part = parse(reader)
            summary = "Extra characters after interpolation expression"
        else:
            part = read_directive(reader, opening, parse)
            summary = "Extra characters in template directive"
        closing = reader.peek()
        if closing.kind is not Kind.TEMPLATE_END:
            raise _unclosed(opening, closing, summary)
        reader.read()
    return part, closing.text == "~}"


def _unclosed(opening: Token, closing: Token, summary: str) -> HclSyntaxError:
    if closing.kind in {Kind.EOF, Kind.OPEN_QUOTE, Kind.CLOSE_QUOTE}:
        detail = "There is no closing brace for this interpolation sequence."
        return HclSyntaxError("Unclosed template interpolation sequence", detail, opening.place)
    detail = "Expected a closing brace. A literal ${ is written $${, a literal %{ is written %%{."
    return HclSyntaxError(summary, detail, closing.place)


def _melded(parts: list[Part]) -> list[Part]:
    melded: list[Part] = []
    run: list[Text] = []
    for part in [*parts, None]:
        if isinstance(part, Text):
            run.append(part)
            continue
        if run:
            melded.append(Text("".join(each.content for each in run), run[0].place))
            run = []
        if part is not None:
            melded.append(part)
    return melded


class _Tree:
    """A flat sequence of parts -> conditionals and loops."""

    def __init__(self, parts: list[Part], end: Place) -> None:
        self._parts = parts
        self._end = end
        self._at = 0
        self._depth = 0

    def whole(self) -> list[Node]:
        nodes: list[Node] = []
        while self._at < len(self._parts):
            nodes.append(self._node())
        return nodes

    def _node(self) -> Node:
        part = self._parts[self._at]
        self._at += 1
        if isinstance(part, Text):
            return Literal(text(part.content), part.place)
        if isinstance(part, Directive):
            return self._directive(part)
        if isinstance(part, End):
            detail = "The control directives within this template are unbalanced."
            raise HclSyntaxError(f"Unexpected {part.word} directive", detail, part.place)
        return part

    def _directive(self, opening: Directive) -> Node:
        self._depth += 1
        if self._depth > MOST_NESTING // 2:
            raise TooMuchError(f"nested more than {MOST_NESTING // 2} levels", place=opening.place)
        if opening.value_name is None:
            node = self._if(opening)
        else:
            node = self._for(opening, opening.value_name)
        self._depth -= 1
        return node

    def _if(self, opening: Directive) -> Node:
        then, word = self._until(opening, ("else", "endif"))
        otherwise: list[Node] = []
        if word == "else":
            otherwise, _ = self._until(opening, ("endif",))
        branches = [self._branch(nodes, opening.place) for nodes in (then, otherwise)]
        return Conditional(opening.subject, branches[0], branches[1], opening.place)

    def _for(self, opening: Directive, value_name: str) -> Node:
        content, _ = self._until(opening, ("endfor",))
        body = self._branch(content, opening.place)
        names = (opening.key_name, value_name)
        loop = For(*names, opening.subject, None, body, None, groups=False, place=opening.place)
        return Joined(loop, opening.place)

    def _branch(self, nodes: list[Node], place: Place) -> Template:
        return Template(tuple(nodes or [Literal(text(""), place)]), place)

    def _until(self, opening: Directive, words: tuple[str, ...]) -> tuple[list[Node], str]:
        nodes: list[Node] = []
        while self._at < len(self._parts):
            part = self._parts[self._at]
            if not isinstance(part, End):
                nodes.append(self._node())
                continue
            self._at += 1
            if part.word in words:
                return nodes, part.word
            detail = f"Expecting {words[-1]} for the directive at {opening.place}."
            raise HclSyntaxError(f"Unexpected {part.word} directive", detail, part.place)
        detail = f"The directive at {opening.place} is missing its {words[-1]}."
        raise HclSyntaxError("Unexpected end of template", detail, self._end)
