"""A run adds up to the same bytes as its files and directories one by one."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.builders.buildkit.meter import BuildKitMeter
from ctxscan.builders.classic.meter import ClassicMeter
from ctxscan.builders.podman.meter import PodmanMeter
from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.ignore.verdict import Verdict
from tests.builders.made import KEPT, ON_THE_WAY, entry, run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Meter, Sent

IGNORED = Judgement(sent=False, verdict=Verdict(ignored=True, rule=None))

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300
)
above = st.just("") | names.map("{}/".format) | st.just("d/" * 100)
sizes = st.one_of(st.integers(0, 300), st.integers(32_760, 32_780), st.integers(0, 2**40))
times = st.one_of(st.just(0), st.integers(-(2**62), 2**62), st.integers(1, 2**57))
modes = st.sampled_from([0o644, 0o755]) | st.integers(0, 0o7777)


@st.composite
def plain(draw: st.DrawFn) -> Entry:
    path = draw(above) + draw(names)
    is_file = draw(st.integers(0, 9)) > 1
    return entry(
        path,
        EntryType.FILE if is_file else EntryType.DIRECTORY,
        draw(sizes) if is_file else 0,
        mode=draw(modes),
        mtime_ns=draw(times),
    )


lists = st.lists(plain(), min_size=1, max_size=150)

TODAY = 1_795_000_000 * 10**9
MEGABYTE = 2**20


@given(lists, st.sampled_from([0, 1, 60, 127]))
def test_of_buildkit(entries: list[Entry], before: int) -> None:
    adds_up(entries, before)


def adds_up(entries: Sequence[Entry], before: int) -> None:
    together, apart = BuildKitMeter(), BuildKitMeter()
    for transfer in (together, apart):
        for number in range(before):
            transfer.send(entry(f"{number}"))
    assert together.send_run(run_of(entries)) == []
    for each in entries:
        (sent,) = apart.send(each)
        assert sent.size == each.size
    same(together, apart)
    # The numbers of what follows are the same, too.
    assert together.send(entry("z", size=1)) == apart.send(entry("z", size=1))


def same(one: BuildKitMeter, other: BuildKitMeter) -> None:
    assert one.transfer_bytes == other.transfer_bytes
    assert one.again_bytes == other.again_bytes


@pytest.mark.parametrize("depth", [0, 10, 30, 63, 64, 7430, 7500, 7501, 8062, 8190, 9000])
@pytest.mark.parametrize(
    "unlike",
    [
        pytest.param([], id="nothing else"),
        pytest.param([("m", 5, 0o7, TODAY)], id="a shorter mode"),
        pytest.param([("m", 5, 0o4644, TODAY)], id="a longer mode"),
        pytest.param([("t", 5, 0o644, 2**40)], id="an earlier time"),
        pytest.param([("t", 5, 0o644, 0)], id="no time"),
        pytest.param([("t", 5, 0o644, -1)], id="a time before 1970"),
        pytest.param([("s", MEGABYTE, 0o644, TODAY)], id="a large file"),
        pytest.param([("\xe9", 5, 0o644, TODAY)], id="a name that is not ascii"),
        pytest.param([("\udce9", 5, 0o644, TODAY)], id="a name that is not utf-8"),
    ],
)
def test_of_files_that_differ_in_little_but_their_names(
    depth: int, unlike: list[tuple[str, int, int, int]]
) -> None:
    alike = [("n" * length, 3 * length, 0o644, TODAY + length) for length in range(1, 256)]
    rows = [*alike, *unlike]
    files = [
        entry("d/" * depth + name, size=size, mode=mode, mtime_ns=time)
        for name, size, mode, time in rows
    ]
    adds_up(files, before=60)


@pytest.mark.parametrize("length", range(80, 140))
def test_of_one_file_alone_however_long_its_name(length: int) -> None:
    """Up to some length, all lengths in its packet take one byte."""
    adds_up([entry("n" * length, size=5, mode=0o644, mtime_ns=TODAY)], before=0)


@given(st.lists(plain().filter(lambda each: "/" in each.path), min_size=1, max_size=150))
def test_of_the_classic_builder(entries: list[Entry]) -> None:
    together, apart = ClassicMeter(None), ClassicMeter(None)
    assert together.send_run(run_of(entries)) == []
    for each in entries:
        apart.send(each)
    assert together.transfer_bytes == apart.transfer_bytes


FILES = [entry("d/a", size=1), entry("d/b", size=2)]


def judged(judgement: Judgement, *entries: Entry) -> list[Entry]:
    return [each._replace(judgement=judgement) for each in entries]


@pytest.mark.parametrize("transfer", [BuildKitMeter(), ClassicMeter(None)])
def test_ignored_files_add_nothing(transfer: BuildKitMeter | ClassicMeter) -> None:
    assert transfer.send_run(run_of(judged(IGNORED, *FILES))) == []
    assert transfer.transfer_bytes == 0


def test_buildkit_takes_no_run_of_files_that_arrive_empty() -> None:
    transfer = BuildKitMeter()
    assert transfer.send_run(run_of(judged(KEPT._replace(opens=False), *FILES))) is None
    assert transfer.transfer_bytes == 0


def test_buildkit_sends_the_directories_on_the_way_before_a_run() -> None:
    together, apart = BuildKitMeter(), BuildKitMeter()
    for transfer in (together, apart):
        transfer.send(entry("c", EntryType.DIRECTORY, judgement=ON_THE_WAY))
        transfer.send(entry("d", EntryType.DIRECTORY, judgement=ON_THE_WAY))
    before = together.send_run(run_of(FILES))
    assert before is not None
    assert [each.path for each in before] == ["d"]
    assert [sent.path for each in FILES for sent in apart.send(each)] == ["d", "d/a", "d/b"]
    same(together, apart)


def test_the_classic_builder_takes_no_run_beside_the_ignore_file() -> None:
    assert ClassicMeter(5).send_run(run_of([*FILES, entry("e", size=1)])) is None


def test_the_classic_builder_takes_no_run_once_its_transfer_has_ended() -> None:
    transfer = ClassicMeter(None)
    transfer.send(entry("a", judgement=IGNORED._replace(ends_transfer="a reason")))
    before = transfer.transfer_bytes
    assert transfer.send_run(run_of(FILES)) is None
    ends = judged(KEPT._replace(ends_transfer="why"), *FILES)
    assert ClassicMeter(None).send_run(run_of(ends)) is None
    assert transfer.transfer_bytes == before


def send_all(transfer: BuildKitMeter | ClassicMeter, entries: Sequence[Entry]) -> list[Sent]:
    return [sent for each in entries for sent in transfer.send(each)]


@given(lists, lists, st.integers(0, 200))
def test_what_was_added_up_apart_adds_up_or_is_refused(
    first: list[Entry], second: list[Entry], before: int
) -> None:
    whole, cut = BuildKitMeter(), BuildKitMeter()
    prelude = [entry(f"{number}", size=number) for number in range(before)]
    send_all(whole, [*prelude, *first, *second])
    send_all(cut, [*prelude, *first])
    part = cut.fresh()
    part.send_run(run_of(second))
    if cut.merge(part) is None:
        numbers = before + len(first), before + len(first) + len(second) - 1
        assert numbers[0] == 0 or numbers[0] < 128 <= numbers[1]
        send_all(cut, second)
    same(cut, whole)
    assert cut.finish() == whole.finish()
    same(cut, whole)


@st.composite
def contexts(draw: st.DrawFn, above: str = "", depth: int = 0) -> list[Entry]:
    """In the builder's order, with directories that are sent once something below them is."""
    entries: list[Entry] = []
    for name in "abc"[: draw(st.integers(0, 3))]:
        judgement = draw(st.sampled_from([KEPT, ON_THE_WAY]))
        if draw(st.booleans()) or depth > 2:
            entries.append(entry(above + name, size=draw(sizes), judgement=judgement))
        else:
            entries.append(entry(above + name, EntryType.DIRECTORY, judgement=judgement))
            entries += draw(contexts(f"{above}{name}/", depth + 1))
    return entries


@given(contexts(), st.sets(st.integers(1, 60)), st.sampled_from(["runs", ""]))
def test_a_context_adds_up_the_same_wherever_it_is_cut(
    entries: list[Entry], cuts: set[int], runs: str
) -> None:
    whole, cut = BuildKitMeter(), BuildKitMeter()
    prelude = [entry("0")]
    expected = send_all(whole, [*prelude, *entries])
    announced = len(send_all(cut, prelude))
    ends = [*sorted(each for each in cuts if each < len(entries)), len(entries)]
    for start, end in pairwise([0, *ends]):
        part = cut.fresh()
        for judgement, alike in groupby(entries[start:end], key=lambda each: each.judgement):
            batch = list(alike)
            is_run = bool(runs) and judgement is KEPT
            before = part.send_run(run_of(batch)) if is_run else send_all(part, batch)
            assert before is not None
            announced += len(before) + len(batch) * is_run
        before = cut.merge(part)
        assert before is not None
        announced += len(before)
    assert announced == len(expected)
    same(cut, whole)
    assert cut.send(entry("z", size=1)) == whole.send(entry("z", size=1))


def test_a_part_announces_the_directories_on_the_way_to_it() -> None:
    whole, cut = BuildKitMeter(), BuildKitMeter()
    on_the_way = [
        entry(path, EntryType.DIRECTORY, judgement=ON_THE_WAY) for path in ("c", "c/d", "d")
    ]
    send_all(whole, [entry("a"), *on_the_way, *FILES])
    send_all(cut, [entry("a"), *on_the_way])
    part = cut.fresh()
    send_all(part, FILES)
    before = cut.merge(part)
    assert before is not None
    assert [each.path for each in before] == ["d"]
    same(cut, whole)
    assert cut.send(entry("z", size=1)) == whole.send(entry("z", size=1))


def test_a_part_of_which_nothing_is_sent_leaves_the_way_open() -> None:
    cut = BuildKitMeter()
    send_all(cut, [entry("a"), entry("d", EntryType.DIRECTORY, judgement=ON_THE_WAY)])
    part = cut.fresh()
    assert send_all(part, judged(ON_THE_WAY, *FILES)) == []
    assert cut.merge(part) == []
    assert [each.path for each in cut.send(entry("d/e"))] == ["d", "d/e"]


@pytest.mark.parametrize("transfer", [BuildKitMeter(), ClassicMeter(None), PodmanMeter()])
def test_a_name_of_a_file_with_several_adds_up_only_in_order(transfer: Meter) -> None:
    part = transfer.fresh()
    part.send(entry("b/c", inode=7))
    assert transfer.merge(part) is None


def test_a_tar_that_ends_early_takes_nothing_more() -> None:
    ended, part = ClassicMeter(None), ClassicMeter(None)
    ended.send(entry("a", judgement=IGNORED._replace(ends_transfer="a reason")))
    part.send(entry("b/c"))
    assert ended.merge(part) is None
    assert ClassicMeter(None).merge(ended) is None


def test_a_part_of_a_tar_may_hold_the_ignore_file() -> None:
    whole, cut = ClassicMeter(9), ClassicMeter(9)
    entries = [entry(".dockerignore", size=3), entry("d/a", size=700)]
    send_all(whole, entries)
    part = cut.fresh()
    send_all(part, entries)
    assert cut.merge(part) == []
    assert cut.finish() == whole.finish()
    assert cut.transfer_bytes == whole.transfer_bytes
