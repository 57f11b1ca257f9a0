"""Targets that read what lies on a disk: archives, images, a project that is explored."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from ctxscan.api.image import image as read_image
from ctxscan.context.shell_words import words_for
from ctxscan.errors import CtxscanError
from ctxscan.explore.plain import run_plain
from ctxscan.explore.texts import drafted
from ctxscan.inspection.archives import read_archive
from tests.support.explorers import begun
from tests.support.trees import grow

_SCRATCH = tempfile.TemporaryDirectory(prefix="ctxscan-fuzz-")

_TREE = ("src/main.py 9", "src/a b/[c] 3", "logs/x.log 90", "é 1", "link -> src")
_DOCKERFILE = b"FROM scratch AS a\nCOPY src /s\nFROM scratch\nCOPY . /all\nCOPY logs/x* /l/\n"


def _written(name: str, data: bytes) -> str:
    path = Path(_SCRATCH.name, name)
    path.write_bytes(data)
    return str(path)


def archive(data: bytes) -> None:
    for each in (data, gzip.compress(data, 1)):
        read_archive(_written("archive.tar", each))


def image(data: bytes) -> None:
    """What ``docker save`` writes, or an image layout."""
    read_image(_written("image.tar", data))


def draft(data: bytes) -> None:
    """An ignore file, and below an empty line what somebody says to ``explore --plain``."""
    root = Path(_SCRATCH.name, "draft")
    if not root.exists():
        grow(root, *_TREE, files={"Dockerfile": _DOCKERFILE})
    rules, _, answers = data.partition(b"\n\n")
    (root / ".dockerignore").write_bytes(rules)
    explorer = begun(str(root))
    said: list[str] = []
    run_plain(explorer, answers.decode("utf-8", "surrogateescape").split("\n"), said.append)
    said.append(drafted(explorer.session))


def completion(data: bytes) -> None:
    """What a shell completes from a file: its first line is the words so far."""
    typed, _, content = data.partition(b"\n")
    words = typed.decode("utf-8", "surrogateescape").replace("\0", "").split(" ")
    for name in ("Dockerfile", "compose.yaml", "docker-bake.hcl", "docker-bake.json"):
        file = _written(name, content)
        for kind in ("stage", "build"):
            found = words_for(kind, ["ctxscan", *words, "--file", file, file])
            if any("\n" in each or "\0" in each for each in found):
                raise AssertionError("a word of two lines is two words")
    try:
        words_for("stage", words)
    except CtxscanError:
        raise AssertionError("a shell that completes a word is no place for errors") from None
