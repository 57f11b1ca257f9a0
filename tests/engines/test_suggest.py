"""What an engine builds after ``suggest --write`` is what it built before, junk aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.engines.builds import BuildFailedError, buildah_build, buildkit_build, classic_build
from tests.engines.summary import Ledger
from tests.engines.trial import Trial, harm, misprinted, prepare, topmost_lost
from tests.support.samples import BUILDS, Build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.support.recorder import Docker


class Case(NamedTuple):
    build: Build
    without: str
    """A glob of files that the sample has never had."""

    lost: set[str]
    """What the images have no more, and those below it: junk, each of it."""


FLASK = {".env", ".git", ".pytest_cache", ".venv", "guests.sqlite"}
FLASK |= {"app/__pycache__", "tests/__pycache__"}
AS_IT_IS = {
    "flask-single/Dockerfile": FLASK,
    "monorepo/mailer.Dockerfile": {"apps/site/out", "libs/vendored/.git"},
}
"""Where a sample has an ignore file that is not quite complete, or none at all."""

WITHOUT_IGNORE_FILE = {
    "flask-multistage/Dockerfile": {"app/__pycache__"},
    "compose-app/web/Dockerfile": {".env", ".env.local", "__pycache__"},
    "node-app/Dockerfile": {".env", ".git", "coverage", "node_modules", "npm-debug.log"},
    "monorepo/api.Dockerfile": {"apps/api/__pycache__", "libs/common/__pycache__"},
    # git ignores out/, and the RUN before the COPY --from that names it writes it anew.
    "monorepo/site.Dockerfile": {"apps/site/node_modules", "apps/site/out"},
    "monorepo/mailer.Dockerfile": {
        *(".git", "libs/vendored/.git", "apps/site/node_modules", "apps/site/out"),
        *("apps/api/__pycache__", "libs/common/__pycache__"),
    },
    "allowlist/Dockerfile": set[str](),
}
CASES = {
    **{f"{build}": Case(build, "", AS_IT_IS.get(str(build), set())) for build in BUILDS},
    **{
        f"{build} without an ignore file": Case(build, "*.dockerignore", lost)
        for build in BUILDS
        if (lost := WITHOUT_IGNORE_FILE.get(str(build))) is not None
    },
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def try_out(trial: Trial, ledger: Ledger, more: str = "") -> set[str]:
    """Tell the ledger of harm; the topmost paths that are lost. *more* is added to the rules."""
    before = trial.outcome()
    ledger.add(f"{trial.build} before", before.expected, [*misprinted(trial, before)])
    file = trial.ignore_file()
    size = file.stat().st_size if file.exists() else 0
    trial.suggest()
    with file.open("a", encoding="utf-8") as written:
        written.write(more)
    try:
        after = trial.outcome()
    except BuildFailedError as error:
        ledger.add(f"{trial.build} after", before.expected, [f"the build fails: {error}"])
        return set()
    found = [*misprinted(trial, after), *harm(trial, before, after, file.stat().st_size - size)]
    ledger.add(f"{trial.build} after", after.expected, found)
    return topmost_lost(before, after)


@each_case
def test_buildkit_builds_the_same(
    case: Case, engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    make = partial(buildkit_build, engine, buildkit_client)
    trial = prepare(case.build, "buildkit", make, tmp_path / "sample", case.without)
    lost = try_out(trial, docker_ledger)
    docker_ledger.settle()
    assert lost == case.lost


@each_case
def test_the_classic_builder_builds_the_same(
    case: Case, engine: Engine, client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    make = partial(classic_build, engine, client)
    trial = prepare(case.build, "classic", make, tmp_path / "sample", case.without)
    lost = try_out(trial, docker_ledger)
    docker_ledger.settle()
    assert lost >= case.lost


@each_case
def test_buildah_builds_the_same(
    case: Case, buildah: Path, buildah_ledger: Ledger, tmp_path: Path
) -> None:
    make = partial(buildah_build, buildah)
    trial = prepare(case.build, "podman", make, tmp_path / "sample", case.without)
    lost = try_out(trial, buildah_ledger)
    buildah_ledger.settle()
    assert lost == case.lost


@pytest.mark.parametrize(
    ("build", "rule", "told"),
    [
        pytest.param(
            Build("flask-single"), "app/book.py\n", "'app/book.py' is lost", id="a file of git's"
        ),
        pytest.param(
            Build("flask-single"),
            "app/static/uploads\n",
            "'app/static/uploads' is lost",
            id="an upload, which nobody knows for junk",
        ),
        pytest.param(
            Build("flask-multistage"), "app\n", "the build fails", id="a directory of a COPY"
        ),
        pytest.param(
            Build("flask-multistage"),
            "app/*\n",
            "'app/book.py' is lost",
            id="all that is in a directory of a COPY",
        ),
        pytest.param(
            Build("node-app"), "!coverage\n", "'coverage' has appeared", id="an exception for junk"
        ),
    ],
)
def test_a_bad_rule_would_be_noticed(
    build: Build, rule: str, told: str, buildah: Path, tmp_path: Path
) -> None:
    found = Ledger()
    trial = prepare(build, "podman", partial(buildah_build, buildah), tmp_path / "sample", "")
    try_out(trial, found, rule)
    assert any(told in each for each in found.found), found.found


def test_a_figure_that_grows_would_be_noticed(
    engine: Engine,
    buildkit_client: Docker,
    docker_ledger: Ledger,  # noqa: ARG001 - it sees to it that there is a client
    tmp_path: Path,
) -> None:
    found = Ledger()
    make = partial(buildkit_build, engine, buildkit_client)
    trial = prepare(Build("node-app"), "buildkit", make, tmp_path / "sample", "")
    try_out(trial, found, "!coverage\n")
    assert any("more is sent: " in each for each in found.found), found.found
