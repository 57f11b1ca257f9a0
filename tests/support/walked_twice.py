"""A context reported alone and with a helper: run as a process of its own, so that it may fork.

``python -m tests.support.walked_twice MODE PATH`` prints both results as JSON. MODE says what
happens to the helper: ``helped``, ``killed`` at once, or ``hindered``: killed at its second job;
``nobody``: helped, and without root's privileges; or ``many``: helped, and as if each directory
held so many names that no object is made for each.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import ctxscan.context.walk.jobs as jobs_room
import ctxscan.context.walk.listing as listing_room
import ctxscan.context.walk.two_processes as sharing_room
from ctxscan.builders.protocol import Detail
from ctxscan.context.walk.channel import Channel
from ctxscan.errors import CtxscanError
from ctxscan.findings.report.report import ReportOptions, report
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.render.json import documents
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.walk.part import OpenDirectory

BUILDERS: tuple[Literal["buildkit"], Literal["classic"]] = ("buildkit", "classic")
NEVER = 10**9
EARLY = 12
TOO_LARGE = 60
"""Paths."""


def look(root: str, builder: Literal["buildkit", "classic"], worth_sharing: int) -> dict[str, Any]:
    sharing_room.WORTH_SHARING = worth_sharing
    options = BuildOptions(files=BuildFiles(root, None, None), builder=builder, workers=2)
    inspection = inspect(options)
    stream = inspection.context.stream(Detail.ALL)
    try:
        reports = [
            documents.report(report(inspection, ReportOptions(depth=99, ignored=ignored)))
            for ignored in (False, True)
        ]
        rows = [[entry and entry[:2] and (*entry[:2], *entry[3:]), sent] for entry, sent in stream]
    except CtxscanError as error:
        return {"error": str(error)}
    troubles = [tuple(each) for each in stream.troubles]
    return {
        "rows": rows,
        "bytes": stream.transfer_bytes,
        "walked": stream.walked,
        "troubles": troubles,
        "reports": reports,
    }


@contextmanager
def few_names(mode: str) -> Iterator[None]:
    many = listing_room.MANY
    listing_room.MANY = 3 if mode == "many" else many
    yield
    listing_room.MANY = many


def main(mode: str, root: str) -> None:
    forks = []
    fork, level, receive = os.fork, jobs_room.Job.level, Channel.receive
    begun = []
    helped = []

    def counting() -> int:
        forks.append(1)
        return fork()

    def dying(job: jobs_room.Job) -> OpenDirectory:
        begun.append(1)
        if os.getpid() != parent and (mode == "killed" or len(begun) > 1):
            os._exit(9)
        return level(job)

    def slowly(job: jobs_room.Job) -> OpenDirectory:
        if os.getpid() == parent:
            time.sleep(0.002)  # as long as a helper needs to be there
        return level(job)

    def receiving(messages: Channel) -> Any:
        message = receive(messages)
        helped.append(message)
        return message

    parent = os.getpid()
    os.fork = counting
    jobs_room.Job.level = slowly if mode in ("helped", "nobody", "many") else dying  # type: ignore[assignment, method-assign]
    sharing_room.TOO_LARGE = TOO_LARGE
    Channel.receive = receiving  # type: ignore[assignment, method-assign]
    for builder in BUILDERS:
        look(root, builder, EARLY)  # what is imported late may be out of nobody's reach
    forks.clear()
    helped.clear()
    begun.clear()
    found, forked = [], []
    with as_nobody(Path(root)) if mode == "nobody" else nullcontext():
        for builder in BUILDERS:
            alone = repr(look(root, builder, NEVER))
            with few_names(mode):
                found.append([alone, repr(look(root, builder, EARLY))])
            forked.append(len(forks))
            forks.clear()
    json.dump({"found": found, "forks": forked, "helped": len(helped)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
