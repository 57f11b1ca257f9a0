"""The content of one member of an archive."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def member_chunks(archive: Iterable[bytes], name: str) -> list[bytes] | None:
    """*name*: as it stands in the archive. ``None`` where that cannot be read."""
    try:
        with tarfile.open(fileobj=io.BytesIO(b"".join(archive))) as opened:
            members = [each for each in opened.getmembers() if each.name.lstrip("/") == name]
            file = opened.extractfile(members[-1]) if members else None
            return None if file is None else [file.read()]
    except (tarfile.TarError, OSError, EOFError, KeyError):
        return None
