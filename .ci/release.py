# noqa: INP001 - a script, and of no package
"""Build what a release uploads: ``release.py TAG``. Or print its notes: ``--notes TAG``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = ROOT / ".github/CHANGELOG.md"


def version() -> str:
    text = (ROOT / "ctxscan/version.py").read_text(encoding="utf-8")
    return re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)[0]


def notes(tag: str) -> str:
    """What the changelog says of it. Ends the program where it says nothing."""
    parts = re.split(r"^## ", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for part in parts:
        title, _, text = part.partition("\n")
        if title.split(" ")[0] == tag.removeprefix("v"):
            return text.strip() + "\n"
    sys.exit(f".github/CHANGELOG.md has no section {tag.removeprefix('v')}")


def build(tag: str) -> None:
    if tag != f"v{version()}":
        sys.exit(f"the tag is {tag}, and ctxscan/version.py says {version()}")
    notes(tag)
    os.chdir(ROOT)
    dist = ROOT / "dist"
    dist.mkdir()
    from hatchling.build import build_sdist, build_wheel  # noqa: PLC0415 - notes take none

    for built in (build_sdist(str(dist)), build_wheel(str(dist))):
        sys.stdout.write(f"{built}\n")


def main(words: list[str]) -> None:
    match words:
        case ["--notes", tag]:
            sys.stdout.write(notes(tag))
        case [tag]:
            build(tag)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
