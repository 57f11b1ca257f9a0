"""What the configuration of an image says of each of its layers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.images.documents import tables, text
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.images.documents import Document

_NOP = regex(r"^/bin/sh -c #\(nop\)\s+")
_DIGEST = regex(r"(file|dir|multi|archive):([0-9a-f]{8})[0-9a-f]{56}")
_WRITES = frozenset(["ADD", "COPY", "RUN"])
_SAYS = frozenset(
    [
        *("ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL"),
        *("MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "USER"),
    ]
)
"""Instructions that write no file."""

_INSTRUCTION = regex(r"[A-Z]+ ")
_SHELL = regex(r"^(?:RUN )?(?:\|\d+ .*? )?/bin/sh -c ", re.DOTALL)
_BUILDKIT = regex(r"\s+# buildkit$")


class Past(NamedTuple):
    """One instruction of those that an image remembers."""

    created_by: str
    """As it stands there."""

    layer: int | None
    """The one that it wrote, from 0; ``None`` where it wrote none."""

    together: int = 0
    """How many instructions wrote this layer together, where the builder wrote one for several."""

    @property
    def words(self) -> str:
        """The instruction, without what the builder puts around it."""
        return f"{self.together} steps together" if self.together else shortened(self.created_by)


def past_of(config: Document, layers: int) -> tuple[Past, ...] | None:
    """In their order; ``None`` where they do not account for just so many *layers*.

    Squashed images are so, and those whose history was thrown away.
    """
    found: list[Past] = []
    count = steps = 0
    for row in tables(config.get("history")):
        created_by = text(row.get("created_by"))
        keyword = shortened(created_by).partition(" ")[0]
        steps += keyword in _WRITES
        if row.get("empty_layer") is True:
            found.append(Past(created_by, None))
            continue
        # Buildah without --layers: one layer, at the last instruction, be it one that writes none.
        found.append(Past(created_by, count, 0 if keyword not in _SAYS else steps))
        count, steps = count + 1, 0
    return tuple(found) if found and count == layers else None


def shortened(created_by: str) -> str:
    """``/bin/sh -c #(nop)  CMD ["a"]`` -> ``CMD ["a"]``; what names no instruction is a RUN."""
    words = _BUILDKIT.sub("", created_by).strip()
    without = _NOP.sub("", words)
    if without != words:
        return _DIGEST.sub(r"\1:\2", " ".join(without.split()))
    command = _SHELL.sub("", words)
    return command if _INSTRUCTION.match(command) else f"RUN {command}"
