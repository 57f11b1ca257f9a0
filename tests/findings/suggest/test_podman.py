"""`suggest --builder podman`: the lines must be fit for Podman, whose operators are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders import whole_context
from ctxscan.findings.suggest.own_language import refused
from ctxscan.ignore.podman.language import escaped
from tests.findings.suggest.projects import apply, lines, project, sent
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path

PODMAN = ("--builder", "podman")
ALLOWLIST = (*PODMAN, "--source", "dockerfile")


def odd(root: Path) -> Path:
    return project(
        root,
        *("foo(1).txt", "c++/m.cc", "a{b}/c", "x/y", "z"),
        dockerfile="FROM scratch\nCOPY foo(1).txt z /\nCOPY c++ a{b} /d/\n",
    )


def test_names_that_are_operators_to_podman_are_escaped_in_an_allowlist(tmp_path: Path) -> None:
    """A line ``!c++`` would end every COPY, and ``!foo(1).txt`` let in ``foo1.txt`` alone."""
    root = odd(tmp_path / "a")
    had = sent(root, "podman")
    assert had == {"foo(1).txt", "c++/m.cc", "a{b}/c", "z"}
    apply(root, *ALLOWLIST)
    own = {"Dockerfile", ".dockerignore"}
    assert sent(root, "podman") == had == sent(root, "buildkit") == sent(root, "classic") - own
    assert ctxscan("suggest", root, *ALLOWLIST, "--check").lines == []


def test_a_rule_of_git_for_such_a_name_is_escaped(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "c++/m", "z", gitignore="c++/\n")
    assert lines(root, *PODMAN, "--source", "gitignore") == [r"**/c\+\+"]
    apply(root, *PODMAN, "--source", "gitignore")
    assert "c++/m" not in sent(root, "podman")


@pytest.mark.parametrize(
    ("line", "to_both"),
    [
        ("!c++", r"!c\+\+"),
        ("a(1)|{b}^", r"a\(1\)\|\{b\}\^"),
        (r"a\+[+(]*[^{]+", r"a\+[+(]*[^{]\+"),
        ("**/*.py[cod]", "**/*.py[cod]"),
    ],
)
def test_operators_outside_classes_get_a_backslash(line: str, to_both: str) -> None:
    assert escaped(line) == to_both


def test_podman_refuses_a_repetition_of_nothing() -> None:
    podman = whole_context("podman", ())
    assert refused(podman, "c++")
    assert not refused(podman, escaped("c++"))
