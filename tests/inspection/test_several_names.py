"""Files with several names: those that have one in the context are taken for plain ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import PlainFiles
from ctxscan.context.walk import two_processes
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.inspection.steps import outcome_of
from tests.support.listings import listed_directories
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.inspection import Inspection

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

NAMES = ("a", "b.log", "c", "d.tmp", "node_modules", "src")


class Paths:
    """Each path that is sent, with what is known of it; whether it came on its own."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, int]] = []
        self.alone: list[str] = []

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            for each in batch.entries():
                self.sent.append((each.path, each.type.value, each.size))
        for row in sent or ():
            self.sent.append((row.path, row.type.value, row.size))
            self.alone.append(row.path)

    def fresh(self) -> Paths:
        return Paths()

    def merge(self, part: Paths) -> None:
        self.sent += part.sent
        self.alone += part.alone


def plant(root: Path, store: Path, chance: random.Random, depth: int = 3) -> None:
    """Some names lead to one file, here and in a *store* elsewhere."""
    root.mkdir(exist_ok=True)
    for name in NAMES:
        kind = chance.random()
        if kind < 0.4 and depth:
            plant(root / name, store, chance, depth - 1)
            continue
        if kind < 0.7:
            (root / name).write_bytes(b"x" * chance.randrange(40))
            if kind < 0.6:
                (store / f"{chance.random()}").hardlink_to(root / name)
        elif kind < 0.95 and (files := sorted(each for each in store.iterdir())):
            (root / name).hardlink_to(chance.choice(files))
        if kind < 0.95 and (root / name).exists() and chance.random() < 0.2:
            (root / name).chmod(0o600)


def inspected(tmp_path: Path, chance: random.Random, builder: BuilderName) -> Inspection:
    root, store = tmp_path / "project", tmp_path / "store"
    store.mkdir()
    plant(root, store, chance)
    source = chance.choice((".", "src", "*"))
    rules = chance.choice(("", "*.log\n", "**\n!src\n", "node_modules\n!**/c\n"))
    grow(root, files={"Dockerfile": f"FROM scratch\nCOPY {source} /x/\n", ".dockerignore": rules})
    return inspect(BuildOptions(BuildFiles(str(root)), builder=builder))


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seed", range(20))
def test_a_walk_that_is_added_up_sends_what_it_sends_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, workers: int, builder: BuilderName
) -> None:
    monkeypatch.setattr(two_processes, "WORTH_SHARING", 5)
    here = inspected(tmp_path, random.Random(seed), builder)  # noqa: S311 - a test
    single = here.context.stream()
    expected = [(each.path, each.type.value, each.size) for each in single.sent()]
    added, walk = Paths(), here.context.stream()
    walk.add_up(added, workers)
    assert sorted(added.sent) == sorted(expected)
    assert walk.transfer_bytes == single.transfer_bytes
    assert walk.walked == single.walked


@pytest.mark.parametrize("seed", range(20))
def test_walks_that_are_shared_send_what_each_sends_one_by_one(tmp_path: Path, seed: int) -> None:
    here = inspected(tmp_path, random.Random(seed), "buildkit")  # noqa: S311 - a test
    looks = [Look(each, Detail.SENT, Paths()) for each in (here.context, *here.syncs)]
    walked = without_errors(add_up_all(looks, workers=1))
    for look, walk in zip(looks, walked, strict=True):
        single = look.transfer.stream()
        expected = [(each.path, each.type.value, each.size) for each in single.sent()]
        assert isinstance(look.sums, Paths)
        assert sorted(look.sums.sent) == sorted(expected)
        assert walk.transfer_bytes == single.transfer_bytes


@pytest.mark.parametrize("seed", range(20))
def test_what_is_added_up_lands_as_what_came_one_by_one(tmp_path: Path, seed: int) -> None:
    here = inspected(tmp_path, random.Random(seed), "buildkit")  # noqa: S311 - a test
    one_by_one, added_up = Arrivals(), Arrivals(names=False)
    for entry, sent in here.syncs[0].stream():
        one_by_one.add(entry, sent)
    here.syncs[0].stream().add_up(added_up)
    expected = outcome_of(here, one_by_one).in_image()
    assert outcome_of(here, added_up).in_image() == expected


def test_names_elsewhere_cost_neither_a_second_walk_nor_a_look_at_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(tmp_path / "project", *(f"src/{name} 3" for name in "abc"))
    (tmp_path / "store").mkdir()
    for each in (tmp_path / "project" / "src").iterdir():
        (tmp_path / "store" / each.name).hardlink_to(each)
    grow(tmp_path / "project", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    here = inspect(BuildOptions(BuildFiles(str(tmp_path / "project"))))
    listed = listed_directories(monkeypatch)
    found = Paths()
    here.context.stream().add_up(found)
    assert found.alone == []
    assert len(listed) == len(set(listed))


def test_a_context_with_two_names_of_a_file_is_walked_twice_and_the_others_stay_plain(
    tmp_path: Path,
) -> None:
    grow(
        tmp_path,
        *(f"src/{name} 3" for name in "abcd"),
        files={"Dockerfile": "FROM scratch\nCOPY . /\n"},
    )
    (tmp_path / "src" / "z").hardlink_to(tmp_path / "src" / "b")
    here = inspect(BuildOptions(BuildFiles(str(tmp_path))))
    found = Paths()
    here.context.stream().add_up(found)
    assert found.alone == ["src/b", "src/z"]
    assert ("src/z", "hardlink", 0) in found.sent
