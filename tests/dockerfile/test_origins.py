"""Where a step takes its files from: each kind is another one, though all of them are tuples."""

from __future__ import annotations

from ctxscan.dockerfile.steps import FromImage, FromStage, MainContext, NamedContext, Nothing


def test_no_origin_is_equal_to_one_of_another_kind() -> None:
    origins = [
        *(MainContext(), Nothing(), FromStage(0), FromStage(1), FromImage(""), FromImage("0")),
        *(NamedContext("", None), NamedContext("0", ())),
    ]
    assert len(set(origins)) == len(origins)
