"""Layers in every compression: read, broken, and where this Python lacks what reads it."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.inspection.archives import READS_ZSTD
from tests.images.images import Layout, file, tar_of
from tests.images.test_forms import document
from tests.support.program import ROOT, ctxscan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def zstd(data: bytes) -> bytes:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    packed: bytes = import_module(name).compress(data)
    return packed


PACKERS = [
    pytest.param(gzip.compress, id="gzip"),
    pytest.param(bz2.compress, id="bzip2"),
    pytest.param(lzma.compress, id="xz"),
    pytest.param(
        zstd,
        id="zstd",
        marks=pytest.mark.skipif(not READS_ZSTD, reason="no zstd here: ctxscan[zstd] has it"),
    ),
]
WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({missing}))
from ctxscan.__main__ import main
main()
"""


def archive_of(layer: bytes, path: Path) -> Path:
    layout = Layout()
    row = layout.add_document({"config": layout.add_document({}), "layers": [layout.add(layer)]})
    path.write_bytes(tar_of(layout.items({"manifests": [row]})))
    return path


@pytest.mark.parametrize("pack", PACKERS)
def test_a_layer_is_read_and_with_damage_it_is_one_line(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    packed = pack(tar_of([file(f"f{n}", bytes(range(n % 200)) * 40) for n in range(50)]))
    found = document(archive_of(packed, tmp_path / "app.tar"))
    assert found["layers"][0]["files"] == 50
    refused = 0
    for at in range(8, len(packed), len(packed) // 40):
        damaged = packed[:at] + bytes([packed[at] ^ 0x55]) + packed[at + 1 :]
        run = ctxscan("image", archive_of(damaged, tmp_path / "damaged.tar"))
        assert run.exit_code in (0, 2)
        assert not any("fault of ctxscan" in line for line in run.errors)
        refused += run.exit_code == 2
    assert refused


def without(missing: tuple[str, ...], *arguments: str, cwd: Path) -> Any:
    command = [sys.executable, "-P", "-c", WITHOUT.format(missing=missing), *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )


@pytest.mark.parametrize(
    ("pack", "missing", "said"),
    [
        (bz2.compress, ("bz2",), "compressed with bzip2, which this Python does not read"),
        (lzma.compress, ("lzma",), "compressed with xz, which this Python does not read"),
    ],
)
def test_a_python_built_without_a_compression_reads_all_others(
    pack: Callable[[bytes], bytes], missing: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """As images of Python often are: the import of it ended every command about an image."""
    data = tar_of([file("a", 5)])
    archive_of(data, tmp_path / "plain.tar")
    archive_of(pack(data), tmp_path / "packed.tar")
    assert without(missing, "image", "plain.tar", cwd=tmp_path).returncode == 0
    refused = without(missing, "image", "packed.tar", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr
    (tmp_path / "layer.tar.x").write_bytes(pack(data))
    (tmp_path / "Dockerfile").write_text("FROM scratch\nADD layer.tar.x /\n")
    listed = without(missing, "list", "--in-image", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
