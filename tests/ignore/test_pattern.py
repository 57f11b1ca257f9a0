"""docs/semantics, B.2 and B.3: what one pattern matches, taken alone."""

from __future__ import annotations

import pytest
from pathspec.pattern import RegexPattern

from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern, Match
from tests.ignore.rules import rules

PATHS = (
    *("foo", "foobar", "xfoo", "x/foo", "x/xfoo", "foo/bar", "foo/x/bar", "fooxbar", "foox/bar"),
    *("a/foo/b", "foo1", "xfoo1", "x/foo1"),
)
"""Those of B.3."""


def matched(pattern: str, *paths: str) -> list[str]:
    """Those of *paths* that the pattern matches itself; Matcher and DockerPattern must agree."""
    compiled = DockerPattern(pattern)
    found = [path for path in paths if compiled.matches(path)]
    matcher = Matcher(rules(f"\n{pattern}\n"))  # line 1 would lose a byte order mark
    for path in paths:
        directory, _, name = path.rpartition("/")
        scope = matcher.root()
        for part in directory.split("/") if directory else []:
            scope = scope.enter(part)
        assert bool(scope.matching(name)) is (path in found), path
    return found


@pytest.mark.parametrize(
    ("pattern", "match"),
    [
        ("foo", Match.EXACT),
        ("a.b+(c)$", Match.EXACT),
        ("a|b{2}^", Match.EXACT),
        ("foo**", Match.PREFIX),
        ("foo/**", Match.PREFIX),
        ("a.b**", Match.PREFIX),
        ("**", Match.SUFFIX),
        ("**foo", Match.SUFFIX),
        ("**/foo", Match.SUFFIX),
        ("**/a/b", Match.SUFFIX),
        ("*", Match.REGEXP),
        ("***", Match.REGEXP),
        ("**foo*", Match.REGEXP),
        ("**/foo/**", Match.REGEXP),
        ("foo**/**", Match.REGEXP),
        ("a**b", Match.REGEXP),
        ("a]", Match.REGEXP),
        (r"\a", Match.REGEXP),
        pytest.param("a\\", Match.EXACT, id="a backslash at the very end changes no kind"),
    ],
)
def test_how_a_pattern_is_compared(pattern: str, match: Match) -> None:
    assert DockerPattern(pattern).match is match


# B.3, with the descendants of what matches.
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("foo", "foo foo/bar foo/x/bar"),
        ("*", " ".join(PATHS)),
        ("*foo", "foo xfoo foo/bar foo/x/bar"),
        ("foo*", "foo foobar foo/bar foo/x/bar fooxbar foox/bar foo1"),
        ("**/foo", "foo x/foo foo/bar foo/x/bar a/foo/b"),
        ("**foo", "foo xfoo x/foo x/xfoo foo/bar foo/x/bar a/foo/b"),
        ("**foo*", "foo foobar x/foo foo/bar foo/x/bar fooxbar foox/bar a/foo/b foo1 x/foo1"),
        ("**/foo*", "foo foobar x/foo foo/bar foo/x/bar fooxbar foox/bar a/foo/b foo1 x/foo1"),
        ("foo**", "foo foobar foo/bar foo/x/bar fooxbar foox/bar foo1"),
        ("foo/**", "foo/bar foo/x/bar"),
        ("**/foo/**", "foo/bar foo/x/bar a/foo/b"),
        ("foo/**/bar", "foo/bar foo/x/bar"),
        ("foo**bar", "foobar foo/bar foo/x/bar foox/bar"),
        ("foo**/bar", "foobar foo/bar foo/x/bar foox/bar"),
        *((everything, " ".join(PATHS)) for everything in ("**", "**/", "**/**", "**/*", "***")),
        ("a/*", "a/foo/b"),
        ("a/**/*", "a/foo/b"),
        ("FOO", ""),
    ],
)
def test_what_a_rule_takes(pattern: str, expected: str) -> None:
    matcher = Matcher(rules(pattern))
    assert [path for path in PATHS if matcher.judge(path).ignored] == expected.split()
    assert [path for path in PATHS if matcher.judge_or_parents(path).ignored] == expected.split()


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        pytest.param("a/**", "a/b a/b/c", "a ab", id="foo/** leaves the directory itself"),
        pytest.param(".*", ".a .git .", "a x/.a", id=".* takes dotfiles of the root alone"),
        pytest.param("**/.*", ".a x/.a", "a x/a", id="**/.* takes dotfiles anywhere"),
        pytest.param("**.git", ".git x.git a/.git", "git .gitx", id="**x is a raw suffix"),
        pytest.param("**/a/b", "a/b x/a/b", "xa/b a/bx b", id="**/a/b ends at whole components"),
        pytest.param("**a/b", "a/b xa/b x/a/b x/ya/b", "a/xb", id="**a/b is a raw suffix too"),
        pytest.param("a**b", "ab a/b ax/b a/x/b", "axb a/xb", id="a**b crosses whole directories"),
        pytest.param("a**b**c", "abc a/bc ab/c ax/by/c", "axbc", id="two gaps in a pattern"),
        pytest.param("a**/*b", "ab a/b a/xb axb a/y/xb", "b ba", id="a gap before a star"),
        pytest.param("*/a", "x/a", "a x/y/a", id="a star is one component"),
        pytest.param("*/**", "a/b a/b/c", "a", id="*/** takes all below the root's directories"),
        pytest.param("a/b*", "a/b a/bc", "a/c b a/x/b", id="a star stays in its directory"),
        pytest.param("?", "a é", "ab", id="a question mark is one code point"),
        pytest.param("a?b", "axb", "a/b ab", id="a question mark is no slash"),
        # Literal characters
        pytest.param("a.b+(c)$*", "a.b+(c)$ a.b+(c)$x", "axb+(c)$ a.bb+c", id=". + ( ) $ escaped"),
        pytest.param("a|b", "a|b", "a b", id="a vertical bar alone is literal"),
        pytest.param("a{2}", "a{2}", "aa", id="braces alone are literal"),
        # Classes and escapes
        pytest.param("[abc]", "a b c", "d ab", id="a class is one character of it"),
        pytest.param("[a-c]", "a b c", "d -", id="a range"),
        pytest.param("[é-ü]", "é ö ü", "e ý", id="a range of letters beyond ASCII"),
        pytest.param("[^a]b", "xb éb", "ab b", id="[^a] is negation"),
        pytest.param("a[^b]c", "a/c axc", "abc", id="a negated class matches a slash"),
        pytest.param("[!a]b", "!b ab", "cb", id="[!a] is no negation"),
        pytest.param("[[:alpha:]]x", "ax Zx", "1x éx", id="a POSIX class is of ASCII"),
        pytest.param("[[:^digit:]]x", "ax éx", "1x", id="a negated POSIX class"),
        pytest.param("[[:word:]]x", "_x 1x ax", "-x", id="a word class"),
        pytest.param(r"[\d]x", "1x", "dx", id="an escape in a class"),
        pytest.param(r"a\d", "a1", "ad aé", id=r"\d is a digit"),
        pytest.param(r"a\w", "a1 a_ ab", "a- aé", id=r"\w is a word character"),
        pytest.param("[*]", "] [] ^]", "* [*]", id="a star in a class is translated as well"),
        pytest.param("[?]", "[] ^]", "? ]", id="a question mark in a class too"),
        pytest.param("[.]", ".", "\\ a", id="a dot in a class is escaped, which changes nothing"),
        pytest.param(r"\*", "*", "a", id="an escaped star is literal"),
        pytest.param(r"\?", "?", "a", id="an escaped question mark is literal"),
        pytest.param(r"\[", "[", "a", id="an escaped bracket is literal"),
        pytest.param(r"[a\*]", "a *", "b", id="an escaped star in a class is literal"),
        pytest.param(r"[a\-b]", "a - b", "c", id="an escaped hyphen in a class is literal"),
        pytest.param(r"src\bin", "", "src/bin src\\bin srcbin srcin", id=r"\b is a word boundary"),
        pytest.param(r"dir\test", "dir\test", "dir/test dirtest", id=r"\t is a tab"),
        pytest.param(r"x\z", "x", "xz", id=r"\z is the end"),
        pytest.param(r"\x41*", "A Ab", "x41", id=r"\x41 is a letter by its number"),
        pytest.param(r"\Qa.*", "", "a. a", id=r"\Q takes the closing anchor for text"),
        pytest.param(r"\Qa\E?", "ax", "a QaEx", id=r"\Q to \E is literal"),
        # Stray operators
        pytest.param("*|foo", "a a/b/c x", "", id="*|foo matches every path"),
        pytest.param("*.a|b", "x.a x.ac/y q/b", "x y/x.a", id="*.a|b takes the anchors apart"),
        pytest.param("*.{js,ts}", "x.{js,ts}", "x.js x.ts", id="there is no brace expansion"),
        pytest.param("a{2}*", "aa aab", "a{2} a", id="a count repeats"),
        pytest.param("?{3}", "abc", "ab abcd", id="three of any character"),
        pytest.param("[a]{2,}", "aa aaa", "a", id="at least two"),
        pytest.param("[a]{,2}", "a{,2}", "a aa", id="{,2} is literal"),
        pytest.param("[a]{02}", "a{02}", "aa", id="{02} is literal"),
        pytest.param("^foo*", "foo foobar", "^foo", id="a caret is an anchor"),
        pytest.param("a^b*", "", "ab a^b", id="a caret inside never matches"),
        pytest.param("[a]|**/b", "a ax x/b", "x", id="an alternative with a gap"),
        pytest.param("[a]b|c|[d]", "abx xcy xd", "x", id="the middle alternative has no anchor"),
    ],
)
def test_a_pattern_alone(pattern: str, hits: str, misses: str) -> None:
    wanted = [path for path in hits.split(" ") if path]
    assert matched(pattern, *wanted, *(path for path in misses.split(" ") if path)) == wanted


def test_a_backslash_at_the_end_loosens_the_anchor() -> None:
    # It passes the early check only behind a star: `a*\` becomes `^a[^/]*\$`.
    assert matched("a*\\", "ax$", "a$/y", "ax", "a\\") == ["ax$", "a$/y"]


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        pytest.param(r"a\nb", ["a\nb"], ["anb", "a"], id=r"\n names a line feed"),
        pytest.param("a*b", ["a\nb"], [], id="a star takes a line feed"),
        pytest.param("**/b*", ["b", "x/b"], ["x\ny/b", "\n/b"], id="the gap of ** does not"),
        pytest.param("**/b", ["b", "x\ny/b"], ["x\nb"], id="a suffix does not care"),
        pytest.param("a/**", ["a/x\ny", "a/x\n/y"], ["a"], id="a prefix does not care"),
        pytest.param("?a**", ["xa", "xaby", "xa/y"], ["xa\ny", "xa/\n/y"], id="nor does .*"),
        pytest.param("x?", ["x\n"], ["x"], id="a question mark takes a line feed"),
        pytest.param("[^a]", ["\n"], ["a"], id="a negated class takes a line feed"),
        pytest.param("*a", ["a"], ["a\n"], id="the end is the very end"),
    ],
)
def test_line_feeds_in_names(pattern: str, hits: list[str], misses: list[str]) -> None:
    assert matched(pattern, *hits, *misses) == hits


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        pytest.param("caf\udce9", ["caf\udce9"], ["caf\ufffd", "café"], id="exact, byte by byte"),
        pytest.param("**\udce9", ["x\udce9", "a/\udce9"], ["\ufffd"], id="suffix, byte by byte"),
        pytest.param("\udce9**", ["\udce9x"], ["\ufffdx"], id="prefix, byte by byte"),
        pytest.param("?", ["\udce9", "é"], ["\udcc3\udce9"], id="one bad byte is one character"),
        pytest.param("*\ufffd", ["a\udce9", "a\ufffd"], ["aé"], id="a regexp sees U+FFFD"),
        pytest.param("*\udce9", ["a\udce9", "a\ufffd", "a\udcff"], ["aé"], id="on both sides"),
        pytest.param("d\udce9/*", ["d\udce9/x", "d\ufffd/x"], ["d/x"], id="in a directory, too"),
        pytest.param("**/*x", ["\udce9/x", "x\udce9x"], ["\udce9"], id="below an odd directory"),
        pytest.param("[^a]", ["\udce9"], ["a"], id="a negated class takes a bad byte"),
    ],
)
def test_bytes_that_are_not_utf8(pattern: str, hits: list[str], misses: list[str]) -> None:
    assert matched(pattern, *hits, *misses) == hits


def test_a_byte_order_mark_at_the_start_of_a_pattern_is_lost_in_the_regexp_alone() -> None:
    # Go's text/scanner drops it; the kinds that need no regexp compare the text as written.
    assert matched("\ufeffa*", "ab", "\ufeffab") == ["ab"]
    assert matched("\ufeffab", "ab", "\ufeffab") == ["\ufeffab"]


@pytest.mark.parametrize("pattern", [".", "/", "..", "../foo", "../*"])
def test_a_pattern_that_can_never_match(pattern: str) -> None:
    assert not matched(pattern, *PATHS, "foo..", "...")


@pytest.mark.parametrize(
    "pattern",
    [
        *("*{2}", "[z-a]", "[Local-Only]", r"foo\kbar", r"\é", r"\1x", r"a\c", r"\8*", "?{1001}"),
        *("?{3,2}", "**/{2}*", "a{2}{3}*", "[[:nope:]]", "|{2}*", r"[a-\d]", r"\pX"),
        *(r"a\x4", r"\x{110000}", r"\x{}", r"\p{Lu", r"\C*", "a*[", r"d\x"),
    ],
)
def test_a_pattern_that_fails_when_it_is_tried_matches_nothing_until_then(pattern: str) -> None:
    assert DockerPattern(pattern).malformed
    assert not DockerPattern(pattern).matches("a")


def test_pathspec_can_use_it() -> None:
    pattern = DockerPattern("*.py").compiled
    assert isinstance(pattern, RegexPattern)
    assert pattern.include
    assert pattern.match_file("a.py") is not None
    assert pattern.match_file("d/a.py") is None
