"""What the system was asked about a tree: exact, however the program asks it."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.support.program import command, environment

STATS = ("stat", "lstat", "newfstatat", "fstatat64", "statx")
LISTINGS = ("getdents64",)
OPENS = ("open", "openat")
ATTRIBUTES = ("listxattr", "llistxattr", "flistxattr")

CALL = re.compile(r'\d+ +(\w+)\((?:(?:AT_FDCWD|\d+)<(?P<at>[^>]*)>(?:, )?)?(?:"(?P<name>[^"]*)")?')


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls by the path they are about, relative to the root; the root itself is ``.``."""

    stats: Counter[str] = field(default_factory=Counter)
    listings: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)


@cache
def why_no_strace() -> str | None:
    """The reason to skip a test that needs it, or None."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False)
    return None if tried.returncode == 0 else "strace may not trace here"


def trace(root: Path, *arguments: str) -> Calls:
    """Run ``ctxscan ARGUMENTS`` and see what it asks of the tree at *root*."""
    kinds = ",".join(f"?{name}" for name in (*STATS, *LISTINGS, *ATTRIBUTES, *OPENS))
    with tempfile.NamedTemporaryFile(mode="r", prefix="ctxscan-") as log:
        strace = ["strace", "-f", "-y", "-qq", "-s", "4096", "-e", f"trace={kinds}", "-o", log.name]
        subprocess.run(
            [*strace, *command(*arguments)],
            cwd="/",
            env=environment(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return read_log(log.read(), root)


def read_log(log: str, root: Path) -> Calls:
    calls = Calls()
    kinds = {
        **dict.fromkeys(STATS, calls.stats),
        **dict.fromkeys(LISTINGS, calls.listings),
        **dict.fromkeys(ATTRIBUTES, calls.attributes),
        **dict.fromkeys(OPENS, calls.opens),
    }
    for line in log.splitlines():
        found = CALL.match(line)
        # The C library looks at each directory that it has opened; that path is empty.
        if found is None or found["name"] == "":
            continue
        path = posixpath.normpath(posixpath.join(found["at"] or "", found["name"] or ""))
        if Path(path).is_relative_to(root):
            kinds[found[1]][posixpath.relpath(path, root)] += 1
    return calls
