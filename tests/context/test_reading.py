"""A name in a checkout may lead to anything: what is read is a regular file of a stated size."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.reading import (
    LARGEST_DOCKERFILE,
    MIB,
    UnfitFileError,
    open_regular,
    read_named,
    read_regular,
)
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="fifos, devices and sparse files")

COPY_ALL = "FROM scratch\nCOPY . /\n"


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_sparse_terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def a_directory(path: Path) -> None:
    path.mkdir()


ATTACKS = (
    *(a_fifo, a_link_to_an_endless_device, a_sparse_terabyte, a_link_to_itself, a_directory),
)
READ = (
    *("Dockerfile", "Dockerfile.dockerignore", ".dockerignore", ".gitignore", ".ctxscan.toml"),
    *("pyproject.toml", "baseline.json", "compose.yaml", "docker-bake.hcl", "Makefile"),
    *(".gitattributes", ".gitmodules", "Containerfile", ".containerignore"),
)
COMMANDS = (
    ("report", "."),
    ("check", ".", "--leaks", "--baseline", "baseline.json"),
    ("suggest", ".", "--builder", "classic"),
    ("lint", "."),
    ("list", ".", "--builder", "podman"),
    ("builds", "."),
)


def test_what_is_regular_is_read_through_links(tmp_path: Path) -> None:
    grow(tmp_path, "link -> a", files={"a": b"text"})
    assert read_regular(str(tmp_path / "link"), 4) == b"text"


def test_a_link_is_not_followed_where_git_follows_none(tmp_path: Path) -> None:
    grow(tmp_path, "link -> a", files={"a": b"text"})
    with pytest.raises(OSError, match=r"no regular file|symbolic link"):
        read_regular(str(tmp_path / "link"), 4, follow=False)


def test_a_file_without_a_size_is_read_to_its_end() -> None:
    assert b"Linux" in read_regular("/proc/version", MIB)


@pytest.mark.parametrize("size", [3, 4])
def test_the_limit_itself_is_no_byte_too_much(tmp_path: Path, size: int) -> None:
    (tmp_path / "a").write_bytes(b"x" * 4)
    if size == 4:
        assert read_regular(str(tmp_path / "a"), size) == b"xxxx"
        return
    with pytest.raises(UnfitFileError, match="larger than"):
        read_regular(str(tmp_path / "a"), size)


@pytest.mark.parametrize("attack", ATTACKS, ids=[each.__name__ for each in ATTACKS])
def test_it_is_refused(tmp_path: Path, attack: Callable[[Path], None]) -> None:
    attack(tmp_path / "it")
    with pytest.raises(OSError, match=r"regular file|larger|symbolic|directory"):
        read_regular(str(tmp_path / "it"), MIB)


def test_a_device_is_not_even_opened(tmp_path: Path) -> None:
    # To open a watchdog restarts the machine; a lone node that has no driver says ENXIO instead.
    path = tmp_path / "node"
    try:
        os.mknod(path, 0o020666, os.makedev(250, 250))
    except PermissionError:
        pytest.skip("only root makes devices")
    with pytest.raises(OSError, match="no regular file") as raised:
        open_regular(str(path))
    assert raised.value.errno == errno.EINVAL


def test_a_pipe_that_the_user_names_is_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, COPY_ALL.encode())
    os.close(writing)
    assert read_named(f"/dev/fd/{reading}", LARGEST_DOCKERFILE) == COPY_ALL.encode()
    os.close(reading)
    assert tmp_path.exists()


@pytest.mark.parametrize("attack", ATTACKS, ids=[each.__name__ for each in ATTACKS])
@pytest.mark.parametrize("name", READ)
def test_no_file_of_a_checkout_holds_a_command_up(
    tmp_path: Path, name: str, attack: Callable[[Path], None]
) -> None:
    grow(tmp_path, "src/a 3", files={"Dockerfile": COPY_ALL} if name != "Dockerfile" else {})
    attack(tmp_path / name)
    for command in COMMANDS:
        run = ctxscan(*command, cwd=tmp_path)
        assert run.exit_code in (0, 1, 2)
        assert b"fault of ctxscan" not in run.stderr
        assert run.exit_code != 2 or len(run.errors) >= 1


def test_a_large_dockerfile_is_refused_as_buildkit_refuses_it(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": COPY_ALL + "#" * (16 * MIB)})
    run = ctxscan("report", cwd=tmp_path)
    assert len(run.errors) == 1
    assert "Dockerfile: cannot read it: larger than 16 MiB" in run.errors[0]


@pytest.mark.parametrize("name", ["Dockerfile", ".dockerignore", "Dockerfile.dockerignore"])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("with_git", [True, False], ids=["in a repository", "unpacked"])
def test_a_link_out_of_the_checkout_shows_nothing_of_what_is_there(
    tmp_path: Path, name: str, builder: str, *, with_git: bool
) -> None:
    """Without a repository, what lies beside the context and everybody may read is known anyway."""
    secret = tmp_path / "home/secret"
    grow(tmp_path, "work/r/.git/" if with_git else "work/r/a", files={"home/secret": "hunter2\n"})
    secret.chmod(0o600)
    root = grow(tmp_path / "work/r", files={"Dockerfile": COPY_ALL})
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to(secret)
    for command in ("suggest", "lint", "report", "check", "list"):
        run = ctxscan(command, "--builder", builder, cwd=root)
        assert b"hunter2" not in run.stdout + run.stderr


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude"])
def test_a_link_of_git_out_of_the_checkout_shows_nothing_either(tmp_path: Path, name: str) -> None:
    grow(tmp_path, files={"secret": "hunter2\n"})
    root = grow(tmp_path / "r", "hunter2", "sub/", files={"Dockerfile": COPY_ALL})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(tmp_path / "secret")
    for command in (("suggest", "."), ("check", ".", "--leaks")):
        run = ctxscan(*command, cwd=root)
        assert b"exclude" not in run.stdout
        assert b"gitignore:1" not in run.stdout + run.stderr
