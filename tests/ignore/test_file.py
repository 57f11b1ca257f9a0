"""docs/semantics, A.1 to A.3, and what Docker refuses when it loads an ignore file (A.4, B.5)."""

from __future__ import annotations

import pytest

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.golang.path import GO_WHITE_SPACE, clean, trim
from ctxscan.ignore.file import LONGEST_LINE, NO_IGNORE_FILE, Rule, parse_ignore_file, rule_of


def patterns(data: bytes | str) -> list[str]:
    """The rules of an ignore file, exceptions with their mark."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    rules = parse_ignore_file(raw, ".dockerignore").rules
    return ["!" * rule.exception + rule.pattern for rule in rules]


def refusal(data: bytes) -> IgnoreFileError:
    with pytest.raises(IgnoreFileError) as caught:
        parse_ignore_file(data, "sub/.dockerignore")
    return caught.value


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="an empty file has no rules"),
        pytest.param(b"a\nb", ["a", "b"], id="the last line needs no line feed"),
        pytest.param(b"a\r\nb\r\n", ["a", "b"], id="a carriage return before a line feed goes"),
        pytest.param(b"a\r", ["a"], id="a carriage return ends the last line too"),
        pytest.param(b"a\rb\n", ["a\rb"], id="a carriage return inside a line is a character"),
        pytest.param(b"a\r\r\n", ["a"], id="a second carriage return is white space"),
        pytest.param(b"\xef\xbb\xbfa\n", ["a"], id="one byte order mark is removed on line 1"),
        pytest.param(
            b"\xef\xbb\xbf\xef\xbb\xbfa\n", ["\ufeffa"], id="a second byte order mark stays"
        ),
        pytest.param(
            b"a\n\xef\xbb\xbfb\n", ["a", "\ufeffb"], id="a byte order mark stays on line 2"
        ),
        pytest.param(b"\xef\xbb\xbf#a\n", [], id="a comment may follow a byte order mark"),
        pytest.param(b"#a\n##\n#\n", [], id="a comment starts at column 0"),
        pytest.param(b" #a\n\t#b\n", ["#a", "#b"], id="an indented comment is a pattern"),
        pytest.param(b"a # note\n", ["a # note"], id="there are no comments behind a pattern"),
        pytest.param(b"\n \n\t\n\r\n", [], id="blank lines are no rules"),
        pytest.param(b"  a b  \n", ["a b"], id="white space goes at the ends alone"),
        pytest.param(b'"a"\n', ['"a"'], id="quotes are literal"),
        pytest.param(b"$HOME\n~\n", ["$HOME", "~"], id="nothing is expanded"),
        pytest.param(b"\xff\xfea\x00\n\x00", ["\udcff\udcfea\x00", "\x00"], id="utf-16 stays raw"),
        pytest.param(b"caf\xe9\n", ["caf\udce9"], id="a byte that is not utf-8 is kept"),
        pytest.param(b"\x85a\x85\n", ["\udc85a\udc85"], id="a raw byte 0x85 is no white space"),
        pytest.param("\x85a\xa0", ["a"], id="next line and no-break space are white space"),
        pytest.param("\x1ca\x1f", ["\x1ca\x1f"], id="information separators are no white space"),
        pytest.param("\u200ba\u180e", ["\u200ba\u180e"], id="zero width is no white space"),
        pytest.param("\u2028a\n\u2029b", ["a", "b"], id="unicode separators end no line"),
        pytest.param(
            b"a\x0bb\x0cc\n", ["a\x0bb\x0cc"], id="vertical tab and form feed end no line"
        ),
    ],
)
def test_lines(data: bytes | str, expected: list[str]) -> None:
    assert patterns(data) == expected


@pytest.mark.parametrize("space", [pytest.param(s, id=f"U+{ord(s):04X}") for s in GO_WHITE_SPACE])
def test_each_white_space_of_go_is_trimmed_at_both_ends_and_behind_the_mark(space: str) -> None:
    assert trim(f"{space}a{space}") == "a"
    # A line feed would end the line.
    assert space == "\n" or patterns(f"{space}!{space}a{space}\nb") == ["!a", "b"]


def test_go_has_25_characters_of_white_space() -> None:
    assert len(GO_WHITE_SPACE) == len(set(GO_WHITE_SPACE)) == 25


# The table of A.3. `!/` and its kin stand below, among the refusals.
@pytest.mark.parametrize(
    ("line", "rule"),
    [
        *(
            pytest.param(line, "foo", id=f"{line} is foo")
            for line in ("/foo", "./foo", "foo/", "foo//", "//foo", "/../foo", "x/../foo", "/foo/.")
        ),
        ("../foo", "../foo"),
        ("a/../../b", "../b"),
        (".", "."),
        ("./", "."),
        ("a/..", "."),
        ("/", "/"),
        ("//", "/"),
        ("/./", "/"),
        ("..", ".."),
        ("! foo", "!foo"),
        ("!/foo", "!foo"),
        ("!//foo", "!foo"),
        (" ! foo ", "!foo"),
        ("!\tfoo/", "!foo"),
        ("!!foo", "!!foo"),
        ("! !foo", "!!foo"),
        ("!! foo", "!! foo"),
        pytest.param("/!foo", "!foo", id="/!foo is an exception, made so by the second cleaning"),
        pytest.param("./!foo", "!foo", id="./!foo is an exception too"),
        pytest.param("x/../!foo", "!foo", id="x/../!foo is an exception too"),
        pytest.param("//!foo", "!foo", id="//!foo is an exception too"),
        pytest.param("!./!foo", "!!foo", id="!./!foo is an exception for !foo"),
        pytest.param(r"\!foo", r"\!foo", id="a backslash keeps ! from being a mark"),
        pytest.param(r"\#foo", r"\#foo", id="a backslash keeps # from being a comment"),
        ("!#foo", "!#foo"),
        pytest.param("!.", "!.", id="!. is legal and never matches"),
        pytest.param("!..", "!..", id="!.. is legal and never matches"),
        ("!!", "!!"),
        ("!!/", "!!"),
        ("**/", "**"),
        ("/**", "**"),
        ("a*/../b", "b"),
        ("a/**/..", "a"),
        ("a b", "a b"),
        (r"foo\ bar", r"foo\ bar"),
        (r"foo\\ ", r"foo\\"),
        ("a//b/./c", "a/b/c"),
        ("...", "..."),
        ("a/.../b", "a/.../b"),
    ],
)
def test_what_a_line_means(line: str, rule: str) -> None:
    assert patterns(line + "\n") == [rule]


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("", "."),
        (".", "."),
        ("/", "/"),
        ("///", "/"),
        ("/..", "/"),
        ("/../../a", "/a"),
        ("..", ".."),
        ("../..", "../.."),
        ("a/../..", ".."),
        ("../a/../b", "../b"),
        ("a/b/../../c/", "c"),
        ("./a/.", "a"),
        ("..a/b..", "..a/b.."),
        (r"a\..\b", r"a\..\b"),
    ],
)
def test_clean_is_that_of_go(path: str, cleaned: str) -> None:
    assert clean(path) == cleaned


def test_a_rule_knows_its_line_and_its_text() -> None:
    data = b"\xef\xbb\xbf# all\r\n\r\n  /build/ \r\n! keep\n"
    (build, keep) = parse_ignore_file(data, ".dockerignore").rules
    assert build == Rule("build", False, "  /build/ ", Place(".dockerignore", 3))
    assert keep == Rule("keep", True, "! keep", Place(".dockerignore", 4))
    assert [str(build), str(build.place), str(keep)] == ["/build/", ".dockerignore:3", "! keep"]


def test_a_file_keeps_its_bytes_and_its_path() -> None:
    data = b"a\r\n\xe9"
    read = parse_ignore_file(data, "x/.dockerignore")
    assert (read.data, read.path) == (data, "x/.dockerignore")
    assert (NO_IGNORE_FILE.data, NO_IGNORE_FILE.path, NO_IGNORE_FILE.rules) == (b"", None, ())


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, id=f"{line!r} comes down to a lone !")
        for line in ("!", "! ", " !", "!\t", "!/", "!//", "!/.", "!/./", "!\t/", "/!", "./!", "/!/")
    ],
)
def test_a_lone_mark_is_refused(line: str) -> None:
    # Each recorded from docker 28.2.2: `illegal exclusion pattern: "!"`.
    error = refusal(f"a\n\n{line}\n".encode())
    assert error.place == Place("sub/.dockerignore", 3)
    assert "illegal exclusion pattern" in error.message


BAD_AT_LOAD = [
    *(
        "[",
        "a[",
        "[a-]",
        "foo\\",
        "foo\\ ",
        "*[",
        "*\\",
        "[]a]",
        "[-a]",
        "[a-b-c]",
        "[a",
        "[^",
        "?[",
    ),
    *("[]", "[^]", "[]]", "[^]a]", "[a\\", "[a\\]", "[\\", "a/[", "**[", "[a][", "*.[*"),
]


@pytest.mark.parametrize("line", BAD_AT_LOAD)
def test_a_malformed_pattern_is_refused_with_its_line(line: str) -> None:
    for mark in ("", "!"):
        error = refusal(f"# first\n{mark}{line}\n".encode())
        assert error.place == Place("sub/.dockerignore", 2)
        assert "syntax error in pattern" in error.message
        assert error.hint


PASSES_AT_LOAD = [
    *("a*[", "a*[a-]", "x*]b", "a*\\", "a[b]*[", "[z-a]", "[Local-Only]", "foo\\k", "]", "a]"),
    *("[a]]", "[^^]", "[a-b]", "[\\]]", "[\\-]", "[[]", "[[:nope:]]", "{", "a{2", "*{2}", "(", "|"),
]


@pytest.mark.parametrize("line", PASSES_AT_LOAD)
def test_what_go_does_not_check_at_load_passes(line: str) -> None:
    assert patterns(line) == [line]


def test_a_line_of_65535_bytes_is_read() -> None:
    assert patterns(b"x" * LONGEST_LINE + b"\n") == ["x" * LONGEST_LINE]
    assert patterns(b"x" * (LONGEST_LINE - 1) + b"\r\n") == ["x" * (LONGEST_LINE - 1)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"x" * 65_536, id="a pattern"),
        pytest.param(b"#" * 65_536, id="a comment"),
        pytest.param(b" " * 65_536, id="a blank line"),
        pytest.param(b"x" * 65_535 + b"\r", id="with the carriage return"),
        pytest.param("é".encode() * 32_768, id="bytes count, not characters"),
    ],
)
def test_a_line_of_65536_bytes_is_refused(line: bytes) -> None:
    for end in (b"", b"\n", b"\nb\n"):
        error = refusal(b"a\n" + line + end)
        assert error.place == Place("sub/.dockerignore", 2)
        assert "65535 bytes" in error.message


def test_an_error_is_one_line_with_place_and_hint() -> None:
    text = str(refusal(b"a\nfoo\\ \n"))
    assert text.startswith("sub/.dockerignore:2: syntax error in pattern 'foo")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        pytest.param("/a", "/a", id="a program's pattern keeps its leading slash"),
        pytest.param("!a", "!a", id="a program's pattern may be an exception"),
        pytest.param("! a", "! a", id="white space behind the mark is not trimmed here"),
        pytest.param(" a/ ", "a", id="a program's pattern is trimmed and cleaned"),
        pytest.param("#a", "#a", id="a program writes no comments"),
        pytest.param(" \t", None, id="white space is no pattern"),
    ],
)
def test_a_pattern_that_a_program_adds(pattern: str, rule: str | None) -> None:
    found = rule_of(pattern, pattern, Place("here"))
    assert (found and "!" * found.exception + found.pattern) == rule
