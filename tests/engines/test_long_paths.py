"""Paths and names that are too long for the system, in bytes and not in characters.

Left out are paths of 3,900 to 4,095 bytes, which an engine's own directory makes too long, and
files that Buildah 1.28.2 writes under another name of more than 100 bytes, where it fails.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.engines.exports import buildah_export, buildkit_export, classic_export
from tests.engines.random_builds import RandomBuild
from tests.engines.test_copies import Judge, differences, lay_out, our_answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

RENAMED = "a name of 25"

COPIES = [
    pytest.param(f"COPY a {destination}", id=name)
    for name, destination in (
        ("a name of 255 bytes", "/" + "n" * 255),
        ("a name of 256 bytes", "/" + "n" * 256),
        ("a directory of 255 bytes", "/" + "n" * 255 + "/"),
        ("a directory of 256 bytes", "/" + "n" * 256 + "/"),
        ("a name of 254 bytes in 127 letters", "/" + "é" * 127),
        ("a name of 256 bytes in 128 letters", "/" + "é" * 128),
        ("a path of 3,700 bytes", ("/" + "n" * 99) * 37 + "/"),
        ("a path of 4,100 bytes", ("/" + "n" * 99) * 41 + "/"),
        ("a path of 4,220 bytes in 2,121 letters", ("/" + "é" * 100) * 21 + "/"),
    )
]


def check(judge: Judge, step: str, context: Path, ledger: Ledger) -> None:
    build = RandomBuild({"a": "a\n"}, None, f"FROM scratch AS s0\nCOPY a /first\n{step}\n")
    lay_out(build, context)
    ours, _ = our_answer(judge, build, context)
    told = [*differences(judge.builder, build, ours, judge.make(context))]
    ledger.add_image(step[:40], build.steps(ours.line), [], told)
    assert told == []


@pytest.mark.parametrize("step", COPIES)
def test_buildkit_fails_at_a_long_path_where_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, step: str, tmp_path: Path
) -> None:
    make = partial(buildkit_export, engine, buildkit_client)
    check(Judge("buildkit", make), step, tmp_path / "context", docker_ledger)


@pytest.mark.parametrize("step", COPIES)
def test_the_classic_builder_fails_at_a_long_path_where_we_say(
    engine: Engine, client: Docker, docker_ledger: Ledger, step: str, tmp_path: Path
) -> None:
    make = partial(classic_export, engine, client)
    check(Judge("classic", make), step, tmp_path / "context", docker_ledger)


@pytest.mark.parametrize("step", [each for each in COPIES if RENAMED not in str(each.id)])
def test_buildah_fails_at_a_long_path_where_we_say(
    buildah: Path, buildah_ledger: Ledger, step: str, tmp_path: Path
) -> None:
    make = partial(buildah_export, buildah)
    check(Judge("podman", make), step, tmp_path / "context", buildah_ledger)
