"""What the command line takes from this machine."""

from __future__ import annotations

import os
import platform

_ARCHITECTURES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv7l": "arm/v7",
    "i386": "386",
    "i686": "386",
}


def linux_platform() -> str:
    """The platform of a Linux engine on this machine, such as ``linux/amd64``."""
    machine = platform.machine().lower()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"


def environment(name: str) -> str:
    return os.environ.get(name, "")
