"""What cannot be known offline is named with a reason, and never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.project.errors import ProjectError
from tests.project.bake.test_recorded import bake

if TYPE_CHECKING:
    from pathlib import Path

NOW = "timestamp() is the time of the run"


def test_an_argument_of_the_time_has_no_value_but_a_reason(tmp_path: Path) -> None:
    text = 'target "default" {\n args = { NOW = timestamp(), DAY = "d-${timestamp()}", V = "1" }\n}'
    (build,) = bake(tmp_path, text).builds
    assert dict(build.args) == {"V": "1"}
    assert [tuple(each) for each in build.unknown] == [("args.DAY", NOW), ("args.NOW", NOW)]


def test_it_passes_through_variables_functions_and_conditions(tmp_path: Path) -> None:
    text = """
variable "NOW" { default = timestamp() }
function "f" {
  params = [x]
  result = upper(x)
}
target "default" {
  args = merge({ A = f(NOW), B = NOW == "" ? "x" : "y" }, { C = length(NOW) > 0 || true })
}
"""
    (build,) = bake(tmp_path, text.replace("length(NOW) > 0", 'NOW == "x"')).builds
    assert dict(build.args) == {"C": "true"}
    assert [each.attribute for each in build.unknown] == ["args.A", "args.B"]


def test_a_context_of_the_time_leaves_the_context_open(tmp_path: Path) -> None:
    (build,) = bake(tmp_path, 'target "default" { context = uuidv4() }').builds
    assert (build.context, build.dockerfile) == ("", None)
    assert build.unknown[0].attribute == "context"


def test_the_platform_of_the_builder_is_not_known(tmp_path: Path) -> None:
    (build,) = bake(tmp_path, 'target "default" { platforms = [BAKE_LOCAL_PLATFORM] }').builds
    assert build.platforms == ()
    assert build.unknown[0].attribute == "platforms"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('group "default" { targets = [timestamp()] }', id="members of a group"),
        pytest.param('target "default" { inherits = [timestamp()] }', id="parents"),
        pytest.param('target "a" { matrix = { v = [1], w = timestamp() } }', id="an axis"),
        pytest.param('target "a" {\n matrix = { v = [1] }\n name = timestamp()\n}', id="a name"),
    ],
)
def test_which_builds_there_are_must_be_known(text: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be known offline") as refused:
        bake(tmp_path, text)
    assert refused.value.kind == "unsupported"


def test_a_definition_that_is_fetched_declares_nothing_that_is_known(tmp_path: Path) -> None:
    found = bake(tmp_path, 'target "default" {}', "https://github.com/o/r.git")
    assert found.builds == ()
    assert found.unknown[0].attribute == "definition"


def test_remote_contexts_say_that_they_are_fetched(tmp_path: Path) -> None:
    text = 'target "default" {\n context = "https://h/x.git"\n contexts = { a = "git@h:x" }\n}'
    (build,) = bake(tmp_path, text).builds
    assert [each.attribute for each in build.unknown] == ["context", "contexts.a"]
