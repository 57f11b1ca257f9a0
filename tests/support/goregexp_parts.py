"""The pieces of a Go regular expression, as functions (docs/semantics, B.4); goregexp reads them.

An expression is a function from a position to the set of positions where a match that starts there
can end: slow, but there is nothing to get wrong in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TypeAlias

Ends: TypeAlias = Callable[[str, int], frozenset[int]]
Member: TypeAlias = Callable[[str], bool]

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
ALNUM = DIGITS + LOWER + UPPER
WORD = ALNUM + "_"
PUNCT = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

PERL = {"d": DIGITS, "s": "\t\n\f\r ", "w": WORD}
CONTROL = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
POSIX = {
    "alnum": ALNUM,
    "alpha": LOWER + UPPER,
    "ascii": "".join(map(chr, range(128))),
    "blank": "\t ",
    "cntrl": "".join(map(chr, [*range(32), 127])),
    "digit": DIGITS,
    "graph": ALNUM + PUNCT,
    "lower": LOWER,
    "print": ALNUM + PUNCT + " ",
    "punct": PUNCT,
    "space": "\t\n\v\f\r ",
    "upper": UPPER,
    "word": WORD,
    "xdigit": DIGITS + "abcdefABCDEF",
}
CATEGORIES = frozenset(
    major + minor
    for major, minors in {
        "C": "cfos",
        "L": "lmotu",
        "M": "cen",
        "N": "dlo",
        "P": "cdefios",
        "S": "ckmo",
        "Z": "lps",
    }.items()
    for minor in ["", *minors]
)
"""Go also knows the names of scripts, which Python does not: no test may use those."""


def one(member: Member) -> Ends:
    return lambda text, at: frozenset({at + 1} if at < len(text) and member(text[at]) else ())


def where(holds: Callable[[str, int], bool]) -> Ends:
    return lambda text, at: frozenset({at} if holds(text, at) else ())


def in_turn(parts: list[Ends]) -> Ends:
    def ends(text: str, at: int) -> frozenset[int]:
        reached = frozenset({at})
        for part in parts:
            reached = frozenset(end for start in reached for end in part(text, start))
        return reached

    return ends


def either(choices: list[Ends]) -> Ends:
    return lambda text, at: frozenset(end for choice in choices for end in choice(text, at))


def repeated(part: Ends, low: int, high: int | None) -> Ends:
    def ends(text: str, at: int) -> frozenset[int]:
        reached = in_turn([part] * low)(text, at)
        newest, rounds = reached, low
        while newest and (high is None or rounds < high):
            newest = frozenset(end for start in newest for end in part(text, start)) - reached
            reached |= newest
            rounds += 1
        return reached

    return ends


def at_word_boundary(text: str, at: int) -> bool:
    before = at > 0 and text[at - 1] in WORD
    after = at < len(text) and text[at] in WORD
    return before != after


ASSERTIONS: dict[str, Ends] = {
    "A": where(lambda _, at: at == 0),
    "z": where(lambda text, at: at == len(text)),
    "b": where(at_word_boundary),
    "B": where(lambda text, at: not at_word_boundary(text, at)),
}


# Sets of characters


def in_category(char: str, name: str) -> bool:
    category = unicodedata.category(char)
    return category != "Cn" and category.startswith(name)


def equals(wanted: str) -> Member:
    return lambda char: char == wanted


def among(members: str) -> Member:
    return lambda char: char in members


def negated_if(negated: object, member: Member) -> Member:
    return (lambda char: not member(char)) if negated else member
