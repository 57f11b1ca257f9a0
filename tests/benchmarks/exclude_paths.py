"""Count what docker-py would send of the directory named by the argument."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main(root: str) -> None:
    build: Any = import_module("docker.utils.build")  # an optional neighbour, and not typed
    ignore_file = Path(root, ".dockerignore")
    text = ignore_file.read_text() if ignore_file.exists() else ""
    sys.stdout.write(f"{len(build.exclude_paths(root, patterns(text)))}\n")


def patterns(text: str) -> list[str]:
    """As docker/api/build.py reads an ignore file."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    main(sys.argv[1])
