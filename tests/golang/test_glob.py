"""Go's ``filepath.Match``: an early check of patterns, and the way to find wildcard sources."""

from __future__ import annotations

import pytest

from ctxscan.golang.glob import BadGlobError, glob_match, has_wildcard


# Go's own table (path/filepath, match_test.go), the rows for Unix.
@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("abc", "abc", True),
        ("*", "abc", True),
        ("*c", "abc", True),
        ("a*", "a", True),
        ("a*", "abc", True),
        ("a*", "ab/c", False),
        ("a*/b", "abc/b", True),
        ("a*/b", "a/c/b", False),
        ("a*b*c*d*e*/f", "axbxcxdxe/f", True),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/f", True),
        ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", False),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", False),
        ("a*b?c*x", "abxbbxdbxebxczzx", True),
        ("a*b?c*x", "abxbbxdbxebxczzy", False),
        ("ab[c]", "abc", True),
        ("ab[b-d]", "abc", True),
        ("ab[e-g]", "abc", False),
        ("ab[^c]", "abc", False),
        ("ab[^b-d]", "abc", False),
        ("ab[^e-g]", "abc", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "ab", False),
        ("a?b", "a☺b", True),
        ("a[^a]b", "a☺b", True),
        ("a???b", "a☺b", False),
        ("a[^a][^a][^a]b", "a☺b", False),
        ("[a-ζ]*", "\u03b1", True),
        ("*[a-ζ]", "A", False),
        ("a?b", "a/b", False),
        ("a*b", "a/b", False),
        ("[\\]a]", "]", True),
        ("[\\-]", "-", True),
        ("[x\\-]", "x", True),
        ("[x\\-]", "-", True),
        ("[x\\-]", "z", False),
        ("[\\-x]", "x", True),
        ("[\\-x]", "-", True),
        ("[\\-x]", "a", False),
        ("*x", "xxx", True),
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("?", "", False),
        ("a*", "", False),
        ("**", "a/b", False),
        ("[!a]", "!", True),
        ("[!a]", "b", False),
        ("[^b]", "\udce9", True),
    ],
)
def test_a_glob_matches_a_whole_name(pattern: str, name: str, *, expected: bool) -> None:
    assert glob_match(pattern, name) is expected


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("[]a]", "]"),
        ("[-]", "-"),
        ("[x-]", "x"),
        ("[x-]", "-"),
        ("[x-]", "z"),
        ("[-x]", "x"),
        ("[-x]", "a"),
        ("\\", "a"),
        ("[a-b-c]", "a"),
        ("[", "a"),
        ("[^", "a"),
        ("[^bc", "a"),
        ("a[", "a"),
        ("a[", "ab"),
        ("a[", "x"),
        ("a/b[", "x"),
        ("?[", ""),
        ("*[", ""),
        ("a*[", "ab"),
        ("[\udce9]", "a"),
    ],
)
def test_a_chunk_that_is_read_must_be_well_formed(pattern: str, name: str) -> None:
    with pytest.raises(BadGlobError):
        glob_match(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name"), [("a*[", "."), ("b*[", "."), ("a*b[", "x"), ("a*\\", "x"), ("x*]b", ".")]
)
def test_a_later_chunk_is_not_read_after_a_mismatch(pattern: str, name: str) -> None:
    assert glob_match(pattern, name) is False


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", False),
        ("a*", True),
        ("?", True),
        ("[", True),
        ("]", False),
        (r"\*", False),
        (r"\\*", True),
        (r"\[a]", False),
        (r"a\?b*", True),
        ("a\\", False),
        ("", False),
        ("a^{|}", False),
    ],
)
def test_a_wildcard_is_one_without_a_backslash(name: str, *, expected: bool) -> None:
    assert has_wildcard(name) is expected
