"""Where a bake file names what is not there, or what cannot be: each error has its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.builds import builds
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(
            'target "a" {\n  args = {}\n  inherits = ["nope"]\n}\n',
            3,
            "failed to find target nope",
            id="a parent",
        ),
        pytest.param(
            'group "g" {\n  targets = ["a", "nope"]\n}\ntarget "a" {}\n',
            2,
            "failed to find target nope",
            id="a member of a group",
        ),
        pytest.param(
            'group "a" { targets = ["b"] }\n\ngroup "b" { targets = ["a"] }\n',
            3,
            "failed to find target a",
            id="groups of one another",
        ),
        pytest.param(
            'target "a" {\n\n  contexts = { x = "target:nope" }\n}\n',
            3,
            "failed to find target nope",
            id="a linked target",
        ),
        pytest.param(
            'target "a" {\n  contexts = { x = "target:a" }\n}\n',
            2,
            "target a cannot link to itself",
            id="a link to itself",
        ),
        pytest.param(
            'target "a" {\n  contexts = { x = "target:b" }\n}\n'
            'target "b" {\n  contexts = { x = "target:a" }\n}\n',
            5,
            "infinite loop from b to a",
            id="links in a circle",
        ),
        pytest.param(
            'target "a" {\n  platforms = ["linux/amd64", "linux/arm64"]\n'
            '  contexts = { x = "target:b" }\n}\n'
            'target "b" {\n  platforms = ["linux/amd64", "linux/386"]\n}\n',
            3,
            "target b can't be used by a",
            id="platforms that the linked target lacks",
        ),
    ],
)
def test_an_error_about_another_target_names_the_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    file = tmp_path / "docker-bake.hcl"
    file.write_text(text)
    with pytest.raises(ProjectError, match=message) as refused:
        builds(str(file))
    place = refused.value.place
    assert place is not None
    assert (place.file, place.line) == (str(file), line)
