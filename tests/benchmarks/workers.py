"""What more processes would give: the job queue of a shared walk, played with recorded costs.

``python -m tests.benchmarks.workers ROOT`` walks a context job by job in one process, notes what
each job costs, and plays the queue of ``ctxscan/context/walk/two_processes.py`` with them. That the
disk and the kernel serve several processes as quickly as one is taken for granted: the figures are
the best that could be.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from functools import partial
from heapq import heapify, heapreplace
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.api.build import inspect
from ctxscan.builders.protocol import Detail
from ctxscan.context.walk import two_processes
from ctxscan.context.walk.jobs import jobs_of
from ctxscan.inspection import model
from ctxscan.inspection.arrivals import Arrivals
from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.inspection.model import Transfer

WORKERS = (1, 2, 4, 8)
FORK = 0.004
"""Seconds until another process is there: a copy of this one."""

MODULES = "import ctxscan.findings.report.report, ctxscan.context.walk.channel, ctxscan.api.report"
"""What a process that is no copy has to load before its first job, at least."""


class Costs(NamedTuple):
    """In seconds of the processor: what else the machine does meanwhile costs nothing."""

    before: float
    """Until there are jobs to share."""

    jobs: tuple[float, ...]
    sending: tuple[float, ...]
    """What a job costs on top where its result goes to another process."""

    merging: tuple[float, ...]
    """What each costs the first process, when its turn comes, whoever did it."""


def record(transfer: Transfer) -> Costs:
    """What the jobs of one transfer cost, each done alone."""
    start = process_time()
    walk, meter, sums = transfer.walk(Detail.SENT), transfer.builder.transfer(), Arrivals()
    stack = [walk.start()]
    for batch, sent in model.sending(two_processes.before_sharing(walk, stack), meter):
        sums.add(batch, sent)
    jobs = [job for level in reversed(stack) for job in jobs_of(walk, level)]
    before = process_time() - start
    reduce = partial(model._apart, meter, sums)
    rows: list[tuple[float, float, float]] = []
    for job in jobs:
        start = process_time()
        found = reduce(walk.copy().rest_of(job.level()))
        done = process_time()
        packed = pickle.dumps(found)
        sent_at = process_time()
        pickle.loads(packed)  # noqa: S301 - it was packed two lines above
        if isinstance(found, model._Apart) and meter.merge(found.transfer) is not None:
            sums.merge(found.sums)
        rows.append((done - start, sent_at - done, process_time() - sent_at))
    work, sending, merging = zip(*rows, strict=True) if rows else ((), (), ())
    return Costs(before, work, sending, merging)


def play(costs: Costs, workers: int, start: float = 0) -> float:
    """Seconds until the first process has all in order; it works as well, as long as it waits.

    *start*: what each of the others takes until its first job, beside this one.
    """
    now = costs.before + FORK * (workers - 1)
    helpers = [costs.before + FORK * (number + 1) + start for number in range(workers - 1)]
    heapify(helpers)
    done: list[float] = []
    """When each job that somebody took comes to its end."""

    turn = 0
    while turn < len(costs.jobs):
        while helpers and helpers[0] <= now and len(done) < len(costs.jobs):
            job = len(done)
            done.append(helpers[0] + costs.jobs[job] + costs.sending[job])
            heapreplace(helpers, done[job])
        if turn < len(done) and done[turn] <= now:
            now += costs.merging[turn]
            turn += 1
        elif len(done) < len(costs.jobs):
            now += costs.jobs[len(done)]
            done.append(now)
        else:
            now = done[turn]
    return now


def loading() -> float:
    """Seconds that a new interpreter takes until it could walk: the median of nine."""
    command = [sys.executable, "-P", "-c", MODULES]
    found = []
    for _ in range(9):
        before = perf_counter()
        subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        found.append(perf_counter() - before)
    return median(found)


def table(costs: Costs, workers: Sequence[int] = WORKERS, start: float | None = None) -> str:
    """In Markdown. *start* as above: of processes that are no copies, for one row more."""
    alone = play(costs, 1)
    lines = ["| workers | seconds | against one |", "| --- | --- | --- |"]
    for count in workers:
        seconds = play(costs, count)
        lines.append(f"| {count} | {seconds:.3f} | {seconds / alone:.2f} |")
    if start is not None:
        seconds = play(costs, 2, start)
        lines.append(f"| 2, one of them no copy | {seconds:.3f} | {seconds / alone:.2f} |")
    return "".join(f"{line}\n" for line in lines)


def main(root: str) -> None:
    costs = record(inspect(root).context)
    rest, start = sum(costs.merging), loading()
    sys.stdout.write(
        f"{len(costs.jobs)} jobs, {sum(costs.jobs):.3f} s of work, {costs.before:.3f} s before, "
        f"{rest:.3f} s to put them in order, {start:.3f} s to load what a walk takes\n\n"
        f"{table(costs, start=start)}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
