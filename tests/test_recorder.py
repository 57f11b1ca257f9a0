"""The stand-in daemon sees what the real one saw when the conformance data was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support import model
from tests.support.conformance import Case, cases
from tests.support.recorder import TYPES, find_docker, record, why_no_docker
from tests.support.strategies import scenarios
from tests.support.trees import WHY_NOT_HERE, grow, plant_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.model import Tree
    from tests.support.recorder import Docker

pytestmark = [
    pytest.mark.skipif(why_no_docker() is not None, reason=str(why_no_docker())),
    pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE)),
]

SAMPLE = [case for case in cases() if case.id.startswith("r")][::12] + [
    case for case in cases() if not case.id.startswith("r")
][::6]


@pytest.fixture(scope="module")
def docker() -> Docker:
    client = find_docker()
    assert client is not None
    return client


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in SAMPLE])
def test_it_records_what_was_recorded_before(docker: Docker, case: Case, tmp_path: Path) -> None:
    root = case.plant(tmp_path / "context")
    recording = record(docker, root, *case.args)
    if case.classic.error:
        assert case.classic.error.replace("CTX", str(root)) in recording.stderr
        assert recording.exit_code != 0
        return
    assert (len(recording.tar), recording.printed) == (case.classic.bytes, case.classic.printed)
    entries = [(entry.name, TYPES[entry.type], entry.size) for entry in recording.members()]
    assert tuple(sorted(name for name, *_ in entries)) == tuple(sorted(case.classic.paths))
    assert case.classic.entries is None or sorted(entries) == sorted(case.classic.entries)


def test_it_takes_a_dockerfile_from_stdin(docker: Docker, tmp_path: Path) -> None:
    grow(tmp_path, "a 1")
    recording = record(docker, ".", "-f", "-", stdin=b"FROM scratch\n", cwd=tmp_path)
    injected = recording.build_query["dockerfile"]
    assert injected.startswith(".dockerfile.")
    names = {entry.name for entry in recording.members()}
    assert names == {injected, ".dockerignore", "a"}


def test_it_tells_the_options_of_the_build(docker: Docker, tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch AS one\n"})
    recording = record(docker, tmp_path, "--target", "one", "-t", "name:tag")
    assert recording.exit_code == 0
    assert recording.build_query["target"] == "one"
    assert recording.build_query["t"] == "name:tag"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scenario=scenarios())
def test_the_model_agrees_with_the_client(
    docker: Docker, tmp_path_factory: pytest.TempPathFactory, scenario: tuple[Tree, str]
) -> None:
    grown, text = scenario
    tree = {**grown, "Dockerfile": "file", ".dockerignore": "file"}
    root = plant_tree(tmp_path_factory.mktemp("context"), tree)
    grow(root, files={"Dockerfile": "FROM scratch\n", ".dockerignore": text})
    recording = record(docker, root)
    try:
        sent, _ = model.classic(tree, model.read_lines(model.raw(text)))
    except model.PatternError:
        assert "pattern" in recording.stderr or "token too long" in recording.stderr
        assert not recording.tar
        return
    assert [entry.name for entry in recording.members()] == sent
