"""A stand-in for the Docker daemon: it takes one classic build and keeps the very bytes sent.

The client needs no engine for that: it asks ``/_ping``, uploads the tar to ``/build``, and prints
the figure that ctxscan has to equal.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
import socketserver
import subprocess
import sys
import tarfile
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase
    from pathlib import Path

API_VERSION = "1.41"
"""Old enough for the clients since 20.10, and not too old for those of 2026."""


TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.DIRTYPE: "directory",
    tarfile.SYMTYPE: "symlink",
    tarfile.LNKTYPE: "hardlink",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CHRTYPE: "device",
}
"""Of a member of the archive, as the documents of ctxscan have it."""


@dataclass(frozen=True, slots=True)
class Docker:
    """A docker client; the walk of docs/semantics, C.4, is that of 23.0 and later (section J)."""

    path: str
    version: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    tar: bytes
    """Empty where the client refused before it sent anything."""

    exit_code: int
    stderr: str
    printed: str | None
    """The figure after ``Sending build context to Docker daemon``."""

    build_query: dict[str, str]

    def members(self) -> list[tarfile.TarInfo]:
        """The entries of the tar, in its order."""
        # Where the client adds a Dockerfile it leaves out the padding and the trailer (C.6).
        whole = self.tar + bytes(-len(self.tar) % 512 + 1024)
        with tarfile.open(fileobj=io.BytesIO(whole), encoding="utf-8") as archive:
            return archive.getmembers()


@cache
def find_docker() -> Docker | None:
    """The newest docker client on PATH, if there is one."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    paths = {path for folder in folders if folder and (path := shutil.which("docker", path=folder))}
    clients = [client for path in sorted(paths) if (client := _client_at(path))]
    return max(clients, key=lambda client: client.version, default=None)


def why_no_docker() -> str | None:
    """The reason to skip a test that needs a client of today, or None."""
    if sys.platform == "win32":
        return "the stand-in daemon needs a Unix socket"
    docker = find_docker()
    if docker is None:
        return "there is no docker client on PATH"
    if docker.version < (23,):
        return f"{docker.path} is older than 23.0 and walks in another way"
    return None


def _client_at(path: str) -> Docker | None:
    asked = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"Docker version (\d+)\.(\d+)\.(\d+)", asked.stdout)
    return Docker(path, tuple(map(int, version.groups()))) if version else None


def record(
    docker: Docker,
    context: str | os.PathLike[str],
    *args: str,
    stdin: bytes = b"",
    cwd: Path | None = None,
) -> Recording:
    """Run ``DOCKER_BUILDKIT=0 docker build *args context`` and keep what it sends."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder, serve(folder) as daemon:
        done = subprocess.run(
            [docker.path, "build", *args, os.fspath(context)],
            env=_environment(folder),
            input=stdin,
            cwd=cwd,
            capture_output=True,
            check=False,
            timeout=60,
        )
    printed = re.search(rb"Sending build context to Docker daemon +(\S+)", done.stdout)
    return Recording(
        tar=daemon.tar,
        exit_code=done.returncode,
        stderr=done.stderr.decode("utf-8", "replace"),
        printed=printed[1].decode() if printed else None,
        build_query=daemon.query,
    )


def _environment(folder: str) -> dict[str, str]:
    unwanted = ("DOCKER_", "BUILDX_", "COMPOSE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return kept | {
        "DOCKER_BUILDKIT": "0",
        "DOCKER_CONFIG": folder,
        "DOCKER_HOST": f"unix://{folder}/docker.sock",
    }


class Daemon(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """What socketserver calls a UnixStreamServer, but this can be imported on Windows too."""

    address_family = getattr(socket, "AF_UNIX", socket.AF_INET)
    daemon_threads = False
    tar = b""

    def __init__(self, path: str) -> None:
        address: Any = path  # that of an AF_UNIX server is no pair of host and port
        super().__init__(address, Conversation)
        self.query: dict[str, str] = {}


@contextmanager
def serve(folder: str) -> Iterator[Daemon]:
    with Daemon(f"{folder}/docker.sock") as daemon:
        thread = threading.Thread(target=daemon.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield daemon
        finally:
            daemon.shutdown()
            thread.join()


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Daemon

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        is_ping = self.path.endswith("/_ping")
        self._answer(b"OK" if is_ping else json.dumps({"OSType": "linux"}).encode())

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        body = self._body()
        if address.path.endswith("/build"):
            self.server.tar = body
            self.server.query = dict(parse_qsl(address.query, keep_blank_values=True))
        self._answer(json.dumps({"stream": "recorded\n"}).encode())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            return b"".join(chunks(self.rfile))
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        for name, value in (
            ("Api-Version", API_VERSION),
            ("Ostype", "linux"),
            ("Builder-Version", "1"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if body:  # after a HEAD the client may have hung up, and even writing nothing would fail
            self.wfile.write(body)

    def address_string(self) -> str:
        return "client"  # a Unix socket has no address to print

    def log_message(self, *_: object) -> None:
        """Say nothing: the recording tells it all."""


def chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    """The chunks of a chunked HTTP body."""
    while size := int(stream.readline().split(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()
