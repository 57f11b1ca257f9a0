"""The exercise of the multi-stage lesson: how big are the compose app's contexts and images?

Nothing can be pulled here, so images of made-up files stand in for the bases and for what pip
installs. Everything else is measured. The page of the sample project shows it to a reader.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from ctxscan.sizes import human_size
from tests.engines.builds import buildkit_build
from tests.engines.engine import clients
from tests.engines.expected import expect, look_into, printed_figure
from tests.engines.standins import COPY_ALL
from tests.support.recorder import record
from tests.support.samples import PROJECTS, VENV, fill
from tests.support.trees import WHY_NOT_HERE, grow, make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

PAGE = PROJECTS / "compose-app/README.md"

STAND_INS = {
    "stand-in/python:3.13": (
        "usr/lib/python 3000000",
        "usr/lib/gcc 9000000",
        "usr/include/h 1500000",
    ),
    "stand-in/python:3.13-slim": ("usr/lib/python 3000000",),
    "stand-in/pip-install": ("opt/venv/lib/packages 2000000", "root/.cache/pip/wheels 1200000"),
}
"""Image -> its files."""

SINGLE = """\
FROM stand-in/python:3.13
WORKDIR /srv
COPY . .
COPY --from=stand-in/pip-install / /
CMD ["python", "{script}"]
"""

MULTI = """\
FROM stand-in/python:3.13 AS build
COPY requirements.txt .
COPY --from=stand-in/pip-install / /

FROM stand-in/python:3.13-slim
WORKDIR /srv
COPY --from=build /opt/venv /opt/venv
COPY {script} .
CMD ["python", "{script}"]
"""

IGNORE = "Dockerfile\n.dockerignore\n**/__pycache__\n.venv\n.env*\n!.env.example\n*.rdb\ncontrol\n"


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    dockerfile: str
    ignore: str | None


STEPS = (
    Step("one stage, `COPY . .`, no ignore file", SINGLE, None),
    Step("the same with an ignore file", SINGLE, IGNORE),
    Step("several stages, the sources by name", MULTI, None),
    Step("several stages and the ignore file", MULTI, IGNORE),
)


@pytest.fixture
def bases(
    engine: Engine, buildkit_client: Docker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The stand-ins, as images of the engine."""
    with tempfile.TemporaryDirectory(prefix="ctxscan-") as folder:
        environment = engine.environment(folder, buildkit=True)

        def docker(*arguments: str) -> None:
            command = [buildkit_client.path, *arguments]
            subprocess.run(command, env=environment, check=True, capture_output=True)

        for name, files in STAND_INS.items():
            where = tmp_path_factory.mktemp("base")
            make_file(where / "Dockerfile", COPY_ALL)
            grow(where / "files", *files)
            docker("build", f"--tag={name}", f"--file={where}/Dockerfile", str(where / "files"))
        yield
        docker("rmi", *STAND_INS)


def grown(service: str, where: Path) -> Path:
    """The service as it lies on the disk of someone who works on it."""
    context = fill("compose-app", where) / service
    grow(context, *VENV)
    (context / ".dockerignore").unlink(missing_ok=True)
    return context


@pytest.mark.usefixtures("bases")
@pytest.mark.parametrize("service", ["web", "worker"])
def test_each_step_of_the_lesson_is_as_large_as_its_page_says(
    service: str,
    engine: Engine,
    buildkit_client: Docker,
    docker_ledger: Ledger,
    tmp_path: Path,
) -> None:
    told = []
    for number, step in enumerate(STEPS):
        context = grown(service, tmp_path / str(number))
        make_file(context / "Dockerfile", step.dockerfile.format(script=f"{service}.py"))
        if step.ignore is not None:
            make_file(context / ".dockerignore", step.ignore)
        expected = expect(context, "buildkit")
        built = buildkit_build(engine, buildkit_client, context)
        figure = printed_figure(expected, "buildkit")
        docker_ledger.add(step, expected, [] if figure == built.printed else [str(built.printed)])
        classic = record(clients()[-1], context).printed
        assert classic == printed_figure(expect(context, "classic"), "classic")
        figures = (built.printed, classic, human_size(built.image_bytes))
        told.append(" | ".join([f"| {service}", step.title, *map(str, figures)]) + " |")
    docker_ledger.settle()
    assert told == re.findall(rf"^\| {service} \|.*$", PAGE.read_text("utf-8"), re.MULTILINE)


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_the_build_of_several_stages_asks_for_two_files(tmp_path: Path) -> None:
    context = grown("web", tmp_path / "app")
    make_file(context / "Dockerfile", MULTI.format(script="web.py"))
    plan = look_into(context, "buildkit").plan
    assert plan is not None
    assert plan.follow_paths == ("requirements.txt", "web.py")
    assert [stage.role for stage in plan.stages] == ["copied from", "ships"]
