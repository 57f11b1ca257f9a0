"""What a real buildx answered to odd bake files (tests/data/bake) against our answers."""

from __future__ import annotations

import json
from pathlib import Path
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.project_files import ProjectFiles
from ctxscan.project.bake.load import load
from ctxscan.project.commandline.bake import parse_bake
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from ctxscan.project.model import Declarations, DeclaredBuild

DATA = Path(__file__).parents[2] / "data" / "bake"


def recorded(name: str) -> list[Any]:
    records: list[Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return records


def bake(
    directory: Path, text: str, *args: str, file: str = "docker-bake.hcl", **env: str
) -> Declarations:
    (directory / file).write_bytes(text.encode())
    options = parse_bake(args, str(directory))
    return load(options, {"HOME": "/home/u", **env}, ProjectFiles())


@pytest.mark.parametrize(
    ("expression", "answer"),
    [pytest.param(*record, id=record[0]) for record in recorded("expressions.json")],
)
def test_an_expression_comes_to_what_bake_makes_of_it(
    expression: str, answer: Any, tmp_path: Path
) -> None:
    text = f'target "default" {{\n args = {{ A = {expression} }}\n}}\n'
    if isinstance(answer, dict):
        with pytest.raises(ProjectError) as refused:
            bake(tmp_path, text)
        assert refused.value.place is not None
        return
    (build,) = bake(tmp_path, text).builds
    assert build.args.get("A") == answer


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["text"][:80]) for case in recorded("cases.json")]
)
def test_a_bake_file_declares_what_bake_prints(case: dict[str, Any], tmp_path: Path) -> None:
    if "error" in case:
        with pytest.raises(ProjectError) as refused:
            bake(tmp_path, case["text"], *case["args"], file=case["file"], **case["env"])
        place = refused.value.place
        assert case["line"] is None or (place is not None and place.line == case["line"])
        return
    found = bake(tmp_path, case["text"], *case["args"], file=case["file"], **case["env"])
    assert {name: list(each) for name, each in found.groups.items()} == case["groups"]
    assert {each.name: written(each) for each in found.builds} == {
        name: meant(printed, str(tmp_path)) for name, printed in case["builds"].items()
    }


def written(build: DeclaredBuild) -> dict[str, Any]:
    return {
        "context": build.context,
        "contexts": dict(build.contexts),
        "dockerfile": build.dockerfile,
        "inline": build.dockerfile_inline,
        "args": dict(build.args),
        "target": build.target,
        "platforms": list(build.platforms),
    }


def meant(printed: dict[str, Any], root: str) -> dict[str, Any]:
    """What bake prints is neither resolved nor free of escapes."""
    context = located(printed["context"], root)
    inline = unescaped(printed.get("dockerfile-inline") or "") or None
    dockerfile = located(printed["dockerfile"], context)
    if printed["dockerfile"].startswith("cwd://"):
        dockerfile = located(printed["dockerfile"], root)
    if "://" in context:
        dockerfile = printed["dockerfile"]
    return {
        "context": context,
        "contexts": {
            name: located(value, root) for name, value in printed.get("contexts", {}).items()
        },
        "dockerfile": None if inline else dockerfile,
        "inline": inline,
        "args": {name: unescaped(value) for name, value in printed.get("args", {}).items()},
        "target": printed.get("target") or None,
        "platforms": printed.get("platforms", []),
    }


def located(path: str, base: str) -> str:
    if path.startswith(("target:", "docker-image:", "oci-layout:", "https://")):
        return path
    return normpath(join(base, path.removeprefix("cwd://")))


def unescaped(text: str) -> str:
    return text.replace("$${", "${").replace("%%{", "%{")
