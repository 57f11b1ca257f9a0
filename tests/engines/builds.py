"""One build by a real engine: what it printed, and every file of the image that came out."""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.engine import Engine
    from tests.support.recorder import Docker

_CLASSIC_FIGURE = re.compile(r"Sending build context to Docker daemon +(\S+)")

Content = dict[str, tuple[str, bytes]]
"""Path -> a word for its type, and its bytes or the target of a link."""


class BuildFailedError(Exception):
    """With all that the client said."""


@dataclass(frozen=True, slots=True)
class Built:
    printed: str | None
    """The figure for the context; ``None`` where the engine never asked for it."""

    image: Content

    image_bytes: int
    """The content of all files of the image."""


def classic_build(engine: Engine, client: Docker, context: Path, *options: str) -> Built:
    """``DOCKER_BUILDKIT=0 docker build``; raises BuildFailedError."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        number = Path(folder, "iid")
        environment = engine.environment(folder, buildkit=False)
        command = [client.path, "build", "--no-cache", "--force-rm", f"--iidfile={number}"]
        out = _run([*command, *options, str(context)], environment)
        image = number.read_text("ascii")
        content = _saved_image([client.path, "save", image], environment)
        _raw([client.path, "rmi", "--force", image], environment)
    return _built(_CLASSIC_FIGURE.search(out), content)


def classic_figure(engine: Engine, client: Docker, context: Path) -> str | None:
    """What the classic client prints, whether the build then succeeds or not."""
    try:
        return classic_build(engine, client, context).printed
    except BuildFailedError as error:
        printed = _CLASSIC_FIGURE.search(str(error))
        return printed[1] if printed else None


def buildkit_build(engine: Engine, client: Docker, context: Path, *options: str) -> Built:
    """``DOCKER_BUILDKIT=1 docker build``; raises BuildFailedError."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        tar = Path(folder, "image.tar")
        command = [client.path, "build", "--no-cache", "--progress=plain"]
        command += ["--output", f"type=tar,dest={tar}", *options, str(context)]
        out = _run(command, engine.environment(folder, buildkit=True))
        content = _content(tar.read_bytes())
    return _built(_context_figure(out), content)


def buildkit_figure(engine: Engine, client: Docker, context: Path) -> str | None:
    """What BuildKit prints for the context, whether the build then succeeds or not."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        command = [client.path, "build", "--no-cache", "--progress=plain"]
        command += ["--output", f"type=tar,dest={folder}/image.tar", str(context)]
        try:
            out = _run(command, engine.environment(folder, buildkit=True))
        except BuildFailedError as error:
            out = str(error)
    figure = _context_figure(out)
    return figure[1] if figure else None


def _context_figure(out: str) -> re.Match[str] | None:
    """The last figure of the step that loads the context; .dockerignore has one of its own."""
    step = re.search(r"^#(\d+) \[internal\] load build context$", out, re.MULTILINE)
    if step is None:
        return None
    figures = re.finditer(rf"^#{step[1]} transferring context: (\S+)", out, re.MULTILINE)
    return max(figures, key=re.Match.start, default=None)


def buildah_build(storage: Path, context: Path, *options: str) -> Built:
    """``buildah build``, which prints no figure; raises BuildFailedError."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        tar = Path(folder, "image.tar")
        command = ["buildah", f"--root={storage}/root", f"--runroot={storage}/run"]
        command += ["--storage-driver=vfs", "build", "--isolation=chroot", "--no-cache"]
        command += [f"--output=type=tar,dest={tar}", *options, str(context)]
        _run(command, None)
        content = _content(tar.read_bytes())
    return _built(None, content)


def _built(printed: re.Match[str] | None, image: Content) -> Built:
    size = sum(len(data) for kind, data in image.values() if kind == "file")
    return Built(printed[1] if printed else None, image, size)


def _run(command: list[str], environment: dict[str, str] | None) -> str:
    return _raw(command, environment, with_errors=True).decode("utf-8", "replace")


def _raw(
    command: list[str], environment: dict[str, str] | None, *, with_errors: bool = False
) -> bytes:
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise BuildFailedError((done.stdout + done.stderr).decode("utf-8", "replace"))
    return done.stdout + done.stderr if with_errors else done.stdout


def _saved_image(command: list[str], environment: dict[str, str]) -> Content:
    """The files of ``docker save``: its layers, one over the other."""
    try:
        saved = _raw(command, environment)
    except BuildFailedError as error:
        if "empty export" not in str(error):
            raise
        return {}  # an image without a layer, which the engine refuses to save
    with tarfile.open(fileobj=io.BytesIO(saved)) as archive:
        names = _layers(archive)
        content: Content = {}
        for name in names:
            member = archive.extractfile(name)
            assert member is not None
            content |= _content(member.read())
    return content


def _layers(archive: tarfile.TarFile) -> list[str]:
    manifest = archive.extractfile("manifest.json")
    assert manifest is not None
    layers: list[str] = json.load(manifest)[0]["Layers"]
    return layers


def _content(tar: bytes) -> Content:
    with tarfile.open(fileobj=io.BytesIO(tar), encoding="utf-8") as archive:
        return dict(_entries(archive))


def _entries(archive: tarfile.TarFile) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for member in archive:
        path = member.name.removeprefix("./").strip("/")
        if not path:
            continue
        if member.isdir():
            yield path, ("directory", b"")
        elif member.issym():
            yield path, ("symlink", member.linkname.encode("utf-8", "surrogateescape"))
        elif member.isfile() or member.islnk():
            file = archive.extractfile(member)
            assert file is not None
            yield path, ("file", file.read())
        elif member.isfifo():
            yield path, ("fifo", b"")
        else:
            yield path, ("device", b"")
