"""What suggest would add is found once for all builds that read one ignore file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api import unwritten as room
from ctxscan.api.build import inspect
from ctxscan.api.unwritten import UnwrittenLines, unwritten
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ctxscan.findings.check.leaks import Unwritten
    from ctxscan.inspection.named import NamedBuild

COMPOSE = """
services:
  one: {build: {context: ., target: one}}
  two: {build: {context: ., target: two}}
  other: {build: {context: ., dockerfile: other/Dockerfile}}
"""
DOCKERFILE = "FROM scratch AS one\nCOPY . /\nFROM scratch AS two\nCOPY src /\nFROM one\nCOPY a /\n"
FILES = {
    "compose.yaml": COMPOSE,
    "Dockerfile": DOCKERFILE,
    "other/Dockerfile": "FROM scratch\nCOPY . /\n",
    "other/Dockerfile.dockerignore": "**/*.log\n",
    ".gitignore": "*.log\nbuild/\n",
}


@pytest.fixture
def project(tmp_path: Path) -> str:
    init(grow(tmp_path, "a", "src/b", "x.log", "build/out", files=FILES))
    git(tmp_path, "add", ".")
    return str(tmp_path)


def test_builds_that_read_one_file_share_what_it_lacks(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[str] = []
    lines_of = room._lines

    def counted(builds: Sequence[NamedBuild], root: str) -> Unwritten:
        searches.append(root)
        return lines_of(builds, root)

    builds = [
        inspect(project, target="one"),
        inspect(project, target="two"),
        inspect(project, file=f"{project}/other/Dockerfile"),
        inspect(project, target="one", builder="classic"),
        inspect(project, target="two", build_args={"A": "1"}),
    ]
    alone = [unwritten(each, {}) for each in builds]
    monkeypatch.setattr(room, "_lines", counted)
    shared = UnwrittenLines({})
    assert [shared.of(each) for each in builds] == alone
    assert len({each.lines for each in alone}) == 2
    # The second is one of those that are looked at for the first; no other is.
    assert len(searches) == 4
