"""Waste against a slow, literal model, on a thousand random images."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from ctxscan.images.layers import NOTHING, Budget, read_layer
from ctxscan.images.limits import LIMITS
from ctxscan.images.overlay import Overlay
from ctxscan.images.stream import Cursor, Window
from tests.images.images import (
    Item,
    file,
    folder,
    gone,
    hard_link,
    link,
    opaque,
    tar_of,
)
from tests.images.overlaid import wasted
from tests.images.streams import Held
from tests.support.seeds import seed_of_the_commit

if TYPE_CHECKING:
    from collections.abc import Sequence

IMAGES = 1000
SEED = seed_of_the_commit()
NAMES = ("a", "b", "c", "d")


def overlay_of(layers: Sequence[Sequence[Item]]) -> Overlay:
    overlay = Overlay()
    limits = LIMITS._replace(name=1 << 16, directories=1 << 40)
    for items in layers:
        data = tar_of(items)
        part = Window(Cursor(Held(data)), len(data), "a layer")
        overlay.add(read_layer(part, "a layer", NOTHING, Budget(limits), limits).entries)
    return overlay


def found_in(layers: Sequence[Sequence[Item]]) -> list[tuple[int, str, int]]:
    return sorted((each.layer, each.path, each.size) for each in overlay_of(layers).wasted)


def random_layer(chance: random.Random, known: list[str]) -> list[Item]:
    items = [random_item(chance, known) for _ in range(chance.randint(0, 9))]
    known += [each.name for each in items if ".wh." not in each.name]
    return items


def random_item(chance: random.Random, known: Sequence[str]) -> Item:
    name = "/".join(chance.choices(NAMES, k=chance.randint(1, 4)))
    kind = chance.random()
    if kind < 0.45:
        return file(name, chance.randint(0, 9))
    if kind < 0.55:
        return folder(name)
    if kind < 0.75:
        return hard_link(name, chance.choice([*known, name]))
    if kind < 0.9:
        return gone(chance.choice(known) if known and chance.random() < 0.7 else name)
    return opaque(name)


@pytest.mark.parametrize("part", range(10))
def test_waste_is_what_the_literal_model_finds(part: int) -> None:
    for number in range(part * IMAGES // 10, (part + 1) * IMAGES // 10):
        chance = random.Random(f"{SEED}-{number}")  # noqa: S311 - the same images every time
        known: list[str] = []
        layers = [random_layer(chance, known) for _ in range(chance.randint(1, 6))]
        assert found_in(layers) == wasted(layers), (SEED, number)


def test_the_random_images_have_waste_of_every_kind() -> None:
    """Else the comparison would prove less than it seems to."""
    whys: set[tuple[str, bool]] = set()
    for number in range(200):
        chance = random.Random(f"kinds-{number}")  # noqa: S311 - the same images every time
        known: list[str] = []
        layers = [random_layer(chance, known) for _ in range(5)]
        whys |= {(each.how, each.at == each.path) for each in overlay_of(layers).wasted}
    assert whys >= {("deleted", True), ("deleted", False), ("written again", True)}


@pytest.mark.parametrize(
    ("layers", "lost"),
    [
        pytest.param([[file("a", 5)], [file("a", 3)]], [(0, "a", 5)], id="written again"),
        pytest.param([[file("a", 5)], [gone("a")]], [(0, "a", 5)], id="deleted"),
        pytest.param([[file("d/a", 5)], [gone("d")]], [(0, "d/a", 5)], id="its directory deleted"),
        pytest.param([[file("a", 5), file("a", 3)]], [(0, "a", 5)], id="twice in one layer"),
        pytest.param(
            [[file("d/a", 5)], [file("d", 3)]], [(0, "d/a", 5)], id="a file in place of a directory"
        ),
        pytest.param(
            [[file("d", 5)], [file("d/a", 3)]], [(0, "d", 5)], id="a directory in place of a file"
        ),
        pytest.param(
            [[file("a", 5), hard_link("b", "a")], [gone("a")]], [], id="a further name is left"
        ),
        pytest.param(
            [[file("a", 5)], [hard_link("b", "a")], [gone("a")], [gone("b")]],
            [(0, "a", 5)],
            id="the last name is lost",
        ),
        pytest.param(
            [[file("d/a", 5)], [opaque("d"), file("d/b", 3)]], [(0, "d/a", 5)], id="an opaque one"
        ),
        pytest.param(
            [[file("d/a", 5)], [file("d/b", 3), opaque("d")]],
            [(0, "d/a", 5)],
            id="an opaque directory whose mark comes last",
        ),
        pytest.param([[file("a", 5), gone("a")]], [], id="a whiteout spares its own layer"),
        pytest.param([[gone("nothing"), opaque("no")]], [], id="a whiteout of nothing"),
        pytest.param(
            [[folder("usr/lib"), link("lib", "usr/lib"), file("usr/lib/a", 5)], [file("lib/a", 3)]],
            [(0, "usr/lib/a", 5)],
            id="a symlink on the way is followed",
        ),
        pytest.param(
            [[folder("usr/lib"), link("lib", "/usr/lib"), file("usr/lib/a", 5)], [gone("lib/a")]],
            [(0, "usr/lib/a", 5)],
            id="by a whiteout, too",
        ),
        pytest.param(
            [[link("d", "../../../e"), file("e/a", 5)], [file("d/a", 3)]],
            [(0, "e/a", 5)],
            id="a symlink does not lead out",
        ),
        pytest.param([[link("d", "d"), file("d/a", 5)]], [], id="a symlink to itself"),
        pytest.param(
            [[file("./a", 5)], [file("/a", 3)], [file("../../a", 2)]],
            [(0, "a", 5), (1, "a", 3)],
            id="names of all forms",
        ),
        pytest.param([[hard_link("a", "nothing")]], [], id="a hard link to nothing"),
        pytest.param([[file(".wh..wh.plnk/1", 5)]], [], id="what AUFS leaves behind"),
    ],
)
def test_what_is_lost(layers: list[list[Item]], lost: list[tuple[int, str, int]]) -> None:
    assert found_in(layers) == lost


def test_a_tree_of_ten_thousand_directories_is_no_recursion() -> None:
    deep = "d/" * 10_000 + "a"
    (lost,) = overlay_of([[file(deep, 5)], [gone("d")]]).wasted
    assert (lost.size, lost.how, lost.at) == (5, "deleted", "d")


def test_what_is_left_is_listed_by_every_name() -> None:
    overlay = overlay_of([[file("d/a", 5), hard_link("b", "d/a"), link("c", "b")]])
    assert sorted(path for path, _ in overlay.contents()) == ["b", "c", "d/a"]
