"""What a build takes from this machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    machine = _machine().lower()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"


def _machine() -> str:
    if sys.platform != "win32":
        return os.uname().machine
    import platform  # noqa: PLC0415 - Windows alone has no os.uname

    return platform.machine()


def environment() -> Mapping[str, str]:
    return os.environ


def current_directory(environment: Mapping[str, str]) -> str:
    """As Go's ``os.Getwd``: PWD where it names the directory, symlinks in it kept."""
    here = environment.get("PWD", "")
    try:
        if os.path.isabs(here) and os.path.samefile(here, "."):
            return here
    except (OSError, ValueError):
        pass
    return os.getcwd()
