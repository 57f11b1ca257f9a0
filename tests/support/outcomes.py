"""Projects whose check has much to tell, hostile names among it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "a%b,c:d\nx|`y`<b>[z]&é"
"""A directory's name full of what the formats use themselves."""

UNDECODABLE = "caf\udce9"

DOCKERFILE = "FROM scratch\nCOPY . .\nCOPY gone%,: /\n"


def troubled(root: Path) -> Path:
    """Findings with paths, with lines, with sizes, with remedies."""
    return grow(
        root,
        *(f"{HOSTILE}/.env 3", f"{UNDECODABLE}/.env 3", ".env 3", "big.bin 9000"),
        files={"Dockerfile": DOCKERFILE, ".gitignore": "# x\nnode_modules/\n"},
    )


OPTIONS = ("--max-size", "1kB", "--max-file-size", "2kB", "--leaks", "--forbid", "*.bin")
CODES = {
    *("too-large", "file-too-large", "forbidden-path", "secret-sent"),
    *("source-missing", "gitignore-leak"),
}
"""What is found with these options."""
