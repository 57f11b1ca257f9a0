"""What a shell completes behind ``docker ctxscan``, as Docker's client asks for it."""

from __future__ import annotations

import os
from contextlib import chdir
from pathlib import Path

import pytest

from ctxscan.cli.command import NAMES, find_command
from ctxscan.cli.described import described
from ctxscan.cli.line.declared import Option
from ctxscan.context.docker_client.words import FILES, NO_FILES, TABLE, completed
from ctxscan.findings.codes import pages
from ctxscan.render.shells.rows import rows
from tests.support.trees import grow


def test_the_table_is_what_the_commands_declare() -> None:
    """CTXSCAN_UPDATE_GOLDEN=1 writes it anew."""
    text, file = rows(described(), sorted(pages())), Path(TABLE)
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", NAMES)
def test_a_row_of_the_table_has_five_columns(name: str) -> None:
    found = [line.split("\t") for line in Path(TABLE).read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in found if row[0] == name} == {5}


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_a_command_is_offered(name: str) -> None:
    found = {line.split("\t")[0] for line in completed([name, "-"])}
    declared = {
        part
        for each in find_command(name).parameters
        if isinstance(each.declared, Option)
        for given in each.names
        for part in given.split("/")
    }
    assert found == {*declared, "--help", NO_FILES}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["rep"], ["report"], id="a command"),
        pytest.param(["--ver"], ["--version"], id="an option of the program"),
        pytest.param(["report", "--form"], ["--format"], id="an option"),
        pytest.param(["rule", "--format", ""], ["text", "json"], id="its words"),
        pytest.param(["report", "--format", "j"], ["json"], id="a word that is begun"),
        pytest.param(["report", "--format=j"], ["json"], id="a value in the same word"),
        pytest.param(["report", "--top", ""], [], id="a number"),
        pytest.param(["rule", "junk-s"], ["junk-sent"], id="a code"),
        pytest.param(["completion", "z"], ["zsh"], id="an argument of a few words"),
        pytest.param(["docker-plugin", ""], ["install", "remove"], id="the plugin's own command"),
        pytest.param(["report", "--target", ""], ["build"], id="a stage of the Dockerfile here"),
        pytest.param(["report", "-f", "Dockerfile", "--target", "b"], ["build"], id="of -f"),
        pytest.param(["nonsense", ""], [], id="a command that there is not"),
        pytest.param(["report", "--nonsense="], [], id="an option that there is not"),
        pytest.param([], ["report"], id="nothing so far"),
    ],
)
def test_words_are_offered(tmp_path: Path, words: list[str], expected: list[str]) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM a AS build\nFROM b\n"})
    with chdir(tmp_path):
        *found, directive = (line.split("\t")[0] for line in completed(words))
    assert directive == NO_FILES
    assert found == expected or (not words and set(NAMES) <= set(found))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["report", ""], id="a path"),
        pytest.param(["report", "-f", "Do"], id="an option that takes a file"),
        pytest.param(["report", "--file=Do"], id="in the same word"),
        pytest.param(["report", "--", "docker", "build", "-f", ""], id="docker's own words"),
    ],
)
def test_files_are_left_to_the_shell(words: list[str]) -> None:
    assert completed(words) == [FILES]


def test_what_a_flag_stands_before_is_no_value_of_it() -> None:
    assert completed(["report", "--iec", ""]) == [FILES]
