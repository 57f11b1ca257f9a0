"""Images that real engines built, saved and read again: every file of the context is traced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import ctxscan
from tests.engines.engine import clients
from tests.engines.exports import Export, _layers, rows_of
from tests.engines.kinds import KINDS, Kind
from tests.engines.saved_images import buildah_push, docker_save
from tests.engines.standins import stand_in
from tests.engines.test_multistage import IGNORE, MULTI, PAGE, SINGLE, bases, grown
from tests.support.program import ctxscan as run
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from tests.engines.engine import Engine
    from tests.support.recorder import Docker

__all__ = ["bases"]  # a fixture, for the lesson

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
EACH = pytest.mark.parametrize("build", BUILDS, ids=str)
FILE = "stand-in.Dockerfile"


def context_of_kind(kind: Kind, where: Path) -> Path:
    context = grow(where / "project", *kind.tree, files={FILE: kind.dockerfile})
    if kind.ignore:
        make_file(context / f"{FILE}.dockerignore", kind.ignore)
        make_file(context / ".dockerignore", kind.ignore)
    return context


def context_of(build: Build, where: Path) -> Path:
    context = fill(build.sample, where / "project") / build.context
    make_file(context / FILE, stand_in(context, build.dockerfile))
    return context


def misses(context: Path, archive: Path, builder: BuilderName) -> set[tuple[str, str]]:
    """Paths and origins that the model puts into the image, and that no layer shows."""
    arguments = ctxscan.BuildArguments(file=str(context / FILE), builder=builder)
    found = ctxscan.image(str(archive), context=str(context), **arguments)
    assert found.traced is not None
    lines = [row.origin.line for row in found.picture.layers]
    assert all(lines), lines
    assert found.picture.lines_from == "history"
    traced = {(f"/{each.path}", each.origin) for each in found.traced.files}
    rows = ctxscan.in_image(str(context), **arguments).outcome.in_image()
    expected = {(row.path, row.origin) for row in rows if row.type == "file" and row.origin}
    assert expected
    return expected - traced


@EACH
def test_the_classic_builder_s_image_shows_every_file_of_the_context(
    build: Build, engine: Engine, tmp_path: Path
) -> None:
    context = context_of(build, tmp_path)
    options = (f"--file={context / FILE}",)
    to = tmp_path / "app.tar"
    archive = docker_save(engine, clients()[-1], context, to, *options, buildkit=False)
    assert misses(context, archive, "classic") == set()
    picture = ctxscan.image(str(archive)).picture
    rows = rows_of(Export(_layers(archive.read_bytes())), {})
    left = sum(size for kind, size, _ in rows.values() if kind == "file")
    assert picture.size - picture.wasted_bytes == left


@EACH
def test_buildah_s_image_shows_every_file_of_the_context_in_each_form(
    build: Build, buildah: Path, tmp_path: Path
) -> None:
    context = context_of(build, tmp_path)
    options = (f"--file={context / FILE}",)
    answers = []
    for transport in ("oci-archive", "docker-archive", "oci"):
        archive = buildah_push(buildah, context, tmp_path / transport, transport, *options)
        assert misses(context, archive, "podman") == set()
        picture = ctxscan.image(str(archive)).picture
        answers.append(([row.digest for row in picture.layers], picture.size, picture.wasted))
    assert answers[0] == answers[1] == answers[2]


def test_there_are_twenty_kinds_of_dockerfiles() -> None:
    assert len(KINDS) == 20
    assert len({each.dockerfile for each in KINDS.values()}) == 20


@EVERY_KIND
def test_every_kind_of_dockerfile_is_traced_in_the_classic_builder_s_image(
    kind: Kind, engine: Engine, tmp_path: Path
) -> None:
    context = context_of_kind(kind, tmp_path)
    options = (f"--file={context / FILE}",)
    to = tmp_path / "app.tar"
    archive = docker_save(engine, clients()[-1], context, to, *options, buildkit=False)
    assert misses(context, archive, "classic") == set()


@EVERY_KIND
def test_every_kind_of_dockerfile_is_traced_in_buildkit_s_image(
    kind: Kind, engine: Engine, buildkit_client: Docker, tmp_path: Path
) -> None:
    context = context_of_kind(kind, tmp_path)
    options = (f"--file={context / FILE}",)
    to = tmp_path / "app.tar"
    archive = docker_save(engine, buildkit_client, context, to, *options, buildkit=True)
    assert misses(context, archive, "buildkit") == set()


@EVERY_KIND
def test_every_kind_of_dockerfile_is_traced_in_buildah_s_image(
    kind: Kind, buildah: Path, tmp_path: Path
) -> None:
    context = context_of_kind(kind, tmp_path)
    options = (f"--file={context / FILE}",)
    archive = buildah_push(buildah, context, tmp_path / "app", "oci-archive", *options)
    assert misses(context, archive, "podman") == set()


def check_page(text: str) -> None:
    """CTXSCAN_UPDATE_GOLDEN=1 writes what the page shows anew."""
    page = PAGE.read_text(encoding="utf-8")
    start = "single.tar -->\n```\n"
    before, _, rest = page.partition(start)
    block, end, after = rest.partition("```\n")
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        PAGE.write_text(before + start + text + end + after, encoding="utf-8")
        block = text
    assert block == text


@pytest.mark.usefixtures("bases")
def test_the_lesson_of_several_stages_is_seen_from_the_image(
    engine: Engine, buildkit_client: Docker, tmp_path: Path
) -> None:
    archives = []
    for number, (dockerfile, ignore) in enumerate(((SINGLE, None), (MULTI, IGNORE))):
        context = grown("web", tmp_path / str(number))
        make_file(context / "Dockerfile", dockerfile.format(script="web.py"))
        if ignore is not None:
            make_file(context / ".dockerignore", ignore)
        to = tmp_path / f"{('single', 'multi')[number]}.tar"
        docker_save(engine, buildkit_client, context, to, buildkit=True)
        archives.append((str(context), str(to)))
    check_page(run("image", "multi.tar", "--against", "single.tar", cwd=tmp_path).text)
    (_, single), (context_, multi) = archives
    found = ctxscan.image(multi, context=context_, against=single)
    assert found.compared is not None
    grew = {row.path: row.grew for row in found.compared.directories}

    assert grew["usr/lib/gcc"] == -9_000_000, grew
    assert grew["root/"] == -1_200_000
    assert found.compared.before.size - found.picture.size > 11_700_000
    assert found.traced is not None
    assert {each.origin for each in found.traced.files} == {"web.py"}
