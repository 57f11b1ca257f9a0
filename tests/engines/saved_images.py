"""Images that real engines built and saved, as archives on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engines.builds import _raw, _run

if TYPE_CHECKING:
    from tests.engines.engine import Engine
    from tests.support.recorder import Docker


def docker_save(
    engine: Engine, client: Docker, context: Path, to: Path, *options: str, buildkit: bool
) -> Path:
    """Built by the engine, with BuildKit or without; the archive is *to*."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        number = Path(folder, "iid")
        environment = engine.environment(folder, buildkit=buildkit)
        command = [client.path, "build", "--no-cache", f"--iidfile={number}", *options]
        _run([*command, str(context)], environment)
        image = number.read_text("ascii")
        _raw([client.path, "save", f"--output={to}", image], environment)
        _raw([client.path, "rmi", "--force", image], environment)
    return to


def buildah_push(storage: Path, context: Path, to: Path, transport: str, *options: str) -> Path:
    """Built by Buildah, layer by layer; *transport* as ``buildah push`` has it."""
    program = ["buildah", f"--root={storage}/root", f"--runroot={storage}/run"]
    program += ["--storage-driver=vfs"]
    build = [*program, "build", "--isolation=chroot", "--layers", "--quiet", *options, str(context)]
    image = _raw(build, None).decode("ascii").strip()
    _raw([*program, "push", "--quiet", image, f"{transport}:{to}:app:1"], None)
    return to
