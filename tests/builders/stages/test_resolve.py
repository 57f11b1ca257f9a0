"""Links followed inside a tree."""

from __future__ import annotations

import pytest

from ctxscan.builders.stages.resolve import LinkLoopError, resolve
from tests.support.images import tree

ENTRIES = (
    *("d/e/f", "l -> d/e", "up -> ../../../d", "abs -> /d/e", "gone -> nope/x", "loop -> loop"),
    *("back -> l/../f", "f"),
)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        pytest.param("/l/f", "/d/e/f", id="a link on the way"),
        pytest.param("/up/e/f", "/d/e/f", id="dots stop at the root"),
        pytest.param("/abs/f", "/d/e/f", id="an absolute target starts at the root"),
        pytest.param("/gone", "/nope/x", id="what is missing is followed as far as it goes"),
        pytest.param("/nope/../f", "/f", id="dots behind what is missing"),
    ],
)
def test_a_path_leads_to(path: str, leads_to: str) -> None:
    assert resolve(tree(*ENTRIES), path).path == leads_to


def test_dots_behind_a_link_leave_where_it_leads_or_drop_its_name() -> None:
    root = tree(*ENTRIES)
    assert resolve(root, "/back").path == "/d/f"
    assert resolve(root, "/back", lexical=True).path == "/f"


def test_a_link_at_the_end_may_be_left_alone() -> None:
    found = resolve(tree(*ENTRIES), "/l", follow_last=False)
    assert found.path == "/l"
    assert found.node is not None


def test_a_path_below_a_file_is_blocked() -> None:
    found = resolve(tree(*ENTRIES), "/f/g/h")
    assert found.blocked
    assert found.node is None


def test_a_circle_is_an_error() -> None:
    with pytest.raises(LinkLoopError):
        resolve(tree(*ENTRIES), "/loop/x")
