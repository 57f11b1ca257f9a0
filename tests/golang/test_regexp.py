r"""docs/semantics, B.4: Go's regular expressions, as far as an ignore pattern can write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.golang.character_class import BadRegexpError, merged
from ctxscan.golang.expression import Expression
from ctxscan.golang.regexp import Kind, parse_go_regexp

if TYPE_CHECKING:
    from collections.abc import Callable


def found(source: str, *texts: str) -> list[str]:
    """Those of *texts* in which Go would find *source*."""
    expression = Expression(parse_go_regexp(source))
    return [text for text in texts if expression.matches(text)]


@pytest.mark.parametrize(
    ("source", "hits", "misses"),
    [
        pytest.param("^a$", ["a"], ["a\n", "ba"], id="$ is the very end"),
        pytest.param("^a|b$", ["ax", "xb"], ["xa"], id="| parts the anchors"),
        pytest.param("^|^x$", ["", "y"], [], id="an alternative may be empty"),
        pytest.param("^(.*/)?a$", ["a", "x/a", "x/y/a"], ["xa", "\n/a"], id="a gap"),
        pytest.param("^a.*$", ["a", "axx"], ["a\n"], id=".* stops at a line feed"),
        # Counts
        pytest.param("^x{2}$", ["xx"], ["x", "xxx"], id="{n}"),
        pytest.param("^x{2,}$", ["xx", "xxx"], ["x"], id="{n,}"),
        pytest.param("^x{1,2}$", ["x", "xx"], ["", "xxx"], id="{n,m}"),
        pytest.param("^x{0}$", [""], ["x"], id="{0} is nothing"),
        pytest.param("^x{1000}$", ["x" * 1000], ["x"], id="{1000} is the most"),
        *(
            pytest.param(f"^x{text}$", [f"x{text}"], ["xx", "x"], id=f"{text} is literal")
            for text in ("{,2}", "{01}", "{1,02}", "{a}", "{", "{2", "{2,", "{}", "{-1}", "{1 }")
        ),
        pytest.param("^{2}$", [""], ["x"], id="an anchor can be repeated"),
        # Escapes
        pytest.param(r"^\d\D$", ["1a", "1é"], ["11", "aa"], id=r"\d and \D"),
        pytest.param(r"^\s$", ["\t", "\n", "\f", "\r", " "], ["\v", "\xa0"], id=r"\s has no \v"),
        pytest.param(r"^\S$", ["a", "\v", "\xa0"], [" "], id=r"\S is all else"),
        pytest.param(r"^\w\W$", ["a-", "_é"], ["éa", "ab"], id=r"\w and \W are of ASCII"),
        pytest.param(r"^a\b", ["a", "a-", "aé"], ["ab"], id=r"\b is of ASCII"),
        pytest.param(r"^a\B", ["ab"], ["a", "a-"], id=r"\B is the opposite"),
        pytest.param(r"\Aa\z", ["a"], ["a\n", "xa"], id=r"\A and \z are anchors"),
        pytest.param(r"^\a\f\t\n\r\v$", ["\a\f\t\n\r\v"], ["aftnrv"], id="control characters"),
        pytest.param(r"^\0$", ["\0"], ["0"], id=r"\0"),
        pytest.param(r"^\08$", ["\x008"], [], id=r"\0 and a digit that is not octal"),
        pytest.param(r"^\12$", ["\n"], ["12"], id="two octal digits"),
        pytest.param(r"^\101\1011$", ["AA1"], [], id="three octal digits at most"),
        pytest.param(r"^\377$", ["ÿ"], [], id="an octal number is a code point"),
        pytest.param(r"^\x41\x7a$", ["Az"], [], id="two hexadecimal digits"),
        pytest.param(r"^\x{e9}\x{1F600}$", ["é😀"], [], id="hexadecimal digits in braces"),
        pytest.param(r"^\.\*\[\{\|\-\_\ \/$", [".*[{|-_ /"], [], id="escaped punctuation"),
        pytest.param(r"^\Qa*\E?$".replace("?", "b"), ["a*b"], ["aab"], id=r"\Q...\E is literal"),
        pytest.param(r"^\Qa$", [], ["a"], id=r"\Q without an end takes all"),
        pytest.param(r"^a\Q\Eb$", ["ab"], [], id=r"\Q\E is nothing"),
        pytest.param(r"^\Qab\E{2}$", ["abb"], ["abab"], id=r"a count repeats one character"),
        pytest.param(r"^\pL$", ["a", "é", "中"], ["1"], id=r"\pL"),
        pytest.param(r"^\PL$", ["1"], ["é"], id=r"\PL"),
        pytest.param(r"^\p{Lu}\p{^Lu}$", ["Aa", "Éé"], ["aa", "AA"], id=r"\p{Lu} and its negation"),
        pytest.param(r"^\P{^Nd}$", ["1", "٣"], ["a"], id=r"two negations"),
        pytest.param(r"^\p{Any}$", ["a", "\n"], [""], id=r"\p{Any}"),
        pytest.param(
            r"^\p{lu}\p{L_u}$", ["AB"], ["ab"], id="case and _ do not count since Go 1.25"
        ),
        # Classes
        pytest.param("^[]a]$", ["]", "a"], ["b"], id="] comes first"),
        pytest.param("^[^]a]$", ["b", "/", "\n"], ["]", "a"], id="] comes first after ^"),
        pytest.param("^[a-]$", ["a", "-"], ["b"], id="- comes last"),
        pytest.param("^[-a]$", ["a", "-"], ["b"], id="- comes first"),
        pytest.param("^[a-c-e]$", ["b", "-", "e"], ["d"], id="- after a range"),
        pytest.param(r"^[\d-z]$", ["1", "-", "z"], ["a"], id="- after a class"),
        pytest.param("^[a^]$", ["a", "^"], ["b"], id="^ not first is literal"),
        pytest.param("^[[:alpha]$", ["[", ":", "p"], ["z"], id="[: without an end is literal"),
        pytest.param("^[[:upper:][:digit:]]$", ["A", "1"], ["a"], id="named classes"),
        pytest.param("^[[:^space:]]$", ["a", "é"], [" ", "\v"], id="a negated named class"),
        pytest.param("^[^[:^upper:]]$", ["A"], ["a", "é"], id="negated twice"),
        pytest.param(r"^[\t\x41\]\pN]$", ["\t", "A", "]", "1"], ["x"], id="escapes in a class"),
        pytest.param(r"^[^\d\D]$", [], ["a", "1"], id="a class of nothing"),
        pytest.param("^[a&&b~~||[]$", list("a&b~|["), ["x"], id="no set operations"),
        pytest.param("^[é-ü]$", ["é", "ö"], ["e"], id="a range beyond ASCII"),
        pytest.param("^[\ufffd]$", ["\ufffd"], ["a"], id="a replacement character"),
    ],
)
def test_what_go_finds(source: str, hits: list[str], misses: list[str]) -> None:
    assert found(source, *hits, *misses) == hits


@pytest.mark.parametrize(
    "name",
    [
        *("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct"),
        *("space", "upper", "word", "xdigit"),
    ],
)
def test_a_named_class_is_that_of_c_in_ascii(name: str) -> None:
    tests: dict[str, Callable[[str], bool]] = {
        "alnum": str.isalnum,
        "alpha": str.isalpha,
        "ascii": str.isascii,
        "blank": lambda char: char in " \t",
        "cntrl": lambda char: not char.isprintable(),
        "digit": str.isdigit,
        "graph": lambda char: char.isprintable() and char != " ",
        "lower": str.islower,
        "print": str.isprintable,
        "punct": lambda char: char.isprintable() and not char.isalnum() and char != " ",
        "space": lambda char: char in " \t\n\v\f\r",
        "upper": str.isupper,
        "word": lambda char: char.isalnum() or char == "_",
        "xdigit": lambda char: char in "0123456789abcdefABCDEF",
    }
    chars = [chr(code) for code in range(128)]
    assert found(f"^[[:{name}:]]$", *chars, "é") == [char for char in chars if tests[name](char)]


@pytest.mark.parametrize(
    "source",
    [
        *("x**", "x{2}*", "x*{2}", "x{2}{3}", "*", "{2}", "a|*", "|{2}", "(.*/)?{2}", "(.*/)?*"),
        *("x{1001}", "x{1001,}", "x{1,1001}", "x{3,2}", "x{99999999999999999999}", "x.*{2}"),
        *("[", "[a", "[]", "[^]", "[a\\", "[z-a]", r"[a-\d]", "[[:nope:]]", "[[:^nope:]]", r"[\k]"),
        *("\\", r"\k", r"\é", r"\1", r"\7x", r"\8", r"\9", r"\C", r"\G", r"\Z", r"\x", r"\x4"),
        *(r"\xg0", r"\x{", r"\x{}", r"\x{110000}", r"\x{4", r"\p", r"\p{", r"\p{Nope}", r"\pX"),
        *(r"\p{}", r"[\b]", r"[\A]", r"[\Q]", r"\u0041", r"\N"),
    ],
)
def test_what_go_refuses(source: str) -> None:
    with pytest.raises(BadRegexpError):
        parse_go_regexp(source)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("^a/b$", [Kind.FREE, Kind.CHAR, Kind.SLASH, Kind.CHAR, Kind.FREE]),
        ("[^/]*", [Kind.STAR]),
        ("[^/]", [Kind.BOUND]),
        ("[^a]", [Kind.FREE]),
        ("[.-0]", [Kind.FREE]),
        ("(.*/)?", [Kind.GAP]),
        (".*", [Kind.REST]),
        ("a{2}", [Kind.BOUND]),
        ("/{2}", [Kind.FREE]),
        (r"\/", [Kind.SLASH]),
        (r"\x2f", [Kind.SLASH]),
        (r"\D", [Kind.FREE]),
        (r"\d", [Kind.BOUND]),
        (r"\pP", [Kind.FREE]),
        (r"\b", [Kind.FREE]),
    ],
)
def test_a_piece_knows_whether_it_can_match_a_slash(source: str, kinds: list[Kind]) -> None:
    ((*pieces,),) = parse_go_regexp(source)
    assert [piece.kind for piece in pieces] == kinds


def test_ranges_are_merged_where_they_touch() -> None:
    assert merged((5, 9), (1, 2), (3, 3), (8, 12)).ranges == ((1, 3), (5, 12))
    assert merged((0, 0x10FFFF)).negated().ranges == ()
    assert merged().negated().ranges == ((0, 0x10FFFF),)
