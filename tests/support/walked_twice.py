"""A context reported alone and with a helper: run as a process of its own, so that it may fork.

``python -m tests.support.walked_twice MODE PATH`` prints both results as JSON. MODE says what
happens to the helper: ``helped``, ``killed`` at once, or ``hindered``: killed at its second job.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Literal

import ctxscan.context.sharing as sharing_room
from ctxscan.builders.sent import Detail
from ctxscan.errors import CtxscanError
from ctxscan.inspection import Asked, BuildOptions, inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.entry import Batch
    from ctxscan.context.walk import Level, Walk

BUILDERS: tuple[Literal["buildkit"], Literal["classic"]] = ("buildkit", "classic")
NEVER = 10**9
EARLY = 12
"""Paths."""


def look(root: str, builder: Literal["buildkit", "classic"], worth_sharing: int) -> dict[str, Any]:
    sharing_room.WORTH_SHARING = worth_sharing
    sync = inspect(BuildOptions(files=Asked(root, None, None), builder=builder)).context
    stream = sync.stream(Detail.ALL)
    try:
        rows = [[entry and entry[:2] and (*entry[:2], *entry[3:]), sent] for entry, sent in stream]
    except CtxscanError as error:
        return {"error": str(error)}
    troubles = [tuple(each) for each in stream.troubles]
    return {"rows": rows, "bytes": stream.transfer_bytes, "walked": stream.walked, "": troubles}


def main(mode: str, root: str) -> None:
    forks = []
    fork, follow = os.fork, sharing_room._follow
    done = []

    def counting() -> int:
        forks.append(1)
        return fork()

    def dying(walk: Walk, job: Level) -> Iterator[Batch]:
        done.append(1)
        if os.getpid() != parent and (mode == "killed" or len(done) > 1):
            os._exit(9)
        return follow(walk, job)

    parent = os.getpid()
    os.fork = counting
    if mode != "helped":
        sharing_room._follow = dying
    found = [[repr(look(root, builder, worth)) for worth in (NEVER, EARLY)] for builder in BUILDERS]
    json.dump({"found": found, "forks": len(forks)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
