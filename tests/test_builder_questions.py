"""Whoever asks which builder it has to do with is found, whichever way it asks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.builder_questions import classes_of_builders, questions

CLASSES = classes_of_builders(Path(__file__).parents[1] / "ctxscan" / "builders")


def asked(source: str) -> list[str]:
    return [f"{line}: {what}" for line, what in questions(ast.parse(source), CLASSES)]


@pytest.mark.parametrize(
    ("source", "question"),
    [
        pytest.param(
            "x = 'podman' != builder",
            "1: asks for the builder podman",
            id="a builder's name compared from the other side",
        ),
        pytest.param(
            "if name not in ('buildkit', other):\n    pass",
            "1: asks for the builder buildkit",
            id="a builder's name looked for among others",
        ),
        pytest.param(
            "match name:\n    case 'x' | 'podman':\n        pass",
            "2: asks for the builder podman",
            id="a case for a builder's name",
        ),
        pytest.param(
            "LABELS = {'podman': 'Podman'}",
            "1: asks for the builder podman",
            id="a table by the builders' names",
        ),
        pytest.param(
            "x = name.startswith('podman')",
            "1: asks for the builder podman",
            id="the beginning of a builder's name",
        ),
        pytest.param(
            "x = isinstance(b, (int, m.PodmanBuilder))",
            "1: asks for the class PodmanBuilder",
            id="isinstance of a builder's class",
        ),
        pytest.param(
            "x = type(b) is ClassicBuilder",
            "1: asks for the class ClassicBuilder",
            id="the very class of a builder",
        ),
        pytest.param(
            "match b:\n    case BuildKitBuilder():\n        pass",
            "2: asks for the class BuildKitBuilder",
            id="a case for a builder's class",
        ),
    ],
)
def test_a_question_is_found(source: str, question: str) -> None:
    assert asked(source) == [question]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("f(builder='podman')", id="a builder chosen"),
        pytest.param("x = y == 'pod'", id="another word compared"),
        pytest.param("x = 'podman reads it'", id="a message"),
        pytest.param("x = isinstance(y, str)", id="isinstance of what is no builder"),
        pytest.param("x = y == DEFAULT_BUILDER", id="the default"),
    ],
)
def test_what_asks_for_no_builder_is_let_pass(source: str) -> None:
    assert asked(source) == []
