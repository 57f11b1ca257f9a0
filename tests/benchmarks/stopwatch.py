"""``stopwatch.py LIMIT PROGRAM ARGUMENT...`` prints seconds, peak, exit code, processor seconds.

A program that has not ended after LIMIT seconds is killed.

A process of its own, and a small one: until a program has replaced the copy of its parent, the
parent's memory counts as its own (Linux, fs/exec.c:exec_mmap). So no figure is below the 9 MB of
this one. Of a program with children, the memory is that of the largest process.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def main(limit: str, *command: str) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    silenced = [(os.POSIX_SPAWN_DUP2, nowhere, stream) for stream in (1, 2)]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=silenced)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(int(limit))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    kibibytes, cpu = usage.ru_maxrss, usage.ru_utime + usage.ru_stime
    sys.stdout.write(f"{seconds} {kibibytes * 1024} {os.waitstatus_to_exitcode(status)} {cpu}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
