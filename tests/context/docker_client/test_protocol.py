"""What Docker's client hands on, and what it reads."""

from __future__ import annotations

import json

import pytest

from ctxscan import __version__
from ctxscan.context.docker_client.protocol import HINTED, hint, metadata, own_words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("ctxscan report .", "report .", id="our name comes first"),
        pytest.param("-D ctxscan report", "report", id="an option of docker that takes none"),
        pytest.param("--context ctxscan ctxscan list", "list", id="a context of our name"),
        pytest.param("-H unix:///x -l debug ctxscan lint a", "lint a", id="two options"),
        pytest.param("--context=ctxscan ctxscan list", "list", id="a value in the same word"),
        pytest.param("--tls ctxscan list", "list", id="a flag before our name"),
        pytest.param("ctxscan ctxscan", "ctxscan", id="a context that has our name"),
        pytest.param("help ctxscan report", "report --help", id="docker help"),
        pytest.param("help ctxscan", "--help", id="docker help, of all"),
        pytest.param("ctxscan --help", "--help", id="our own option"),
        pytest.param("report .", "report .", id="run by a user, and not by docker"),
        pytest.param("--version", "--version", id="run by a user for its version"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_our_words_are_what_stands_behind_our_name(line: str, expected: str) -> None:
    assert own_words(line.split()) == expected.split()


def test_the_metadata_are_what_the_client_asks_for() -> None:
    found = json.loads(metadata(__version__))
    assert found["SchemaVersion"] == "0.1.0"
    assert found["Vendor"]
    assert found["Version"] == __version__
    del found["Version"]
    assert json.loads(metadata(None)) == found


@pytest.mark.parametrize("command", HINTED)
def test_below_a_build_stands_one_line_that_names_a_command(command: str) -> None:
    found = json.loads(hint([json.dumps({"RootCmd": command, "Flags": {}, "CommandError": ""})]))
    assert found["Type"] == 0
    assert "docker ctxscan " in found["Template"]
    # An action that the client cannot fill in would take the whole hint away.
    assert "{{" not in found["Template"]
    assert "\n" not in found["Template"]


@pytest.mark.parametrize("flag", ["f", "file", "target=x", "build-context=a=b"])
def test_options_that_choose_the_build_are_spoken_of(flag: str) -> None:
    found = json.loads(hint([json.dumps({"RootCmd": "build", "Flags": {flag: ""}})]))
    assert "-- docker build" in found["Template"]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="nothing"),
        pytest.param(["{"], id="no JSON"),
        pytest.param(["[]"], id="a list"),
        pytest.param(["{}"], id="no command"),
        pytest.param(['{"RootCmd": "build"}'], id="no flags"),
        pytest.param(['{"RootCmd": ["build"], "Flags": {}}'], id="a command that is a list"),
        pytest.param(['{"RootCmd": "run", "Flags": {}}'], id="another command"),
    ],
)
def test_where_nothing_can_be_said_nothing_is(words: list[str]) -> None:
    assert hint(words) == ""
