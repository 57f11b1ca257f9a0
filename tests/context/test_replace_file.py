"""A file is written whole or not at all, and no writer loses what another wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.replace_file import replace_file
from tests.support.program import command, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks as POSIX has them")

ROUNDS = int(os.environ.get("CTXSCAN_ROUNDS", "2"))


def test_what_a_killed_run_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    grow(tmp_path, ".a.ctxscan-abcd1234", ".a.ctxscan-mine.txt", ".b.ctxscan-abcd1234")
    replace_file(tmp_path / "a", b"new")
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        *(".a.ctxscan-mine.txt", ".b.ctxscan-abcd1234", "a"),
    ]


def test_links_in_a_circle_are_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "l").symlink_to("l")
    with pytest.raises(OSError, match=r"loop|symbolic"):
        replace_file(tmp_path / "l", b"")


def test_several_that_update_one_baseline_lose_no_entry(tmp_path: Path) -> None:
    names = [f"app{n}" for n in range(4)]
    files = {f"{name}/Dockerfile": "FROM scratch\nCOPY . /\n" for name in names}
    grow(tmp_path, files=files)
    for _ in range(ROUNDS):
        (tmp_path / "b.json").unlink(missing_ok=True)
        options = ("--baseline", "b.json", "--update-baseline", "-q")
        running = [
            subprocess.Popen(
                command("check", name, *options),
                cwd=tmp_path,
                env=environment(),
                stdout=subprocess.DEVNULL,
            )
            for name in names
        ]
        assert [each.wait() for each in running] == [0] * len(names)
        builds = json.loads((tmp_path / "b.json").read_bytes())["builds"]
        assert len(builds) == len(names)
