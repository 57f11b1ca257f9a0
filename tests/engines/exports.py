"""The file system of an image as an engine hands it out, layer upon layer, and what it said."""

from __future__ import annotations

import io
import json
import posixpath
import re
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.engines.builds import BuildFailedError, _raw, _run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engines.engine import Engine
    from tests.support.recorder import Docker

Row = tuple[str, int, str | None]
"""Type, size, and origin or target."""

_REMOVED, _ALL_REMOVED = ".wh.", ".wh..wh..opq"
_CLASSIC_STEP = re.compile(r"^Step \d+/\d+ : (.*)$", re.MULTILINE)
_BUILDKIT_STEP = re.compile(r"^ > \[[^\]]*\] (.*):$", re.MULTILINE)
_BUILDAH_STEP = re.compile(r"^(?:\[\d+/\d+\] )?STEP \d+/\d+: (.*)$", re.MULTILINE)
_BUILDAH_ERROR = re.compile(r'building at STEP "(.*?)": ')
"""It may announce the next stage before it says what failed: what came last is no sign."""

_BELOW_A_FILE = re.compile(
    r"error from sender: (?:lstat|readdir: readdirent) (\S+): not a directory"
)


class Export(NamedTuple):
    layers: tuple[bytes, ...] = ()
    """Each a tar."""

    failed_at: str | None = None
    """The instruction at which the build failed, as written; ``""``: the engine names none."""

    said: str = ""
    """By an engine that failed."""

    @property
    def is_lost(self) -> bool:
        """Whether the daemon lost one of its own layers, as that of 20.10 does with vfs.

        It happens behind a step that changed nothing, and says nothing of the build.
        """
        return "failed to get layer" in self.said and "layer does not exist" in self.said

    @property
    def stumbled_over(self) -> Path | None:
        """Where a client from before 23.0 gave up, as it meant to look into a file.

        Today's takes what is below a file for missing, and leaves it to the instruction to fail.
        """
        found = _BELOW_A_FILE.search(self.said)
        return Path(found[1]) if found else None


def classic_export(engine: Engine, client: Docker, context: Path) -> Export:
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        number = Path(folder, "iid")
        environment = engine.environment(folder, buildkit=False)
        command = [client.path, "build", "--no-cache", "--force-rm", f"--iidfile={number}"]
        try:
            _run([*command, str(context)], environment)
        except BuildFailedError as error:
            return _failed(error, _CLASSIC_STEP)
        image = number.read_text("ascii")
        try:
            return Export(_layers(_raw([client.path, "save", image], environment)))
        except BuildFailedError as error:
            if "empty export" not in str(error):
                raise
            return Export()  # an image without a layer, which the engine refuses to save
        finally:
            _raw([client.path, "rmi", "--force", image], environment)


def buildkit_export(engine: Engine, client: Docker, context: Path) -> Export:
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        tar = Path(folder, "image.tar")
        command = [client.path, "build", "--no-cache", "--progress=plain"]
        command += [f"--output=type=tar,dest={tar}", str(context)]
        try:
            _run(command, engine.environment(folder, buildkit=True))
        except BuildFailedError as error:
            return _failed(error, _BUILDKIT_STEP)
        return Export((tar.read_bytes(),))


def buildah_export(storage: Path, context: Path) -> Export:
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        tar = Path(folder, "image.tar")
        command = ["buildah", f"--root={storage}/root", f"--runroot={storage}/run"]
        command += ["--storage-driver=vfs", "build", "--isolation=chroot", "--no-cache"]
        try:
            _run([*command, f"--output=type=tar,dest={tar}", str(context)], None)
        except BuildFailedError as error:
            named = _BUILDAH_ERROR.search(str(error))
            failed = _failed(error, _BUILDAH_STEP)
            return failed._replace(failed_at=named[1]) if named else failed
        return Export((tar.read_bytes(),))


def _failed(error: BuildFailedError, step: re.Pattern[str]) -> Export:
    said = str(error)
    announced = step.findall(said)
    return Export(failed_at=announced[-1] if announced else "", said=said[-600:])


def _layers(saved: bytes) -> tuple[bytes, ...]:
    """Of what ``docker save`` writes, the lowest first."""
    with tarfile.open(fileobj=io.BytesIO(saved)) as archive:
        names = json.loads(_content(archive, "manifest.json"))[0]["Layers"]
        return tuple(_content(archive, name) for name in names)


def _content(archive: tarfile.TarFile, member: str | tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file is not None
    return file.read()


class _Node:
    """One file, whatever the number of its names."""

    __slots__ = ("data", "kind")

    def __init__(self, kind: str, data: bytes = b"") -> None:
        self.kind = kind
        self.data = data


@dataclass(slots=True)
class _Image:
    nodes: dict[str, _Node] = field(default_factory=dict)

    def lay(self, layer: bytes) -> None:
        with tarfile.open(fileobj=io.BytesIO(layer), encoding="utf-8") as archive:
            for member in archive:
                self._lay_one(archive, member, _clean(member.name))

    def _lay_one(self, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
        above, name = posixpath.split(path)
        if name == _ALL_REMOVED:
            self._clear(above)
        elif name.startswith(_REMOVED):
            self._remove(posixpath.join(above, name.removeprefix(_REMOVED)))
        elif path:
            if not member.isdir():
                self._remove(path)
            self.nodes[path] = self._node(archive, member)

    def _node(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> _Node:
        if member.isdir():
            return _Node("directory")
        if member.islnk():
            return self.nodes[_clean(member.linkname)]
        if member.issym():
            return _Node("symlink", member.linkname.encode("utf-8", "surrogateescape"))
        return _Node("file", _content(archive, member)) if member.isfile() else _Node("other")

    def _remove(self, path: str) -> None:
        self.nodes.pop(path, None)
        self._clear(path)

    def _clear(self, directory: str) -> None:
        for path in [each for each in self.nodes if each.startswith(f"{directory}/")]:
            del self.nodes[path]

    def rows(self, origins: Mapping[bytes, str]) -> Iterator[tuple[str, Row]]:
        """Of several names of a file, the first in the order of the paths is the file."""
        seen: set[int] = set()
        for path, node in sorted(self.nodes.items()):
            if node.kind == "symlink":
                yield path, ("symlink", len(node.data), node.data.decode("utf-8", "replace"))
            elif node.kind != "file":
                yield path, (node.kind, 0, None)
            else:
                origin = origins.get(node.data, "unknown content")
                is_first = id(node) not in seen
                yield (
                    path,
                    ("file", len(node.data), origin) if is_first else ("hardlink", 0, origin),
                )
            seen.add(id(node))


def _clean(path: str) -> str:
    return path.removeprefix("./").strip("/")


def rows_of(export: Export, origins: Mapping[bytes, str]) -> dict[str, Row]:
    """Path, without a slash in front -> what is there. *origins*: content -> where it is from."""
    image = _Image()
    for layer in export.layers:
        image.lay(layer)
    return dict(image.rows(origins))
