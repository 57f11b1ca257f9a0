"""What is kept of a run, and how it lies on disk: a compressed file for each project."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST = 200_000
"""Bytes kept of an output; a longer one is known by its hash alone from there on."""

SUFFIX = ".json.gz"


class Text(NamedTuple):
    sha256: str
    """Of all of it."""

    size: int
    start: str
    """The first ``MOST`` bytes; what is no UTF-8 is kept as surrogates."""

    @classmethod
    def of(cls, data: bytes) -> Text:
        start = data[:MOST].decode("utf-8", "surrogateescape")
        return cls(hashlib.sha256(data).hexdigest(), len(data), start)

    @property
    def is_whole(self) -> bool:
        return self.size <= MOST


class Kept(NamedTuple):
    command: str
    exit: int | None
    """``None``: it did not end in time; nothing is kept of what it said."""

    stdout: Text
    stderr: Text


def write(outdir: Path, project: str, runs: Mapping[str, Kept]) -> None:
    """Each output once, however many runs have it."""
    texts = {text.sha256: text for kept in runs.values() for text in (kept.stdout, kept.stderr)}
    document = {
        "runs": {
            line: [kept.command, kept.exit, kept.stdout.sha256, kept.stderr.sha256]
            for line, kept in runs.items()
        },
        "texts": {sha256: [text.size, text.start] for sha256, text in texts.items()},
    }
    path = outdir / f"{project}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    # mtime: the same record is the same file
    part.write_bytes(gzip.compress(json.dumps(document).encode(), compresslevel=6, mtime=0))
    part.replace(path)


def is_kept(outdir: Path, project: str) -> bool:
    """Whole, as it gets its name only then."""
    return (outdir / f"{project}{SUFFIX}").exists()


def read(outdir: Path, project: str) -> dict[str, Kept]:
    document = json.loads(gzip.decompress((outdir / f"{project}{SUFFIX}").read_bytes()))
    texts = {sha256: Text(sha256, *kept) for sha256, kept in document["texts"].items()}
    return {
        line: Kept(command, code, texts[stdout], texts[stderr])
        for line, (command, code, stdout, stderr) in document["runs"].items()
    }


def projects(outdir: Path) -> set[str]:
    """Raises OSError when nothing was recorded there."""
    found = {
        path.relative_to(outdir).as_posix().removesuffix(SUFFIX)
        for path in outdir.rglob(f"*{SUFFIX}")
    }
    if not found:
        raise FileNotFoundError(f"{outdir}: nothing is recorded there")
    return found
