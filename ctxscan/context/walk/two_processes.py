"""A large walk, shared with a second process.

Nearly all the time of a walk goes to the system, one file at a time; two cores halve it. What is
still to come is cut into jobs, in the builder's order. Each process takes the next job that nobody
has, and this one hands everything on in order, as if it had walked alone. What the helper cannot
do (a refused rule, no memory left), it leaves behind, and this process meets it again.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Generic, NoReturn

from ctxscan.context.walk.jobs import jobs_of
from ctxscan.context.walk.part import Found, OpenDirectory, Part
from ctxscan.errors import CtxscanError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.entry import Batch
    from ctxscan.context.walk.jobs import Job
    from ctxscan.context.walk.part import Trouble
    from ctxscan.context.walk.walk import Walk

WORTH_SHARING = 6000
"""Paths: a smaller context is walked before a second process is there."""

_WORTH_A_LOOK = 500
"""Paths: so many tell whether more are coming."""

_WIDE = 256
"""Directories still to come in one: most of them hold more than enough together."""

TOO_LARGE = 20_000
"""Paths: a job with more of them is left when it has its turn, to be shared anew."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if sys.platform == "linux" else ()


def may_share() -> bool:
    """Whether a second process helps: on Linux, with a second core, where forking is safe."""
    threading = sys.modules.get("threading")  # where nobody has loaded it, there are no threads
    return (
        sys.platform == "linux"
        and (threading is None or threading.active_count() == 1)
        and len(os.sched_getaffinity(0)) > 1
    )


def parts(
    walk: Walk, workers: int, reduce: Callable[[Iterator[Batch]], Found | None]
) -> Iterator[Part[Found]]:
    """The batches of *walk* in parts, in order; some reduced already by another process.

    *workers* is how many processes may walk; with one, nothing forks. *reduce* may return
    ``None`` for what it cannot reduce. Raises ContextError where the root cannot be read.
    """
    yield from _parts_of(walk, walk.start(), workers, reduce)


def _parts_of(
    walk: Walk,
    directory: OpenDirectory,
    workers: int,
    reduce: Callable[[Iterator[Batch]], Found | None],
) -> Iterator[Part[Found]]:
    """The same for what is still to come of one directory."""
    stack = [directory]
    if workers < 2 or not may_share():
        yield Part(None, partial(walk.advance, stack, math.inf))
        return
    yield Part(None, partial(before_sharing, walk, stack))
    if stack:
        yield from _shared(walk, stack, workers, reduce)


def before_sharing(walk: Walk, stack: list[OpenDirectory]) -> Iterator[Batch]:
    """Of what is still to come on *stack*, as much as one process had better do alone."""
    enough = walk.seen + WORTH_SHARING
    yield from walk.advance(stack, min(enough, walk.seen + _WORTH_A_LOOK))
    if not any(walk.directories_ahead(level) >= _WIDE for level in stack):
        yield from walk.advance(stack, enough)


def _shared(
    walk: Walk,
    stack: Sequence[OpenDirectory],
    workers: int,
    reduce: Callable[[Iterator[Batch]], Found | None],
) -> Iterator[Part[Found]]:
    """All that is still to come on *stack*, in order."""
    jobs = [job for level in reversed(stack) for job in jobs_of(walk, level)]
    helper = _Helper(walk, jobs, reduce)
    try:
        for number, job in enumerate(jobs):
            done = helper.done(number)
            if done is None:
                yield from _parts_of(walk, job.level(), workers, reduce)
            else:
                walk.troubles += done.troubles
                walk.seen += done.seen
                walk.walked += done.walked
                if walk.several is not None and done.linked is not None:
                    walk.several.add(done.linked)
                walk.on_directory(walk.seen)
                yield Part(done.found, partial(walk.copy().rest_of, job.level()))
    finally:
        helper.end()


class _TooLargeError(Exception):
    """A job holds more than one process should take."""


def _limited(walk: Walk, batches: Iterator[Batch]) -> Iterator[Batch]:
    for batch in batches:
        if walk.seen > TOO_LARGE:
            raise _TooLargeError
        yield batch


class _Done(NamedTuple, Generic[Found]):
    """What came of a job."""

    found: Found
    troubles: list[Trouble]
    seen: int
    walked: int

    linked: array[int] | None
    """Inode numbers of files with several names."""


class _Helper(Generic[Found]):
    """This process and its helper."""

    def __init__(
        self,
        walk: Walk,
        jobs: Sequence[Job],
        reduce: Callable[[Iterator[Batch]], Found | None],
    ) -> None:
        from ctxscan.context.walk.channel import Channel, JobNumbers  # noqa: PLC0415 - it loads pickle: small contexts never get here

        self._walk = walk
        self._jobs = jobs
        self._reduce = reduce
        self._done: dict[int, _Done[Found] | None] = {}
        self._numbers = JobNumbers(len(jobs))
        self._results = Channel()
        self._helper = self._start()
        self._results.only_receive()
        self._is_helped = self._helper is not None

    def _start(self) -> int | None:
        """The helper's number; ``None`` where the system lets nobody start another process."""
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            helper = os.fork()
            if helper == 0:
                self._help(heard)
        except OSError:
            return None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        return helper

    def done(self, number: int) -> _Done[Found] | None:
        """What came of one job; ``None`` if it has its turn now."""
        while number not in self._done:
            mine = self._numbers.take()
            if mine == number or (mine is None and not self._awaits(number)):
                return None
            if mine is None:
                self._receive()
            else:
                self._do_ahead(mine)
        return self._done.pop(number)

    def _awaits(self, number: int) -> bool:
        """Whether the helper has this job, and is at it."""
        return self._is_helped and number < self._numbers.offered

    def _do_ahead(self, number: int) -> None:
        """A job whose turn has not come, because the helper is still at an earlier one."""
        self._done[number] = self._do(number)
        while self._is_helped and self._results.has_some():
            self._receive()

    def _do(self, number: int) -> _Done[Found] | None:
        """Look and reduce; ``None`` if that is better done when its turn comes."""
        walk = self._walk.copy()
        try:
            found = self._reduce(_limited(walk, walk.rest_of(self._jobs[number].level())))
        except (CtxscanError, _TooLargeError):
            return None  # an error is raised again, behind what comes before
        if found is None:
            return None
        linked = walk.several.met if walk.several is not None else None
        return _Done(found, walk.troubles, walk.seen, walk.walked, linked)

    def _receive(self) -> None:
        """Wait for the helper's next result, or its end."""
        try:
            number, done = self._results.receive()
        except EOFError:
            self._is_helped = False
            return
        self._done[number] = done

    def _help(self, heard: set[int]) -> NoReturn:
        """The helper's whole life. It says nothing: what goes wrong here goes wrong there again.

        A signal ends it at once: what is to be put in order is the other process's to do.
        """
        with suppress(BaseException):
            for each in _ENDING:
                signal.signal(each, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
            self._results.only_send()
            while (number := self._numbers.take()) is not None:
                self._results.send((number, self._do(number)))
        os._exit(0)

    def end(self) -> None:
        self._results.close()
        self._numbers.close()
        if self._helper is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self._helper, signal.SIGKILL)
        os.waitpid(self._helper, 0)
