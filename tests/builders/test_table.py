"""One list of builders: each has its folder, its traits and its assembly, and comes in alone."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, get_args

import pytest

from ctxscan.builders import (
    BUILDER_NAMES,
    DEFAULT_BUILDER,
    BuilderName,
    docker_builders,
    traits_of,
    whole_context,
)
from ctxscan.builders.protocol import Detail
from ctxscan.errors import UsageError
from ctxscan.inspection import BuildFiles, BuildOptions, inspect, locate
from tests.ignore.rules import rules
from tests.support.program import environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.inspection import Inspection

every_builder = pytest.mark.parametrize("name", BUILDER_NAMES)


def sent(inspection: Inspection) -> list[str]:
    return [each.path for sync in inspection.syncs for each in sync.stream().sent()]


@every_builder
def test_a_builder_has_traits_of_its_name_an_assembly_and_a_model_of_its_steps(
    name: BuilderName,
) -> None:
    assert traits_of(name).name == name
    assembly = import_module(f"ctxscan.inspection.{name}")
    assert callable(assembly.inspect)
    assert callable(assembly.locate)
    assert callable(assembly.inspect_at)
    assert callable(import_module(f"ctxscan.inspection.outcomes.{name}").outcome)


def test_the_default_is_a_builder_that_reads_rules_as_docker() -> None:
    assert get_args(BuilderName) == BUILDER_NAMES
    assert DEFAULT_BUILDER in docker_builders()
    assert {"buildkit", "classic"} <= {*docker_builders()} == {*BUILDER_NAMES} - {"podman"}


@every_builder
def test_a_build_imports_the_folder_of_its_own_builder_alone(
    name: BuilderName, tmp_path: Path
) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "x\n"})
    code = (
        "import sys\n"
        "from ctxscan.inspection import BuildFiles, BuildOptions, inspect\n"
        "found = inspect(BuildOptions(BuildFiles(sys.argv[1]), builder=sys.argv[2]))\n"
        "found.with_ignore_file(b'y', 'x').traits.label\n"
        "print(*(name for name in sys.modules if name.startswith('ctxscan.')))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, root, name],
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = run.stdout.split()
    rooms = ("ctxscan.builders", "ctxscan.inspection")
    for other in BUILDER_NAMES:
        assert any(f"{room}.{other}" in loaded for room in rooms) is (other == name)


@every_builder
def test_another_ignore_file_does_what_it_does_on_disk(name: BuilderName, tmp_path: Path) -> None:
    """Also that Docker's client rescues its own files, and that Podman's operators are Podman's."""
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "a\n"}
    root = grow(tmp_path, "a", "aa", "b/c", "b/d", "e+", files=files)
    options = BuildOptions(BuildFiles(str(root)), builder=name)
    before = inspect(options)
    data = b"a+\n*\n!b/c\n!aa\n"
    tried = before.with_ignore_file(data, before.ignore_file.path or "")
    (root / ".dockerignore").write_bytes(data)
    after = inspect(options)
    assert tried.ignore_file == after.ignore_file
    assert sent(tried) == sent(after) != sent(before)


@every_builder
def test_the_whole_context_is_all_that_no_rule_ignores(name: BuilderName) -> None:
    here = whole_context(name, rules("b")).filter(Detail.SENT)
    kept = here.judge("a")
    assert kept is not None
    assert kept.sent
    assert here.judge("b") is None


@every_builder
def test_counting_every_stage_takes_in_what_only_other_stages_copy(
    name: BuilderName, tmp_path: Path
) -> None:
    dockerfile = "FROM scratch AS one\nCOPY a /\nFROM scratch\nCOPY b /\n"
    root = grow(tmp_path, "a", "b", files={"Dockerfile": dockerfile})
    context = inspect(BuildOptions(BuildFiles(str(root)), builder=name)).context
    every = context._replace(builder=context.builder.for_every_stage())
    had = {each.path for each in context.stream().sent()}
    now = {each.path for each in every.stream().sent()}
    # Podman is the one whose copies are counted by stage; the others have one list for all.
    assert now - had == ({"a"} if name == "podman" else set())


def test_a_name_that_is_no_builder_s_is_refused_in_one_line(tmp_path: Path) -> None:
    files = BuildFiles(str(grow(tmp_path, "a")))
    options = BuildOptions(files)._replace(builder="../os")  # type: ignore[arg-type] # as a stranger's program might
    with pytest.raises(UsageError, match=r"no such builder: \.\./os") as refused:
        inspect(options)
    assert refused.value.hint == ", ".join(BUILDER_NAMES)
    with pytest.raises(UsageError, match="no such builder"):
        traits_of("os")  # type: ignore[arg-type] # as above
    with pytest.raises(UsageError, match="no such builder"):
        locate("os", files)  # type: ignore[arg-type] # as above
