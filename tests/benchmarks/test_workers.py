"""The queue that is played with: as quick as its jobs, its order and its slowest part allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.build import inspect
from tests.benchmarks import trees
from tests.benchmarks.workers import FORK, Costs, play, record, table
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path


def costs(*jobs: float, before: float = 0, sending: float = 0, merging: float = 0) -> Costs:
    return Costs(before, jobs, (sending,) * len(jobs), (merging,) * len(jobs))


def test_one_process_takes_as_long_as_all_that_is_to_do() -> None:
    assert play(costs(1, 2, 3, before=4, sending=9, merging=0.5), 1) == pytest.approx(11.5)


@pytest.mark.parametrize("workers", [2, 4, 8])
def test_equal_jobs_are_shared_equally(workers: int) -> None:
    found = play(costs(*[1.0] * 80), workers)
    assert found == pytest.approx(80 / workers, abs=FORK * workers + 0.01)


def test_nobody_is_quicker_than_the_longest_job() -> None:
    assert play(costs(0.1, 5, 0.1, 0.1), 8) == pytest.approx(5, abs=0.2)


def test_what_has_to_be_put_in_order_is_done_by_one() -> None:
    assert play(costs(*[0.1] * 50, merging=1), 8) > 50


def test_a_job_is_taken_once() -> None:
    # The helper is there after the first job of this process: three jobs, two each second.
    assert play(costs(1, 1, 1), 2) == pytest.approx(2, abs=2 * FORK)


def test_the_table_compares_with_one_process() -> None:
    assert table(costs(*[1.0] * 8), [1, 2]).splitlines()[2] == "| 1 | 8.000 | 1.00 |"


def test_a_process_that_has_to_load_comes_late_and_takes_what_is_left() -> None:
    jobs = costs(*[1.0] * 10)
    assert play(jobs, 2, start=4) == pytest.approx(7, abs=2 * FORK)
    assert play(jobs, 2, start=99) == pytest.approx(10, abs=2 * FORK)
    assert table(jobs, [1], 4).splitlines()[-1].startswith("| 2, one of them no copy | 7.0")


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_the_jobs_of_a_real_walk_are_recorded(tmp_path: Path) -> None:
    root = trees.packages("packages", 150).under(tmp_path)
    found = record(inspect(str(root)).context)
    assert found.before > 0
    assert len(found.jobs) == len(found.sending) == len(found.merging) > 1
    assert min(found.jobs) > 0
