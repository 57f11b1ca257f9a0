"""A Docker engine of the tests' own: started, shared by the workers of one run, and removed."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.recorder import Docker, _client_at

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRED = os.environ.get("CTXSCAN_REQUIRE_ENGINES") == "1"
"""Whether a missing engine is a failure: ``.ci/run`` says so where it installed one."""

STARTS_WITHIN = 60
STOPS_WITHIN = 30
"""Seconds."""


class NoEngineError(Exception):
    """Why no engine runs here, in words for a reader of the test results."""


@dataclass(frozen=True, slots=True)
class Engine:
    host: str
    """As in ``DOCKER_HOST``."""

    version: str

    def environment(self, folder: str, *, buildkit: bool) -> dict[str, str]:
        """For a docker client that shall talk to this engine alone, and read nobody's settings."""
        unwanted = ("DOCKER_", "BUILDX_", "BUILDKIT_", "COMPOSE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        return kept | {
            "DOCKER_BUILDKIT": "1" if buildkit else "0",
            "DOCKER_CONFIG": folder,
            "DOCKER_HOST": self.host,
        }


def clients() -> list[Docker]:
    """Every docker client on PATH, the oldest first."""
    if sys.platform == "win32":
        return []
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    paths = {
        os.path.realpath(path)
        for folder in folders
        if (path := shutil.which("docker", path=folder))
    }
    found = [client for path in sorted(paths) if (client := _client_at(path))]
    return sorted(found, key=lambda client: client.version)


def buildkit_clients() -> list[Docker]:
    """Those that can talk BuildKit: by themselves before 23.0, since then with buildx installed."""
    return [client for client in clients() if client.version < (23,) or _has_buildx(client)]


@cache
def _has_buildx(client: Docker) -> bool:
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        command = [client.path, "--config", folder, "buildx", "version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def running_engine(shared: Path) -> Iterator[Engine]:
    """The engine at DOCKER_HOST if that is allowed, else a private one.

    *shared* is a directory of this test run. The first worker to come starts the engine, and
    stops it when the others are done with it. Raises NoEngineError.
    """
    if os.environ.get("CTXSCAN_TEST_DOCKER_HOST") == "1":
        host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        yield Engine(host, _version(host))
        return
    _refuse_where_impossible()
    fcntl: Any = importlib.import_module("fcntl")  # Windows has none, but imports this module
    address = shared / "address"
    with (shared / "owner").open("w") as owner, (shared / "users").open("w") as users:
        while True:
            if _locked(fcntl, owner, fcntl.LOCK_EX | fcntl.LOCK_NB):
                with private_engine() as engine:
                    address.write_text(engine.host)
                    yield engine
                    address.unlink()
                    fcntl.flock(users, fcntl.LOCK_EX)  # all the others have let go
                return
            fcntl.flock(users, fcntl.LOCK_SH)
            if address.exists():
                host = address.read_text()
                yield Engine(host, _version(host))
                return
            fcntl.flock(users, fcntl.LOCK_UN)
            time.sleep(0.2)


def _locked(fcntl: Any, file: Any, how: int) -> bool:
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        return False
    return True


def _refuse_where_impossible() -> None:
    if sys.platform != "linux":
        raise NoEngineError("a private Docker engine needs Linux")
    if os.geteuid() != 0:
        raise NoEngineError("a private Docker engine needs root (or set CTXSCAN_TEST_DOCKER_HOST)")
    for program in ("docker", "dockerd"):
        if shutil.which(program) is None:
            raise NoEngineError(f"there is no {program} on PATH")


@contextmanager
def private_engine() -> Iterator[Engine]:
    """A new engine without a network, which leaves no trace. Raises NoEngineError."""
    root = Path(tempfile.mkdtemp(prefix="ctxscan-engine-"))
    log = root / "log"
    (root / "settings.json").write_text("{}")  # not those of this machine
    try:
        with log.open("wb") as output:
            daemon = subprocess.Popen(
                _command(root), stdout=output, stderr=output, start_new_session=True
            )
        try:
            host = f"unix://{root}/sock"
            yield Engine(host, _wait_for(daemon, host, log))
        finally:
            _stop(daemon)
    finally:
        _remove(root)


def _command(root: Path) -> list[str]:
    return [
        "dockerd",
        "--bridge=none",
        "--iptables=false",
        "--ip6tables=false",
        "--storage-driver=vfs",
        f"--config-file={root}/settings.json",
        f"--data-root={root}/data",
        f"--exec-root={root}/exec",
        f"--host=unix://{root}/sock",
        f"--pidfile={root}/pid",
    ]


def _wait_for(daemon: subprocess.Popen[bytes], host: str, log: Path) -> str:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and daemon.poll() is None:
        try:
            return _version(host)
        except NoEngineError:
            time.sleep(0.1)
    last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
    raise NoEngineError(f"dockerd does not start here: {' '.join(last)}")


def _version(host: str) -> str:
    asked = subprocess.run(
        ["docker", "--host", host, "version", "--format", "{{.Server.Version}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise NoEngineError(f"no Docker engine answers at {host}: {asked.stderr.strip()}")
    version = re.match(r"[0-9.]+", asked.stdout)
    return version[0] if version else asked.stdout.strip()


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    """Stop the engine, and with it the containerd that it started."""
    daemon.terminate()
    try:
        daemon.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(daemon.pid, signal.SIGKILL)
        daemon.wait()


def _remove(root: Path) -> None:
    mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    for mount in reversed(mounts):
        where = mount.split(" ")[1]
        if where.startswith(f"{root}/"):
            subprocess.run(["umount", "--lazy", where], check=False)
    shutil.rmtree(root)
