"""Real engines for tests: Docker, with every client on PATH, and Buildah.

They run where they can: as root on Linux with ``dockerd`` (and ``buildah``) on PATH, or with
``CTXSCAN_TEST_DOCKER_HOST=1`` at the engine of DOCKER_HOST. Elsewhere these tests are skipped,
unless ``CTXSCAN_REQUIRE_ENGINES=1``: then they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.engines.engine import (
    REQUIRED,
    Engine,
    NoEngineError,
    buildkit_clients,
    clients,
    running_engine,
)
from tests.engines.random_contexts import SEED
from tests.engines.summary import PROPERTY, Ledger
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.recorder import Docker


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, find in (("client", clients), ("buildkit_client", buildkit_clients)):
        if name in metafunc.fixturenames:
            found: list[Docker | None] = [*find()] or [None]
            metafunc.parametrize(name, found, ids=_client_name, scope="session")


def _client_name(client: Docker | None) -> str:
    return f"client {_dotted(client)}" if client else "no client"


def _dotted(client: Docker) -> str:
    return ".".join(map(str, client.version))


def unavailable(reason: str) -> NoReturn:
    if REQUIRED:
        pytest.fail(f"{reason}, and CTXSCAN_REQUIRE_ENGINES says that engines are here")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if worker else base) / "engine"
    shared.mkdir(exist_ok=True)
    try:
        with running_engine(shared) as found:
            yield found
    except NoEngineError as error:
        unavailable(str(error))


@pytest.fixture(scope="session")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where Buildah keeps its images: a directory of the tests' own."""
    if sys.platform != "linux" or os.geteuid() != 0:
        unavailable("buildah with storage of its own needs root on Linux")
    if shutil.which("buildah") is None:
        unavailable("there is no buildah on PATH")
    storage = tmp_path_factory.mktemp("buildah")
    yield storage
    shutil.rmtree(storage)


@pytest.fixture
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """To be filled by a test, and told at the end of the run."""
    if WHY_NOT_HERE:
        pytest.skip(WHY_NOT_HERE)
    ledger, began = Ledger(), time.monotonic()
    yield ledger
    ledger.seconds = time.monotonic() - began
    request.node.user_properties.append((PROPERTY, {**ledger.as_property(), "seed": SEED}))


@pytest.fixture
def docker_ledger(ledger: Ledger, engine: Engine, request: pytest.FixtureRequest) -> Ledger:
    is_classic = "client" in request.fixturenames
    client = request.getfixturevalue("client" if is_classic else "buildkit_client")
    builder = "classic builder" if is_classic else "BuildKit"
    if client is None:
        unavailable(f"there is no docker client for the {builder} on PATH")
    ledger.engine = f"Docker {engine.version}, {builder}, client {_dotted(client)}"
    return ledger


@pytest.fixture
def buildah_ledger(ledger: Ledger, buildah: Path) -> Ledger:  # noqa: ARG001 - it must be there
    told = subprocess.run(["buildah", "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"version (\S+)", told.stdout)
    ledger.engine = f"Buildah {version[1] if version else '?'}"
    return ledger
