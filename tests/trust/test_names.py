"""Hostile names in every command and format: each document parses, each record stays one line."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest

from tests.support.program import Run, ctxscan, program
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

NAMES = {
    "a line end": "new\nline",
    "a line end and a command": "x\n::error::y",
    "a carriage return": "car\rriage",
    "a tab": "ta\tb",
    "a colour": "\x1b[31mred",
    "a window's title": "\x1b]0;owned\x07",
    "an eight-bit control": "c1\x9b31m",
    "a next line of Unicode": "nel\x85x",
    "a command of GitHub": "::error::x",
    "an older command": "##[error]x",
    "a command of Azure": "##vso[task.x]y",
    "an escaped line end": "a%0Ab%25%0D",
    "what XML forbids": "xml\x01\x0b\ufffe\uffff",
    "the end of CDATA": "]]>",
    "a table": "a|b||c",
    "code": "``a`b```",
    "a link": "[x](javascript:1)",
    "an element": "<script>alert(1)<",
    "an entity": "&lt;&#10;",
    "an image": "<img src=x onerror=alert(1)>",
    "quotes": "\"'",
    "what a URI escapes": "a%20b #c?d=e",
    "letters of another script": "d\u00e9j\u00e0 \u754c",
    "from right to left": "rtl\u202egnp.exe",
    "an isolate": "iso\u2066x\u2069",
    "no width": "zero\u200bwidth\ufeff",
    "a line separator": "line\u2028sep",
    "a byte that is no UTF-8": "bad\udcff\udcc3",
    "a dash": "-rf",
    "a comment": "#comment",
    "an exception": "!not",
    "blanks around": " blank ",
    "a backslash": "back\\slash\\",
    "stars": "*?[a]",
    "255 bytes": "n" * 255,
    "markup of rich": "[bold]b[/]",
    "a dollar": "$HOME ${A}",
}
"""Names of files and directories alike."""

COMMAND = re.compile(r"##\[|##vso\[")


def is_quiet(text: str) -> None:
    """Nothing in it acts upon a terminal, or upon a runner."""
    for line in text.removesuffix("\n").split("\n"):
        assert line.replace("\t", " ").isprintable(), line  # before what belongs to a path
        assert not line.lstrip().startswith("::"), line
        assert not COMMAND.search(line), line


def is_json(text: str) -> None:
    assert text.isascii()
    known = "\n".join(strings(json.loads(text)))
    for name in NAMES.values():
        assert name in known, name


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def is_some_json(text: str) -> None:
    assert text.isascii()
    assert json.loads(text)["schema_version"] == 1


def is_junit(text: str) -> None:
    assert ET.fromstring(text).tag in ("testsuites", "testsuite")  # noqa: S314 - our own output


def is_sarif(text: str) -> None:
    document = json.loads(text)
    found = set()
    for run in document["runs"]:
        for result in run["results"]:
            for place in result.get("locations", ()):
                uri = place["physicalLocation"]["artifactLocation"]["uri"]
                assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*", uri), uri
                assert not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri), uri
                found.add(os.fsdecode(unquote_to_bytes(uri)))
    assert found


def is_github(text: str) -> None:
    for line in text.removesuffix("\n").split("\n"):
        assert re.fullmatch(r"::(?:error|warning|notice) [^:]*::.*", line), line
        assert line.isprintable(), line


def is_markdown(text: str) -> None:
    columns = 0
    for line in text.removesuffix("\n").split("\n"):
        assert line.isprintable(), line
        bars = len(re.findall(r"(?<!\\)\|", line))
        if line.startswith("|"):
            columns = columns or bars
            assert bars == columns, line
        else:
            columns = 0
        bare = re.sub(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)", "", line)
        assert "<script" not in bare, line
        assert "<img" not in bare, line


def is_html(text: str) -> None:
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def is_svg(text: str) -> None:
    """An image without a script, a link, or anything that is fetched."""
    for each in ET.fromstring(text).iter():  # noqa: S314 - our own output
        assert each.tag.rpartition("}")[2] in {
            *("svg", "title", "desc", "style", "defs", "clipPath", "g", "rect", "path"),
            *("text", "tspan", "line", "use"),
        }, each.tag
        assert not any(key.startswith("on") or "href" in key for key in each.attrib), each.attrib
        assert "".join((each.text or "").split()).isprintable() or not each.text


def is_ignore_file(text: str) -> None:
    """Rules have to have the letters of the names; no control character can be in one."""
    for line in text.removesuffix("\n").split("\n"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", line), line


def is_list(text: str) -> None:
    is_quiet(text)
    assert len(text.splitlines()) == len(set(text.splitlines()))


def is_null(text: str) -> None:
    paths = set(text.split("\0"))
    for name in NAMES.values():
        assert f"{name}/f" in paths
        assert file_of(name) in paths


CELLS: dict[str, Callable[[str], None]] = {
    "report -n 999 -d 9": is_quiet,
    "report --by files -n 999": is_quiet,
    "report --by extensions -n 999": is_quiet,
    "report --ignored": is_quiet,
    "report --format json -n 999 -d 9": is_json,
    "report --format html": is_html,
    "report --format svg": is_svg,
    "diff --format html": is_html,
    "init": is_ignore_file,
    "list": is_list,
    "list --files": is_list,
    "list -0": is_null,
    "list --format json": is_json,
    "list --in-image": is_quiet,
    "list --in-image --format json": is_json,
    "list --builder classic": is_list,
    "list --builder podman": is_list,
    "check": is_quiet,
    "check --format json": is_json,
    "check --format markdown": is_markdown,
    "check --format github": is_github,
    "check --format sarif": is_sarif,
    "check --format junit": is_junit,
    "lint": is_quiet,
    "lint --format json": is_some_json,
    "lint --format markdown": is_markdown,
    "lint --format github": is_github,
    "lint --format junit": is_junit,
    "suggest": is_ignore_file,
    "suggest --diff": is_ignore_file,
    "suggest --explain": is_quiet,
    "suggest --format json": is_some_json,
    "suggest --check": is_quiet,
    "suggest --allowlist": is_ignore_file,
    "builds": is_quiet,
    "builds --format json": is_some_json,
    "diff": is_quiet,
    "diff -n 999": is_quiet,
    "diff --format json": is_json,
    "diff --format markdown": is_markdown,
    "diff --format github": is_github,
    "key": is_quiet,
    "key --format json": is_some_json,
    "churn": is_quiet,
    "churn --format json": is_some_json,
    "explain": is_quiet,
    "explain --format json": is_json,
}


def file_of(name: str) -> str:
    return f"file {name}"[:255]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of the names, for files and directories, with something to say about each."""
    root = init(tmp_path_factory.mktemp("con\x1b[31m\u202etext"))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n", ".gitignore": "*.log\n"})
    git(root, "add", "-A")
    commit(root)
    for name in NAMES.values():
        grow(root, files={f"{name}/f": b"x", file_of(name): b"y"})
        grow(root, files={f"{name}/.env": b"PASSWORD=hunter2hunter2\n", f"{name}/x.log": b"z"})
    return root


def shown(
    root: Path,
    cell: str,
    runner: Callable[..., Run] = ctxscan,
    encoding: str = "utf-8",
    **more: Any,
) -> str:
    """What a command prints; its own words on stderr act upon nothing, either."""
    words = cell.split()
    if words[0] == "explain":
        words += ["--", *(f"./{name}" for name in NAMES.values())]
    run = runner(*words, cwd=root, **more)
    assert run.exit_code in (0, 1), run.errors
    for line in run.stderr.decode(encoding, "replace").split("\n"):
        assert line.isprintable(), line
        assert not line.lstrip().startswith("::"), line
    return run.text


@pytest.mark.parametrize("cell", CELLS)
def test_a_document_holds_whatever_a_name_holds(hostile: Path, cell: str) -> None:
    CELLS[cell](shown(hostile, cell))


SOME_CELLS = (
    tuple(CELLS)
    if os.environ.get("CTXSCAN_LONG")
    else (
        *("report -n 999 -d 9", "list", "list -0", "check", "suggest", "explain", "diff", "init"),
        *("check --format json", "report --format svg", "diff --format html", "churn"),
    )
)
"""All of them for a long run: each is a process."""


def is_for_programs(cell: str) -> bool:
    """Whether it is UTF-8 in any locale: documents, paths, and files to be."""
    return "--format" in cell or (cell.startswith(("list", "suggest")) and "--explain" not in cell)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-be", "ascii", "latin-1:strict"])
@pytest.mark.parametrize("cell", SOME_CELLS)
def test_no_encoding_of_the_output_ends_a_command(hostile: Path, cell: str, encoding: str) -> None:
    name = encoding.partition(":")[0]
    words = [*cell.split(), *(["--", "./f"] if cell.startswith("explain") else [])]
    run = program(*words, cwd=hostile, env={"PYTHONIOENCODING": encoding})
    assert run.exit_code in (0, 1), run.stderr.decode(name, "replace")
    assert "fault of ctxscan" not in run.stderr.decode(name)
    if not is_for_programs(cell):
        is_quiet(run.stdout.decode(name).removeprefix("\ufeff"))
    elif not cell.startswith("explain"):  # which was asked for one name here
        CELLS[cell](run.text)


@pytest.mark.parametrize("cell", SOME_CELLS)
def test_a_locale_of_ascii_alone_ends_no_command(hostile: Path, cell: str) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    CELLS[cell](shown(hostile, cell, program, env=env))
