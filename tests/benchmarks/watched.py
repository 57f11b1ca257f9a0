"""Run ctxscan with the arguments; count its look-ups on disk, and its regular expressions.

``python -m tests.benchmarks.watched COUNTS ARGUMENT...`` writes a JSON object to the file COUNTS.
Python tells audit hooks of every directory listed and of every listing of extended attributes.
It tells nobody of regular expressions, so each that is compiled is handed out in a wrapper.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

CALLS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "scanner")


class Watched:
    """A compiled pattern that counts what is asked of it, also where C code asks."""

    def __init__(self, pattern: re.Pattern[Any], calls: Counter[str]) -> None:
        self._pattern, self._calls = pattern, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        if name not in CALLS:
            return found

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._calls["regular expressions"] += 1
            return found(*args, **kwargs)

        return counted


def watch_patterns(calls: Counter[str]) -> None:
    """Count for all patterns compiled from now on, by whatever function of ``re``."""
    module: Any = re
    compile_one = module._compile  # the one function behind all the others, since Python 1.5

    def watched(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, Watched):
            return pattern
        return Watched(compile_one(pattern, flags), calls)

    module._compile = watched


def watch_disk(listed: dict[str, list[str]]) -> None:
    """Note the path of each directory listed, and of each whose attributes are asked for."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in listed:
            listed[event].append(_path(args[0]))

    sys.addaudithook(hook)


def _path(given: str | bytes | int | None) -> str:
    if isinstance(given, int):
        return str(Path(f"/proc/self/fd/{given}").readlink())
    return os.fsdecode(given or ".")


def main(counts: str, *arguments: str) -> None:
    calls: Counter[str] = Counter()
    listed: dict[str, list[str]] = {"os.scandir": [], "os.listdir": [], "os.listxattr": []}
    watch_patterns(calls)
    from ctxscan.__main__ import main as run  # noqa: PLC0415 - its patterns are watched from here on

    sys.argv[1:] = arguments
    watch_disk(listed)
    try:
        run()
    finally:
        Path(counts).write_text(json.dumps({**listed, **calls}))


if __name__ == "__main__":
    main(*sys.argv[1:])
