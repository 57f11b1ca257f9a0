"""The short way for plain files adds up to the same bytes as the long one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxscan.builders.buildkit import BuildKitTransfer
from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.ignore.matcher import Verdict

SENT = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))

names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300
)
sizes = st.one_of(st.integers(0, 300), st.integers(32_760, 32_780), st.integers(0, 2**40))
times = st.one_of(st.just(0), st.integers(-(2**62), 2**62), st.integers(1, 2**57))


def entry(path: str, size: int, mtime_ns: int, mode: int, *, is_plain: bool) -> Entry:
    facts = (size, mode, mtime_ns, None, "", (0, 0), (), True)
    return Entry(path, EntryType.FILE, SENT, *facts, is_plain)


@given(st.lists(st.tuples(names, sizes, times, st.integers(0, 0o7777)), max_size=150))
def test_plain_files_cost_what_any_file_costs(files: list[tuple[str, int, int, int]]) -> None:
    plain, general = BuildKitTransfer(), BuildKitTransfer()
    for path, size, mtime_ns, mode in files:
        short = plain.send(entry(path, size, mtime_ns, mode, is_plain=True))
        long = general.send(entry(path, size, mtime_ns, mode, is_plain=False))
        assert short == long
    assert plain.transfer_bytes == general.transfer_bytes
