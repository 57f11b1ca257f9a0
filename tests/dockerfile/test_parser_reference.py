"""The parser against BuildKit's own, which the package ``dockerfile`` wraps."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings

from ctxscan.dockerfile.lines import LineReader
from ctxscan.dockerfile.parser import KEYWORDS, parse_nodes
from ctxscan.errors import DockerfileError
from ctxscan.golang.text import SPACES
from tests.support.dockerfiles import dockerfiles

buildkit = pytest.importorskip(
    "dockerfile", reason="the package around BuildKit's parser has no wheel for this machine"
)

EXAMPLES = int(os.environ.get("CTXSCAN_FUZZ_EXAMPLES", "300"))


def by_ctxscan(text: str) -> list[Any] | str:
    try:
        parsed = parse_nodes(text, "Dockerfile")
    except DockerfileError:
        return "refused"
    return [
        (
            each.keyword,
            each.onbuild.keyword if each.onbuild else None,
            (each.onbuild or each).is_json,
            each.flags,
            (each.onbuild or each).args if is_read((each.onbuild or each).keyword) else "-",
            each.line,
            each.end_line,
            # The package loses the documents of a trigger; their lines still count above.
            []
            if each.onbuild
            else [(doc.name, doc.descriptor, doc.content) for doc in each.heredocs],
        )
        for each in parsed.instructions
    ]


def by_buildkit(text: str) -> list[Any] | str:
    try:
        commands = buildkit.parse_string(text)
    except buildkit.GoParseError:
        return "refused"
    except UnicodeDecodeError:
        # BuildKit cut a character in two, which the package cannot hand over.
        reject()
    return [
        (
            (each.cmd or "").lower(),
            each.sub_cmd.lower() if each.sub_cmd is not None else None,
            each.json,
            each.flags,
            each.value if is_read((each.sub_cmd or each.cmd or "").lower()) else "-",
            each.start_line,
            each.end_line,
            [(doc.name, doc.file_descriptor, doc.content) for doc in each.heredocs],
        )
        for each in commands
    ]


def is_read(keyword: str) -> bool:
    """Neither side reads the arguments of an unknown instruction, nor of ONBUILD ONBUILD."""
    return keyword in KEYWORDS and keyword != "onbuild"


def explained(text: str) -> bool:
    """Whether the reference, an older BuildKit, is known to read some line differently.

    It takes ``[...] more`` for a list, knows no blank between ``<<`` and the name of a
    here-document, and no ``#``, ``%`` and ``/`` in ``${}``, so that it overlooks the
    here-documents of such a line. All are pinned below.
    """
    lines = [line.text for line in LineReader(text, "Dockerfile").joined()]
    newer = re.compile(r"<<[ \t\r]|\$\{[^}]*[#%/].*<<|<<.*\$\{[^}]*[#%/]")
    return any(_has_tail(line) or newer.search(line) for line in lines)


def _has_tail(line: str) -> bool:
    """At any word, because ONBUILD and HEALTHCHECK hold a list further in."""
    starts = [0, *(space.end() for space in re.finditer(r"[\t\v\f\r \x85\xa0]+", line))]
    return any(_is_list(line[start:].lstrip(SPACES)) for start in starts)


def _is_list(rest: str) -> bool:
    if not rest.startswith("["):
        return False
    try:
        _, end = json.JSONDecoder().raw_decode(rest)
    except ValueError:
        return False
    return bool(rest[end:].strip(" \t\r\n"))


OLDER = [
    pytest.param('FROM a\nCOPY ["a"] b\n', id="a JSON list may have a tail"),
    pytest.param("FROM a\nRUN cat << E\nhi\nE\n", id="no blank between << and the name"),
    pytest.param("FROM a\nRUN x ${X#a} <<E\nhi\nE\n", id="no cutting in a line with documents"),
]


@pytest.mark.parametrize("text", OLDER)
def test_where_the_reference_is_older_than_buildkit(text: str) -> None:
    """What BuildKit's sources say today is pinned in test_parser.py."""
    assert by_ctxscan(text) != by_buildkit(text)
    assert explained(text)


def test_the_reference_does_not_know_the_check_directive() -> None:
    text = "# check=skip=all\n# escape=`\nFROM a\nRUN b `\n c\n"
    assert by_ctxscan(text) != by_buildkit(text)
    assert by_ctxscan(text.partition("\n")[2]) == by_buildkit(text.partition("\n")[2])


def test_the_reference_ends_words_at_a_zero_byte() -> None:
    text = 'FROM a\nCMD ["a\\u0000b"]\n'
    ours, theirs = by_ctxscan(text), by_buildkit(text)
    assert (ours[1][4], theirs[1][4]) == (("a\0b",), ("a",))


ROOT = Path(__file__).parents[2]
OTHER_FILES = (".go", ".py", ".md", ".sh", ".js", ".dockerignore")
# CTXSCAN_DOCKERFILES: more directories to look in, as in $PATH.
WRITTEN = [
    path
    for top in (str(ROOT / "sample_projects"), os.environ.get("CTXSCAN_DOCKERFILES", ""))
    for directory in filter(None, top.split(os.pathsep))
    for path in sorted(Path(directory).rglob("*ockerfile*"))
    if path.is_file() and path.suffix not in OTHER_FILES
]


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_written_dockerfiles_are_read_as_buildkit_reads_them(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    assert by_ctxscan(text) == by_buildkit(text) or "\\u0000" in text


CONFORMANCE = {
    case["dockerfile"]
    for name in ("cases", "curated")
    for case in json.loads((ROOT / f"tests/data/conformance/{name}.json").read_bytes())
}


@pytest.mark.parametrize("text", sorted(CONFORMANCE))
def test_dockerfiles_of_the_conformance_cases_are_read_as_buildkit_reads_them(text: str) -> None:
    assert by_ctxscan(text) == by_buildkit(text)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(dockerfiles())
def test_random_dockerfiles_are_read_as_buildkit_reads_them(text: str) -> None:
    ours, theirs = by_ctxscan(text), by_buildkit(text)
    assert ours == theirs or explained(text)
