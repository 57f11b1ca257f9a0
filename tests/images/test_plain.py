"""Plain members are read many at once, and any member by itself: the same comes of both."""

from __future__ import annotations

import random
import tarfile
from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import ImageError
from ctxscan.findings.image.secrets import SecretNames
from ctxscan.images.header import SHORTEST_LIMIT
from ctxscan.images.layers import Budget, Watch, read_layer
from ctxscan.images.limits import LIMITS
from ctxscan.images.stream import Cursor, Window
from tests.images.images import Item, file, folder, gone, hard_link, link, tar_of
from tests.images.streams import Held
from tests.support.seeds import seed_of_the_commit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.images.limits import Limits

SEED = seed_of_the_commit()
ONE_BY_ONE = LIMITS._replace(name=SHORTEST_LIMIT - 1)
FORMATS = (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT)
PARTS = ("a", "b", ".c", ".env", "id_rsa", "x" * 60, "y" * 90, "é", "..", ".", "", "n\n", ".ssh")
HEADERS = {
    "mtime": "1700000000.123456789",
    "atime": "1700000000.1",
    "SCHILY.xattr.user.x": "v\nw",
    "linkpath": "elsewhere",
    "path": "p/q",
}
BYTES = (0, 32, 45, 48, 49, 55, 56, 76, 95, 120, 128, 255)
FIELDS = (0, 1, 50, 99, 100, 124, 125, 134, 135, 148, 155, 156, 157, 257, 262, 345, 500, 511)


def name_of(chance: random.Random) -> str:
    inner = "/".join(chance.choices(PARTS, k=chance.randint(1, 4)))
    return chance.choice(("", "", "./", "/")) + inner + chance.choice(("", "", "/")) or "a"


def layer_of(chance: random.Random) -> bytes:
    items: list[Item] = []
    for _ in range(chance.randint(0, 40)):
        name = name_of(chance)
        items.append(
            chance.choice(
                (
                    file(name, chance.choice((0, 1, 5, 511, 512, 513, 5000))),
                    folder(name),
                    link(name, name_of(chance)),
                    hard_link(name, items[0].name if items else "z"),
                    gone(name.strip("/") or "w"),
                )
            )
        )
        said = {key: value for key, value in HEADERS.items() if chance.random() < 0.1}
        items[-1].headers = said
    format_ = chance.choice(FORMATS)
    fitting = [each for each in items if format_ != tarfile.USTAR_FORMAT or is_short(each)]
    return changed(chance, tar_of(fitting, format_))


def is_short(item: Item) -> bool:
    return len(item.name.encode()) < 90 and len(item.link.encode()) < 90


def changed(chance: random.Random, data: bytes) -> bytes:
    """Half of them with a few bytes of headers changed, most with the sum that goes with it."""
    found = bytearray(data)
    for _ in range(chance.choice((0, 0, 1, 3))):
        at = chance.randrange(len(found) // 512) * 512
        found[at + chance.choice(FIELDS)] = chance.choice(BYTES)
        if chance.random() < 0.7:
            found[at + 148 : at + 156] = b" " * 8
            found[at + 148 : at + 156] = b"%06o\0 " % sum(found[at : at + 512])
    return bytes(found)


def read(data: bytes, limits: Limits, at_once: int) -> object:
    part = Window(Cursor(Held(data, at_once)), len(data), "a layer")
    watch = Watch(frozenset([5, 513]), SecretNames())
    try:
        return read_layer(part, "a layer", watch, Budget(limits), limits)
    except ImageError as error:
        return str(error)


def test_many_at_once_are_read_as_one_by_one_in_pieces_of_any_size() -> None:
    errors = 0
    for number in range(400):
        chance = random.Random(f"{SEED}-{number}")  # noqa: S311 - the same layers every time
        data = layer_of(chance)
        one_by_one = read(data, ONE_BY_ONE, 1 << 16)
        errors += isinstance(one_by_one, str)
        for at_once in (1 << 20, chance.randint(1, 2000)):
            assert read(data, LIMITS, at_once) == one_by_one
    assert 10 < errors < 200


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (LIMITS._replace(entries=5), "more than 5 entries"),
        (LIMITS._replace(names=20), "longer than 20 bytes"),
    ],
)
def test_the_limits_hold_for_many_at_once(limits: Limits, said: str) -> None:
    data = tar_of([file(f"file{number}") for number in range(6)])
    assert said in str(read(data, limits, 1 << 20))


def lengths(items: Sequence[Item]) -> list[int]:
    data = tar_of(items)
    pieces: list[int] = []

    class Counting(Held):
        def piece(self) -> bytes:
            pieces.append(1)
            return super().piece()

    part = Window(Cursor(Counting(data, 1 << 20)), len(data), "a layer")
    read_layer(part, "a layer", Watch(), Budget(LIMITS), LIMITS)
    return pieces


def test_small_files_are_not_fetched_one_by_one() -> None:
    assert len(lengths([file(f"file{number}", 600) for number in range(500)])) <= 2
