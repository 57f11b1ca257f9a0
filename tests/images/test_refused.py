"""What is no image, is cut off, or is built to cost too much: one line, and exit code 2."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import zlib
from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import ImageError
from ctxscan.images.archive import read_archive
from ctxscan.images.layers import NOTHING
from ctxscan.images.limits import LIMITS
from ctxscan.images.manifest import images
from tests.images.images import (
    Item,
    Layout,
    docker_archive,
    file,
    folder,
    hard_link,
    oci_archive,
    tar_of,
)
from tests.images.streams import Held
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.images.limits import Limits

ONE = docker_archive([tar_of([file("a", 5000)])])
ROOTFS = tar_of([folder("bin"), *(file(f"bin/{number}", b"x" * 600) for number in range(9))])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "it is empty (docker save may have failed", id="nothing"),
        pytest.param(b"hello\n" * 200, "it is no archive of an image", id="text"),
        pytest.param(gzip.compress(b"hello\n" * 200), "it is no archive", id="compressed text"),
        pytest.param(
            ROOTFS, "neither index.json nor manifest.json", id="what docker export writes"
        ),
        pytest.param(ONE[:3000], "it ends in the middle of", id="cut in a layer"),
        pytest.param(gzip.compress(ONE)[:-100], "ends in the middle", id="cut while compressed"),
        pytest.param(gzip.compress(ONE)[:60] + b"\0" * 99, "cannot be unpacked", id="spoiled"),
        pytest.param(
            tar_of([file("manifest.json", b"[{")]),
            "manifest.json in it is no JSON",
            id="half a JSON",
        ),
        pytest.param(
            tar_of([file("manifest.json", b"[" * 200_000)]), "is no JSON", id="a JSON too deep"
        ),
        pytest.param(
            tar_of([file("manifest.json", b'[{"Layers": ["1/layer.tar"]}]')]),
            "the layer 1/layer.tar is not in it",
            id="a layer that is missing",
        ),
        pytest.param(
            docker_archive([b"\x1f\x8b\x08" + b"x" * 600]),
            "cannot be unpacked",
            id="no layer at all",
        ),
        pytest.param(
            docker_archive([gzip.compress(b"x" * 5000)]), "no header of a tar", id="gzip of no tar"
        ),
        pytest.param(tar_of([file("manifest.json", b"[7, null]")]), "no image", id="odd rows"),
        pytest.param(
            tar_of([file("index.json", b'{"manifests": [{"digest": 7}]}')]),
            "no image",
            id="odd types",
        ),
    ],
)
def test_what_is_no_image_is_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(data)
    for run in (ctxscan("image", path), ctxscan("image", "-", stdin=data)):
        assert (run.exit_code, run.stdout, len(run.errors)) == (2, b"", 1)
        assert said in run.errors[0]
    assert f"{path}: " in ctxscan("image", path).errors[0]


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    for path in (tmp_path / "no.tar", tmp_path):
        run = ctxscan("image", path)
        assert (run.exit_code, len(run.errors)) == (2, 1)
    run = ctxscan("image", "app:latest")
    assert "(docker save app:latest | ctxscan image -)" in run.errors[0]
    for name in ("app.tar", "./app", "/nowhere/app.oci"):
        assert f"(docker save -o {name} NAME writes one)" in ctxscan("image", name).errors[0]


def bomb(size: int) -> bytes:
    """A layer of *size* bytes of zeros, compressed without being held."""
    header = tarfile.TarInfo("zeros")
    header.size = size
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(header.tobuf(tarfile.PAX_FORMAT))]
    parts += [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*parts, packer.flush()])


def read(data: bytes, limits: Limits) -> None:
    archive = read_archive(Held(data), NOTHING, limits)
    for image in images(archive, limits):
        for name in image.layers:
            archive.layer(name)


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        pytest.param(
            docker_archive([tar_of([file(str(n)) for n in range(50)])]),
            LIMITS._replace(entries=40),
            "more than 40 entries",
            id="entries",
        ),
        pytest.param(
            docker_archive([tar_of([file(f"{n:0200}") for n in range(50)])]),
            LIMITS._replace(names=5000),
            "its names are longer than 5,000 bytes",
            id="names together",
        ),
        pytest.param(
            docker_archive([tar_of([file("n" * 90_000)])]),
            LIMITS,
            "a name of 90,000",
            id="one name",
        ),
        pytest.param(
            docker_archive([tar_of([file("n" * (2 << 20))])]),
            LIMITS,
            "a header of 2,",
            id="a header",
        ),
        pytest.param(
            docker_archive([tar_of([file("n/" * 2048 + "n")])]),
            LIMITS,
            "a name of 4,097",
            id="a name longer than Linux takes",
        ),
        pytest.param(
            docker_archive([tar_of([file(f"{n}/" + "a/" * 2000 + "f") for n in range(60)])]),
            LIMITS,
            "the paths of its directories are longer than 134,217,728 characters together",
            id="directories together",
        ),
        pytest.param(
            docker_archive([tar_of([file(f"a{n}/b/c") for n in range(60)])]),
            LIMITS._replace(directories=300),
            "the paths of its directories are longer than 300 characters",
            id="directories that many plain members lie in",
        ),
        pytest.param(
            docker_archive([bomb(64 << 20)]),
            LIMITS._replace(unpacked=1 << 25),
            "more than 200 times its size",
            id="the ratio",
        ),
        pytest.param(
            gzip.compress(docker_archive([tar_of([file("a", bytes(1 << 26))])])),
            LIMITS._replace(unpacked=1 << 25),
            "more than 200 times its size",
            id="the ratio of the whole archive",
        ),
        pytest.param(
            tar_of([file(str(n)) for n in range(50)]),
            LIMITS._replace(parts=40),
            "more than 40 files of its own",
            id="parts",
        ),
        pytest.param(
            tar_of([file(str(n), b"[" + b" " * 999) for n in range(50)]),
            LIMITS._replace(documents=40_000),
            "its documents are larger than 40,000",
            id="documents",
        ),
    ],
)
def test_what_costs_too_much_is_refused(data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        read(data, limits)


def test_indexes_that_lie_too_deep_are_refused() -> None:
    layout = Layout()
    row = layout.add_image([tar_of([file("a", 5)])])
    for _ in range(20):
        row = layout.add_document({"manifests": [row]})
    with pytest.raises(ImageError, match="more than 8 deep"):
        read(tar_of(layout.items({"manifests": [row]})), LIMITS)


def test_indexes_that_lead_to_one_another_under_ever_new_names_are_refused() -> None:
    layout = Layout()
    rows = [{"digest": f"sha256:{number:064x}"} for number in range(200)]
    row = layout.add_document({"manifests": rows})
    named = [
        {**row, "annotations": {"org.opencontainers.image.ref.name": str(number)}}
        for number in range(200)
    ]
    row = layout.add_document({"manifests": named})
    with pytest.raises(ImageError, match="more than 20,000 rows"):
        read(tar_of(layout.items({"manifests": [row]})), LIMITS)


def header(name: bytes, size: bytes, kind: bytes = b"0", content: bytes = b"") -> bytes:
    """A member whose *size* is written as it is."""
    block = bytearray(512)
    block[: len(name)], block[124:136], block[156:157] = name, size, kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + content + bytes(-len(content) % 512)


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(b"-0000001000\0", id="less than nothing: it was read over and over"),
        pytest.param(b"0000_000_05\0", id="underscores"),
        pytest.param(b"0o000000005\0", id="as Python writes it"),
        pytest.param(b"+0000000005\0", id="a sign"),
        pytest.param(b"\t\n00000005 \0", id="a tab"),
        pytest.param(b"00000000009\0", id="no octal digit"),
        pytest.param(b"\xff" * 12, id="less than nothing, in bytes"),
    ],
)
def test_a_size_that_go_does_not_read_is_none(size: bytes) -> None:
    layer = header(b"f", size, content=b"hello") + header(b"g", b"00000000000\0") + bytes(1024)
    with pytest.raises(ImageError, match="a header without a size that can be"):
        read(docker_archive([layer]), LIMITS)


def record(key: bytes, value: bytes) -> bytes:
    body = b" %b=%b\n" % (key, value)
    length = next(n for n in range(len(body), len(body) + 9) if len(b"%d" % n) + len(body) == n)
    return b"%d%b" % (length, body)


def extended(*records: tuple[bytes, bytes]) -> bytes:
    content = b"".join(record(key, value) for key, value in records)
    return header(b"x", b"%011o\0" % len(content), b"x", content)


def entries_of(*members: bytes) -> list[tuple[str, int]]:
    layer = b"".join(members) + bytes(1024)
    (found,) = read_archive(Held(docker_archive([layer])), NOTHING, LIMITS).layers.values()
    return [(each.path, each.size) for each in found.entries]


EMPTY = b"00000000000\0"


def test_of_extended_headers_the_last_one_counts() -> None:
    """As Go's Reader.next has it; a few kilobytes of them unpacked to all of the memory."""
    first, last = extended((b"path", b"one")), extended((b"mtime", b"1.5"))
    assert entries_of(first, last, header(b"f", EMPTY)) == [("f", 0)]
    assert entries_of(last, first, header(b"f", EMPTY)) == [("one", 0)]


def test_a_long_name_of_gnu_counts_more_than_an_extended_header() -> None:
    long, path = header(b"L", b"00000000005\0", b"L", b"long\0"), extended((b"path", b"one"))
    for order in ((long, path), (path, long)):
        assert entries_of(*order, header(b"f", EMPTY)) == [("long", 0)]


def test_an_index_that_leads_to_itself_ends() -> None:
    layout = Layout()
    row = {"digest": "sha256:00", "size": 1}
    layout.blobs["sha256:00"] = json.dumps({"manifests": [row]}).encode()
    with pytest.raises(ImageError, match="no image"):
        read(tar_of(layout.items({"manifests": [row]})), LIMITS)


def test_a_layer_that_the_image_does_not_need_may_be_anything(tmp_path: Path) -> None:
    extra = file("blobs/sha256/99", b"\x1f\x8b\x08" + b"x" * 600)
    layout = Layout()
    row = layout.add_image([tar_of([file("a", 5)])])
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of([extra, *layout.items({"manifests": [row]})]))
    assert ctxscan("image", path).exit_code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no fifos here")
def test_a_layout_with_a_fifo_and_a_link_out_is_read_without_them(tmp_path: Path) -> None:
    layout = Layout()
    root = layout.write(tmp_path / "l", {"manifests": [layout.add_image([tar_of([file("a", 5)])])]})
    os.mkfifo(root / "blobs/sha256/fifo")
    (root / "blobs/sha256/link").symlink_to("/dev/zero")
    assert ctxscan("image", root).exit_code == 0


def test_names_are_shown_escaped(tmp_path: Path) -> None:
    layers = [tar_of([file("\x1b[31m\nx", 5)]), tar_of([file("\x1b[31m\nx", 6)])]
    path = tmp_path / "app.tar"
    path.write_bytes(docker_archive(layers, history=[{"created_by": "RUN \x1b[31m"}] * 2))
    run = ctxscan("image", path)
    assert run.exit_code == 0
    assert "\x1b" not in run.text
    assert "/\\x1b[31m\\nx" in run.text


def test_names_that_lead_out_are_taken_as_an_engine_takes_them(tmp_path: Path) -> None:
    items = [file("../../etc/passwd", 5), hard_link("b", "../etc/passwd")]
    path = tmp_path / "app.tar"
    path.write_bytes(oci_archive([tar_of(items), tar_of([file("etc/passwd", 6)])]))
    run = ctxscan("image", path, "--format", "json")
    assert run.document["wasted_bytes"] == 0  # b is still there
    assert run.document["layers"][0]["outside"] == ["../../etc/passwd"]
    text = " ".join(ctxscan("image", path).text.split())
    assert "layer 1 has a name that leads out of the image: ../../etc/passwd" in text


def test_a_gzip_in_pieces_is_one_layer(tmp_path: Path) -> None:
    """As eStargz and pigz write it: a member for each file."""
    data = tar_of([file("a", 5000), file("b", 7)])
    packed = b"".join(gzip.compress(data[at : at + 512]) for at in range(0, len(data), 512))
    layout = Layout()
    row = layout.add_document({"config": layout.add_document({}), "layers": [layout.add(packed)]})
    path = tmp_path / "app.tar"
    path.write_bytes(tar_of(layout.items({"manifests": [row]})))
    assert ctxscan("image", path, "--format", "json").document["size"] == 5007


def sparse(name: str, real: int) -> Item:
    """As GNU tar writes a file that is a hole (format 1.0)."""
    held = f"1\n{real}\n0\n".encode().ljust(512, b"\0")
    headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": name,
        "GNU.sparse.realsize": str(real),
    }
    return Item("GNUSparseFile.0/x", content=held, headers=headers)


def test_the_holes_of_a_sparse_file_count(tmp_path: Path) -> None:
    path = tmp_path / "app.tar"
    path.write_bytes(oci_archive([tar_of([sparse("db", 1 << 30)]), tar_of([file("db", 1)])]))
    found = ctxscan("image", path, "--format", "json").document
    assert [(row["path"], row["size"]) for row in found["waste"]] == [("/db", 1 << 30)]


@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names_are_read_in_all_formats(tmp_path: Path, format_: int) -> None:
    name = "/".join(["d" * 50] * 4)
    layers = [tar_of([file(name, 5)], format_), tar_of([file(name, 6)], format_)]
    path = tmp_path / "app.tar"
    path.write_bytes(oci_archive(layers))
    (lost,) = ctxscan("image", path, "--format", "json").document["waste"]
    assert lost["path"] == f"/{name}"
