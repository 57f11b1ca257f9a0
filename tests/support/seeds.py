"""The seed of what the tests draw: another one for each commit, the same in each run of one.

What CI draws is then what was drawn before the commit was handed in, and a failure comes back.
"""

from __future__ import annotations

import os
import random
import subprocess
import zlib
from pathlib import Path


def seed_of_the_commit() -> int:
    """Of the files of the commit, or ``CTXSCAN_ENGINE_SEED``; a random one without a repository.

    The workers of one run of pytest-xdist agree on it.
    """
    if chosen := os.environ.get("CTXSCAN_ENGINE_SEED"):
        return int(chosen)
    common = _tree() or os.environ.get("PYTEST_XDIST_TESTRUNUID", "").encode()
    return zlib.crc32(common) if common else random.SystemRandom().randrange(2**32)


def _tree() -> bytes:
    command = ["git", "rev-parse", "HEAD^{tree}"]
    try:
        ended = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, check=False)
    except OSError:
        return b""
    return ended.stdout.strip() if ended.returncode == 0 else b""
