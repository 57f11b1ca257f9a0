"""What the copy steps leave in an image: real engines against ``ctxscan list --in-image``.

Random contexts and Dockerfiles, new ones for each commit: a few by default, as many steps as
``CTXSCAN_ENGINE_STEPS`` says, with each engine, where it is set.
"""

from __future__ import annotations

import base64
import os
import shutil
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxscan.inspection.arrivals import arrivals_of
from ctxscan.inspection.steps import outcome_of
from ctxscan.render.json.in_image import listing
from tests.engines.expected import look_into
from tests.engines.exports import (
    Export,
    Row,
    buildah_export,
    buildkit_export,
    classic_export,
    rows_of,
)
from tests.engines.old_rules import OLD, old_sync
from tests.engines.random_builds import RandomBuild, random_build
from tests.engines.random_contexts import SEED
from tests.support.copies import plant, same_names
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

BUILDS = 40
WITHIN = 60
"""Seconds, about, after which a short run ends on a busy machine."""

STEPS = int(os.environ.get("CTXSCAN_ENGINE_STEPS", "0"))
FIRST_MTIME = 1_600_000_000


class Judge(NamedTuple):
    """An engine, and what ctxscan calls it."""

    builder: BuilderName
    make: Callable[[Path], Export]
    is_old: bool = False
    """Whether its client still follows the rules from before 23.0."""


class Answer(NamedTuple):
    image: dict[str, Row]
    failing: tuple[str, ...] = ()
    """The instructions, as written."""

    line: int | None = None
    """Of the first of them."""

    uncertain: tuple[str, ...] = ()


def compare(judge: Judge, where: Path, ledger: Ledger) -> None:
    number, end = 0, time.monotonic() + WITHIN
    while ledger.steps < STEPS if STEPS else number < BUILDS and time.monotonic() < end:
        context = where / str(number)
        compare_one(judge, number, context, ledger)
        shutil.rmtree(context)
        number += 1
    # Seen in 1 of 184 builds. More would be a hard link that our model gets wrong.
    assert ledger.links_taken_apart <= 1 + number // 40


def compare_one(judge: Judge, number: int, context: Path, ledger: Ledger) -> None:
    build, what = random_build(number), f"seed {SEED}, build {number}"
    lay_out(build, context)
    ours, by_old_rules = our_answer(judge, build, context)
    theirs = judge.make(context)
    if theirs.is_lost:
        ledger.lost += 1
    elif judge.is_old and theirs.stumbled_over is not None:
        ledger.by_old_rules += 1
        told = [] if lies_below_a_file(theirs.stumbled_over, context) else [theirs.said]
        ledger.add_image(what, 0, [], told)
    else:
        told = [*differences(judge.builder, build, ours, theirs)]
        if told and judge.builder == "classic" and lost_links_alone(build, ours, theirs):
            ledger.lost += 1
            ledger.links_taken_apart += 1
            return
        sizes = [size for _, size, _ in ours.image.values()]
        ledger.add_image(what, build.steps(ours.line), sizes, told)
        ledger.by_old_rules += by_old_rules
        ledger.failing += bool(ours.failing)


def lost_links_alone(build: RandomBuild, ours: Answer, theirs: Export) -> bool:
    """Whether all that differs is that names of one file are names of two.

    A file written anew with the size and time that it had is unchanged to the daemon's vfs driver:
    it is not in the layer, where a further name of it then stands alone (moby, pkg/archive,
    changes.go: sameFsTime, and the size).
    """
    if ours.failing or theirs.failed_at is not None:
        return False
    found = rows_of(theirs, origins(build))
    kinds = ("file", "hardlink")
    return found.keys() == ours.image.keys() and all(
        row[0] in kinds and ours.image[path][0] in kinds and row[2] == ours.image[path][2]
        for path, row in found.items()
        if row != ours.image[path]
    )


def lies_below_a_file(path: Path, context: Path) -> bool:
    way = [path, *path.parents]
    return any(each.is_file() for each in way[: way.index(context)])


def lay_out(build: RandomBuild, context: Path) -> None:
    """No two files have one time: the daemon's vfs driver takes them for the same."""
    ignore = {".dockerignore": build.ignore} if build.ignore is not None else {}
    plant(context, {**build.tree, "Dockerfile": build.dockerfile, **ignore})
    for number, path in enumerate(sorted(context.rglob("*"), reverse=True)):
        seconds = FIRST_MTIME + number
        os.utime(path, (seconds, seconds), follow_symlinks=False)


def our_answer(judge: Judge, build: RandomBuild, context: Path) -> tuple[Answer, bool]:
    """And whether it is that of the old rules, which differs from today's."""
    options = ("--in-image", "--format=json", f"--builder={judge.builder}")
    today = _answer(ctxscan("list", context, *options).document, build)
    if not judge.is_old:
        return today, False
    inspection = look_into(context, judge.builder)
    asked = judge.builder == "classic" or bool(inspection.syncs)
    if not asked:
        return today, False
    arrived = arrivals_of(old_sync(inspection, judge.builder))
    outcome = outcome_of(inspection, arrived)
    rows = outcome.in_image() if outcome.builds else ()
    old = _answer(listing(inspection, outcome.failures, rows), build)
    return old, old != today


def _answer(document: Any, build: RandomBuild) -> Answer:
    lines = build.dockerfile.splitlines()
    failing = tuple(lines[each["line"] - 1] for each in document["failures"])
    names = same_names(build.tree)
    rows = {each["path"][1:]: _row(each, names) for each in document["in_image"]}
    uncertain = tuple(each["path"] for each in document["in_image"] if not each["certain"])
    line = document["failures"][0]["line"] if failing else None
    return Answer(rows, failing, line, uncertain)


def _row(entry: Any, names: Mapping[str, str]) -> Row:
    kind, origin = entry["type"], entry["origin"]
    if kind == "symlink":
        return kind, entry["size"], entry["target"]
    return kind, entry["size"], names.get(origin, origin)


def differences(
    builder: BuilderName, build: RandomBuild, ours: Answer, theirs: Export
) -> Iterator[str]:
    yield from (f"nobody is certain of {path}" for path in ours.uncertain)
    if theirs.failed_at is None:
        if ours.failing:
            yield f"it builds, and should fail at {ours.failing}: {build}"
            return
        found = rows_of(theirs, origins(build))
        for path in sorted(found.keys() | ours.image.keys()):
            if found.get(path) != ours.image.get(path):
                yield f"{path}: {found.get(path)}, not {ours.image.get(path)}: {build}"
        return
    # One instruction after the other, but BuildKit looks all sources up at once.
    possible = ours.failing if builder == "buildkit" else ours.failing[:1]
    if theirs.failed_at not in possible:
        yield f"it fails at {theirs.failed_at!r}, not at {possible}: {build}: {theirs.said}"


def origins(build: RandomBuild) -> dict[bytes, str]:
    found = {text.encode(): path for path, text in _texts(build) if text is not None}
    for path, value in build.tree.items():
        if isinstance(value, dict):
            found[base64.b64decode(value["b64"])] = path
            members = (f"{path}!{name}" for name in ("in.txt", "s/in.txt", "a"))
            found |= {f"{member}\n".encode(): member for member in members}
    return found


def _texts(build: RandomBuild) -> Iterator[tuple[str, str | None]]:
    yield from ((path, text) for path, text in build.tree.items() if isinstance(text, str))
    yield "Dockerfile", build.dockerfile
    yield ".dockerignore", build.ignore


def test_buildkit_leaves_in_the_image_what_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    make = partial(buildkit_export, engine, buildkit_client)
    compare(Judge("buildkit", make, buildkit_client.version < OLD), tmp_path, docker_ledger)
    docker_ledger.settle()


def test_the_classic_builder_leaves_in_the_image_what_we_say(
    engine: Engine, client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    make = partial(classic_export, engine, client)
    compare(Judge("classic", make, client.version < OLD), tmp_path, docker_ledger)
    docker_ledger.settle()


def test_buildah_leaves_in_the_image_what_we_say(
    buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    compare(Judge("podman", partial(buildah_export, buildah)), tmp_path, buildah_ledger)
    buildah_ledger.settle()


def test_a_source_below_a_file_ends_the_transfer_of_old_and_the_instruction_of_today(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    build = RandomBuild({"a": "a\n"}, None, "FROM scratch AS s0\nCOPY a /x/\nCOPY a/nope /y/\n")
    lay_out(build, tmp_path / "context")
    judge = Judge("buildkit", partial(buildkit_export, engine, buildkit_client))
    ours, _ = our_answer(judge, build, tmp_path / "context")
    theirs = judge.make(tmp_path / "context")
    docker_ledger.add_image("a source below a file", build.steps(ours.line), [], [])
    assert ours.failing == ("COPY a/nope /y/",)
    if buildkit_client.version < OLD:
        assert theirs.stumbled_over == tmp_path / "context/a/nope"
    else:
        assert theirs.failed_at == "COPY a/nope /y/"
