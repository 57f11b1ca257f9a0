"""The grammar of ``.env``, which is compose's own."""

from __future__ import annotations

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.compose.dotenv import parse_dotenv
from ctxscan.project.compose.journal import Journal
from ctxscan.project.errors import ProjectError

OUTSIDE = {"OUT": "out"}


def parsed(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    parse_dotenv(text.encode(), ".env", OUTSIDE.get, found, Journal(ProjectFiles()))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}, id="carriage returns are spaces"),
        pytest.param("\ufeffA=1", {"A": "1"}, id="a byte order mark goes"),
        pytest.param("A = x y  # c", {"A": "x y"}, id="spaces around go, a comment as well"),
        pytest.param("A=x#y", {"A": "x#y"}, id="no comment without a space before it"),
        pytest.param("export A=1", {"A": "1"}, id="export is taken"),
        pytest.param("A: 1", {"A": "1"}, id="a colon will do"),
        pytest.param("OUT\nNOT\n", {"OUT": "out"}, id="a name alone has the value from outside"),
        pytest.param("A='$X \\n'", {"A": "$X \\n"}, id="single quotes keep everything"),
        pytest.param("A='it\\'s'", {"A": "it's"}, id="but an escaped quote"),
        pytest.param('A="a\nb"', {"A": "a\nb"}, id="quotes go over lines"),
        pytest.param('A="\\t\\"\\\\"', {"A": '\t"\\'}, id="escapes in double quotes"),
        pytest.param('A="\\0101\\q"', {"A": "A\\q"}, id="octal escapes, and what is none"),
        pytest.param('A="\\$B" B=$A', {"A": "$B", "B": "$B"}, id="behind a quote comes the next"),
        pytest.param("A=1\nB=${A}${OUT}", {"A": "1", "B": "1out"}, id="references to both"),
        pytest.param("B=$A\nA=1", {"B": "", "A": "1"}, id="what comes later is not yet set"),
        pytest.param("é-.[1]=1", {"é-.[1]": "1"}, id="names are wider than in a shell"),
        pytest.param("A=1\nB", {"A": "1", "": "B"}, id="a last name without a newline is a value"),
    ],
)
def test_what_a_file_sets(text: str, found: dict[str, str]) -> None:
    assert parsed(text) == found


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        pytest.param("A=1\nB B=1", 2, "syntax", id="a space in a name"),
        pytest.param("\n\nA+B=1", 3, "syntax", id="a character that no name has"),
        pytest.param('A=1\nB="x\ny', 2, "syntax", id="a quote that is not closed"),
        pytest.param("A='it''s'", 1, "syntax", id="text behind a quote"),
        pytest.param("A=1\nB=${", 2, "interpolation", id="a malformed reference"),
        pytest.param("A=1\nB=${X:?no}", 2, "required_variable", id="a required variable"),
    ],
)
def test_what_is_wrong_has_its_line(text: str, line: int, kind: str) -> None:
    with pytest.raises(ProjectError) as wrong:
        parsed(text)
    assert (str(wrong.value.place), wrong.value.kind) == (f".env:{line}", kind)
