"""The same source is the same wheel, whoever builds it, where and when: it can be checked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no umask")
pytest.importorskip("hatchling", reason="builds the wheel; the extra named test has it")

SOURCE = ("pyproject.toml", "README.md", "LICENSE", "ctxscan")


def a_copy(directory: Path, *, umask: int, clock: int) -> Path:
    """The source as somebody with this *umask* checks it out at this time, in seconds."""
    directory.mkdir(parents=True)
    for name in SOURCE:
        if (ROOT / name).is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(ROOT / name, directory / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, directory / name)
    for path in [directory, *directory.rglob("*")]:
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
        os.utime(path, (clock, clock))
    return directory


def built_of(kind: str, source: Path, *, umask: int, zone: str) -> Path:
    # What `pip wheel .` and `python -m build` call; hatchling reads no clock.
    code = f"import hatchling.build as b; print(b.build_{kind}('dist'))"
    environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | {"TZ": zone}
    (source / "dist").mkdir(exist_ok=True)
    built = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=source,
        env=environment,
        umask=umask,
        check=True,
        capture_output=True,
        text=True,
    )
    return source / "dist" / built.stdout.strip().splitlines()[-1]


def data_of(wheel: Path) -> str:
    """The folder of what is laid beside the environment's own, such as manual pages."""
    return "-".join(wheel.name.split("-")[:2]) + ".data"


def test_two_clocks_umasks_and_directories_give_the_same_wheel(tmp_path: Path) -> None:
    early = a_copy(tmp_path / "a", umask=0o022, clock=1_000_000_000)
    late = a_copy(tmp_path / "b/elsewhere", umask=0o077, clock=1_700_000_000)
    one = built_of("wheel", early, umask=0o022, zone="UTC")
    other = built_of("wheel", late, umask=0o077, zone="Asia/Tokyo")
    assert one.name == other.name
    with zipfile.ZipFile(one) as ours, zipfile.ZipFile(other) as theirs:
        assert [repr(each) for each in ours.infolist()] == [repr(e) for e in theirs.infolist()]
        names = set(ours.namelist())
        assert {"ctxscan/py.typed", "ctxscan/context/docker_client/words.tsv"} <= names
        assert f"{data_of(one)}/data/share/man/man1/ctxscan.1" in names
    assert sha256(one.read_bytes()).hexdigest() == sha256(other.read_bytes()).hexdigest()


def test_so_do_they_the_same_archive_of_the_source(tmp_path: Path) -> None:
    early = a_copy(tmp_path / "a", umask=0o022, clock=1_000_000_000)
    late = a_copy(tmp_path / "b/elsewhere", umask=0o077, clock=1_700_000_000)
    one = built_of("sdist", early, umask=0o022, zone="UTC")
    other = built_of("sdist", late, umask=0o077, zone="Asia/Tokyo")
    assert sha256(one.read_bytes()).hexdigest() == sha256(other.read_bytes()).hexdigest()
