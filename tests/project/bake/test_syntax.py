"""Which texts are HCL: HashiCorp's own parser (by pygohcl) is the judge of ours."""

from __future__ import annotations

import random

import pytest

from ctxscan.project.bake.hcl.bodies import parse_file
from ctxscan.project.errors import ProjectError
from tests.support.project_cases import cases

TEXTS = [
    text
    for case in cases("bake")
    for name, text in case.record["files"].items()
    if name.endswith(".hcl")
]
INSERTED = [*'{}[]()"\n,=:$%~.#/*-!?<>&|;\\ a1', "${", "%{", "~}", "<<EOT\n", "...", "=>", "for "]


def is_hcl(text: str) -> bool:
    try:
        parse_file(text, "docker-bake.hcl")
    except ProjectError:
        return False
    return True


def damaged(seed: int) -> str:
    """One of the recorded files, a character taken out or something put in."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    text: str = chance.choice(TEXTS)
    at = chance.randrange(len(text) + 1)
    if chance.random() < 0.4:
        return text[:at] + text[at + 1 :]
    return text[:at] + str(chance.choice(INSERTED)) + text[at:]


@pytest.mark.parametrize("seed", range(0, 600, 50))
def test_ours_takes_what_theirs_takes(seed: int) -> None:
    pygohcl = pytest.importorskip("pygohcl")
    for text in map(damaged, range(seed, seed + 50)):
        try:
            pygohcl.loads(text)
            theirs = True
        except pygohcl.HCLParseError:
            theirs = False
        except pygohcl.HCLInternalError:
            continue  # it fails beyond the syntax: at an attribute that it cannot show
        assert is_hcl(text) == theirs, text
