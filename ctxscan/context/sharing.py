"""A large walk, shared with a second process.

Nearly all the time of a walk goes to the system, one file at a time; two cores halve it. What is
still to come is cut into jobs, in the builder's order. Each process takes the next job that nobody
has, and this one hands everything on in order, as if it had walked alone. What the helper cannot
do (a refused rule, no memory left), it leaves behind, and this process meets it again.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from ctxscan.context.entry import Batch
    from ctxscan.context.walk import Level, Trouble, Walk

    Found = tuple[list[Batch], list[Trouble]]

WORTH_SHARING = 4000
"""Paths: a smaller context is walked before a second process is there."""

_MOST_JOBS = 400
"""Of one directory."""

_DIRECTORY = 64
"""What a directory weighs in a job, where a file weighs 1: what is in it is not known yet."""

_NUMBER = 4
"""Bytes of the number of a job."""


def may_share() -> bool:
    """Whether a second process helps: on Linux, with a second core, where forking is safe."""
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


def shared(walk: Walk, stack: Sequence[Level]) -> Iterator[Batch]:
    """All that is still to come on *stack*, in order."""
    jobs = [job for level in reversed(stack) for job in _jobs(level)]
    pair = _Pair(walk, jobs)
    try:
        yield from pair.batches()
    finally:
        pair.end()


def _jobs(level: Level) -> Iterator[Level]:
    """Parts of one directory, in order."""
    coming = list(level.coming)
    weights = [_DIRECTORY if each.is_dir(follow_symlinks=False) else 1 for each in coming]
    enough = max(_DIRECTORY, sum(weights) // _MOST_JOBS)
    start = weight = 0
    for end, each in enumerate(weights, 1):
        weight += each
        if weight >= enough or end == len(coming):
            yield level._replace(coming=iter(coming[start:end]))
            start, weight = end, 0


class _Pair:
    """This process and its helper."""

    def __init__(self, walk: Walk, jobs: Sequence[Level]) -> None:
        # Small contexts never get here, and need not wait for these modules.
        from multiprocessing.connection import Pipe  # noqa: PLC0415

        self._walk = walk
        self._jobs = jobs
        self._done: dict[int, Found] = {}
        self._numbers, self._offered = _numbers(len(jobs))
        self._results, sending = Pipe(duplex=False)
        self._helper = os.fork()
        if self._helper == 0:
            self._results.close()
            _help(walk, jobs, self._next, sending)
        sending.close()
        self._is_helped = True

    def batches(self) -> Iterator[Batch]:
        for number in range(len(self._jobs)):
            yield from self._batches_of(number)

    def _batches_of(self, number: int) -> Iterator[Batch]:
        while number not in self._done:
            mine = self._next()
            if mine == number or (mine is None and not self._awaits(number)):
                yield from _follow(self._walk, self._jobs[number])
                return
            if mine is None:
                self._receive()
            else:
                self._do_ahead(mine)
        batches, troubles = self._done.pop(number)
        self._walk.troubles += troubles
        yield from batches

    def _awaits(self, number: int) -> bool:
        """Whether the helper has this job, and is at it."""
        return self._is_helped and number < self._offered

    def _next(self) -> int | None:
        """The first job that nobody has taken."""
        taken = os.read(self._numbers, _NUMBER)
        return int.from_bytes(taken) if taken else None

    def _do_ahead(self, number: int) -> None:
        """A job whose turn has not come, because the helper is still at an earlier one."""
        before, self._walk.troubles = self._walk.troubles, []
        self._done[number] = list(_follow(self._walk, self._jobs[number])), self._walk.troubles
        self._walk.troubles = before
        while self._is_helped and self._results.poll():
            self._receive()

    def _receive(self) -> None:
        """Wait for the helper's next result, or its end."""
        try:
            number, found, seen, walked = self._results.recv()
        except EOFError:
            self._is_helped = False
            return
        self._done[number] = found
        self._walk.seen += seen
        self._walk.walked += walked
        self._walk.on_directory(self._walk.seen)

    def end(self) -> None:
        self._results.close()
        os.close(self._numbers)
        with suppress(ProcessLookupError):
            os.kill(self._helper, signal.SIGKILL)
        os.waitpid(self._helper, 0)


def _numbers(count: int) -> tuple[int, int]:
    """A pipe that hands out each number once, to whoever reads it, and how many it holds."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    written = os.write(writing, b"".join(each.to_bytes(_NUMBER) for each in range(count)))
    os.close(writing)
    return reading, written // _NUMBER


def _help(
    walk: Walk, jobs: Sequence[Level], take: Callable[[], int | None], results: Connection
) -> NoReturn:
    """The helper's whole life. It says nothing: what goes wrong here goes wrong there again."""
    with suppress(BaseException):
        walk.on_directory = lambda _: None
        while (number := take()) is not None:
            walk.seen = walk.walked = 0
            walk.troubles = []
            batches = list(_follow(walk, jobs[number]))
            results.send((number, (batches, walk.troubles), walk.seen, walk.walked))
    os._exit(0)


def _follow(walk: Walk, job: Level) -> Iterator[Batch]:
    stack = [job]
    while stack:
        yield from walk.step(stack)
