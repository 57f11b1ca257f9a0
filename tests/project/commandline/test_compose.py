"""What may stand behind ``docker compose``."""

from __future__ import annotations

import pytest

from ctxscan.project.commandline.compose import parse_compose
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.errors import ProjectError


def parsed(command: str) -> ComposeOptions:
    return parse_compose(command.split(), "/here")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        pytest.param("build", ComposeOptions("/here"), id="nothing but build"),
        pytest.param(
            "-f a.yaml --file=b.yaml -fc.yaml build web api",
            ComposeOptions("/here", files=("a.yaml", "b.yaml", "c.yaml"), services=("web", "api")),
            id="flags in their three forms, and services",
        ),
        pytest.param(
            "--project-directory d -p n --env-file e --profile p --profile q build",
            ComposeOptions(
                "/here",
                project_directory="d",
                project_name="n",
                env_files=("e",),
                profiles=("p", "q"),
            ),
            id="what decides on the project",
        ),
        pytest.param(
            "build web --build-arg A=1 --build-arg B --with-dependencies",
            ComposeOptions(
                "/here", build_args=("A=1", "B"), services=("web",), with_dependencies=True
            ),
            id="flags behind a service",
        ),
        pytest.param(
            "--ansi never --progress plain build -q --no-cache --pull --push --ssh default"
            " --builder b -m 1g --memory=2g --sbom=true --provenance mode=max --check --print",
            ComposeOptions("/here", no_cache=True),
            id="flags without influence, and one that the cache hangs on",
        ),
        pytest.param(
            "build -- -web", ComposeOptions("/here", services=("-web",)), id="two dashes end flags"
        ),
        pytest.param(
            "build --with-dependencies=false", ComposeOptions("/here"), id="a switch turned off"
        ),
        pytest.param(
            "--profile p up -d --build --scale web=2 -t 5 web",
            ComposeOptions("/here", profiles=("p",), services=("web",), with_dependencies=True),
            id="up --build builds what the services depend on, too",
        ),
        pytest.param(
            "up --build --no-deps --force-recreate web",
            ComposeOptions("/here", services=("web",)),
            id="up --build of a service alone",
        ),
        pytest.param(
            "create --build --remove-orphans",
            ComposeOptions("/here", with_dependencies=True),
            id="create --build",
        ),
    ],
)
def test_it_becomes_options(command: str, options: ComposeOptions) -> None:
    assert parsed(command) == options


@pytest.mark.parametrize(
    ("command", "part"),
    [
        pytest.param("build --nope", "no flag --nope", id="a flag that nobody knows"),
        pytest.param(
            "--build-arg A=1 build", "no flag --build-arg", id="a flag of build before it"
        ),
        pytest.param("build -f a.yaml", "build has no flag -f", id="a flag of the project behind"),
        pytest.param("-f", "-f needs a value", id="a flag without its value"),
        pytest.param("up -d web", "not up", id="up builds nothing by itself"),
        pytest.param("create --build=false", "not create", id="create without building"),
        pytest.param("watch", "not watch", id="another command"),
        pytest.param("up --build --nope", "up has no flag --nope", id="a flag of no up"),
        pytest.param("", "not nothing", id="no command"),
        pytest.param("--workdir a --project-directory b build", "either", id="two directories"),
    ],
)
def test_it_is_refused(command: str, part: str) -> None:
    with pytest.raises(ProjectError, match=part) as refused:
        parsed(command)
    assert refused.value.kind == "usage"
