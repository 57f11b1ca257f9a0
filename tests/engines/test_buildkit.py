"""BuildKit of a real engine: the one embedded in it, or by way of buildx, today's."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.engines.builds import buildkit_build, buildkit_figure
from tests.engines.expected import FAILURE, Expected, built_otherwise, expect, printed_figure
from tests.engines.old_rules import OLD
from tests.engines.random_contexts import SEED, random_contexts
from tests.engines.standins import COPY_ALL, stages_of, stand_in
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

CONTEXTS = 30


def expectation(
    client: Docker,
    context: Path,
    ledger: Ledger,
    dockerfile: str = "Dockerfile",
    target: str | None = None,
) -> Expected:
    """By today's rules, or where the client is old and has others, by those."""
    today = expect(context, "buildkit", dockerfile, target)
    if client.version >= OLD:
        return today
    old = expect(context, "buildkit", dockerfile, target, old=True)
    same = old == today or _alike(old, today)
    ledger.by_old_rules += not same
    return today if same else old


def _alike(old: Expected, today: Expected) -> bool:
    """Whether the same is sent; which instruction asks for it, the old rules do not say."""
    both = [[(sent.path, sent.type, sent.size) for sent in each.sent] for each in (old, today)]
    return (
        both[0] == both[1]
        and old.transfer_bytes == today.transfer_bytes
        and old.fails == today.fails
    )


def built_by_it_otherwise(
    engine: Engine, client: Docker, context: Path, expected: Expected, *options: str
) -> list[str]:
    make = partial(buildkit_build, engine, client, context, *options)
    return built_otherwise(make, context, expected, "buildkit")


@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_each_stage_of_a_sample_project_gets_the_files_that_we_say(
    build: Build,
    engine: Engine,
    buildkit_client: Docker,
    docker_ledger: Ledger,
    tmp_path: Path,
) -> None:
    context = fill(build.sample, tmp_path / "sample") / build.context
    make_file(context / build.dockerfile, stand_in(context, build.dockerfile))
    for stage in stages_of(context, build.dockerfile):
        expected = expectation(buildkit_client, context, docker_ledger, build.dockerfile, stage)
        options = (f"--file={context / build.dockerfile}", f"--target={stage}")
        told = built_by_it_otherwise(engine, buildkit_client, context, expected, *options)
        docker_ledger.add(f"{build} up to {stage}", expected, told)
    docker_ledger.settle()


def test_random_contexts_arrive_as_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    for context in random_contexts(tmp_path, CONTEXTS, COPY_ALL):
        expected = expectation(buildkit_client, context.root, docker_ledger)
        told = built_by_it_otherwise(engine, buildkit_client, context.root, expected)
        docker_ledger.add(context, expected, told)
    docker_ledger.settle()


def test_random_sources_make_the_context_as_large_as_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    """The figure alone: an image does not tell a link from what it leads to."""
    dice = random.Random(SEED)  # noqa: S311 - contexts are no secrets
    for context in random_contexts(tmp_path, CONTEXTS, COPY_ALL):
        make_file(context.root / "Dockerfile", _some_sources(context.root, dice))
        expected = expectation(buildkit_client, context.root, docker_ledger)
        told = _printed_otherwise(engine, buildkit_client, context.root, expected)
        docker_ledger.add(context, expected, told)
    docker_ledger.settle()


def _printed_otherwise(
    engine: Engine, client: Docker, context: Path, expected: Expected
) -> list[str]:
    if expected is FAILURE:
        return built_by_it_otherwise(engine, client, context, expected)
    printed, figure = buildkit_figure(engine, client, context), printed_figure(expected, "buildkit")
    return [] if printed == figure else [f"it printed {printed}, expected was {figure}"]


def _some_sources(root: Path, dice: random.Random) -> str:
    """COPY of paths that are there, some with a wildcard in them, each in an instruction."""
    paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))
    plain = [path for path in paths if path.isascii() and path.replace("/", "").isalnum()]
    chosen = dice.sample(plain, min(len(plain), dice.randint(1, 3))) or ["Dockerfile"]
    sources = [path[:-1] + "*" if dice.randrange(4) == 0 else path for path in chosen]
    return "FROM scratch\n" + "".join(f"COPY {source} /{n}/\n" for n, source in enumerate(sources))


def test_a_dockerfile_has_an_ignore_file_of_its_own(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    context = grow(
        tmp_path / "context",
        *("a 1", "b 2"),
        files={
            "sub/My.Dockerfile": COPY_ALL,
            "sub/My.Dockerfile.dockerignore": "a\n",
            ".dockerignore": "b\n",
        },
    )
    expected = expectation(buildkit_client, context, docker_ledger, "sub/My.Dockerfile")
    options = f"--file={context}/sub/My.Dockerfile"
    told = built_by_it_otherwise(engine, buildkit_client, context, expected, options)
    docker_ledger.add("the ignore file of My.Dockerfile", expected, told)
    docker_ledger.settle()
    assert "b" in {sent.path for sent in expected.sent}


def test_a_build_that_needs_no_file_never_asks_for_its_context(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    text = "FROM scratch AS unused\nCOPY . /\nFROM scratch\nLABEL a=b\n"
    context = grow(tmp_path / "context", "a 1", files={"Dockerfile": text})
    expected = expectation(buildkit_client, context, docker_ledger)
    printed = buildkit_figure(engine, buildkit_client, context)
    docker_ledger.add("no file", expected, [f"it printed {printed}"] if printed else [])
    docker_ledger.settle()
    assert expected.transfer_bytes is None
    assert not expected.fails
