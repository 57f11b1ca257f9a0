"""Where code, tests and pages refer to a section of ``docs/semantics``, that section is there."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from tests.support.pages import DOCS, PAGES, headings, name_of, read, without_blocks
from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEMANTICS = tuple(sorted((DOCS / "semantics").glob("*.md")))

SECTION = re.compile(r"(?<![\w.-])((?:[KM]-)?[A-H](?:\.\d+)+|L-\d+|[KM]-[A-D])(?![\w-]|\.\d)")
"""``B.6``, ``D.4.1``, ``K-A.5``, ``L-2``."""

LETTER = re.compile(r"docs/semantics[,:] ([A-M])(?![\w.-])")
CASE = re.compile(r"(?<![\w.-])(O\d\d)(?!\w)")

PRIVATE = re.compile(r"\b(SEMANTICS|COPY|CACHE|BUILDS)(\.md\b|, [A-Z]\.)")
"""Notes that no reader of this repository has."""

SOURCES = [
    path
    for folder in ("ctxscan", "tests")
    for ending in ("*.py", "*.toml")
    for path in sorted((ROOT / folder).rglob(ending))
    if "data" not in path.parts
]


def sections() -> list[str]:
    """The numbers at the beginning of headings; ``# H, J. Cases`` has two letters."""
    found: list[str] = []
    for title in (title for page in SEMANTICS for title in headings(read(page))):
        letters = re.match(r"((?:[A-M], )*[A-M])\. ", title)
        number = SECTION.match(title)
        found += letters[1].split(", ") if letters else [number[1]] if number else []
    return found


def cases() -> set[str]:
    return set(CASE.findall(read(DOCS / "semantics/h-cases.md")))


def prose(path: Path) -> str:
    """What is said in a file, not done: comments and docstrings, or a page without its blocks."""
    text = read(path)
    match path.suffix:
        case ".md":
            return without_blocks(text)
        case ".toml":
            return "\n".join(line for line in text.splitlines() if line.startswith("#"))
        case _:
            return "\n".join([*comments(text), *docstrings(text)])


def comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def docstrings(source: str) -> Iterator[str]:
    """Those of fields, too: any text that stands alone."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield text


def broken(text: str) -> list[str]:
    there = {*sections(), *cases()}
    named = [*SECTION.findall(text), *LETTER.findall(text), *CASE.findall(text)]
    return [each for each in named if each not in there]


@pytest.mark.parametrize("path", [*SOURCES, *PAGES], ids=name_of)
def test_a_section_that_is_named_is_there(path: Path) -> None:
    text = prose(path)
    assert broken(text) == []
    assert PRIVATE.findall(text) == []


def test_code_does_refer_to_sections() -> None:
    named = {each for path in SOURCES for each in SECTION.findall(prose(path))}
    assert named >= {"A.1", "B.6", "C.4", "D.4.1", "D.8", "E.2", "G.4"}


def test_no_section_has_two_headings() -> None:
    found = sections()
    assert len(set(found)) == len(found)
    assert {*"ABCDEFGHJKLM"} <= {each[0] for each in found}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("B.6", [], id="a section"),
        pytest.param("docs/semantics, B.6 and D.1 to D.3", [], id="several"),
        pytest.param("(B.77)", ["B.77"], id="none"),
        pytest.param("D.4.9.", ["D.4.9"], id="none of a lower rank"),
        pytest.param("K-A.5, L-2 and M-C", [], id="sections with a prefix"),
        pytest.param("K-D.5", ["K-D.5"], id="none with a prefix"),
        pytest.param("docs/semantics, I", ["I"], id="no page"),
        pytest.param("docs/semantics, G.", [], id="a page"),
        pytest.param("the case O40, not O99", ["O99"], id="a recorded case"),
    ],
)
def test_a_reference_is_understood(text: str, missing: list[str]) -> None:
    assert broken(text) == missing
