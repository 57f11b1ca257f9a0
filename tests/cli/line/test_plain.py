"""Both readers of a command line take the same for the same."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import TYPE_CHECKING, Any, cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from ctxscan.cli.command import NAMES, Command, find_command
from ctxscan.cli.line.declared import Argument, Parameter
from ctxscan.cli.line.plain import NotPlain, read
from ctxscan.cli.typed import program
from ctxscan.cli.which import split_command

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy

ANY = ("", "-", "--", "1", "0", "007", "-1", "5_0", " 5", "٣", "9" * 19, "text", "json", "size")
BEHIND = (
    "",
    "",
    "",
    "-- docker build -f x .",
    "-- A=b podman build --tag x .",
    "-- x",
    "-- x y",
    "-- --quiet",
)
ODD = (
    *ANY,
    "a=b",
    "=",
    "KEY",
    "ctxscan",
    "report",
    "\udcff",
    "a b",
    "-x",
    "--nope",
    "-h",
    "--help",
)


Call = tuple[dict[str, str], tuple[str, ...]]


class Recording(Command):
    """Instead of being run, it notes what it is run with."""

    def run(self, given: dict[str, Any], behind: tuple[str, ...]) -> None:
        CALLS.append(call(given, behind))


def call(given: dict[str, Any], behind: tuple[str, ...]) -> Call:
    """What can be compared: to Python, a member of an enum of words is the same as its word."""
    return {name: repr(value) for name, value in given.items()}, behind


CALLS: list[Call] = []
COMMANDS = {name: find_command(name) for name in NAMES}
TYPED = {name: get_command(program([Recording(*each)])) for name, each in COMMANDS.items()}


def plainly(words: list[str]) -> Call:
    own, behind = split_command(words)
    return call(read(own[1:], COMMANDS[own[0]].parameters), behind)


def by_typer(words: list[str]) -> tuple[Any, ...]:
    """What it would call, and how the program would end."""
    CALLS.clear()
    try:
        code = TYPED[words[0]].main(words, "ctxscan", standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    return (*CALLS, code)


def good_values(each: Parameter) -> list[str]:
    kind = each.holds[0]
    if kind is str:
        return ["some", "a=b", "-", ""]
    if kind is int:
        return ["1", "30", "007"]
    if isinstance(kind, EnumMeta):
        return [str(member.value) for member in cast("Iterable[Enum]", kind)]
    return [str(value) for value in get_args(kind)]


def names(each: Parameter) -> list[str]:
    return [name for both in each.names for name in both.split("/")]


def units(each: Parameter) -> SearchStrategy[list[str]]:
    """The words of one option or argument, right or not."""
    if isinstance(each.declared, Argument):
        return st.sampled_from(good_values(each)).map(lambda value: [value])
    name = st.sampled_from(names(each))
    flag = name.map(lambda word: [word])
    value = st.sampled_from([*good_values(each), *good_values(each), *ODD])
    apart = st.tuples(name, value).map(list)
    attached = st.tuples(name, st.sampled_from(["", "="]), value).map(
        lambda found: ["".join(found)]
    )
    if each.holds[0] is bool:
        return st.one_of(flag, flag, flag, attached)
    return st.one_of(apart, apart, attached, flag)


def odd(command: Command) -> SearchStrategy[list[str]]:
    every = [name for each in command.parameters for name in names(each)]
    letters = [name[1] for name in every if len(name) == 2] or ["x"]
    cluster = st.lists(st.sampled_from([*letters, "5", "=", "x"]), min_size=1, max_size=4)
    return st.one_of(
        st.sampled_from(ODD).map(lambda word: [word]),
        st.sampled_from(every).map(lambda word: [word[:-1]]),
        cluster.map(lambda found: ["-" + "".join(found)]),
    )


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    command = COMMANDS[draw(st.sampled_from(NAMES))]
    likely = st.sampled_from(command.parameters).flatmap(units)
    parts = draw(st.lists(st.one_of(likely, likely, likely, odd(command)), max_size=6))
    behind = draw(st.sampled_from(BEHIND)).split()
    return [command.name, *(word for part in parts for word in part), *behind]


@settings(max_examples=600, deadline=None)
@given(lines())
def test_what_is_plainly_right_is_to_typer_the_same_call(words: list[str]) -> None:
    try:
        found = plainly(words)
    except NotPlain:
        return
    assert by_typer(words) == (found, 0)


OPTIONS = [
    pytest.param(name, each, id=f"{each.name} of {name}")
    for name, command in COMMANDS.items()
    for each in command.parameters
]


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_read_without_typer(name: str, option: Parameter) -> None:
    """With each of its names, apart and attached, with each good value."""
    needed = {"explain": ["path"], "image": ["app.tar"], "completion": ["zsh"]}
    needed["docker-plugin"] = ["install"]
    others = [] if isinstance(option.declared, Argument) else needed.get(name, [])
    for line in _right_lines(option):
        words = [name, *others, *line]
        assert by_typer(words) == (plainly(words), 0)


def _right_lines(option: Parameter) -> list[list[str]]:
    values = good_values(option)
    if isinstance(option.declared, Argument):
        return [[each] for each in values] + [["--", each] for each in values]
    if option.holds[0] is bool:
        return [[each] for each in names(option)] + [names(option)]
    apart = [[name, value] for name in names(option) for value in values]
    attached = [
        [f"{name}={value}" if name.startswith("--") else f"{name}{value}"]
        for name, value in apart
        if value
    ]
    return [*apart, *attached, [*apart[0], *apart[-1]]]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("report --help", id="help"),
        pytest.param("report --dept 3", id="an abbreviation"),
        pytest.param("report --nope", id="an option that there is not"),
        pytest.param("report a b", id="an argument too many"),
        pytest.param("report -n 0", id="a number out of bounds"),
        pytest.param("report -n many", id="a number that is none"),
        pytest.param("report --sort name", id="a word that is no choice"),
        pytest.param("report --builder kaniko", id="a builder that there is not"),
        pytest.param("report --iec=yes", id="a flag with a value"),
        pytest.param("report --top", id="an option without its value"),
        pytest.param("explain", id="an argument that is missing"),
    ],
)
def test_what_is_not_plainly_right_is_left_to_typer(line: str) -> None:
    with pytest.raises(NotPlain):
        plainly(line.split())


def test_typer_is_there_to_compare_with() -> None:
    assert by_typer(["report", "--nope"]) == (2,)
    (given, behind), code = by_typer(["report", "-n", "5", "x"])
    assert (given["top"], given["context"], behind, code) == ("5", "'x'", (), 0)
