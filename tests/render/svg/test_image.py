"""The map as an image: well-formed whatever is in it, small, static, and the same each time."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from ctxscan.render.html.parts import text
from ctxscan.render.svg.image import MOST_BYTES, image
from ctxscan.render.svg.layout import layout
from ctxscan.render.svg.letters import cut, width_of
from ctxscan.render.svg.panel import Panel
from ctxscan.render.svg.squarify import Box, squarify
from ctxscan.render.svg.sums import STATES, Sums
from tests.support.maps import HOSTILE, large_map, map_of
from tests.support.program import ctxscan
from tests.support.samples import PROJECTS
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.map import ContextMap

SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = PROJECTS / "flask-multistage"
STATIC = {"svg", "title", "desc", "style", "rect", "g", "text", "path"}
ATTRIBUTES = {
    *("viewBox", "width", "height", "role", "aria-labelledby", "id", "class"),
    *("x", "y", "rx", "d", "transform"),
}


@pytest.fixture(scope="module")
def large() -> ContextMap:
    return large_map(map_of(SAMPLE), 100_000)


def read(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - our own image, and its being well-formed is tested


def texts(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter() if each.tag != f"{SVG}style"]


def areas(root: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """Class and place of each rectangle of the map, those of the paths among them."""
    found = []
    for each in root.iter(f"{SVG}rect"):
        if each.get("class") in STATES and each.get("height") != "11":
            x, y, w, h = (float(each.get(name, "0")) for name in ("x", "y", "width", "height"))
            found.append((each.get("class", ""), x, y, w, h))
    for each in root.iter(f"{SVG}path"):
        for x, y, w, h in re.findall(r"M(\S+) (\S+?)h(\S+?)v(\S+?)h-\S+?z", each.get("d", "")):
            found.append((each.get("class", ""), float(x), float(y), float(w), float(h)))
    return found


@pytest.mark.parametrize("name", ["flask-multistage", "node-app", "allowlist", "monorepo"])
def test_it_is_static_and_refers_to_nothing(name: str) -> None:
    file = next(iter(sorted((PROJECTS / name).glob("*Dockerfile"))))
    drawn = image([Panel("", map_of(PROJECTS / name, file=str(file)))])
    root = read(drawn)
    for each in root.iter():
        assert each.tag.removeprefix(SVG) in STATIC
        assert {*each.attrib} <= ATTRIBUTES
    style = root.findtext(f"{SVG}style") or ""
    assert "url(" not in style
    assert "@import" not in style
    assert re.findall(r"https?://[^\"]*", drawn) == ["http://www.w3.org/2000/svg"]


def test_it_says_what_it_shows_to_whoever_does_not_see_it() -> None:
    root = read(image([Panel("", map_of(SAMPLE))]))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text or "" for each in root if each.get("id")}
    assert (root.get("aria-labelledby") or "").split() == [*named]
    report = ctxscan("report", SAMPLE, "--format", "json", "--ignored").document
    assert "flask-multistage" in named["title"]
    for state, key in (
        ("sent", "sent"),
        ("never asked for", "never_asked"),
        ("ignored", "ignored"),
    ):
        figures = report[key]
        size = f"{figures['content_bytes'] / 1000:.4g}kB"
        if figures["content_bytes"] < 1000:
            size = f"{figures['content_bytes']}B"
        files = f"{figures['files']} file{'s' * (figures['files'] != 1)}"
        assert f"{state}: {size}, {files}" in named["desc"]


def test_it_is_the_same_each_time(large: ContextMap) -> None:
    assert image([Panel("", large)]) == image([Panel("", large)])


def test_it_has_colours_for_light_and_dark() -> None:
    drawn = image([Panel("", map_of(SAMPLE))])
    light, dark = drawn.split("@media(prefers-color-scheme:dark)")
    for state in STATES:
        assert f".{state}{{fill:#" in light
        assert f".{state}{{fill:#" in dark.partition("</style>")[0]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    names = [
        *(each for each in HOSTILE if "/" not in each),
        *("\x01\x02\x0b\x0c\x0e\x1f", "\x7f\x85\x9f", "\ufffe\uffff", "]]>", "\udced\udca0\udc80"),
        *('"><svg onload="x', "&#0;", "<title>", "\U0001f600" * 20, "\u0301" * 30),
    ]
    root = grow(tmp_path / "c", *(f"{each} {(at + 5) * 1000}" for at, each in enumerate(names)))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    drawn = read(image([Panel("<b>\x00&", map_of(root))], ["\x1b]0;x\x07 <gone>: \udcff"]))
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} <= STATIC
    found = texts(drawn)
    titles = {each.partition(":")[0] for each in found}
    assert "bad\\xff\\xc3" in titles
    assert "rtl\\u202egnp.exe" in titles
    assert "\\x01\\x02\\x0b\\x0c\\x0e\\x1f" in titles
    assert "\\ufffe\\uffff" in titles
    assert "]]>" in titles
    assert all(each.isprintable() for each in found if each.strip())
    assert any("<gone>" in each for each in found)


def test_every_character_that_a_name_can_hold_is_well_formed() -> None:
    """XML forbids most controls, surrogates, U+FFFE and U+FFFF (XML 1.0, 2.2)."""
    step = 4096
    for start in range(0, sys.maxunicode + 1, step):
        name = "".join(map(chr, range(start, min(start + step, sys.maxunicode + 1))))
        read(f"<a>{text(name)}</a>")
        assert text(name).encode("utf-8")


def test_rectangles_take_what_their_paths_take() -> None:
    found = map_of(SAMPLE)
    sums = Sums(found)
    whole = Box(0, 0, 900, 400)
    top = [
        (each.node, each.box)
        for each in layout(sums, whole, 3)
        if each.node and sums.parent[each.node] == 0
    ]
    assert len(top) == len(sums.inside(0))
    for node, box in top:
        share = box.w * box.h / (whole.w * whole.h)
        assert share == pytest.approx(sums.value[node] / sums.value[0], abs=1e-9)


def test_no_rectangle_lies_over_another(large: ContextMap) -> None:
    found = areas(read(image([Panel("", large)])))
    assert len(found) > 500
    taken: set[tuple[int, int]] = set()
    for _, x, y, w, h in found:
        assert x >= 16 - 0.06
        assert x + w <= 944 + 0.06
        if min(w, h) < 3:
            continue
        inner = {
            (column, line)
            for column in range(round(x) + 1, round(x + w) - 1)
            for line in range(round(y) + 1, round(y + h) - 1)
        }
        assert not inner & taken
        taken |= inner


def test_100_000_paths_take_100_kb_at_most(large: ContextMap) -> None:
    drawn = image([Panel("", large)])
    assert 30_000 < len(drawn.encode()) <= MOST_BYTES
    read(drawn)


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_names_as_long_as_they_get_take_no_more(tmp_path: Path) -> None:
    long = "\u05e9&" * 80
    root = grow(tmp_path / "c", *(f"{long}{at}/{long}{at} 1000" for at in range(400)))
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    drawn = image([Panel("", map_of(root))])
    assert len(drawn.encode()) <= MOST_BYTES
    read(drawn)


@pytest.mark.parametrize(
    ("entries", "said"),
    [((), "nothing is in it"), (("a/b", "c"), "2 files"), (("a/b 1",), "1 file")],
    ids=["an empty context", "empty files", "one byte"],
)
def test_a_context_of_next_to_nothing_is_drawn(
    tmp_path: Path, entries: tuple[str, ...], said: str
) -> None:
    root = grow(tmp_path / "c", *entries)
    grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    run = ctxscan("report", root, "-f", tmp_path / "Dockerfile", "--format", "svg")
    assert run.exit_code == 0, run.errors
    assert any(said in each for each in texts(read(run.text)))


def test_a_path_of_400_directories_is_drawn(tmp_path: Path) -> None:
    root = grow(tmp_path / "c", "/".join(["d"] * 400) + "/inmost 7")
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    read(image([Panel("", map_of(root))]))


def test_several_builds_stand_below_one_another(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    compose = PROJECTS / "storefront/compose.yaml"
    assert ctxscan("report", compose, "--format", "svg", "-o", file).exit_code == 0
    root = read(file.read_text(encoding="utf-8"))
    titles = [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "title"]
    report = ctxscan("report", compose, "--format", "json").document
    names = [each["name"] for each in report["builds"]]
    assert [(each or "").partition(":")[0] for each in titles] == names


def test_a_build_that_is_refused_is_named(tmp_path: Path) -> None:
    compose = "services:\n  a: {build: a}\n  b: {build: gone}\n"
    grow(tmp_path, files={"a/Dockerfile": "FROM scratch\n", "compose.yaml": compose})
    found = ctxscan("report", tmp_path / "compose.yaml", "--format", "svg")
    assert found.exit_code == 2
    assert any(each.startswith("No map of b: ") for each in texts(read(found.text)))


def test_a_limit_is_held_as_in_every_format(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    run = ctxscan("report", SAMPLE, "--format", "svg", "-o", file, "--max-size", "1kB")
    assert run.exit_code == 1
    assert file.exists()


@pytest.mark.parametrize("values", [[], [0], [5], [3, 0], [9, 4, 1, 1], [1] * 50], ids=str)
def test_boxes_fill_their_box_exactly(values: list[int]) -> None:
    whole = Box(3, 4, 70, 31)
    boxes = list(squarify(values, whole))
    assert len(boxes) == sum(each > 0 for each in values)
    for each, value in zip(boxes, values, strict=False):
        assert each.w * each.h == pytest.approx(whole.w * whole.h * value / sum(values))
        assert each.x >= whole.x - 1e-9
        assert each.y >= whole.y - 1e-9
        assert each.x + each.w <= whole.x + whole.w + 1e-9
        assert each.y + each.h <= whole.y + whole.h + 1e-9


@pytest.mark.parametrize("width", [0, 8, 20, 60, 200])
@pytest.mark.parametrize("name", ["a", "mmmmmmmmmm", "\u4e2d\u6587" * 9, "path/of/a/file.txt"])
def test_a_name_is_cut_to_its_place(name: str, width: float) -> None:
    found = cut(name, width)
    assert width_of(found) <= width or not found
    assert found in ("", name) or name.startswith(found.removesuffix("\u2026"))


def test_wide_letters_are_counted_as_such() -> None:
    assert unicodedata.east_asian_width("\u4e2d") == "W"
    assert width_of("\u4e2d" * 3) > width_of("iii") * 2
