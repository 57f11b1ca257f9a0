"""What Docker refuses is told line by line, all of it at once."""

from __future__ import annotations

import pytest

from tests.findings.lint.linting import codes, refused


@pytest.mark.parametrize(
    ("rules", "hint"),
    [
        pytest.param(b"a\n!\n", "write the path to keep", id="a lone exclamation mark"),
        pytest.param(b"a\nb[\n", "backslash", id="a class that never ends"),
        pytest.param(b"a\nfoo\\ \n", "foo[ ]", id="an escaped space at the end"),
        pytest.param(b"a\na*{2}x{9,1}\n", "backslash", id="a repetition that only fails late"),
        pytest.param(b"a\nfoo\\kbar\n", "foo/kbar", id="a backslash between directories"),
        pytest.param(b"a\n" + b"x" * 65_536 + b"\n", "split it", id="a line that is too long"),
    ],
)
def test_a_refused_line_is_told(rules: bytes, hint: str) -> None:
    (finding,) = refused(rules)
    assert finding.code == "refused"
    assert finding.place is not None
    assert finding.place.line == 2
    assert finding.hint is not None
    assert hint in finding.hint


def test_every_refused_line_is_told_not_the_first_one_alone() -> None:
    assert [each.place.line for each in refused(b"!\nok\n[\n*[z-a]\n") if each.place] == [1, 3, 4]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(b"a\n!b\n[a-c]\nfoo\\*\n", id="rules"),
        pytest.param(b"\xef\xbb\xbfa\r\n!b\r\n", id="a byte order mark and CR LF"),
        pytest.param(b"x" * 65_535 + b"\n", id="the longest line"),
        pytest.param(b"", id="no rules"),
        pytest.param("né\n".encode(), id="UTF-8"),
        pytest.param(b"# a\tb\na\t\n", id="a TAB in a comment and at an end"),
        pytest.param("a\tb\né\n".encode(), id="a TAB beside a rule that is not ASCII"),
    ],
)
def test_what_docker_takes_is_not_refused(rules: bytes) -> None:
    assert refused(rules) == ()


def test_a_control_character_is_written_as_an_escape() -> None:
    (finding,) = refused(b"a\n!d/x\ty\n")
    assert (finding.code, finding.fix) == ("control-character", ("!d/x[\\t]y",))
    assert refused(b"!d/x[\\t]y\na\n") == ()


def test_a_tab_before_a_comment_is_not_fixed() -> None:
    (finding,) = refused(b"a\t# note\n")
    assert (finding.code, finding.fix) == ("control-character", None)


def test_the_classic_builder_carries_control_characters() -> None:
    assert refused(b"a\tb\n", "classic") == ()


def test_more_rules_than_the_protocol_carries_are_told_where_it_is_full() -> None:
    rules = b"".join(b"%064d\n" % number for number in range(9_400))
    (finding,) = refused(rules)
    assert finding.code == "too-many-rules"
    assert finding.place is not None
    assert finding.place.line is not None
    assert 9_300 < finding.place.line < 9_400
    assert refused(rules[: 65 * 9_300]) == ()
    assert refused(rules, "classic") == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told(encoding: str) -> None:
    assert codes(refused("node_modules\n".encode(encoding))) == ["utf-16"]


def test_line_ends_of_cr_alone_are_told() -> None:
    assert codes(refused(b"a\rb\r")) == ["carriage-returns"]
    assert codes(refused(b"a\rb\r", "classic")) == ["carriage-returns"]


def test_one_rule_with_a_cr_at_its_end_is_fine() -> None:
    assert refused(b"a\r") == ()
