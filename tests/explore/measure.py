"""How fast the explorer is: ``python -m tests.explore.measure [DIRECTORY]``.

Without a directory, in the tree of the benchmark with 105,000 files. On a terminal of its own: from
the start to the first rows, and to the figures of the whole tree; from a key that drafts a rule to
the last byte of the picture with its figures. Without one: each rule of the catalog, from the rule
to its picture, in CPU too, which a busy machine does not lengthen as much.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.explore.bars import BLOCKS
from ctxscan.explore.frame import frame
from ctxscan.findings.catalog import catalog
from tests.benchmarks.trees import APPLICATION
from tests.browser.measure import percentile
from tests.support.explorers import LARGE, SMALL, explorer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

STARTS = 9
DRAFTS = 40
QUIET = 0.25
"""Seconds without a byte: the picture is whole."""


class Terminal:
    """The program on a terminal of 80 columns and 24 lines."""

    def __init__(self, path: str) -> None:
        self._seen = b""
        self.begun = time.perf_counter()
        self.child, self._end = pty.fork()
        if self.child == 0:
            os.environ["TERM"] = "xterm-256color"
            arguments = [sys.executable, "-m", "ctxscan", "explore", path]
            os.execv(sys.executable, arguments)  # noqa: S606 - on a terminal: subprocess has none
        columns, lines = SMALL
        ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes within so many; nothing: nothing came."""
        ready, _, _ = select.select([self._end], [], [], seconds)
        return os.read(self._end, 65536) if ready else b""

    def until(self, text: bytes, limit: float = 60) -> float:
        """Seconds since the start at which *text* had come."""
        while text not in self._seen:
            if time.perf_counter() - self.begun > limit:
                raise TimeoutError(f"{text!r} did not come: {self._seen[-500:]!r}")
            self._seen += self.read(limit)
        return time.perf_counter() - self.begun

    def press(self, key: str) -> float:
        """Seconds from the key to the last byte of what it draws."""
        self.settle()
        begun = last = time.perf_counter()
        os.write(self._end, key.encode())
        while self.read(QUIET):
            last = time.perf_counter()
        return last - begun

    def settle(self) -> None:
        while self.read(QUIET):
            pass

    def close(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self._end)


def on_a_terminal(path: str, row: str) -> None:
    """*row*: the name of what is walked first in *path*."""
    first, whole, drafts = [], [], []
    for number in range(STARTS):
        terminal = Terminal(path)
        first.append(terminal.until(row.encode()))
        whole.append(terminal.until(b"transferring context"))
        if number == 0:
            terminal.press("j")
            for _ in range(DRAFTS):
                drafts.append(terminal.press("i"))
                terminal.press("u")
        terminal.close()
    say("first rows", first)
    say("whole tree", whole)
    say("`i` to its picture", drafts)


def by_the_catalog(path: str) -> None:
    explorer = explorer_of(path)
    session = explorer.session
    base = session.base
    assert base is not None
    clock, computed = [], []
    for row in catalog():
        begun, ran = time.perf_counter(), time.process_time()
        try:
            weighed = session.exploration.weighed(session.inspection, (row.pattern,))
        except CtxscanError:
            continue
        session.exploration.breaks(session.inspection, (row.pattern,))
        frame(explorer, *LARGE, BLOCKS)
        clock.append(time.perf_counter() - begun)
        computed.append(time.process_time() - ran)
        assert weighed.figures.eligible.files <= base.figures.eligible.files
    say(f"{len(clock)} rules of the catalog", clock)
    say("  the same in CPU", computed)


def say(what: str, seconds: Sequence[float]) -> None:
    low, middle, high = (1000 * percentile(seconds, each) for each in (0, 50, 95))
    sys.stdout.write(f"{what:28} least {low:6.0f}  median {middle:6.0f}  p95 {high:6.0f} ms\n")


def main(arguments: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = arguments[0] if arguments else str(APPLICATION.under(Path(folder)))
        on_a_terminal(path, min(each.name for each in os.scandir(path) if each.is_dir()))
        by_the_catalog(path)
    sys.stdout.write(f"load {' '.join(f'{each:.1f}' for each in os.getloadavg())}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
