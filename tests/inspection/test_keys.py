"""Edits of a Dockerfile, one each: what the builder takes for the same, and what it does not.

The facts are those of docs/semantics, L-1 and L-6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.buildkit.cache.fates import Memory
from ctxscan.inspection.contents import Comparable
from tests.support.caches import fates, snapshot
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a.txt": "a\n", "b.txt": "b\n", ".dockerignore": "Dockerfile\n"}
RUN = "FROM scratch\nCOPY a.txt /a\nRUN {}\n"
TWO = "FROM scratch AS one\nCOPY a.txt /a\nFROM scratch\nCOPY --from={} /a /b\n"


def fate_of(folder: Path, before: str, after: str, *options: str) -> str:
    """Of the last step of *after*, built with *options*."""
    builds = []
    for name, text, args in (("before", before, []), ("after", after, [*options])):
        root = grow(folder / name, files={**FILES, "Dockerfile": text})
        builds.append(snapshot(root, args).keyed(Comparable))
    return list(fates(Memory(builds[0]), builds[1]).values())[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a && \\\n b", "a && \\\n# why\n b", id="a comment inside of a command"),
        pytest.param("x", '["/bin/sh", "-c", "x"]', id="the words that the shell form stands for"),
        pytest.param("<<A\nx\nA", "<<-B\n\tx\nB", id="another word for a here-document"),
        pytest.param(
            "--mount=type=cache,id=a,target=/c x",
            "--mount=type=cache,id=b,sharing=locked,target=/c x",
            id="the id of a cache",
        ),
        pytest.param(
            "--mount=type=cache,target=/c x",
            "--mount=type=cache,id=/c,target=/c x",
            id="the id that a cache has anyway",
        ),
        pytest.param(
            "--mount=type=secret,id=s x",
            "--mount=type=secret,source=s,target=/run/secrets/s,required=false x",
            id="what a secret is by default",
        ),
        pytest.param("--mount=type=ssh x", "--mount=type=ssh,id=default x", id="the default agent"),
        pytest.param("--network=default x", "x", id="the default network"),
    ],
)
def test_a_command_is_the_same(tmp_path: Path, before: str, after: str) -> None:
    assert fate_of(tmp_path, RUN.format(before), RUN.format(after)) == "kept"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a b", "a  b", id="blanks in a command"),
        pytest.param(
            "--mount=type=cache,target=/c x",
            "--mount=type=cache,id=b,target=/c x",
            id="an id where a cache had none",
        ),
        pytest.param("x", "--mount=type=secret,id=s x", id="a secret"),
        pytest.param("--mount=type=secret,id=s x", "--mount=type=secret,id=t x", id="another one"),
        pytest.param(
            "--mount=type=tmpfs,target=/t x", "--mount=type=tmpfs,target=/t,size=1m x", id="a size"
        ),
        pytest.param("x", "--network=none x", id="no network"),
    ],
)
def test_a_command_is_another(tmp_path: Path, before: str, after: str) -> None:
    assert fate_of(tmp_path, RUN.format(before), RUN.format(after)) == "lost"


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        pytest.param(TWO.format("one"), TWO.format("0"), "kept", id="a stage by its number"),
        pytest.param(
            "FROM scratch\nENV A=1\nENV B=2\nRUN x\n",
            "FROM scratch\nENV A=1 B=2\nRUN x\n",
            "kept",
            id="two lines of ENV in one",
        ),
        pytest.param(
            "FROM scratch\nENV A=1\nENV B=2\nRUN x\n",
            "FROM scratch\nENV B=2\nENV A=1\nRUN x\n",
            "lost",
            id="ENV in another order",
        ),
        pytest.param(
            "FROM scratch\nCOPY a.txt /a\nRUN x\n",
            "FROM scratch AS base\nCOPY a.txt /a\nFROM base\nRUN x\n",
            "kept",
            id="a stage of its own for the first steps",
        ),
        pytest.param(
            "FROM scratch AS one\nRUN x\nCOPY a.txt /\nFROM scratch\nCOPY --from=one /a.txt /b\n",
            "FROM scratch AS one\nRUN y\nCOPY a.txt /\nFROM scratch\nCOPY --from=one /a.txt /b\n",
            "kept",
            id="what is copied behind a command that runs again",
        ),
        pytest.param(
            "FROM scratch AS one\nCOPY a.txt /\nRUN x\nFROM scratch\nCOPY --from=one /a.txt /b\n",
            "FROM scratch AS one\nCOPY a.txt /\nRUN y\nFROM scratch\nCOPY --from=one /a.txt /b\n",
            "perhaps",
            id="what a command that runs again may have changed",
        ),
    ],
)
def test_an_edit_has_the_effect_that_it_has(
    tmp_path: Path, before: str, after: str, fate: str
) -> None:
    assert fate_of(tmp_path, before, after) == fate


@pytest.mark.parametrize(
    ("text", "options", "fate"),
    [
        pytest.param(RUN.format("x"), ["--platform", "linux/386"], "lost", id="another platform"),
        pytest.param(RUN.format("x"), ["--label", "a=b"], "kept", id="a label"),
        pytest.param(RUN.format("x"), ["--no-cache"], "lost", id="no cache"),
        pytest.param(
            TWO.format("one"), ["--no-cache-filter", "one"], "kept", id="a copy of a stage anew"
        ),
        pytest.param(
            "FROM scratch\nARG V=1\nRUN x\n", ["--build-arg", "V=1"], "kept", id="the default"
        ),
        pytest.param(
            "FROM scratch\nARG V=1\nRUN x\n", ["--build-arg", "V=2"], "lost", id="another value"
        ),
    ],
)
def test_an_option_has_the_effect_that_it_has(
    tmp_path: Path, text: str, options: list[str], fate: str
) -> None:
    assert fate_of(tmp_path, text, text, *options) == fate
