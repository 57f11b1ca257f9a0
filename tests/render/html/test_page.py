"""The page of a map: one file that asks nobody for anything, and holds just what the map holds."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from ctxscan.render.html.page import FILES, Build, page
from ctxscan.render.html.sheets import assets
from tests.support.maps import HOSTILE, Document, decoded, large_map, map_of, paths_of
from tests.support.program import ctxscan
from tests.support.samples import PROJECTS
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.map import ContextMap

SAMPLE = PROJECTS / "flask-multistage"


@pytest.fixture(scope="module")
def sample() -> ContextMap:
    return map_of(SAMPLE)


@pytest.fixture(scope="module")
def text(sample: ContextMap) -> str:
    return page([Build("", sample)])


def test_nothing_may_be_asked_for_and_only_these_two_run(text: str) -> None:
    document = Document(text)
    policies = [
        attributes["content"] or ""
        for tag, attributes in document.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    hashes = [
        base64.b64encode(hashlib.sha256(document.inside[each][0].encode()).digest()).decode()
        for each in ("script", "style")
    ]
    asks_nothing = (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert policies == [asks_nothing]
    assert [len(document.inside[each]) for each in ("script", "style")] == [1, 1]


def test_no_element_refers_to_anything(text: str) -> None:
    document = Document(text)
    for tag, attributes in document.elements:
        assert not {"src", "href", "srcset", "action", "style", "data", "poster"} & {*attributes}, (
            tag
        )
        assert not any(name.startswith("on") for name in attributes), tag
    (data,) = document.inside["script#data"]
    assert not re.search(r"https?:|//|@import|url\(", text.replace(data, ""))


def test_the_policy_stands_before_everything_that_it_is_about(text: str) -> None:
    tags = [tag for tag, _ in Document(text).elements]
    assert tags[:4] == ["html", "head", "meta", "meta"]
    assert text.index("Content-Security-Policy") < text.index("<style")


def test_the_code_is_ascii_and_small() -> None:
    assert all(each.isascii() for each in assets(FILES))
    assert sum(map(len, assets(FILES))) <= 58_000


@pytest.mark.parametrize("name", ["flask-multistage", "node-app", "allowlist", "storefront"])
def test_the_data_holds_exactly_the_paths_and_bytes_of_the_map(name: str) -> None:
    found = map_of(PROJECTS / name)
    (build,) = Document(page([Build("", found)])).builds
    assert decoded(build) == paths_of(found)


def test_the_figures_are_those_of_the_json_document(text: str) -> None:
    report = ctxscan("report", SAMPLE, "--format", "json", "--ignored").document
    (build,) = Document(text).builds
    sums: dict[str, int] = {}
    for state, size in decoded(build).values():
        sums[state] = sums.get(state, 0) + size
    assert sums["sent"] == report["sent"]["content_bytes"]
    assert sums["never"] == report["never_asked"]["content_bytes"]
    assert sums["ignored"] == report["ignored"]["content_bytes"]
    texts = Document(text).texts
    for shown in ("2.33kB", "2.044kB", "646B", "2.018kB"):
        assert texts[shown] >= 1, shown


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_hostile_names_are_data_and_text_and_nothing_else(tmp_path: Path) -> None:
    names = [each for each in HOSTILE if "/" not in each]
    root = grow(tmp_path / "c", *(f"d/{each} {at + 5}" for at, each in enumerate(names)))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n", "</script><i>/x": "1"})
    found = map_of(root)
    written = page([Build("", found)])
    assert written.isascii()
    document = Document(written)
    (build,) = document.builds
    assert decoded(build) == paths_of(found)
    plain = Document(page([Build("", map_of(SAMPLE))]))
    assert {tag for tag, _ in document.elements} <= {tag for tag, _ in plain.elements}
    assert len(document.inside["script"]) == 1
    paths = [row[0] for row in document.rows]
    assert "d/rtl\\u202egnp.exe" in paths
    assert "d/bad\\xff\\xc3" in paths
    assert "d/&amp;<b>'\"" in paths
    assert "<!--" in "".join(paths)


def test_without_a_script_there_are_the_200_largest_paths() -> None:
    found = large_map(map_of(SAMPLE), 3000)
    document = Document(page([Build("", found)]))
    rows = [row for row in document.rows if len(row) == 5][1:]
    assert len(rows) == 200
    assert rows[0][0] == "./"
    assert rows[0][2] == "3,000"
    files = [size for _, size in paths_of(found).values()]
    assert len(files) > 3000


def test_100_000_paths_take_a_megabyte_at_most() -> None:
    found = large_map(map_of(SAMPLE), 100_000)
    assert found.folded is None
    written = page([Build("", found)])
    assert len(written.encode()) <= 1_000_000
    (build,) = Document(written).builds
    assert decoded(build) == paths_of(found)


def test_of_a_million_paths_what_is_small_is_folded_and_said_to_be() -> None:
    found = large_map(map_of(SAMPLE), 1_000_000)
    assert found.folded is not None
    assert (
        found.folded.files + sum(1 for n in found.nodes if found.fates[n.fate].kind == "file")
        == 1_000_000
    )
    written = page([Build("", found)])
    assert len(written.encode()) <= 1_500_000
    assert f"{found.folded.files:,} files" in written
    assert sum(node.files for node in found.nodes) == 1_000_000


def test_several_builds_are_chosen_among_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    compose = PROJECTS / "storefront/compose.yaml"
    assert ctxscan("report", compose, "--format", "html", "-o", file).exit_code == 0
    document = Document(file.read_text(encoding="ascii"))
    report = ctxscan("report", compose, "--format", "json").document
    assert [each["name"] for each in document.builds] == [each["name"] for each in report["builds"]]
    for build, said in zip(document.builds, report["builds"], strict=True):
        sent = [size for state, size in decoded(build).values() if state == "sent"]
        assert sum(sent) == said["sent"]["content_bytes"]
    options = [attributes for tag, attributes in document.elements if tag == "option"]
    assert [each["value"] for each in options][: len(document.builds)] == ["0", "1", "2"]


def test_a_build_that_is_refused_is_named_in_the_page(tmp_path: Path) -> None:
    grow(
        tmp_path,
        files={
            "a/Dockerfile": "FROM scratch\n",
            "compose.yaml": ("services:\n  a: {build: a}\n  b: {build: gone}\n"),
        },
    )
    found = ctxscan("report", tmp_path / "compose.yaml", "--format", "html")
    assert found.exit_code == 2
    assert "No map of b: " in found.text


def test_a_limit_is_held_as_in_every_format(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    run = ctxscan("report", SAMPLE, "--format", "html", "-o", file, "--max-size", "1kB")
    assert run.exit_code == 1
    assert file.exists()
