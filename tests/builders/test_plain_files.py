"""A run of plain files adds up to the same bytes as its files one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.builders.buildkit import BuildKitTransfer
from ctxscan.builders.classic import ClassicTransfer
from ctxscan.context.entry import EntryType, Judgement, Run
from ctxscan.ignore.matcher import Verdict
from tests.builders.made import KEPT, entry

IGNORED = Judgement(sent=False, verdict=Verdict(ignored=True, rule=None))

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300
)
directories = st.just("") | names.map("{}/".format) | st.just("d/" * 100)
sizes = st.one_of(st.integers(0, 300), st.integers(32_760, 32_780), st.integers(0, 2**40))
times = st.one_of(st.just(0), st.integers(-(2**62), 2**62), st.integers(1, 2**57))
modes = st.sampled_from([0o644, 0o755]) | st.integers(0, 0o7777)
files = st.lists(st.tuples(names, sizes, modes, times), min_size=1, max_size=150)

TODAY = 1_795_000_000 * 10**9
MEGABYTE = 2**20


def run(directory: str, rows: list[tuple[str, int, int, int]], judgement: Judgement = KEPT) -> Run:
    columns = (list(column) for column in zip(*rows, strict=True))
    return Run(directory, judgement, *columns)


@given(directories, files, st.sampled_from([0, 1, 60, 127]))
def test_of_buildkit(directory: str, rows: list[tuple[str, int, int, int]], before: int) -> None:
    adds_up(directory, rows, before)


def adds_up(directory: str, rows: list[tuple[str, int, int, int]], before: int) -> None:
    together, apart = BuildKitTransfer(), BuildKitTransfer()
    for transfer in (together, apart):
        for number in range(before):
            transfer.send(entry(f"{number}"))
    assert together.send_whole(run(directory, rows))
    for each in run(directory, rows).entries():
        (sent,) = apart.send(each)
        assert sent.size == each.size
    assert together.transfer_bytes == apart.transfer_bytes
    assert together.again_bytes == apart.again_bytes
    # The numbers of what follows are the same, too.
    assert together.send(entry("z", size=1)) == apart.send(entry("z", size=1))


@pytest.mark.parametrize("depth", [0, 10, 30, 63, 64, 7430, 7500, 7501, 8062, 8190, 9000])
@pytest.mark.parametrize(
    "unlike",
    [
        pytest.param((), id="nothing else"),
        pytest.param([("m", 5, 0o7, TODAY)], id="a shorter mode"),
        pytest.param([("m", 5, 0o4644, TODAY)], id="a longer mode"),
        pytest.param([("t", 5, 0o644, 2**40)], id="an earlier time"),
        pytest.param([("t", 5, 0o644, 0)], id="no time"),
        pytest.param([("t", 5, 0o644, -1)], id="a time before 1970"),
        pytest.param([("s", MEGABYTE, 0o644, TODAY)], id="a large file"),
        pytest.param([("\xe9", 5, 0o644, TODAY)], id="a name that is not ascii"),
    ],
)
def test_of_files_that_differ_in_little_but_their_names(
    depth: int, unlike: list[tuple[str, int, int, int]]
) -> None:
    alike = [("n" * length, 3 * length, 0o644, TODAY + length) for length in range(1, 256)]
    adds_up("d/" * depth, [*alike, *unlike], before=60)


@given(directories.filter(bool), files)
def test_of_the_classic_builder(directory: str, rows: list[tuple[str, int, int, int]]) -> None:
    together, apart = ClassicTransfer(None), ClassicTransfer(None)
    assert together.send_whole(run(directory, rows))
    for each in run(directory, rows).entries():
        apart.send(each)
    assert together.transfer_bytes == apart.transfer_bytes


ROWS = [("a", 1, 0o644, 5), ("b", 2, 0o644, 5)]


@pytest.mark.parametrize("transfer", [BuildKitTransfer(), ClassicTransfer(None)])
def test_ignored_files_add_nothing(transfer: BuildKitTransfer | ClassicTransfer) -> None:
    assert transfer.send_whole(run("d/", ROWS, IGNORED))
    assert transfer.transfer_bytes == 0


def test_buildkit_takes_no_run_of_files_that_arrive_empty() -> None:
    transfer = BuildKitTransfer()
    assert not transfer.send_whole(run("", ROWS, KEPT._replace(opens=False)))
    assert transfer.transfer_bytes == 0


def test_buildkit_sends_the_directories_on_the_way_before_a_run() -> None:
    transfer = BuildKitTransfer()
    on_the_way = KEPT._replace(sent=False)
    transfer.send(entry("d", EntryType.DIRECTORY, judgement=on_the_way))
    assert not transfer.send_whole(run("d/", ROWS))
    first, second = run("d/", ROWS).entries()
    assert [each.path for each in transfer.send(first)] == ["d", "d/a"]
    assert [each.path for each in transfer.send(second)] == ["d/b"]
    assert transfer.send_whole(run("d/", ROWS))


def test_the_classic_builder_takes_no_run_beside_the_ignore_file() -> None:
    assert not ClassicTransfer(5).send_whole(run("", ROWS))


def test_the_classic_builder_takes_no_run_once_its_transfer_has_ended() -> None:
    transfer = ClassicTransfer(None)
    transfer.send(entry("a", judgement=IGNORED._replace(ends_transfer="a reason")))
    before = transfer.transfer_bytes
    assert not transfer.send_whole(run("d/", ROWS))
    assert not ClassicTransfer(None).send_whole(run("d/", ROWS, KEPT._replace(ends_transfer="why")))
    assert transfer.transfer_bytes == before
