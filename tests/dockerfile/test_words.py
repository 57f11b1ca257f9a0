from __future__ import annotations

import pytest

from ctxscan.dockerfile.environment import Environment, Value
from ctxscan.dockerfile.words import WordError, expand, expand_document, split_words

SET = Environment.of(
    {"A": "a", "EMPTY": "", "P": "x/y/x.tar.gz", "S": "*a*b?c", "D": "$1-$0-${n}-$$-$"}
)
OPEN = (
    Environment(open=True)
    .with_value("A", Value("a"))
    .with_value("FROM_B", Value("/w", frozenset("B")))
)


@pytest.mark.parametrize(
    ("word", "expanded"),
    [
        pytest.param("a'$A b'c", "a$A bc", id="single quotes keep everything"),
        pytest.param("a\"$A 'b'\"c", "aa 'b'c", id="double quotes let variables through"),
        pytest.param(r"a\*b", "a*b", id="an escape is taken off"),
        pytest.param(r'"a\*b"', r"a\*b", id="in double quotes it only counts before its like"),
        pytest.param(r'"\"\$A\\"', '"$A\\', id="and before a quote, a dollar and itself"),
        pytest.param("a\\", "a", id="a trailing escape is dropped"),
        pytest.param("\\$A", "$A", id="an escaped dollar is a dollar"),
        pytest.param("$A$A_b${A}b", "aab", id="a name is letters, digits and underscores"),
        pytest.param("$.", "$.", id="a dollar without a name stays"),
        pytest.param("$$A", "A", id="two dollars are a name that is never set"),
        pytest.param("$1x$12$@$*$#$?$-$!", "x", id="so are numbers and the shell's own names"),
        pytest.param("${NOPE}", "", id="unset is empty"),
        pytest.param("${NOPE:-$A}", "a", id="colon minus takes the word when unset"),
        pytest.param("${EMPTY:-w}${EMPTY-v}", "w", id="minus alone takes an empty value"),
        pytest.param("${A:-w}${A-w}", "aa", id="minus leaves a set value"),
        pytest.param("${A:+w}${EMPTY:+v}${EMPTY+u}${NOPE+t}", "wu", id="plus is the reverse"),
        pytest.param("${A:?m}${EMPTY?m}", "a", id="question mark lets a set value through"),
        pytest.param("${NOPE:-${ALSO:-${A}}}", "a", id="substitutions nest"),
        pytest.param("${NOPE:-'a}b'}", "a}b", id="quotes hide a closing brace"),
        pytest.param("${P#*/}|${P##*/}", "y/x.tar.gz|x.tar.gz", id="hash cuts the front"),
        pytest.param("${P%.*}|${P%%.*}", "x/y/x.tar|x/y/x", id="percent cuts the end"),
        pytest.param("${P#z}${P%q}", "x/y/x.tar.gzx/y/x.tar.gz", id="no match cuts nothing"),
        pytest.param("${P#?}", "/y/x.tar.gz", id="question mark is one character"),
        pytest.param(r"${S#\*}|${S%%\?*}", "a*b?c|*a*b", id="an escaped wildcard is a letter"),
        pytest.param("${P/x/z}", "z/y/x.tar.gz", id="a slash replaces the first match"),
        pytest.param("${P//x/z}", "z/y/z.tar.gz", id="two slashes replace every match"),
        pytest.param(r"${P//\//-}", "x-y-x.tar.gz", id="an escaped slash is part of the pattern"),
        pytest.param("${P//*/z}", "z", id="no empty match is taken behind another"),
        pytest.param("${A//q/z}", "a", id="replacing nothing changes nothing"),
        pytest.param("${A/a/$D}", "$1-$0-${n}-$$-$", id="one replacement is taken as it is"),
        pytest.param("${A//a/$D}", "-a--$-$", id="every replacement reads dollars once more"),
        pytest.param("${A//a/'${0}$é${'}", "a${", id="braces and letters name groups too"),
        pytest.param("${A//a/'${b'}", "${b", id="an open brace names none"),
        pytest.param("${NOPE//a/b}", "", id="replacing in an unset variable gives nothing"),
        pytest.param("\ufeffa", "a", id="a byte order mark in front of a word is dropped"),
        pytest.param("a\udce9b", "a\ufffdb", id="bytes that are not UTF-8 are lost"),
        pytest.param("a<b<<c", "a<b<<c", id="less-than signs stay"),
    ],
)
def test_expansion(word: str, expanded: str) -> None:
    assert expand(word, SET).text == expanded


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param("'a", "single quote", id="open single quote"),
        pytest.param('"a\\"', "double quote", id="open double quote"),
        pytest.param('"a\\', "double quote", id="open double quote behind an escape"),
        pytest.param("${", "missing '}'", id="nothing behind the brace"),
        pytest.param("${A", "unsupported operator", id="no closing brace"),
        pytest.param("${A:-b", "while looking for '}'", id="no closing brace behind a word"),
        pytest.param("${}", "bad substitution", id="no name"),
        pytest.param("${:-a}", "bad substitution", id="no name before a colon"),
        pytest.param("${A=b}", "unsupported operator '='", id="assignment"),
        pytest.param("${A:=b}", "unsupported operator ':='", id="assignment with a colon"),
        pytest.param("${A:/a/b}", "unsupported operator", id="replacement with a colon"),
        pytest.param("${A:#a}", "unsupported operator ':#'", id="cut with a colon"),
        pytest.param("${#A}", "unsupported operator 'A'", id="length"),
        pytest.param("${A/b}", "while looking for '/'", id="replacement without its second slash"),
        pytest.param(r"${A#\a}", "invalid escape", id="escape of a letter in a pattern to cut"),
        pytest.param(r"${A//\a/b}", "invalid escape", id="escape of a letter in a pattern to find"),
        pytest.param("${NOPE?}", "NOPE: is not allowed to be unset", id="unset but required"),
        pytest.param("${NOPE:?say so}", "NOPE: say so", id="unset with a message"),
        pytest.param("${A:-" * 51, "more than 50 ${...} inside one another", id="without end"),
        pytest.param("${EMPTY:?}", "EMPTY: is not allowed to be empty", id="empty but required"),
    ],
)
def test_refused_words(word: str, message: str) -> None:
    with pytest.raises(WordError) as caught:
        expand(word, SET)
    assert message in str(caught.value)


def test_a_backtick_can_be_the_escape() -> None:
    assert expand(r"a\b`*`$A", SET, "`").text == r"a\b*$A"


@pytest.mark.parametrize(
    ("word", "if_unset", "unknown"),
    [
        pytest.param("$B/x", "/x", {"B"}, id="a variable that only the image could set"),
        pytest.param("$A", "a", set(), id="a set variable is certain"),
        pytest.param("${B:-$C}", "", {"B", "C"}, id="a default that is unknown itself"),
        pytest.param("${A:-$C}", "a", set(), id="a default that is not used"),
        pytest.param("${A+w}${A:?$C}", "wa", set(), id="operands that do not matter"),
        pytest.param("${B+w}", "", {"B"}, id="an alternative that may be used"),
        pytest.param("${B:?m}", "", {"B"}, id="a required variable may well be set"),
        pytest.param("$FROM_B", "/w", {"B"}, id="doubt is inherited by a value"),
        pytest.param("${FROM_B%$C}", "/w", {"B", "C"}, id="doubt about a pattern"),
        pytest.param("${B//a/b}", "", {"B"}, id="doubt about what is searched"),
        pytest.param("'$B'", "$B", set(), id="quoted it is no variable"),
    ],
)
def test_over_an_unseen_image(word: str, if_unset: str, unknown: set[str]) -> None:
    value = expand(word, OPEN)
    assert (value.text, value.unknown, value.certain) == (if_unset, frozenset(unknown), not unknown)


def test_holes_left_by_unset_variables_are_named() -> None:
    assert expand("$NOPE${EMPTY:-$ALSO}${A:-$NOT}${LAST+w}", SET).unset == {"NOPE", "ALSO", "LAST"}


def test_quotes_mean_nothing_in_a_document() -> None:
    assert expand_document('it\'s "$A" \\$A', SET).text == 'it\'s "a" $A'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("a  b\tc", ["a", "b", "c"], id="blanks split"),
        pytest.param("'a b' c", ["'a b'", "c"], id="quotes hold together and stay"),
        pytest.param(r"a\ b c", [r"a\ b", "c"], id="so do escapes"),
        pytest.param("cat << EOF", ["cat", "<< EOF"], id="a blank behind << does not split"),
        pytest.param("$X ${X} ${X:-y}", ["$X", "${X}", "${X:-y}"], id="variables stay as written"),
        pytest.param("${X#a} ${X/a/b}", ["${X#a}", "${X/a/b}"], id="with their operators"),
        pytest.param("ab${X:-y}cd", ["${X:-y}cd"], id="what precedes a substitution is lost"),
        pytest.param("  ", [], id="blanks alone are no word"),
    ],
)
def test_split_words(line: str, words: list[str]) -> None:
    assert split_words(line, raw_quotes=True, raw_escapes=True) == words
