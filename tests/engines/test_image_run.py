"""Images whose commands changed what came from the context, as three builders save them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ctxscan
from tests.engines.builds import _run
from tests.engines.conftest import unavailable
from tests.engines.engine import clients
from tests.engines.kinds_run import BASE, PROGRAMS, RUN_KINDS, Lost, RunKind, Traced
from tests.engines.saved_images import buildah_push, docker_save
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.image import Imaged
    from ctxscan.builders import BuilderName
    from tests.engines.engine import Engine
    from tests.support.recorder import Docker

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
EVERY_KIND = pytest.mark.parametrize("kind", RUN_KINDS.values(), ids=RUN_KINDS)
FILE = "with-commands.Dockerfile"
CREDENTIAL = "PASSWORD=0123456789abcdef-ctxscan\n"
INTERPRETER = b"/ld-"
"""What loads the libraries of a program stands near its beginning."""

NO_NETWORK = "--network=none"
"""The engine of the tests has no bridge."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A context of a program that needs no library, under the names of PROGRAMS."""
    program = shutil.which("busybox")
    if program is None or INTERPRETER in Path(program).read_bytes()[:4096]:
        unavailable("there is no static busybox on PATH (Debian: busybox-static)")
    context = tmp_path_factory.mktemp("base")
    (context / "bin").mkdir()
    shutil.copy(program, context / "bin/busybox")
    for name in PROGRAMS:
        (context / "bin" / name).symlink_to("busybox")
    make_file(context / "Dockerfile", "FROM scratch\nCOPY bin /bin\n")
    return context


@pytest.fixture(scope="session")
def engine_with_base(
    engine: Engine, base: Path, tmp_path_factory: pytest.TempPathFactory
) -> Engine:
    folder = str(tmp_path_factory.mktemp("client"))
    environment = engine.environment(folder, buildkit=False)
    _run([clients()[-1].path, "build", "--quiet", f"--tag={BASE}", str(base)], environment)
    return engine


@pytest.fixture(scope="session")
def buildah_with_base(buildah: Path, base: Path) -> Path:
    program = ["buildah", f"--root={buildah}/root", f"--runroot={buildah}/run"]
    build = [*program, "--storage-driver=vfs", "build", "--isolation=chroot", "--layers", "--quiet"]
    _run([*build, f"--tag=localhost/{BASE}", str(base)], dict(os.environ))
    return buildah


def context_of(kind: RunKind, where: Path) -> Path:
    context = grow(where / "project", *kind.tree, files={FILE: "\n".join(kind.lines) + "\n"})
    make_file(context / ".env", CREDENTIAL)
    make_file(
        context / ".dockerignore", f"*Dockerfile\n.dockerignore\n{'' if kind.secrets else '.env'}\n"
    )
    return context


def check(kind: RunKind, context: Path, archive: Path, builder: BuilderName) -> None:
    arguments = ctxscan.BuildArguments(file=str(context / FILE), builder=builder)
    found = ctxscan.image(str(archive), context=str(context), **arguments)
    assert found.picture.lines_from == "history"
    assert found.traced is not None
    lines = [row.origin.line or 0 for row in found.picture.layers]
    assert all(lines[found.picture.base_layers :]), lines
    traced = {Traced(f"/{e.path}", lines[e.layer], e.origin) for e in found.traced.files}
    assert traced == kind.traced
    assert set(lost_of(found, lines)) == kind.lost
    assert {
        (f"/{e.path}", lines[e.layer], lines[e.lost.by] if e.lost else 0) for e in found.secrets
    } == kind.secrets


def lost_of(found: Imaged, lines: list[int]) -> Iterator[Lost]:
    for each in found.picture.wasted:
        yield Lost(f"/{each.path}", lines[each.layer], lines[each.by], each.how)


@EVERY_KIND
def test_what_commands_did_is_seen_in_the_classic_builder_s_image(
    kind: RunKind, engine_with_base: Engine, tmp_path: Path
) -> None:
    context = context_of(kind, tmp_path)
    options = (f"--file={context / FILE}", NO_NETWORK)
    client, to = clients()[-1], tmp_path / "app.tar"
    archive = docker_save(engine_with_base, client, context, to, *options, buildkit=False)
    check(kind, context, archive, "classic")


@EVERY_KIND
def test_what_commands_did_is_seen_in_buildkit_s_image(
    kind: RunKind, engine_with_base: Engine, buildkit_client: Docker, tmp_path: Path
) -> None:
    context = context_of(kind, tmp_path)
    options = (f"--file={context / FILE}", NO_NETWORK)
    to = tmp_path / "app.tar"
    archive = docker_save(engine_with_base, buildkit_client, context, to, *options, buildkit=True)
    check(kind, context, archive, "buildkit")


@EVERY_KIND
def test_what_commands_did_is_seen_in_buildah_s_image(
    kind: RunKind, buildah_with_base: Path, tmp_path: Path
) -> None:
    context = context_of(kind, tmp_path)
    options = (f"--file={context / FILE}",)
    archive = buildah_push(buildah_with_base, context, tmp_path / "app", "oci-archive", *options)
    check(kind, context, archive, "podman")
