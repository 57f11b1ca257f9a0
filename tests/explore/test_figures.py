"""After any keys, the figures are those of a fresh report with the drafted rules in a file.

``CTXSCAN_KEY_SEQUENCES`` of them; a long run takes 1,000.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from ctxscan.api.report import report
from ctxscan.explore.state import Mode
from ctxscan.findings.draft.figures import failures_of
from ctxscan.findings.report.report import ReportOptions
from ctxscan.inspection.steps import outcome_of
from tests.findings.suggest.random_projects import RandomProject
from tests.support.explorers import explorer_of
from tests.support.seeds import seed_of_the_commit
from tests.support.trees import WHY_NOT_HERE, make_hard_link, make_link, make_node

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.explore.explorer import Explorer

SEQUENCES = int(os.environ.get("CTXSCAN_KEY_SEQUENCES", "30"))
PART = 10
LENGTH = 25
KEYS = (
    *("i", "i", "i", "i", "i", "a", "a", "u", "down", "down", "down", "up", "right", "right"),
    *("left", "tab", "b", "t", "T", "s", "end", "home", "enter", "l", "e", "?", "escape", "w", "n"),
)
"""Those that draft come more often."""

HOSTILE = (
    "a[b]*?.c",
    "line\nfeed",
    "\u202eevil",
    "b\udcff\udc80",
    " edge ",
    "!mark",
    "#sharp",
    "x\\y",
)

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def check(explorer: Explorer, file: Path) -> None:
    """Against the program's own report on the same build."""
    session = explorer.session
    weighed = session.weighed
    assert weighed is not None
    file.write_bytes(session.exploration.text(session.inspection, session.lines))
    options = session.inspection.options
    fresh = report(
        options.files.context,
        ReportOptions(ignored=True),
        file=options.files.file,
        ignore_file=str(file),
        builder=options.builder,
        target=options.target,
    )
    figures = weighed.figures
    assert figures.sent == fresh.sent, session.lines
    assert figures.transfer_bytes == fresh.transfer_bytes, session.lines
    assert figures.again_bytes == fresh.again_bytes
    assert figures.eligible == fresh.eligible
    assert figures.ignored == fresh.ignored
    assert figures.never_asked == fresh.never_asked
    failures = failures_of(session.ground.planted, weighed)
    assert [each.line for each in failures] == [each.line for each in fresh.failures]
    if session.inspection.traits.transfers:
        assert failures == fresh.failures
    else:
        # A report says of some that Podman has other words for them.
        assert failures == outcome_of(weighed.inspection).failures


def spoil(root: Path, chance: random.Random) -> None:
    """Names and kinds of files that nobody thinks of."""
    directories = [each for each in root.rglob("*") if each.is_dir() and ".git" not in each.parts]
    for name in chance.sample(HOSTILE, 3):
        place = chance.choice([root, *directories]) / name
        if not place.exists():
            place.mkdir()
            (place / name).write_bytes(b"x" * chance.randint(0, 9))
    files = [each for each in root.rglob("*") if each.is_file() and ".git" not in each.parts]
    if chance.random() < 0.5:
        make_hard_link(root / "second-name", chance.choice(files))
        make_link(root / "link", "second-name")
        make_node(root / "pipe", 0o010000)


@pytest.mark.parametrize("part", range((SEQUENCES + PART - 1) // PART))
def test_after_random_keys_the_figures_are_those_of_a_fresh_report(
    part: int, tmp_path: Path
) -> None:
    for number in range(part * PART, min((part + 1) * PART, SEQUENCES)):
        seed = seed_of_the_commit() + number
        chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
        project = RandomProject(tmp_path / str(number), seed)
        spoil(project.root, chance)
        explorer = explorer_of(str(project.root))
        checked = chance.sample(range(LENGTH), 3)
        for at in range(LENGTH):
            explorer.press(chance.choice(KEYS))
            if at in checked:
                check(explorer, tmp_path / "drafted")
        check(explorer, tmp_path / "drafted")
        assert explorer.mode is not Mode.ENDED
