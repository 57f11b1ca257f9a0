"""Which builds read one ignore file: whoever declares them, and whatever else cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.build import inspect
from ctxscan.api.sharing import Sharing, builds_sharing
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"Dockerfile": "FROM scratch\nCOPY src /s\n", "src/a": "1", "dist/w": "1"}
WORKER = "FROM scratch\nCOPY dist /d\n"

DECLARED = [
    pytest.param({"worker.Dockerfile": WORKER}, ["worker.Dockerfile"], id="a Dockerfile beside it"),
    pytest.param(
        {"docker/worker.Dockerfile": WORKER},
        ["docker/worker.Dockerfile"],
        id="a Dockerfile further down whose sources lie at the top",
    ),
    pytest.param({"sub/Dockerfile": WORKER, "sub/dist/w": "1"}, [], id="one with its own context"),
    pytest.param(
        {"worker.Dockerfile": WORKER, "worker.Dockerfile.dockerignore": "src\n"},
        [],
        id="one with an ignore file of its own",
    ),
    pytest.param(
        {
            "compose.yaml": "services: {w: {build: {context: ., dockerfile: docker/w}}}\n",
            "docker/w": WORKER,
        },
        ["w"],
        id="a service of compose.yaml",
    ),
    pytest.param(
        {
            "deploy/docker-compose.yml": "services: {w: {build: {context: .., dockerfile: w.d}}}\n",
            "w.d": WORKER,
        },
        ["w"],
        id="a service of a compose file further down",
    ),
    pytest.param(
        {
            "compose.yaml": (
                "services: {w: {profiles: [dev], build: {context: ., dockerfile: w.d}}}\n"
            ),
            "w.d": WORKER,
        },
        ["w"],
        id="a service whose profile is not active",
    ),
    pytest.param(
        {
            "compose.yaml": "services: {w: {build: {context: .}}}\n",
            "compose.dev.yaml": "services: {w: {build: {dockerfile: w.d}}}\n",
            "w.d": WORKER,
        },
        ["w"],
        id="a service that a second compose file changes",
    ),
    pytest.param(
        {
            "compose.yaml": (
                "services:\n  w:\n    build:\n      context: .\n"
                "      dockerfile_inline: |\n        FROM scratch\n        COPY dist /d\n"
            ),
        },
        ["w"],
        id="a Dockerfile inside of compose.yaml",
    ),
    pytest.param(
        {"docker-bake.hcl": 'target "w" {\n  dockerfile = "w.d"\n}\n', "w.d": WORKER},
        ["w"],
        id="a target of docker-bake.hcl",
    ),
    pytest.param(
        {
            "deploy/docker-bake.hcl": 'target "w" {\n  dockerfile = "w.d"\n}\n',
            "w.d": WORKER,
            ".git/HEAD": "",
        },
        ["w"],
        id="a target of a bake file that is started from the top",
    ),
    pytest.param(
        {".ctxscan.toml": '[[contexts]]\npath = "."\nfile = "w.d"\n', "w.d": WORKER},
        ["."],
        id="a context of the settings",
    ),
    pytest.param(
        {"sub/compose.yaml": "services: {w: {build: .}}\n", "sub/Dockerfile": WORKER},
        [],
        id="a service of another context",
    ),
]


def sharing(root: Path, *, context: str = ".") -> Sharing:
    return builds_sharing(inspect(str(root / context)))


@pytest.mark.parametrize(("files", "others"), DECLARED)
def test_a_build_that_reads_the_file_is_found(
    tmp_path: Path, files: dict[str, str], others: list[str]
) -> None:
    root = grow(tmp_path, files={**FILES, **files})
    found = sharing(root)
    assert [each.name for each in found.builds[1:]] == others
    assert found.unread == ()


def test_the_build_that_is_asked_about_is_first_and_stands_once(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n"
    root = grow(tmp_path, files={**FILES, "compose.yaml": compose})
    (only,) = sharing(root).builds
    assert only.name == "web"
    assert str(only.declared).endswith("compose.yaml:2")


def test_a_context_below_is_declared_by_a_file_above(tmp_path: Path) -> None:
    compose = "services: {w: {build: {context: app, dockerfile: w.d}}}\n"
    files = {"compose.yaml": compose, ".git/HEAD": "", "app/w.d": WORKER}
    files |= {f"app/{name}": text for name, text in FILES.items()}
    root = grow(tmp_path, files=files)
    assert [each.name for each in sharing(root, context="app").builds[1:]] == ["w"]


def test_sources_that_are_nowhere_yet_may_be_made_for_this_context(tmp_path: Path) -> None:
    text = "FROM scratch\nCOPY target/app.jar /\n"
    root = grow(tmp_path, files={**FILES, "docker/w.Dockerfile": text})
    (other,) = sharing(root).builds[1:]
    assert (other.name, other.guessed) == ("docker/w.Dockerfile", True)


BROKEN = [
    pytest.param({"compose.yaml": "services: {w: {build: [}}\n"}, id="a broken compose file"),
    pytest.param({"docker-bake.hcl": 'target "w" {\n'}, id="a broken bake file"),
    pytest.param(
        {"compose.yaml": "services: {w: {build: {context: '${W:?which}'}}}\n"},
        id="a variable that must be set",
    ),
    pytest.param(
        {
            "compose.yaml": "services: {w: {build: {context: ., dockerfile: w.d}}}\n",
            "w.d": "FROM scratch\nNONSENSE x\n",
        },
        id="a Dockerfile that is refused",
    ),
    pytest.param(
        {"compose.yaml": "services: {w: {build: {context: ., dockerfile: none}}}\n"},
        id="a Dockerfile that is not there",
    ),
]


@pytest.mark.parametrize("files", BROKEN)
def test_what_cannot_be_read_is_said_in_one_line_and_hides_nothing_else(
    tmp_path: Path, files: dict[str, str]
) -> None:
    root = grow(tmp_path, files={**FILES, "worker.Dockerfile": WORKER, **files})
    found = sharing(root)
    assert "worker.Dockerfile" in [each.name for each in found.builds]
    (unread,) = found.unread
    assert unread.code == "build-unread"
    assert "\n" not in unread.message
    assert unread.place is not None
