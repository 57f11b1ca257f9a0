"""What is wrong with a compose file is said with its file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.project.errors import ProjectError
from tests.support.compose import declared

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.errors import Kind


def refusal(root: Path, files: dict[str, str], *words: str) -> ProjectError:
    with pytest.raises(ProjectError) as refused:
        declared(root, files, *words)
    return refused.value


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        pytest.param("services:\n  web:\n   build: [", 3, "syntax", id="broken YAML"),
        pytest.param("services:\n\tweb:", 2, "syntax", id="a tab"),
        pytest.param(
            "services:\n  web:\n    build: a\n    build: b", 4, "syntax", id="a key twice"
        ),
        pytest.param("services:\n  1:\n    build: .", 2, "type", id="a key that is a number"),
        pytest.param("x: &a {b: *c}", 1, "syntax", id="an alias of nothing"),
        pytest.param(
            "services:\n  web:\n    build:\n      contxt: .", 4, "schema", id="an unknown key"
        ),
        pytest.param(
            "services:\n  web:\n    build:\n      args:\n        A: [b]",
            5,
            "schema",
            id="a list for an argument",
        ),
        pytest.param(
            "services:\n  web:\n    image: x\n    ports:\n      - 80\n      - [a]",
            6,
            "schema",
            id="an item of a list",
        ),
        pytest.param(
            "x-a: &a\n  contxt: .\nservices:\n  web:\n    build:\n      <<: *a",
            2,
            "schema",
            id="a key that is merged in",
        ),
        pytest.param(
            "services:\n  a: {image: x}\n  b:\n    build: '${A:?no}'",
            4,
            "required_variable",
            id="a required variable",
        ),
        pytest.param(
            "services:\n  a:\n    image: x\n    command: '${'", 4, "interpolation", id="a brace"
        ),
        pytest.param(
            "services:\n  a:\n    image: x\n    scale: '${N-many}'", 4, "type", id="no number"
        ),
        pytest.param(
            "services:\n  a:\n    build: .\n    extends: b", 4, "unknown_service", id="extends"
        ),
        pytest.param(
            "services:\n  a:\n    extends: {file: no.yaml, service: b}",
            3,
            "missing_file",
            id="a file to extend that is missing",
        ),
        pytest.param(
            "include:\n  - no.yaml", 2, "missing_file", id="an included file that is missing"
        ),
        pytest.param(
            "services:\n  a: {build: ., depends_on: [b]}\n  b:\n    build: .\n"
            "    depends_on:\n      a:\n        condition: service_started",
            6,
            "cycle",
            id="services that wait for each other",
        ),
        pytest.param(
            "services:\n  a:\n    build:\n      additional_contexts:\n        x: service:b",
            5,
            "unknown_service",
            id="a context that is no service",
        ),
        pytest.param(
            "services:\n  a:\n    build:\n      dockerfile: D\n      dockerfile_inline: FROM a",
            5,
            "conflict",
            id="two Dockerfiles",
        ),
        pytest.param(
            "services:\n  a:\n    build: .\n    volumes:\n      - data:/v",
            5,
            "unknown_volume",
            id="a volume that is not declared",
        ),
        pytest.param(
            "services:\n  a:\n    build:\n      secrets:\n        - s",
            5,
            "unknown_secret",
            id="a secret that is not declared",
        ),
        pytest.param(
            "services:\n  a:\n    build: .\n    networks:\n      n:",
            5,
            "unknown_network",
            id="a network that is not declared",
        ),
    ],
)
def test_it_has_the_line_of(text: str, line: int, kind: Kind, tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"compose.yaml": text})
    assert (str(refused.place), refused.kind) == (f"{tmp_path}/compose.yaml:{line}", kind)
    assert "\n" not in str(refused)


def test_the_file_is_the_one_that_says_it(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [sub/c.yaml]\nservices:\n  web:\n    build: .",
        "sub/c.yaml": "services:\n  api:\n    build:\n      nope: .",
    }
    assert str(refusal(tmp_path, files).place) == f"{tmp_path}/sub/c.yaml:4"


def test_what_is_wrong_in_an_extended_service_is_shown_there(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {extends: {file: base.yaml, service: s}}}",
        "base.yaml": "services:\n  s:\n    build:\n      nope: .",
    }
    assert str(refusal(tmp_path, files).place) == f"{tmp_path}/base.yaml:4"


def test_of_two_files_the_later_is_at_fault(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    build:\n      platforms: [a]",
        "compose.override.yaml": "services:\n  web:\n    build: {platforms: {b: c}}",
    }
    assert str(refusal(tmp_path, files).place) == f"{tmp_path}/compose.override.yaml:3"


def test_several_bad_references_are_counted(tmp_path: Path) -> None:
    text = "services: {b: {build: '${X:?x}'}, a: {build: '${Y:?y}'}}"
    assert (
        "Y is missing a value: y (and 1 more)" in refusal(tmp_path, {"compose.yaml": text}).message
    )


def test_no_file_at_all_says_what_to_do(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"sub/x": ""}, "--project-directory", "sub", "-f", "gone.yaml")
    assert refused.kind == "missing_file"
