"""Git's patterns in Docker's words, as text. ``findings/suggest/test_seeding.py`` asks git."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ctxscan.errors import Place
from ctxscan.golang.text import as_go_reads
from ctxscan.ignore.file import parse_ignore_file, parse_rule
from ctxscan.ignore.git.file import GitRule, read_gitignore
from ctxscan.ignore.git.order import in_dockers_order, may_overlap
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher
from tests.support.strategies import NAMES


def rules_of(text: str, directory: str = "", way_down: str = "") -> tuple[GitRule, ...]:
    data = text.encode("utf-8", "surrogateescape")
    return read_gitignore(data, ".gitignore", directory, way_down=way_down).rules


def lines(text: str, *, exact: bool = False, directory: str = "", way_down: str = "") -> list[str]:
    return [rule.line(exact=exact) for rule in rules_of(text, directory, way_down)]


@pytest.mark.parametrize(
    ("gitignore", "docker"),
    [
        pytest.param("foo", "**/foo", id="a name without a slash floats"),
        pytest.param("*.log", "**/*.log", id="a glob without a slash floats"),
        pytest.param("foo*", "**/foo*", id="so does one that ends in a star"),
        pytest.param("*", "**", id="a lone star is everything"),
        pytest.param("/foo", "foo", id="a leading slash anchors"),
        pytest.param("a/b", "a/b", id="an inner slash anchors"),
        pytest.param("/a/b", "a/b", id="a leading slash and an inner one anchor once"),
        pytest.param("foo/", "**/foo", id="a directory, the idiomatic way"),
        pytest.param("/foo/", "foo", id="an anchored directory, the idiomatic way"),
        pytest.param("a/*", "a/*", id="what is in a directory"),
        pytest.param("a/**", "a/**", id="what is below a directory"),
        pytest.param("**/a", "**/a", id="two stars in front say what floating says"),
        pytest.param("**/a/b", "**/a/b", id="two stars in front of a path"),
        pytest.param("a/**/b", "a/**/b", id="two stars in the middle"),
        pytest.param("a/**/**/b", "a/**/b", id="two stars twice are two stars"),
        pytest.param("**", "**", id="two stars are everything"),
        pytest.param("****", "**", id="so are four"),
        pytest.param("foo**", "**/foo*", id="stars after a name are one star"),
        pytest.param("**foo", "**/*foo", id="stars before a name are one star"),
        pytest.param("a**b", "**/a*b", id="stars in a name cross no slash"),
        pytest.param("x/a**", "x/a*", id="nor do they at the end of a path"),
        pytest.param("a**/b", "a*/b", id="nor in a directory's name"),
        pytest.param("?", "**/?", id="a question mark"),
        pytest.param("[abc]", "**/[abc]", id="a class"),
        pytest.param("[a-c]", "**/[a-c]", id="a range"),
        pytest.param("[!a]", "**/[^a/]", id="git's negated class, kept out of the slash"),
        pytest.param("fo[^o]", "**/fo[^o/]", id="the other negated class"),
        pytest.param("[*]", r"**/[\*]", id="a star in a class is no star to Docker, either"),
        pytest.param("[]a]", r"**/[\]a]", id="a bracket may be the first of its class"),
        pytest.param("[a-]", r"**/[a\-]", id="a hyphen at the end of a class"),
        pytest.param("[-a]", r"**/[\-a]", id="a hyphen at the start of a class"),
        pytest.param("[.-0]", "**/[.0]", id="a range around the slash loses it"),
        pytest.param("[+-2]", "**/[+-.0-2]", id="a longer range around the slash is cut in two"),
        pytest.param("[!/]", "?", id="a slash in a class anchors, and leaves any character"),
        pytest.param("[[:alpha:]]", "**/[[:alpha:]]", id="a named class"),
        pytest.param("[[:space:]x]", r"**/[\t-\n\r x]", id="git knows four white spaces"),
        pytest.param("[[:]", r"**/[\[:]", id="a bracket and a colon are no name yet"),
        pytest.param("[z-a]", "**/[z]", id="a reversed range is its first end"),
        pytest.param("[a-é]", r"**/[a-\x7f]", id="a range into bytes ends with ASCII"),
        pytest.param("[!é]", "**/?", id="a class without characters beyond ASCII is any"),
        pytest.param(r"\d", "**/d", id="a backslash makes a letter a letter"),
        pytest.param(r"\?", r"**/\?", id="and a question mark a question mark"),
        pytest.param(r"a\ ", "**/a[ ]", id="a protected space at the end"),
        pytest.param("a ", "**/a", id="an unprotected one is trimmed"),
        pytest.param("a \\", None, id="a space before a lone backslash never matches"),
        pytest.param(" b", "**/ b", id="a space in front is part of the name"),
        pytest.param("/ b", "[ ]b", id="an anchored one needs a class"),
        pytest.param("a\t", r"**/a\t", id="a tab at the end is part of the name"),
        pytest.param(r"\#x", "**/#x", id="an escaped hash"),
        pytest.param(r"\!y", "**/!y", id="an escaped exclamation mark"),
        pytest.param(r"/\#x", r"\#x", id="an anchored hash is escaped for Docker"),
        pytest.param(r"/\!y", r"\!y", id="an anchored exclamation mark is escaped for Docker"),
        pytest.param("!foo", "!**/foo", id="a negation is an exception"),
        pytest.param("!!foo", "!**/!foo", id="of a name with an exclamation mark"),
        pytest.param("!/#x", "!#x", id="behind an exclamation mark a hash is no comment"),
        pytest.param("a|b{c}^", r"**/a\|b\{c\}\^", id="operators of Go are escaped"),
        pytest.param("a+(b).$", "**/a+(b).$", id="what Docker escapes itself is left alone"),
        pytest.param(r"a\/b", "a/b", id="an escaped slash is a slash"),
        pytest.param("\udce9x", "**/[\ufffd]x", id="a byte that is not UTF-8 is what Go reads"),
        pytest.param("é", "**/é", id="other letters stay as they are"),
        pytest.param("a\r", "**/a", id="one carriage return belongs to the line end"),
        pytest.param("\ufeffa", "**/a", id="a byte order mark at the start of the file"),
        pytest.param("# a", None, id="a comment"),
        pytest.param("", None, id="a blank line"),
        pytest.param("   ", None, id="spaces alone"),
    ],
)
def test_pattern_becomes(gitignore: str, docker: str | None) -> None:
    assert lines(gitignore) == ([docker] if docker else [])


@pytest.mark.parametrize(
    ("gitignore", "docker"),
    [
        pytest.param("foo/", "**/foo/**", id="what is below a directory of that name"),
        pytest.param("/a/b/", "a/b/**", id="what is below an anchored directory"),
        pytest.param("a/**/", "a/**/*/**", id="two stars and a slash: directories below"),
        pytest.param("d/**/", "d/**/*/**", id="the same for another name"),
        pytest.param("*/", "**/*/**", id="a star and a slash: what is in any directory"),
        pytest.param("**/", "**/*/**", id="two stars and a slash say the same"),
    ],
)
def test_exact_form_for_directories_becomes(gitignore: str, docker: str) -> None:
    assert lines(gitignore, exact=True) == [docker]


@pytest.mark.parametrize(
    ("gitignore", "reason"),
    [
        pytest.param("foo\\", "backslash", id="a backslash at the end"),
        pytest.param("foo\\/", "backslash", id="a backslash before the last slash"),
        pytest.param("./a", "'.'", id="a dot for a directory"),
        pytest.param(r"\./a", "'.'", id="an escaped dot for a directory"),
        pytest.param("x/../a", "'..'", id="two dots"),
        pytest.param("//d", "''", id="two slashes in front"),
        pytest.param("a//b", "''", id="two slashes in the middle"),
        pytest.param("/", "names nothing", id="a slash alone"),
        pytest.param("!", "names nothing", id="an exclamation mark alone"),
        pytest.param("a[", "cannot read", id="an open bracket"),
        pytest.param("[[:nope:]]", "cannot read", id="an unknown class"),
        pytest.param("[a\\", "cannot read", id="a class that ends in a backslash"),
        pytest.param("[/]", "nothing is in", id="a class of a slash alone"),
        pytest.param("[é]", "nothing is in", id="a class of bytes that are no characters"),
    ],
)
def test_pattern_that_git_never_matches_is_left_out(gitignore: str, reason: str) -> None:
    read = read_gitignore(f"# first\n{gitignore}\n".encode(), "d/.gitignore", "d")
    assert read.rules == ()
    [left_out] = read.left_out
    assert reason in left_out.reason
    assert left_out.place == Place("d/.gitignore", 2)
    assert left_out.text == gitignore


@pytest.mark.parametrize(
    ("gitignore", "directory", "docker"),
    [
        pytest.param("/x", "d", ["d/x"], id="an anchor is the directory of the file"),
        pytest.param("y/", "d", ["d/**/y"], id="what floats, floats below that directory"),
        pytest.param("!a.log", "d", ["!d/**/a.log"], id="so does an exception"),
        pytest.param("*", "d", ["d/**"], id="a lone star is everything below it"),
        pytest.param("x", "a[b]/{c}", [r"a\[b\]/\{c\}/**/x"], id="its name is no pattern"),
        pytest.param("x", "#a", [r"\#a/**/x"], id="nor a comment"),
        pytest.param("x", " a ", ["[ ]a /**/x"], id="nor is it trimmed"),
    ],
)
def test_nested_file_speaks_of_its_directory(
    gitignore: str, directory: str, docker: list[str]
) -> None:
    assert lines(gitignore, directory=directory) == docker


@pytest.mark.parametrize(
    ("gitignore", "docker"),
    [
        pytest.param("*.o", ["**/*.o"], id="what floats, floats into the context"),
        pytest.param("/app/sub/x", ["x"], id="a path through the root loses its head"),
        pytest.param("/app/*", [], id="the root itself is none of our business"),
        pytest.param("app", ["**/app"], id="a floating name may come again below"),
        pytest.param("app/**", ["**"], id="everything below a directory above"),
        pytest.param("a*/**/y", ["**/y"], id="two stars reach over the root"),
        pytest.param("**/sub/*", ["**/sub/*", "*"], id="two stars may end above it or below"),
        pytest.param("[!b]pp/?ub/y", ["y"], id="globs are tried on the way"),
        pytest.param("/other/x", [], id="another directory is not in the context"),
    ],
)
def test_file_above_the_context_speaks_of_what_is_in_it(gitignore: str, docker: list[str]) -> None:
    assert lines(gitignore, way_down="app/sub") == docker


def test_each_rule_knows_its_line() -> None:
    [first, second] = rules_of("# c\n*.log\r\n\n!keep.log  \n")
    assert (first.text, first.place) == ("*.log", Place(".gitignore", 2))
    assert (second.text, second.place) == ("!keep.log  ", Place(".gitignore", 4))
    assert (first.negated, second.negated) == (False, True)


@pytest.mark.parametrize(
    ("gitignore", "ordered"),
    [
        pytest.param(
            "node_modules/\n*.js\n!keep.js",
            ["**/*.js", "!**/keep.js", "**/node_modules"],
            id="a directory closes after an exception for files",
        ),
        pytest.param(
            "/*\n!/src\n*.pyc",
            ["*", "!src", "**/*.pyc"],
            id="an exception stays behind what it excepts from",
        ),
        pytest.param(
            "/*\n*.pyc\n!/src",
            ["*", "!src", "**/*.pyc"],
            id="what has nothing in common with an exception moves behind it",
        ),
        pytest.param("foo/\n!foo/x", ["**/foo"], id="git keeps nothing below an ignored directory"),
        pytest.param("!a\nb", ["**/b"], id="an exception with nothing before it is left out"),
        pytest.param("*\n!*/\n!*.py", ["**", "!**/*.py"], id="any directory is no exception"),
        pytest.param("*\n!keep/", ["**"], id="nor is one whose files are ignored by name"),
        pytest.param("/*\n!/src/", ["*", "!src"], id="but one whose files are not, is"),
    ],
)
def test_order_is_dockers(gitignore: str, ordered: list[str]) -> None:
    kept, _ = in_dockers_order(rules_of(gitignore))
    assert [rule.line() for rule in kept] == ordered


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        pytest.param("a", "b", False, id="two names"),
        pytest.param("a", "x/a", True, id="a floating name and a path that ends in it"),
        pytest.param("*.log", "keep.log", True, id="a glob and a name of its kind"),
        pytest.param("*.log", "keep.txt", False, id="a glob and a name of another kind"),
        pytest.param("*.log", "*.txt", False, id="two suffixes"),
        pytest.param("*.log", "a*", True, id="a suffix and a prefix"),
        pytest.param("a*", "b*", False, id="two prefixes"),
        pytest.param("[ab].log", "c*", True, id="a class is taken for anything"),
        pytest.param(r"*\*", "*a", True, id="an escaped star is no suffix to rely on"),
        pytest.param("/a/x", "/b/x", False, id="two directories"),
        pytest.param("/a/x", "/a/b/x", False, id="two depths"),
        pytest.param("/a/**/x", "/a/b/x", True, id="any depth"),
        pytest.param("/a/**/x", "/b/**/x", False, id="any depth of two directories"),
        pytest.param("**/gen/**", "/pk/README.md", False, id="a directory that a path lacks"),
        pytest.param("**/gen/**", "/gen/README.md", True, id="all in a directory, and one of it"),
        pytest.param("**/gen/**", "/a/gen", False, id="all in a directory, and itself"),
        pytest.param("**/gen/**", "a.md", True, id="all in a directory, and a name at any depth"),
        pytest.param("/a/**/b/**/c", "/a/x/b/c", True, id="two gaps, one of them empty"),
        pytest.param("/a/**/b/**/c", "/a/x/c", False, id="two gaps, and what stands between"),
        pytest.param("/a/**/b", "/**/c/b", True, id="two gaps that overlap"),
        pytest.param("/" + "a/**/" * 60 + "b", "/b", True, id="too many parts to tell"),
    ],
)
def test_patterns_may_have_a_path_in_common(one: str, other: str, *, overlap: bool) -> None:
    [mine], [theirs] = rules_of(one), rules_of(other)
    assert may_overlap(mine, theirs) is overlap
    assert may_overlap(theirs, mine) is overlap


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("src/a.py", "src/a.py", id="most paths are their own pattern"),
        pytest.param("a{b}|c^", "a{b}|c^", id="operators alone are text to Docker"),
        pytest.param("a{b}*", r"a\{b\}\*", id="beside a star they are operators"),
        pytest.param("!a", r"\!a", id="an exclamation mark in front"),
        pytest.param("#a", r"\#a", id="a hash in front"),
        pytest.param(" a ", "[ ]a[ ]", id="white space at both ends"),
        pytest.param(" ", "[ ]", id="white space alone"),
        pytest.param("a b", "a b", id="white space inside"),
        pytest.param("\u2003a", "[\u2003]a", id="white space that Go trims"),
        pytest.param("\x1ca", r"\x1ca", id="a control character"),
        pytest.param("a\nb\tc", r"a\nb\tc", id="a line feed and a tab"),
        pytest.param("a\udce9", "a[\ufffd]", id="a byte that is not UTF-8"),
        pytest.param("\ufeffa", "[\ufeff]a", id="a byte order mark"),
        pytest.param("[a]", r"\[a\]", id="brackets"),
        pytest.param("a\\b", r"a\\b", id="a backslash"),
    ],
)
def test_literal_path_becomes(path: str, line: str) -> None:
    assert escape_literal(path) == line


def test_exception_keeps_a_hash_as_text() -> None:
    assert escape_literal("#a/b", exception=True) == "!#a/b"
    assert escape_literal("!a/b", exception=True) == r"!\!a/b"


letters = st.text(
    "ab!#*?[]{}|^\\-. \t\n\r\x01\x7f\x85\xa0\u2003\ufeff\ufffdé\udce9\udcff", min_size=1
)
names = (st.sampled_from(NAMES) | letters).filter(lambda name: name not in {".", ".."})
paths = st.lists(names, min_size=1, max_size=3).map("/".join)


@given(paths, paths)
def test_escaped_path_matches_that_path_and_no_other(path: str, other: str) -> None:
    rule = parse_rule(escape_literal(path), Place("x", 1))
    assert rule is not None
    assert not rule.exception
    assert all(" " <= char != "\x7f" for char in rule.pattern)
    [pattern] = Matcher([rule]).patterns
    assert pattern.matches(path)
    # Bytes that are not UTF-8 are all the same to Go.
    assume(as_go_reads(path) != as_go_reads(other))
    assert not pattern.matches(other)


@given(paths, st.data())
def test_escaped_path_matches_nothing_a_character_away(path: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(path) - 1))
    char = data.draw(st.sampled_from("ab/!*\\[^ \n\ufeff"))
    other = path[:at] + char + path[at + data.draw(st.sampled_from([0, 1])) :]
    assume(as_go_reads(path) != as_go_reads(other))
    rule = parse_rule(escape_literal(path), Place("x", 1))
    assert rule is not None
    assert not Matcher([rule]).patterns[0].matches(other)


@given(paths)
def test_escaped_exception_survives_the_reader(path: str) -> None:
    text = escape_literal(path, exception=True).encode("utf-8", "surrogateescape")
    [rule] = parse_ignore_file(b"**\n" + text, ".dockerignore").rules[1:]
    assert rule.exception
    assert Matcher([rule]).patterns[0].matches(path)


@given(letters)
def test_any_line_of_git_is_a_line_that_docker_reads(text: str) -> None:
    for rule in rules_of(text):
        for exact in (False, True):
            line = rule.line(exact=exact)
            parsed = parse_rule(line, Place("x", 1))
            assert parsed is not None
            assert parsed.exception is rule.negated
            assert not Matcher([parsed]).has_malformed
