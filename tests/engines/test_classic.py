"""The classic builder of a real engine, by every docker client on PATH."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.engines.builds import classic_build
from tests.engines.expected import built_otherwise, expect
from tests.engines.old_rules import OLD
from tests.engines.random_contexts import random_contexts
from tests.engines.standins import COPY_ALL
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

CONTEXTS = 30


def check(
    engine: Engine,
    client: Docker,
    context: Path,
    ledger: Ledger,
    *,
    dockerfile: str = "Dockerfile",
    what: object,
) -> None:
    """Build, and compare with today's rules, or where an old client differs, with the old ones."""
    today = expect(context, "classic", dockerfile)
    expected = expect(context, "classic", dockerfile, old=client.version < OLD)
    if client.version < OLD and expected != today:
        ledger.by_old_rules += 1
    else:
        expected = today
    make = partial(classic_build, engine, client, context, f"--file={context / dockerfile}")
    ledger.add(what, expected, built_otherwise(make, context, expected, "classic", dockerfile))


@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_a_sample_project_is_sent_and_lies_in_the_image_as_we_say(
    build: Build, client: Docker, engine: Engine, docker_ledger: Ledger, tmp_path: Path
) -> None:
    context = fill(build.sample, tmp_path / "sample") / build.context
    make_file(context / build.dockerfile, COPY_ALL)
    check(engine, client, context, docker_ledger, dockerfile=build.dockerfile, what=build)
    docker_ledger.settle()


def test_random_contexts_are_sent_and_lie_in_the_image_as_we_say(
    client: Docker, engine: Engine, docker_ledger: Ledger, tmp_path: Path
) -> None:
    for context in random_contexts(tmp_path, CONTEXTS, COPY_ALL):
        check(engine, client, context.root, docker_ledger, what=context)
    docker_ledger.settle()


def test_a_dockerfile_that_only_an_old_client_ignores_is_rescued_by_it(
    client: Docker, engine: Engine, docker_ledger: Ledger, tmp_path: Path
) -> None:
    # Where every pattern is a regular expression, this one matches the end of any path.
    rules = "b|\n!a\n"
    context = grow(tmp_path / "context", "a 3", "c 4")
    make_file(context / ".dockerignore", rules)
    make_file(context / "Dockerfile", COPY_ALL)
    check(engine, client, context, docker_ledger, what=rules)
    docker_ledger.settle()
