"""The ignore files of the benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Rules(NamedTuple):
    name: str
    text: str
    """What ``.dockerignore`` holds; nothing means that there is none."""


NONE = Rules("no rules", "")
TWENTY = Rules("20 globs, 1 exception", (HERE / "20-globs.dockerignore").read_text())
HUNDRED = Rules("100 globs", (HERE / "100-globs.dockerignore").read_text())
PRUNED = Rules("node_modules pruned", "node_modules\n")

FOUR = (NONE, TWENTY, HUNDRED, PRUNED)

REAL_TWENTY = Rules("20 rules, 3 exceptions", (HERE / "20-rules.dockerignore").read_text())
REAL_FORTY = Rules("40 rules, 3 exceptions", (HERE / "40-rules.dockerignore").read_text())
REAL = (REAL_TWENTY, REAL_FORTY)
"""As projects write them: names at the top, names anywhere, a few endings."""
