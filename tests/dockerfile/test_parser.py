from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.dockerfile.heredocs import is_heredoc
from ctxscan.dockerfile.parser import parse
from ctxscan.errors import DockerfileError, Place

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Instruction


def only(text: str) -> Instruction:
    """The one instruction behind the FROM."""
    return parse(f"FROM a\n{text}", "Dockerfile").instructions[1]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        pytest.param("copy\ta \v b", ("a", "b"), id="blanks of all kinds split"),
        pytest.param("  COPY a b", ("a", "b"), id="an instruction may be indented"),
        pytest.param('COPY "a b" c', ('"a', 'b"', "c"), id="quotes do not hold words together"),
        pytest.param('COPY ["a b", "c"]', ("a b", "c"), id="a JSON list does"),
        pytest.param('COPY ["a", "b"', ('["a",', '"b"'), id="malformed JSON is words"),
        pytest.param("COPY ['a', 'b']", ("['a',", "'b']"), id="so is JSON in single quotes"),
        pytest.param('COPY ["a"] b', ('["a"]', "b"), id="so is a list with a tail"),
        pytest.param("COPY [NaN] b", ("[NaN]", "b"), id="so is Python's JSON"),
        pytest.param("COPY [1e999] b", ("[1e999]", "b"), id="so is a number beyond all bounds"),
        pytest.param(r'COPY ["\ud800a","b"]', ("\ufffda", "b"), id="half a character is replaced"),
        pytest.param("COPY a\\\n  b\\\n c d", ("a", "b", "c", "d"), id="lines are continued"),
        pytest.param("COPY a\\  \n b", ("a", "b"), id="blanks may follow the mark"),
        pytest.param("COPY a\\\n# c \\\n\n b", ("a", "b"), id="comments and blank lines between"),
        pytest.param("COPY a\\\\\n", ("a\\\\",), id="an escaped escape does not continue"),
        pytest.param("\\\nCOPY a b", ("a", "b"), id="a mark alone continues too"),
        pytest.param("COPY a b\r\n", ("a", "b"), id="carriage returns at the end are dropped"),
        pytest.param("COPY a\\\r\n b\r\n", ("a", "b"), id="also behind a mark"),
        pytest.param("COPY a # b", ("a", "#", "b"), id="a comment is a whole line"),
        pytest.param("ENV A=b C='d e'", ("A", "b", "C", "'d e'"), id="pairs keep their quotes"),
        pytest.param(r"ENV A=b\ c", ("A", r"b\ c"), id="and their escapes"),
        pytest.param("ENV A b  c=d", ("A", "b  c=d"), id="the old form is one pair"),
        pytest.param("ARG A B=c", ("A", "B=c"), id="an ARG needs no value"),
        pytest.param("RUN a  b", ("a  b",), id="a command stays whole"),
        pytest.param('HEALTHCHECK CMD ["a"]', ("CMD", "a"), id="a health check holds a command"),
        pytest.param("ONBUILD copy a b", ("copy", "a", "b"), id="a trigger is an instruction"),
        pytest.param("ENV A=\udce9", ("A", "\ufffd"), id="ENV loses what is not UTF-8"),
        pytest.param("COPY \udce9 b", ("\udce9", "b"), id="COPY keeps it at first"),
    ],
)
def test_arguments(text: str, args: tuple[str, ...]) -> None:
    assert only(text).args == args


@pytest.mark.parametrize(
    ("text", "flags", "args"),
    [
        pytest.param("COPY --a --b=c d e", ("--a", "--b=c"), ("d", "e"), id="flags come first"),
        pytest.param("COPY a --b=c d", (), ("a", "--b=c", "d"), id="later they are words"),
        pytest.param("COPY -- --a b", (), ("--a", "b"), id="two dashes end them"),
        pytest.param("COPY --a='b c' d e", ("--a=b c",), ("d", "e"), id="quotes are taken off"),
        pytest.param(r"COPY --a=b\ c d e", ("--a=b c",), ("d", "e"), id="escapes too"),
        pytest.param("COPY --chown=à a b", ("--chown=Ã",), ("a", "b"), id="bytes count as letters"),
        pytest.param(
            "RUN --mount=x\\\n --network=y z",
            ("--mount=x", "--network=y"),
            ("z",),
            id="on several lines",
        ),
    ],
)
def test_flags(text: str, flags: tuple[str, ...], args: tuple[str, ...]) -> None:
    assert (only(text).flags, only(text).args) == (flags, args)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param("COPY <<A /x\nhi\nA\n", [("A", True, "hi\n")], id="one"),
        pytest.param(
            "COPY <<A <<B /x\n1\nA\n2\nB\n",
            [("A", True, "1\n"), ("B", True, "2\n")],
            id="two on a line",
        ),
        pytest.param(
            "RUN <<-A\n\thi\n\tA\n", [("A", True, "\thi\n")], id="dash: tabs before the end"
        ),
        pytest.param("RUN <<'A'\n$x\nA\n", [("A", False, "$x\n")], id="a quoted name"),
        pytest.param('ADD <<A"B" /x\nAB\n', [("AB", False, "")], id="a name quoted in part"),
        pytest.param("RUN cat << A\nhi\nA\n", [("A", True, "hi\n")], id="a blank before the name"),
        pytest.param("RUN 3<<A\nA\n", [("A", True, "")], id="a descriptor"),
        pytest.param("ONBUILD COPY <<A /x\nhi\nA\n", [("A", True, "hi\n")], id="in a trigger"),
        pytest.param(
            "RUN <<A\r\nhi\r\nA\r\n", [("A", True, "hi\r\n")], id="carriage returns stay inside"
        ),
        pytest.param("RUN echo 'it <<A\n", [], id="none in an open quote"),
        pytest.param('RUN ["<<A"]\n', [], id="none in a JSON list"),
        pytest.param("ENV a=<<A\n", [], id="none where they mean nothing"),
        pytest.param("RUN cat <<<A\n", [], id="three signs are none"),
        pytest.param("RUN cat <<\n", [], id="no name is none"),
        pytest.param("RUN cat <<''\n", [], id="an empty name is none"),
    ],
)
def test_here_documents(text: str, documents: list[tuple[str, bool, str]]) -> None:
    found = [(each.name, each.expand, each.content) for each in only(text).heredocs]
    assert found == documents


def test_a_word_with_an_open_quote_is_no_here_document() -> None:
    assert not is_heredoc("<<'A")


def test_lines_span_continuations_and_documents() -> None:
    text = "\n# c\nFROM a\n\nRUN a \\\n # c\n b <<E\nE\n\nCOPY a b\n"
    spans = [(each.line, each.end_line) for each in parse(text, "Dockerfile").instructions]
    assert spans == [(3, 3), (5, 8), (10, 10)]


def test_the_text_of_an_instruction_is_one_line() -> None:
    assert only(" RUN a \\\n# c\n  b  ").text == "RUN a   b"


def test_a_trigger_holds_its_instruction() -> None:
    trigger = only("ONBUILD RUN --mount=type=ssh <<E\nhi\nE\n")
    held = trigger.onbuild
    assert held is not None
    assert (held.keyword, held.flags, held.end_line) == ("run", ("--mount=type=ssh",), 4)
    assert held.heredocs == trigger.heredocs


@pytest.mark.parametrize(
    ("top", "names"),
    [
        pytest.param(
            "#syntax=x\n# Escape = `\n# check=y\n", ["syntax", "escape", "check"], id="three"
        ),
        pytest.param("\ufeff# escape=`\n", ["escape"], id="behind a byte order mark"),
        pytest.param("  # escape=`\n", ["escape"], id="indented"),
        pytest.param("\n# escape=`\n", [], id="none behind a blank line"),
        pytest.param("# c\n# escape=`\n", [], id="none behind a comment"),
        pytest.param("# other=x\n# escape=`\n", [], id="none behind an unknown one"),
    ],
)
def test_directives(top: str, names: list[str]) -> None:
    assert [each.name for each in parse(f"{top}FROM a\n", "Dockerfile").directives] == names


@pytest.mark.parametrize(
    ("written", "flags"),
    [
        pytest.param(r"--from=a\b", ("--from=ab",), id="a backslash goes"),
        pytest.param("--from=a`b", ("--from=a`b",), id="a backtick stays"),
        pytest.param("--\\", (), id="one at the end leaves no flag"),
    ],
)
def test_the_escape_directive_changes_nothing_in_flags(
    written: str, flags: tuple[str, ...]
) -> None:
    dockerfile = parse(f"# escape=`\nFROM a\nCOPY {written} \n", "Dockerfile")
    assert dockerfile.instructions[1].flags == flags


def test_the_escape_directive_changes_the_continuation_mark() -> None:
    dockerfile = parse("# escape=`\nFROM a\nCOPY a\\ `\n b\n", "Dockerfile")
    assert (dockerfile.escape, dockerfile.instructions[1].args) == ("`", ("a\\", "b"))


@pytest.mark.parametrize(
    ("text", "frontend"),
    [
        pytest.param(
            "# syntax=docker/dockerfile:1 x\nFROM a", "docker/dockerfile:1", id="one word"
        ),
        pytest.param("#!/usr/bin/env x\n# syntax=y\nFROM a", "y", id="behind a shebang"),
        pytest.param(" # syntax=y\nFROM a", None, id="an indented one calls no frontend"),
        pytest.param("# check=x\n# syntax=y\nFROM a", "y", id="behind another directive"),
        pytest.param("FROM a", None, id="none"),
    ],
)
def test_frontend(text: str, frontend: str | None) -> None:
    found = parse(text, "Dockerfile").frontend
    assert (found.value if found else None) == frontend


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("", None, "the Dockerfile cannot be empty", id="empty"),
        pytest.param("# c\n\n", None, "file with no instructions", id="comments alone"),
        pytest.param(
            "FROM a\n\nCOPPY a b\n", 3, "unknown instruction: COPPY", id="unknown instruction"
        ),
        pytest.param("FROM a\nRUN <<E\nhi\n", 2, "unterminated heredoc", id="open here-document"),
        pytest.param('FROM a\nCMD ["a", 1]\n', 2, "strings only", id="a list that holds a number"),
        pytest.param("FROM a\nONBUILD CMD [null]\n", 2, "strings only", id="also in a trigger"),
        pytest.param(
            "FROM a\nENV A\n", 2, "ENV must have two arguments", id="a name without value"
        ),
        pytest.param("FROM a\nLABEL a=b c\n", 2, "can't find =", id="a pair without equals sign"),
        pytest.param("# escape=x\nFROM a\n", 1, "invalid escape token", id="another escape"),
        pytest.param(
            "# escape=`\n# escape=`\nFROM a\n", 2, "only one escape", id="a directive twice"
        ),
        pytest.param(f"FROM a\nRUN {'x' * 65_532}\n", 2, "65535 bytes", id="too long a line"),
        pytest.param(
            "// syntax=foo\nhello\n", 1, "written for the frontend foo", id="another language"
        ),
        pytest.param('{"syntax": "foo"}', 1, "written for the frontend foo", id="a JSON document"),
    ],
)
def test_refused_files(text: str, line: int | None, message: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        parse(text, "sub/Dockerfile")
    assert message in caught.value.message
    assert caught.value.place == Place("sub/Dockerfile", line)


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": 1} b', '{"syntax": 1}'])
def test_json_that_names_no_frontend_is_read_as_a_dockerfile(text: str) -> None:
    with pytest.raises(DockerfileError, match="unknown instruction"):
        parse(text, "Dockerfile")


def test_a_directive_twice_is_told_by_the_parser() -> None:
    with pytest.raises(DockerfileError, match="only one syntax parser directive"):
        parse("# syntax=a\n# syntax=b\nFROM a\n", "Dockerfile")


def test_the_longest_line_is_taken() -> None:
    assert len(only(f"RUN {'x' * 65_531}\n").args[0]) == 65_531


def test_the_length_of_a_line_counts_bytes() -> None:
    with pytest.raises(DockerfileError, match="65535 bytes"):
        only(f"RUN {'é' * 32_766}\n")


def test_an_unknown_instruction_has_a_suggestion() -> None:
    with pytest.raises(DockerfileError) as caught:
        parse("FORM a\n", "Dockerfile")
    assert caught.value.hint == "did you mean FROM?"


def test_an_unknown_trigger_is_refused_only_when_it_is_pulled() -> None:
    assert only("ONBUILD COPPY a b").keyword == "onbuild"
