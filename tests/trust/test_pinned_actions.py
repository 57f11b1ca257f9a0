"""What CI and our action run of others is named by its commit: a tag can be moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob(".github/actions/*/action.yml")]
USES = re.compile(r"uses: *(\S+)(.*)")
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40}")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_actions_are_named_by_their_commits_and_say_which_version_that_is(file: Path) -> None:
    assert len(FILES) >= 2
    used = USES.findall(file.read_text())
    assert used
    for name, comment in used:
        assert PINNED.fullmatch(name), name
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), comment
