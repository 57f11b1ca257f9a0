"""No room of ctxscan knows a room below it, and third parties stay in their rooms (DESIGN.md).

Nor is there a circle inside a room, and nobody but the builders asks for the name of one.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders import BUILDER_NAMES
from tests.support.builder_questions import classes_of_builders, questions
from tests.support.circles import circles, imported

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "ctxscan"

ORDER = [
    *(
        "version",
        "tuples",
        "regex",
        "errors",
        "finding",
        "sizes",
        "golang",
        "ignore",
        "dockerfile",
        "context",
        "project",
        "builders",
        "inspection",
        "images",
        "findings",
    ),
    *("api", "render", "process", "explore", "cli"),
]
DATA = ("docs", "schemas")
"""Folders of the package without code."""

DOORS = ("__init__", "__main__", "docker_plugin")
"""The package's own front doors: they may look into every room, and no room may look at them."""

PURE = ("golang", "ignore", "dockerfile", "project", "builders", "images", "findings", "explore")
WORLD = ("os", "pathlib", "io", "subprocess", "sys", "time", "datetime")
TALKERS = ("open", "print", "input")

THIRD_PARTIES = {
    "compression": ("ctxscan.inspection.archives",),  # Python's own from 3.14 on
    "pathspec": ("ctxscan.ignore",),
    "rich": ("ctxscan.render.drawing", "ctxscan.explore.app"),
    "textual": ("ctxscan.explore.app",),
    "typer": ("ctxscan.cli",),
    "yaml": ("ctxscan.project.compose.yaml_nodes",),
}

KNOW_BUILDERS = (
    "ctxscan.builders",
    *(f"ctxscan.inspection.{name}" for name in BUILDER_NAMES),
    "ctxscan.project.commandline",
)
"""The room of builders, the assembly of each, and where the words of their programs are read."""

BUILDER_CLASSES = classes_of_builders(PACKAGE / "builders")


def violations(module: str, source: str) -> list[str]:
    """What a module must not do, each as ``line: what``. ``module`` is its dotted name."""
    tree = ast.parse(source)
    found = [
        (line, why)
        for line, name in imported(module, tree)
        for why in [*upward(module, name), *out_of_room(module, name), *worldly(module, name)]
    ]
    if room_of(module) in PURE:
        found += [(line, f"a pure room calls {name}") for line, name in talking(tree)]
    if not any(is_within(module, known) for known in KNOW_BUILDERS):
        found += questions(tree, BUILDER_CLASSES)
    return [f"{line}: {why}" for line, why in sorted(set(found))]


def room_of(module: str) -> str:
    """``ctxscan.ignore.file`` -> ``ignore``; the package itself is the door ``__init__``."""
    return (*module.split("."), "__init__")[1]


def upward(module: str, name: str) -> Iterator[str]:
    """A room that comes after this module's own, or a front door."""
    if not is_within(name, "ctxscan") or room_of(module) in DOORS:
        return
    asked = room_of(name)
    if asked not in ORDER:
        if asked != "__version__":
            yield f"imports {name}, which is no room"
    elif ORDER.index(asked) > ORDER.index(room_of(module)):
        yield f"{room_of(module)} imports from {asked}"


def out_of_room(module: str, name: str) -> Iterator[str]:
    party = top_of(name)
    if party in sys.stdlib_module_names or party in ("ctxscan", "__future__"):
        return
    if not any(is_within(module, room) for room in THIRD_PARTIES.get(party, ())):
        yield f"{party} has no place in {module}"


def worldly(module: str, name: str) -> Iterator[str]:
    if room_of(module) in PURE and top_of(name) in WORLD:
        yield f"a pure room imports {top_of(name)}"


def talking(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else ""
            if name in TALKERS:
                yield node.lineno, name


def top_of(name: str) -> str:
    return name.partition(".")[0]


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def modules() -> list[tuple[str, Path]]:
    return [
        (".".join(("ctxscan", *path.relative_to(PACKAGE).with_suffix("").parts)), path)
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_a_module_looks_only_upwards(module: str, path: Path) -> None:
    assert violations(module, path.read_text(encoding="utf-8")) == []


def test_no_circle_is_in_a_room() -> None:
    sources = {module: path.read_text(encoding="utf-8") for module, path in modules()}
    assert circles(sources) == []


@pytest.mark.parametrize("path", sorted(PACKAGE.iterdir()), ids=lambda path: str(path.name))
def test_the_package_holds_rooms_and_doors_only(path: Path) -> None:
    assert path.stem in (*ORDER, *DOORS, *DATA, "__pycache__", "py")


@pytest.mark.parametrize("name", DATA)
def test_a_folder_of_data_holds_no_code(name: str) -> None:
    assert {path.suffix for path in (PACKAGE / name).rglob("*") if path.is_file()} <= {
        ".1",
        ".json",
        ".md",
    }


@pytest.mark.parametrize(
    ("module", "source", "why"),
    [
        pytest.param(
            "ctxscan.ignore.file",
            "from ctxscan.context.walk.walk import walk",
            "1: ignore imports from context",
            id="an upward import",
        ),
        pytest.param(
            "ctxscan.ignore.file",
            "from ctxscan import cli",
            "1: ignore imports from cli",
            id="a room imported from the package",
        ),
        pytest.param(
            "ctxscan.ignore.__init__",
            "from ..render import text",
            "1: ignore imports from render",
            id="a relative import from a package",
        ),
        pytest.param(
            "ctxscan.builders.classic.meter",
            "from ....ctxscan.cli import main",
            "1: builders imports from cli",
            id="a relative import from above the package",
        ),
        pytest.param(
            "ctxscan.builders.classic.meter",
            "def f():\n    import ctxscan.inspection",
            "2: builders imports from inspection",
            id="an import inside a function",
        ),
        pytest.param(
            "ctxscan.errors",
            "if TYPE_CHECKING:\n    from ctxscan.ignore import Rule",
            "2: errors imports from ignore",
            id="an import for types alone",
        ),
        pytest.param(
            "ctxscan.render.text",
            "from ctxscan import VERSION",
            "1: imports ctxscan.VERSION, which is no room",
            id="a front door",
        ),
        pytest.param(
            "ctxscan.inspection",
            "from rich.progress import Progress",
            "1: rich has no place in ctxscan.inspection",
            id="rich where nothing is drawn",
        ),
        pytest.param(
            "ctxscan.render.text",
            "import typer",
            "1: typer has no place in ctxscan.render.text",
            id="typer outside the command line",
        ),
        pytest.param(
            "ctxscan.context.git.repository",
            "import pathspec",
            "1: pathspec has no place in ctxscan.context.git.repository",
            id="pathspec outside ignore",
        ),
        pytest.param(
            "ctxscan.cli.main",
            "import requests",
            "1: requests has no place in ctxscan.cli.main",
            id="a third party that nobody agreed on",
        ),
        pytest.param(
            "ctxscan.findings.report.report",
            "from os.path import join",
            "1: a pure room imports os",
            id="the disk in a pure room",
        ),
        pytest.param(
            "ctxscan.dockerfile.parser",
            "def f(x):\n    return open(x)",
            "2: a pure room calls open",
            id="a call of open in a pure room",
        ),
        pytest.param(
            "ctxscan.inspection.trial",
            "x = options.builder == 'classic'",
            "1: asks for the builder classic",
            id="a builder's name compared",
        ),
    ],
)
def test_a_planted_violation_is_seen(module: str, source: str, why: str) -> None:
    assert violations(module, source) == [why]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param("ctxscan.cli.report", "import os, typer\nprint(1)", id="the last room"),
        pytest.param("ctxscan.ignore.pattern", "import pathspec, re", id="pathspec at home"),
        pytest.param("ctxscan.context.git.program", "import re\nopen('x')", id="an edge"),
        pytest.param("ctxscan.ignore.matcher", "from .file import Rule", id="a neighbour"),
        pytest.param("ctxscan.ignore.__init__", "from .file import Rule", id="a package's own"),
        pytest.param("ctxscan.__init__", "from ctxscan.inspection import inspect", id="a door"),
        pytest.param("ctxscan.render.json", "from ctxscan import __version__", id="the version"),
        pytest.param("ctxscan.builders.classic.meter", "def f(o):\n    o.open()", id="a method"),
        pytest.param("ctxscan.inspection.podman", "x = y == 'podman'", id="an assembly"),
        pytest.param("ctxscan.api.report", "f(builder='podman')", id="a builder asked for"),
        pytest.param("ctxscan.render.text.report", "x = y == 'pod'", id="another word compared"),
    ],
)
def test_what_is_allowed_is_not_reported(module: str, source: str) -> None:
    assert violations(module, source) == []


def test_nothing_new_lies_at_the_top_of_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout of git")
    top = {each.split("/")[0] for each in listed.stdout.split("\0") if each}
    hidden = {each for each in top if each.startswith(".")}
    named = {"LICENSE", "README.md", "ctxscan", "pyproject.toml", "sample_projects", "tests"}
    assert top - hidden == named
