"""Several who write one file at the same time: nothing is lost, and nobody gets a mixture.

``CTXSCAN_WRITER_ROUNDS`` asks for more rounds.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = int(os.environ.get("CTXSCAN_WRITER_ROUNDS", "2"))
AT_ONCE = 4

RULES = b"# mine\n*.log\n"
EDITED = b"# mine\n*.log\n# saved by somebody meanwhile\nmine/\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    entries = [f"d{at}/node_modules/f{name}.pyc 9" for at in range(20) for name in range(20)]
    return grow(tmp_path / "project", *entries, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})


def started(project: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(*words), cwd=project, env=environment(), stdout=-1, stderr=-1)


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def test_of_several_that_write_one_ignore_file_each_writes_all_or_says_that_it_changed(
    project: Path,
) -> None:
    ignore = project / ".dockerignore"
    ignore.write_bytes(RULES)
    assert ended(started(project, "suggest", "--write", "."))[0] == 0
    whole = ignore.read_bytes()
    assert whole.startswith(RULES)
    assert whole != RULES
    refused = 0
    for _ in range(ROUNDS):
        ignore.write_bytes(RULES)
        for code, errors in map(
            ended, [started(project, "suggest", "--write", ".") for _ in range(AT_ONCE)]
        ):
            assert code == 0 or (code == 2 and b" has changed since it was read" in errors), errors
            refused += code == 2
        assert ignore.read_bytes() == whole
        assert list(project.glob(".*ctxscan-*")) == []
    print(f"{ROUNDS} rounds of {AT_ONCE}: {refused} refused, none lost")  # noqa: T201 - with -s


@pytest.mark.parametrize("words", ["suggest --write .", "lint --fix ."])
def test_what_a_person_saves_meanwhile_is_never_lost(project: Path, words: str) -> None:
    ignore = project / ".dockerignore"
    before = RULES + b"*.log\n"
    ignore.write_bytes(before)
    began = time.monotonic()
    assert ended(started(project, *words.split()))[0] in (0, 1)
    whole = time.monotonic() - began
    after = ignore.read_bytes()
    chance = random.Random(16)  # noqa: S311 - moments need not be secret
    refused = 0
    for _ in range(ROUNDS):
        ignore.write_bytes(before)
        process = started(project, *words.split())
        time.sleep(chance.uniform(0, whole))
        found = ignore.read_bytes()
        assert found in (before, after), "half a file"
        # As an editor saves: a file of its own, put in place.
        saved = project / "saved~"
        saved.write_bytes(EDITED)
        saved.replace(ignore)
        code, errors = ended(process)
        left = ignore.read_bytes()
        assert code in (0, 1) or b" has changed since it was read" in errors, errors
        assert b"# saved by somebody meanwhile\nmine/\n" in left, (code, found == after)
        refused += code == 2
    print(f"{words}: {ROUNDS} rounds, {refused} refused, none lost")  # noqa: T201 - with -s


def test_no_entry_of_a_baseline_is_lost_by_those_who_update_it_together(tmp_path: Path) -> None:
    for at in range(AT_ONCE):
        grow(tmp_path / f"c{at}", "a 9", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    for _ in range(ROUNDS):
        (tmp_path / "baseline.json").unlink(missing_ok=True)
        words = ("check", "--baseline", "baseline.json", "--update-baseline")
        codes = [
            ended(each) for each in [started(tmp_path, *words, f"c{at}") for at in range(AT_ONCE)]
        ]
        assert [code for code, _ in codes] == [0] * AT_ONCE, codes
        builds = json.loads((tmp_path / "baseline.json").read_bytes())["builds"]
        assert len(builds) == AT_ONCE


@pytest.mark.parametrize("is_there", [False, True], ids=["a new file", "a file that is there"])
def test_several_that_write_their_results_into_one_file_leave_one_of_them_whole(
    project: Path,
    *,
    is_there: bool,
) -> None:
    asked = ("report", "list", "list --ignored", "report --format json")
    results = {started(project, *words.split()).communicate()[0] for words in asked}
    assert len(results) == len(asked)
    output = project.parent / "result"
    for _ in range(ROUNDS):
        output.unlink(missing_ok=True)
        if is_there:
            output.write_bytes(b"the last one\n")
        started_all = [started(project, *words.split(), "-o", str(output)) for words in asked]
        assert [ended(each) for each in started_all] == [(0, b"")] * len(asked)
        assert output.read_bytes() in results
        assert sorted(each.name for each in project.parent.iterdir()) == ["project", "result"]
