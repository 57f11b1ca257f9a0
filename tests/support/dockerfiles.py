"""Near-valid Dockerfiles for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from ctxscan.dockerfile.parser import KEYWORDS

# BuildKit asks the scanner for odd things: a lone escape, quotes that do not balance, bytes of
# "à" and "\x85" that Go's unicode.IsSpace takes for spaces, JSON that is almost JSON.
_ATOMS = st.sampled_from(
    [
        *("a", "b/c", "X=1", "x='y z'", 'k="v w"', "=", "é", "à", "\u3000", "\xa0", "\x85", "\x1c"),
        *(
            "\\",
            "\\\\",
            "`",
            "``",
            "'",
            '"',
            "''",
            '""',
            "$X",
            "${X}",
            "${X:-y}",
            "${X",
            "$",
            "\\$",
        ),
        *("${X+w}", "${X:?m}", "--", "-", "--from=x", "--mount=type=bind"),
        *(
            "--exclude='a b'",
            "--chown=à",
            "--link",
            "#",
            "# c",
            "[",
            "]",
            "[]",
            '["a", "b"]',
            '["a"',
        ),
        *(
            '["a", 1]',
            "['a']",
            '["\\u00e9\\ud800"]',
            "[1e999]",
            "[NaN]",
            "null",
            "NONE",
            "CMD",
            "as",
        ),
        *(
            "<<EOF",
            "<<-EOF",
            "<< EOF",
            "<<'EOF'",
            '<<"E"OF',
            "3<<EOF",
            "<<E",
            "<<-E",
            "<<",
            "<",
            "<<<E",
        ),
        *("\t", "\v", "\f", "\r", "https://x/y", "\ufeff", "DOC<<EOF", "a${X:-b}<<EOF"),
    ]
)
_BLANK = st.sampled_from([" ", " ", " ", "  ", "\t", " \t", "\v", "\r", "\xa0", ""])
_LINE_END = st.sampled_from(["\n", "\n", "\n", "\r\n", " \n", "\r\r\n"])
_ESCAPE = st.sampled_from(["\\", "\\", "\\", "`"])
_SKIPPED = st.sampled_from(["", " ", "\t", "# c", "  # c \\", "#", "\x85", "# escape=`"])
_DIRECTIVE = st.sampled_from(
    [
        *(
            "# escape=`",
            "# escape=\\",
            "#escape = ` ",
            "# escape=x",
            "# Syntax=docker/dockerfile:1",
        ),
        *("#syntax=a b", "# other=x", "# comment", "", "  # escape=`", "#"),
    ]
)


@st.composite
def _keyword(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(KEYWORDS))
    return draw(st.sampled_from([word, word.upper(), word.upper(), word.capitalize()]))


@st.composite
def _continuation(draw: st.DrawFn) -> str:
    skipped = draw(st.lists(_SKIPPED, max_size=2))
    blanks = draw(st.sampled_from(["", "", " ", "\t ", "\v"]))
    return draw(_ESCAPE) + blanks + "".join(draw(_LINE_END) + line for line in [*skipped, ""])


@st.composite
def _arguments(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.one_of(_ATOMS, _ATOMS, _ATOMS, _continuation()), max_size=6))
    return "".join(word + draw(_BLANK) for word in words)


@st.composite
def _bodies(draw: st.DrawFn) -> str:
    line = st.sampled_from(
        ["EOF", "\tEOF", "E", "E", "EOF", " EOF", "text $X", "\t\tx", "# c", "", "\\"]
    )
    return "".join(draw(line) + draw(_LINE_END) for _ in range(draw(st.integers(0, 4))))


@st.composite
def _instruction(draw: st.DrawFn) -> str:
    keyword = draw(_keyword())
    if keyword.lower() == "onbuild":
        keyword += draw(_BLANK) + draw(_keyword())
    text = draw(_BLANK) + keyword + draw(_BLANK) + draw(_arguments())
    return text + draw(_LINE_END) + (draw(_bodies()) if "<<" in text else "")


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    """Text that BuildKit's parser takes about two times in three."""
    top = "".join(draw(_DIRECTIVE) + draw(_LINE_END) for _ in range(draw(st.integers(0, 3))))
    filler = _SKIPPED.flatmap(lambda line: _LINE_END.map(lambda end: line + end))
    body = draw(st.lists(st.one_of(_instruction(), _instruction(), filler), max_size=5))
    return draw(st.sampled_from(["", "", "", "\ufeff"])) + top + "".join(body)
