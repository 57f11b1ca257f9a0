"""The end of Docker's client, which asks its plugin to stop by closing a socket.

A signal that reaches the client alone, as one of a CI runner does, is all that a plugin learns of
it (docker/cli, cmd/docker/docker.go, tryPluginRun; cli-plugins/socket/socket.go).
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress

try:
    import fcntl
except ImportError:  # Windows: there the client ends its plugin
    fcntl = None  # type: ignore[assignment]

_ADDRESS = "DOCKER_CLI_PLUGIN_SOCKET"

_opened: list[socket.socket] = []
"""Held open for the life of the program."""


def end_with_client() -> None:
    """Have SIGTERM come when the client closes its socket; nothing where there is none."""
    address = os.environ.get(_ADDRESS)
    if not address or fcntl is None or not hasattr(os, "O_ASYNC"):
        return
    with suppress(OSError):
        client = socket.socket(socket.AF_UNIX)
        client.connect("\0" + address[1:] if address.startswith("@") else address)
        _opened.append(client)
        signal.signal(signal.SIGIO, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        # No thread waits for it: the walk forks, and a fork leaves threads behind.
        fcntl.fcntl(client, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(client, fcntl.F_SETFL, fcntl.fcntl(client, fcntl.F_GETFL) | os.O_ASYNC)
