"""Random inputs to every reader: a line for the user, or an answer, and soon.

``CTXSCAN_FUZZ_INPUTS`` asks for a longer run, so many for each target, and ``CTXSCAN_FUZZ_SEED``
for other inputs. What fails is written to ``crash-*`` in the current directory: make it a test in
test_crashes.py, named after what went wrong.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests.fuzz.mutation import inputs, seeds
from tests.fuzz.running import fault
from tests.fuzz.targets import TARGETS

INPUTS = int(os.environ.get("CTXSCAN_FUZZ_INPUTS", "400"))
SEED = int(os.environ.get("CTXSCAN_FUZZ_SEED", "0"))


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_is_a_traceback_or_a_hang(target: str) -> None:
    assert len(seeds(target)) >= 3
    tried = 0
    faults: dict[str, Exception] = {}
    for data in inputs(target, INPUTS, SEED):
        tried += 1
        error = fault(target, data)
        if error is not None:
            name = f"crash-{target}-{hashlib.sha256(data).hexdigest()[:12]}"
            Path(name).write_bytes(data)
            faults[name] = error
    print(f"{target}: {tried:,} inputs, {len(faults)} faults")  # noqa: T201 - the count, with -s
    assert not faults
    assert tried == INPUTS + len(seeds(target))
