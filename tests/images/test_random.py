"""Archives with random damage: an answer or one line, never a traceback."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

import ctxscan
from ctxscan.render.json.image import image_document
from tests.images.images import Item, tar_of
from tests.images.test_forms import IMAGES
from tests.support.schemas import mismatches
from tests.support.seeds import seed_of_the_commit

if TYPE_CHECKING:
    from pathlib import Path

SEED = seed_of_the_commit()
EACH = 60
ODD: tuple[Any, ...] = (
    None,
    7,
    -1,
    True,
    "",
    [],
    {},
    [[]],
    1e300,
    {"a": {}},
    "sha256:../../x",
    "é",
)
SAVED = (
    (IMAGES / "buildkit-oci-provenance.tar").read_bytes(),
    gzip.decompress((IMAGES / "docker-save.tar.gz").read_bytes()),
    gzip.decompress((IMAGES / "buildah-docker.tar.gz").read_bytes()),
)


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Some bytes, blocks and headers changed."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 9))):
        block = chance.randrange(len(found) // 512) * 512
        found[block + chance.choice((0, 100, 124, 130, 148, 156, 157, 257, 345))] ^= (
            1 << chance.randint(0, 7)
        )
        if chance.random() < 0.1:
            del found[block : block + chance.choice((1, 512, 1000))]
    return bytes(found)


def odd(chance: random.Random, value: Any) -> Any:
    """JSON of other types, and with less in it."""
    if chance.random() < 0.06:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: odd(chance, each) for key, each in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        return [odd(chance, each) for each in value if chance.random() > 0.03]
    return value


def rewritten(chance: random.Random, data: bytes) -> bytes:
    """The same archive with odd documents."""
    items: list[Item] = []
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            content = file.read() if file is not None else b""
            if content[:1] in (b"{", b"["):
                content = json.dumps(odd(chance, json.loads(content))).encode()
            items.append(Item(member.name, member.type, content, member.linkname))
    return tar_of(items)


@pytest.mark.parametrize("change", [damaged, rewritten])
@pytest.mark.parametrize("saved", SAVED, ids=["BuildKit", "Docker", "Buildah"])
def test_an_archive_with_damage_is_answered_or_refused(
    change: Any, saved: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "app.tar"
    answered = 0
    for number in range(EACH):
        path.write_bytes(change(random.Random(f"{SEED}-{number}"), saved))  # noqa: S311 - the same damage every time
        try:
            found = ctxscan.image(str(path), context=str(IMAGES / "app"))
        except ctxscan.CtxscanError:
            continue
        assert mismatches(image_document(found), "image") == []
        answered += 1
    assert 0 < answered < EACH
