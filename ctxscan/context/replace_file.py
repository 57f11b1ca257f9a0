"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write *data* whole or not at all; mode and symlinks of an existing file are kept.

    A device or a fifo is written to: a file in place of ``/dev/null`` would harm every program.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as special:
            special.write(data)
        return
    import tempfile  # noqa: PLC0415 - it brings random and more along, and few commands write

    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
