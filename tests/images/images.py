"""Archives of images, written by hand: any form, any entry, also what no engine writes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

NOW = "2026-01-01T00:00:00Z"


@dataclass
class Item:
    """An entry of a layer: ``file(...)`` and the others below."""

    name: str
    type: bytes = tarfile.REGTYPE
    content: bytes = b""
    link: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def file(name: str, content: bytes | int = b"") -> Item:
    """*content*: the bytes, or how many there are."""
    return Item(name, content=b"x" * content if isinstance(content, int) else content)


def folder(name: str) -> Item:
    return Item(name, tarfile.DIRTYPE)


def link(name: str, target: str) -> Item:
    return Item(name, tarfile.SYMTYPE, link=target)


def hard_link(name: str, target: str) -> Item:
    return Item(name, tarfile.LNKTYPE, link=target)


def gone(name: str) -> Item:
    above, slash, last = name.rpartition("/")
    return file(f"{above}{slash}.wh.{last}")


def opaque(name: str) -> Item:
    return file(f"{name}/.wh..wh..opq")


def tar_of(items: Iterable[Item], format_: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=format_) as tar:
        for item in items:
            info = tarfile.TarInfo(item.name)
            info.type, info.linkname, info.size = item.type, item.link, len(item.content)
            info.pax_headers = item.headers
            tar.addfile(info, io.BytesIO(item.content))
    return held.getvalue()


def docker_archive(
    layers: Sequence[bytes],
    *,
    history: Sequence[Mapping[str, Any]] | None = None,
    name: str = "app:latest",
    manifest_first: bool = False,
) -> bytes:
    """As ``docker save`` writes it before version 25."""
    config = json.dumps(config_of(layers, history)).encode()
    names = [f"{number:064x}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "config.json", "RepoTags": [name], "Layers": names}]
    parts = [
        *(file(each, layer) for each, layer in zip(names, layers, strict=True)),
        file("config.json", config),
    ]
    documents = [file("manifest.json", json.dumps(manifest).encode())]
    return tar_of(documents + parts if manifest_first else parts + documents)


def config_of(
    layers: Sequence[bytes], history: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    rows = history if history is not None else [{"created_by": "COPY . . # buildkit"}] * len(layers)
    return {
        "os": "linux",
        "architecture": "amd64",
        "created": NOW,
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(each) for each in layers]},
        "history": list(rows),
    }


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Layout:
    """The blobs of an image layout."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def add(self, data: bytes) -> dict[str, Any]:
        digest = digest_of(data)
        self.blobs[digest] = data
        return {"digest": digest, "size": len(data)}

    def add_document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return self.add(json.dumps(document).encode())

    def add_image(
        self,
        layers: Sequence[bytes],
        *,
        packed: bool = True,
        config: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        rows = [self.add(gzip.compress(each) if packed else each) for each in layers]
        own = self.add_document(config or config_of(layers))
        return self.add_document({"schemaVersion": 2, "config": own, "layers": rows})

    def items(self, index: Mapping[str, Any]) -> list[Item]:
        found = [
            file(f"blobs/{digest.replace(':', '/')}", data) for digest, data in self.blobs.items()
        ]
        return [*found, file("index.json", json.dumps(index).encode())]

    def write(self, root: Path, index: Mapping[str, Any]) -> Path:
        for item in self.items(index):
            path = root / item.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(item.content)
        return root


def oci_archive(layers: Sequence[bytes], *, packed: bool = True) -> bytes:
    layout = Layout()
    row = layout.add_image(layers, packed=packed)
    return tar_of(layout.items({"schemaVersion": 2, "manifests": [row]}))
