"""What a new rule cannot touch is not looked at again; what it can, is weighed as if for the first
time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.build import inspect
from ctxscan.builders import BUILDER_NAMES, BuilderName
from ctxscan.context.everything import Everything
from ctxscan.context.walk.walk import Walk
from ctxscan.findings.catalog import catalog
from ctxscan.findings.draft.figures import Weighed, failures_of, weigh
from ctxscan.findings.draft.folder import Planted
from ctxscan.findings.draft.rules import under
from ctxscan.findings.draft.weight import Weight
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.inspection import Inspection

DIRECTORIES = ("src", "src/app", "src/lib", "docs", "docs/old", "web", "web/dist", "web/dist/js")
NAMES = ("a.js", "b.py", "c.md", ".env", "x")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"Dockerfile": "FROM scratch\nCOPY . /all\n", ".dockerignore": "docs\n!docs/old/c.md\n"}
    return grow(
        tmp_path, *(f"{each}/{name} 9" for each in DIRECTORIES for name in NAMES), files=files
    )


def planted_of(root: Path) -> Planted:
    planted = Planted()
    for batch in Walk(str(root), Everything()).batches():
        planted.add(batch)
    return planted


def base_of(root: Path, builder: BuilderName = "buildkit") -> tuple[Planted, Inspection, Weighed]:
    planted, inspection = planted_of(root), inspect(str(root), builder=builder)
    return planted, inspection, weigh(planted, inspection)


def weights(weighed: Weighed) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    stack = [weighed.weights[0]]
    while stack:
        here = stack.pop()
        found[here.folder.path] = here
        stack += [each for each in here.own if isinstance(each, Weight)]
    return found


@pytest.mark.parametrize(
    ("rule", "again"),
    [
        pytest.param("src/app/x", {"", "src", "src/app"}, id="a path: those above it"),
        pytest.param("web/dist", {"", "web", "web/dist"}, id="a directory: not what is below it"),
        pytest.param("src/*.py", {"", "src"}, id="a wildcard: what is in front of it"),
        pytest.param("nothing/here", set(), id="nothing that is there"),
        pytest.param("**/dist", {"", "web", "web/dist"}, id="a name at any depth"),
        pytest.param("**/.nothing", set(), id="a name that nothing has"),
    ],
)
def test_a_rule_touches_no_more_than_it_reaches(rule: str, again: set[str], root: Path) -> None:
    planted, inspection, base = base_of(root)
    before, after = weights(base), weights(weigh(planted, under(inspection, [rule]), base))
    assert {path for path in after if after[path] is not before[path]} == again


@pytest.mark.parametrize("builder", BUILDER_NAMES)
def test_rules_of_the_catalog_come_to_what_they_come_to_alone(
    builder: BuilderName, root: Path
) -> None:
    rows = catalog()[::9]
    for number, row in enumerate(rows):
        for path in (row.sample, row.counter):
            file = root / f"s{number}" / path.rstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                file.write_bytes(b"x" * (number + 1))
    planted, inspection, base = base_of(root, builder)
    for row in rows:
        lines = [row.pattern, *(f"!{each}" for each in row.keep)]
        tried = under(inspection, lines)
        assert weigh(planted, tried, base).figures == weigh(planted, tried).figures, lines


@pytest.mark.parametrize("builder", BUILDER_NAMES)
def test_where_the_same_is_brought_the_same_steps_fail(builder: BuilderName, root: Path) -> None:
    (root / "Dockerfile").write_text(
        "FROM scratch\nCOPY src/app/x /\nCOPY web/dist /\nCOPY gone /\n"
    )
    planted, inspection, base = base_of(root, builder)
    lines = [each.line for each in failures_of(planted, base)]
    assert lines == [4]
    same = {}
    for rule in ("nothing", "**/nothing/*.x", "docs/new", "docs/*", "src/app/*", "web/dist"):
        tried = weigh(planted, under(inspection, [rule]), base)
        same[rule] = tried.brings_the_same(base)
        if same[rule]:
            assert [each.line for each in failures_of(planted, tried)] == lines, rule
    if builder == "podman":
        assert not any(same.values())
    else:
        assert [rule for rule in same if not same[rule]][-2:] == ["src/app/*", "web/dist"]
        assert same["nothing"]
        assert same["**/nothing/*.x"]
