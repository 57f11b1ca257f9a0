"""Hypothesis strategies for contexts and ignore files that are full of collisions and quirks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hypothesis.strategies import SearchStrategy

    from tests.support.model import Tree

NAMES = [
    *("a", "b", "ab", "aa", "abc", "a.b", "a.c", "b.md", ".a", ".env", "..a", "1", "a1", "d", "e"),
    *("foo", "xfoo", "foobar", "keep", "x.log", "Dockerfile", ".dockerignore", ".git"),
    *("é", "aé", "\ufffd", "\udce9", "\udca9", "[a]", "]", "[]", "^]", "a^b", "!a", "#a", "*", "?"),
    *("a*", "a\\", "a\\b", "a|b", "{a,b}", "a{2}", "(a)", "a+", "a$", "a b", " a", "a\t", "a\nb"),
]
"""Those that differ by one metacharacter are here on purpose."""

GLOBS = [
    *("*", "*", "**", "**", "?", "a*", "*a", "**a", "a**", "*.*", "*b*", "?*", "***", ".*", "??"),
    *("[a-c]", "[^a]", "[!a]", "[^b]*", "[a]b", r"\a*", r"\d", r"[\d-x]*", "[[:alpha:]]*", "*|a"),
]
"""Whole components that match names of the above."""

PIECES = [
    *("*", "*", "?", "**", "**", "***", "**/", "/**", "/", "/", "//", "/./", "/../", ".", ".."),
    *("[a]", "[^a]", "[!a]", "[a-c]", "[^/]", "[*]", "[?]", "[.]", "[z-a]", "[é-ü]", r"[\d-x]"),
    *("[[:alpha:]]", "[[:^digit:]]", r"[\]]", r"\a", r"\b", r"\d", r"\D", r"\n", r"\t", r"\w"),
    *(r"\W", r"\z", r"\A", r"\Q", r"\E", r"\*", r"\?", r"\.", r"\[", r"\\", r"\!", r"\#", r"\ "),
    *(r"\12", r"\x61", r"\x{61}", r"\pL", r"\PL", r"\p{Lu}", "{2}", "{1,}", "{0,1}", "{,2}"),
    *("{01}", "{2,1}", "{", "|", "|", "^", "$", "+", "(", ")", "}", "-", "!", "#", " ", "\t"),
    *("\r", "\x0b", "\xa0", "\x1c"),
]

FAULTS = ["[", "[^", "[]a]", "[a-]", "[-a]", "[[:nope:]]", "\\", r"\é", r"\k", r"\1", "*{2}", "*["]
"""Pieces that Docker mostly refuses, some at once and some when it evaluates them."""

MARKS = ["", "", "", "", "!", "!", "!", "! ", "!!", "/", "./", " ", "#", "!/"]


# A scenario is drawn as numbers and pieces, and its names are filled in afterwards: strategies that
# are the same for every example are several times as fast as those made anew from a drawn pool.

NUMBER = st.integers(0, 4)
PATHS = st.lists(st.lists(NUMBER, min_size=1, max_size=4), min_size=2, max_size=9)
POOL = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True)

COMPONENTS = st.lists(NUMBER | NUMBER | st.sampled_from(GLOBS), min_size=1, max_size=3)
MIXTURE = st.lists(st.sampled_from(PIECES) | NUMBER, min_size=1, max_size=5)


class Known(NamedTuple):
    """A path of the tree, cut to a depth, with a glob for its last component."""

    which: int
    depth: int
    glob: str | None


class Frame(NamedTuple):
    start: str
    end: str
    fault: str
    again: int | None
    """A path whose directory is ignored, then the path excepted, then the directory once more."""


KNOWN = st.builds(Known, st.integers(0, 8), st.integers(1, 4), st.none() | st.sampled_from(GLOBS))
PATTERNS = KNOWN | KNOWN | KNOWN | COMPONENTS | MIXTURE.map(tuple)
LINES = st.lists(st.tuples(st.sampled_from(MARKS), PATTERNS), min_size=1, max_size=6)
FRAMES = st.builds(
    Frame,
    st.sampled_from(["", "", "", "", "\ufeff", "# a\n"]),
    st.sampled_from(["\n", "\n", "\n", "\r\n", "\n\n"]),
    st.sampled_from([""] * 80 + FAULTS),
    st.sampled_from([None] * 4 + [0, 1]),
)


def scenarios() -> SearchStrategy[tuple[Tree, str]]:
    """A tree and an ignore file about its names: the pair for comparing two matchers."""
    return st.builds(_scenario, POOL, PATHS, LINES, FRAMES)


def names() -> SearchStrategy[str]:
    """Names of files, with bytes that are not UTF-8 as surrogates."""
    letters = st.text("ab.é*[]\\!", min_size=1, max_size=4)
    return st.sampled_from(NAMES) | letters.filter(lambda name: name not in (".", ".."))


def trees() -> SearchStrategy[Tree]:
    """In-memory trees as the model and ``plant_tree`` want them, never empty."""
    return scenarios().map(lambda scenario: scenario[0])


def ignore_texts() -> SearchStrategy[str]:
    """Whole ignore files, decoded with surrogateescape; some hold a fault that Docker refuses."""
    return scenarios().map(lambda scenario: scenario[1])


def _scenario(
    pool: list[str], paths: list[list[int]], lines: list[tuple[str, Any]], frame: Frame
) -> tuple[Tree, str]:
    named = [[pool[number % len(pool)] for number in path] for path in paths]
    rows = [mark + _pattern(pool, named, drawn) for mark, drawn in lines]
    if frame.again is not None:
        path = "/".join(named[frame.again])
        folder = path.rpartition("/")[0] or path
        rows += [folder, "!" + path, folder]
    rows += [frame.fault] * bool(frame.fault)
    text = frame.start + frame.end.join(row.replace("\n", "") for row in rows)
    return tree_from(named), text


def _pattern(pool: list[str], paths: list[list[str]], drawn: Any) -> str:
    match drawn:
        case Known(which, depth, glob):
            known = paths[which % len(paths)][:depth]
            return "/".join([*known[:-1], glob] if glob else known)
        case list():
            return "/".join(_piece(pool, piece) for piece in drawn)
        case _:
            return "".join(_piece(pool, piece) for piece in drawn)


def _piece(pool: list[str], piece: int | str) -> str:
    return piece if isinstance(piece, str) else pool[piece % len(pool)]


def tree_from(paths: Iterable[Sequence[str]]) -> Tree:
    """A path ends in a file, unless another one goes on below it."""
    tree: dict[str, Any] = {}
    for path in paths:
        folder = tree
        for name in path:
            folder = folder.setdefault(name, {})
    return _with_files(tree)


def _with_files(tree: dict[str, Any]) -> Tree:
    return {name: _with_files(child) if child else "file" for name, child in tree.items()}
