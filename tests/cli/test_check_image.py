"""`ctxscan check --image`: a saved image against limits."""

from __future__ import annotations

from typing import Any

import pytest

import ctxscan as library
from tests.support.program import ROOT, Run, ctxscan
from tests.support.schemas import mismatches

IMAGES = ROOT / "tests/data/images"
SAVED = str(IMAGES / "docker-save.tar.gz")
APP = str(IMAGES / "app")


def check(*options: str) -> Run:
    return ctxscan("check", "--image", SAVED, *options)


def codes(*options: str) -> list[str]:
    run = check(*options, "--format", "json")
    assert run.exit_code in (0, 1), run.errors
    assert mismatches(run.document, "check") == []
    found = [each["code"] for each in run.document["findings"]]
    assert (run.exit_code, run.document["passed"]) == (1 if found else 0, not found)
    return found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param(["--max-image-size", "8315"], [], id="as large as the limit"),
        pytest.param(["--max-image-size", "8314"], ["image-too-large"], id="a byte larger"),
        pytest.param(["--max-waste", "1558"], [], id="as wasteful as the limit"),
        pytest.param(["--max-waste", "1557"], ["image-wasteful"], id="a byte more"),
        pytest.param(["--max-waste", "18.8%"], [], id="a share that is enough"),
        pytest.param(["--max-waste", "18.7%"], ["image-wasteful"], id="one that is not"),
        pytest.param(["--max-waste", "0B"], ["image-wasteful"], id="no waste at all"),
        pytest.param(["--max-waste", "0%"], ["image-wasteful"], id="no share of it"),
        pytest.param(
            ["--max-waste", "1B", "--max-image-size", "1B"],
            ["image-too-large", "image-wasteful"],
            id="both",
        ),
    ],
)
def test_limits_are_held_to_the_byte(options: list[str], found: list[str]) -> None:
    assert codes(*options, "--no-secrets") == found


def test_a_secret_in_a_layer_fails_unless_it_is_allowed() -> None:
    assert codes() == ["secret-in-layer"]
    assert codes("--allow-secret", "srv/.env") == []
    assert codes("--no-secrets") == []


def test_with_its_context_a_secret_is_at_its_line() -> None:
    run = ctxscan("check", APP, "--image", SAVED, "--format", "json")
    (found,) = run.document["findings"]
    assert (found["file"], found["line"]) == (f"{APP}/Dockerfile", 10)
    assert run.document["context"]["path"] == APP


def test_what_was_measured_is_in_the_document() -> None:
    found: dict[str, Any] = check("--max-waste", "50%", "--format", "json").document["image"]
    assert found == {
        "archive": SAVED,
        "names": ["shop:1.0"],
        "size": 8315,
        "wasted_bytes": 1558,
        "limits": {"max_image_size": None, "max_waste": "50%"},
        "checked": ["image-wasteful", "secret-in-layer"],
    }


def test_people_see_the_image_the_finding_and_the_limit() -> None:
    words = " ".join(check("--max-image-size", "5kB", "--no-secrets").text.split())
    assert words.startswith("Image shop:1.0 the layers hold 8.315kB, the limit is 5kB")
    assert words.endswith("failed: 1 finding; 8.315kB, 1.558kB of it wasted (limit 5kB)")


@pytest.mark.parametrize("name", ["github", "sarif", "junit", "markdown"])
def test_every_format_takes_it(name: str) -> None:
    run = check("--format", name)
    assert run.exit_code == 1
    assert b"secret-in-layer" in run.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(
            ["--image", SAVED, "--max-size", "1kB"], "about a context", id="another limit"
        ),
        pytest.param(["--max-waste", "1kB"], "name its archive with --image", id="no image"),
        pytest.param(["--image", SAVED, "--max-waste", "x"], "neither a share", id="no waste"),
        pytest.param(["--image", SAVED, "--max-image-size", "x"], "not a size", id="no size"),
        pytest.param(["--image", "nothing.tar"], "cannot read the archive", id="no archive"),
        pytest.param(
            ["--image", SAVED, "-o", SAVED], "would replace what this reads", id="on itself"
        ),
    ],
)
def test_what_cannot_be_is_one_line(options: list[str], said: str) -> None:
    run = ctxscan("check", *options)
    assert (run.exit_code, run.stdout, len(run.errors)) == (2, b"", 1)
    assert said in run.errors[0]


def test_in_python_values_come_out() -> None:
    found = library.check_image(SAVED, max_waste="1%", secrets=False)
    assert [each.code for each in found.findings] == ["image-wasteful"]
    assert not found.passed
    assert library.image(SAVED).picture.wasted_bytes == 1558
