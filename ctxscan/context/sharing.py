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
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, NoReturn, TypeVar

from ctxscan.errors import CtxscanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from ctxscan.context.entry import Batch
    from ctxscan.context.walk import Level, Trouble, Walk

Found = TypeVar("Found")

WORTH_SHARING = 4000
"""Paths: a smaller context is walked before a second process is there."""

_MOST_JOBS = 64
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


class Part(NamedTuple, Generic[Found]):
    """The next part of a walk."""

    found: Found | None
    """What it was reduced to; ``None`` where it was not."""

    batches: Callable[[], Iterator[Batch]]
    """Its batches, to be read to their end before the next part; where there is something found
    already, they are looked for once more."""


def shared(
    walk: Walk, stack: Sequence[Level], reduce: Callable[[Iterator[Batch]], Found | None]
) -> Iterator[Part[Found]]:
    """All that is still to come on *stack*, in order."""
    jobs = [job for level in reversed(stack) for job in _jobs(walk, level)]
    pair = _Pair(walk, jobs, reduce)
    try:
        yield from map(pair.part, range(len(jobs)))
    finally:
        pair.end()


class Job(NamedTuple):
    """Some of what a directory holds."""

    directory: Level
    found: Sequence[os.DirEntry[str]]

    def follow(self, walk: Walk) -> Iterator[Batch]:
        return walk.follow(replace(self.directory, coming=iter(self.found)))


def _jobs(walk: Walk, level: Level) -> Iterator[Job]:
    """Parts of one directory, in order."""
    coming = list(walk.coming(level))
    weights = [_DIRECTORY if each.is_dir(follow_symlinks=False) else 1 for each in coming]
    enough = max(_DIRECTORY, sum(weights) // _MOST_JOBS)
    start = weight = 0
    for end, each in enumerate(weights, 1):
        weight += each
        if weight >= enough or end == len(coming):
            yield Job(level, coming[start:end])
            start, weight = end, 0


class _Done(NamedTuple, Generic[Found]):
    """What came of a job."""

    found: Found
    troubles: list[Trouble]
    seen: int
    walked: int


class _Pair(Generic[Found]):
    """This process and its helper."""

    def __init__(
        self,
        walk: Walk,
        jobs: Sequence[Job],
        reduce: Callable[[Iterator[Batch]], Found | None],
    ) -> None:
        # Small contexts never get here, and need not wait for these modules.
        from multiprocessing.connection import Pipe  # noqa: PLC0415

        self._walk = walk
        self._jobs = jobs
        self._reduce = reduce
        self._done: dict[int, _Done[Found] | None] = {}
        self._numbers, self._offered = _numbers(len(jobs))
        self._results, sending = Pipe(duplex=False)
        self._helper = os.fork()
        if self._helper == 0:
            self._results.close()
            self._help(sending)
        sending.close()
        self._is_helped = True

    def part(self, number: int) -> Part[Found]:
        """Of one job, when all before it have been read."""
        job = self._jobs[number]
        while number not in self._done:
            mine = self._next()
            if mine == number or (mine is None and not self._awaits(number)):
                return Part(None, partial(job.follow, self._walk))
            if mine is None:
                self._receive()
            else:
                self._do_ahead(mine)
        done = self._done.pop(number)
        if done is None:
            return Part(None, partial(job.follow, self._walk))
        self._walk.troubles += done.troubles
        self._walk.seen += done.seen
        self._walk.walked += done.walked
        self._walk.on_directory(self._walk.seen)
        return Part(done.found, lambda: job.follow(self._walk.again()))

    def _awaits(self, number: int) -> bool:
        """Whether the helper has this job, and is at it."""
        return self._is_helped and number < self._offered

    def _next(self) -> int | None:
        """The first job that nobody has taken."""
        taken = os.read(self._numbers, _NUMBER)
        return int.from_bytes(taken) if taken else None

    def _do_ahead(self, number: int) -> None:
        """A job whose turn has not come, because the helper is still at an earlier one."""
        self._done[number] = self._do(number)
        while self._is_helped and self._results.poll():
            self._receive()

    def _do(self, number: int) -> _Done[Found] | None:
        """Look and reduce; ``None`` if that is better done when its turn comes."""
        walk = self._walk.again()
        try:
            found = self._reduce(self._jobs[number].follow(walk))
        except CtxscanError:
            return None  # it is raised again, behind what comes before
        return None if found is None else _Done(found, walk.troubles, walk.seen, walk.walked)

    def _receive(self) -> None:
        """Wait for the helper's next result, or its end."""
        try:
            number, done = self._results.recv()
        except EOFError:
            self._is_helped = False
            return
        self._done[number] = done

    def _help(self, results: Connection) -> NoReturn:
        """The helper's whole life. It says nothing: what goes wrong here goes wrong there again."""
        with suppress(BaseException):
            while (number := self._next()) is not None:
                results.send((number, self._do(number)))
        os._exit(0)

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
