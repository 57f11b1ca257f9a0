"""Bake files that would never end, or end in a traceback, end in one sentence."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest

from ctxscan.project.errors import ProjectError
from tests.project.bake.test_recorded import bake

if TYPE_CHECKING:
    from pathlib import Path

DOUBLED = 'variable "V0" { default = "0123456789" }\n' + "".join(
    f'variable "V{n}" {{ default = "${{V{n - 1}}}${{V{n - 1}}}" }}\n' for n in range(1, 101)
)
NESTED_LISTS = "variable V0 { default = [1] }\n" + "".join(
    f"variable V{n} {{ default = [V{n - 1}, V{n - 1}] }}\n" for n in range(1, 45)
)
LINKS = 'target "t60" {}\ngroup "default" { targets = ["t0"] }\n' + "".join(
    f'target "t{n}" {{\n contexts = {{ a = "target:t{n + 1}", b = "target:t{n + 1}" }}\n}}\n'
    for n in range(60)
)
WIDE = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]"
NINES = ", ".join(f"a{n} = range(1000)" for n in range(3))


def argument(expression: str) -> str:
    return f'target "default" {{\n args = {{ A = {expression} }}\n}}\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(argument("(" * 5000), id="parentheses without end"),
        pytest.param(argument("[" * 5000 + "]" * 5000), id="lists in lists"),
        pytest.param(argument("!" * 5000 + "true"), id="nothing but negations"),
        pytest.param(argument('"${' * 3000), id="templates in templates"),
        pytest.param(argument("a" + "[b]" * 3000), id="an index of an index"),
        pytest.param(argument("a" + "[*]" * 3000), id="a splat of a splat"),
        pytest.param(argument("true ? " * 3000), id="conditionals without end"),
        pytest.param(argument('"' + "%{ if true }" * 3000 + '"'), id="directives in directives"),
        pytest.param("a {\n" * 3000, id="blocks in blocks"),
        pytest.param(DOUBLED + argument("V100"), id="a text that doubles a hundred times"),
        pytest.param(NESTED_LISTS + argument("V44"), id="a list that doubles"),
        pytest.param(argument(f"length({WIDE})"), id="a thousand million elements"),
        pytest.param(argument("setproduct(" + "range(1000)," * 4 + ")"), id="a product of ranges"),
        pytest.param(
            argument('format("%999999999d", 1)'), id="a number of a thousand million digits"
        ),
        pytest.param(argument('indent(1000000000, "a\\nb")'), id="an indentation without end"),
        pytest.param(argument("1e999999999"), id="a number beyond all bounds"),
        pytest.param(
            argument('replace("aaaa", "a", V100)') + DOUBLED, id="a replacement that grows"
        ),
        pytest.param(
            f'target "a" {{\n matrix = {{ {NINES} }}\n name = "x"\n}}', id="a matrix of 10^9"
        ),
        pytest.param(
            "".join(f'variable "V{n}" {{ default = V{n + 1} }}\n' for n in range(2000)),
            id="a chain of variables",
        ),
        pytest.param(
            "".join(
                f'function "f{n}" {{\n params = []\n result = f{n + 1}()\n}}\n' for n in range(500)
            ),
            id="a chain of functions",
        ),
        pytest.param(
            'target "default" { inherits = ["t0"] }\n'
            + "".join(f'target "t{n}" {{ inherits = ["t{n + 1}"] }}\n' for n in range(500)),
            id="a chain of parents",
        ),
        pytest.param(
            'group "default" { targets = ["g0"] }\n'
            + "".join(f'group "g{n}" {{ targets = ["g{n + 1}"] }}\n' for n in range(500)),
            id="a chain of groups",
        ),
        pytest.param(LINKS, id="links that double"),
        pytest.param(argument(f'regex("(a|a)*b", "{"a" * 200_000}")'), id="a long search"),
        pytest.param(argument('regex("' + "(" * 2000 + '", "a")'), id="groups in groups"),
        pytest.param(argument('regex("(((a{100}){100}){100})", "a")'), id="repeats of repeats"),
        pytest.param(argument('jsondecode("' + "[" * 5000 + '")'), id="JSON without end"),
    ],
)
def test_it_is_refused_in_one_line_and_soon(text: str, tmp_path: Path) -> None:
    start = monotonic()
    with pytest.raises(ProjectError) as refused:
        bake(tmp_path, text)
    assert "\n" not in str(refused.value)
    assert monotonic() - start < 60


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"target":' * 5000, id="objects in objects"),
        pytest.param("[" * 5000, id="lists in lists"),
        pytest.param('{"a": 1e999999999}', id="a number beyond all bounds"),
        pytest.param("\x00", id="no text at all"),
    ],
)
def test_json_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as refused:
        bake(tmp_path, text, file="docker-bake.json")
    assert "\n" not in str(refused.value)


def test_five_thousand_digits_are_computed_with(tmp_path: Path) -> None:
    (build,) = bake(tmp_path, argument("7" * 5000)).builds
    assert len(build.args["A"]) == 5000


def test_ten_thousand_terms_are_a_sum(tmp_path: Path) -> None:
    (build,) = bake(tmp_path, argument(" + ".join(["1"] * 10_000))).builds
    assert build.args["A"] == "10000"


def test_bytes_that_are_no_text_name_their_line(tmp_path: Path) -> None:
    (tmp_path / "docker-bake.hcl").write_bytes(b"# a\n# \xff\n")
    from ctxscan.context.project_files import ProjectFiles  # noqa: PLC0415
    from ctxscan.project.bake.load import load  # noqa: PLC0415
    from ctxscan.project.commandline.bake import parse_bake  # noqa: PLC0415

    with pytest.raises(ProjectError, match=r"docker-bake\.hcl:2: .*UTF-8"):
        load(parse_bake([], str(tmp_path)), {}, ProjectFiles())
