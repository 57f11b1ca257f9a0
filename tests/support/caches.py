"""What a real BuildKit ran again (tests/data/conformance/cache.json), and the same by our model.

The format is in the README beside the data.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ctxscan.builders.buildkit.cache.fates import Memory
from ctxscan.builders.buildkit.cache.texts import Conditions
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.contents import Comparable
from ctxscan.inspection.keying import Snapshot, snapshot_of
from ctxscan.inspection.warm import warmed
from ctxscan.project.commandline.build import parse_docker_build
from tests.support import trees

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.build import KeyedBuild

DATA = Path(__file__).parents[1] / "data" / "conformance" / "cache.json"

RULES = DATA.parents[1] / "cache_rules.json"
"""The same of cases that pin one rule each; one tree for all, to which a case adds ``more``."""

BEFORE = 1_700_000_000
AFTER = 1_700_000_100
"""Seconds: the times of what was there at first, and of what a mutation touches."""


@dataclass(frozen=True, slots=True)
class CacheCase:
    record: dict[str, Any]

    @property
    def id(self) -> str:
        found: str = self.record["id"]
        return found

    @property
    def title(self) -> str:
        return f"{self.id}: {self.record.get('fact', 'random')}"


@cache
def cache_cases() -> tuple[CacheCase, ...]:
    return tuple(map(CacheCase, json.loads(DATA.read_text(encoding="utf-8"))))


@cache
def rule_cases() -> tuple[CacheCase, ...]:
    """Recorded in the same way, from the same builder."""
    data = json.loads(RULES.read_text(encoding="utf-8"))
    usual: dict[str, Any] = {
        "ignore": None,
        "ignore_name": ".dockerignore",
        "args": [],
        "mutations": [],
    }
    return tuple(
        CacheCase({**usual, **record, "tree": [*data["tree"], *record.get("more", ())]})
        for record in data["cases"]
    )


def lay(case: CacheCase, root: Path) -> None:
    """The first state."""
    record = case.record
    root.mkdir(parents=True)
    for path, kind, value, *mode in record["tree"]:
        _plant(root / path, kind, value, root)
        if mode:
            (root / path).chmod(int(mode[0], 8))
    _write(root, record["ignore_name"], record["ignore"])
    _write(root, "Dockerfile", record["dockerfile"])
    _settle(root)


def mutate(case: CacheCase, root: Path) -> None:
    """The first state -> the second."""
    record = case.record
    times = {each: each.lstat().st_mtime_ns for each in [root, *root.rglob("*")]}
    touched: set[Path] = set()
    for name, path, *rest in record["mutations"]:
        touched |= _MUTATIONS[name](root, root / path, *rest)
    for name, text in (("Dockerfile", "dockerfile"), (record["ignore_name"], "ignore")):
        if f"{text}_after" in record:
            _write(root, name, record[f"{text}_after"])
            touched.add(root / name)
    moved = [root / each[2] for each in record["mutations"] if each[0] == "rename"]
    for each in sorted([*root.rglob("*"), root], reverse=True):
        time = times.get(each, AFTER * 10**9)
        if each not in times and any(each.is_relative_to(to) for to in moved):
            time = BEFORE * 10**9
        if each in touched:
            time = AFTER * 10**9
        os.utime(each, ns=(time, time), follow_symlinks=False)


def _plant(path: Path, kind: str, value: Any, root: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "f":
            trees.make_file(path, value)
            path.chmod(0o644)
        case "d":
            path.mkdir(exist_ok=True)
        case "l":
            path.symlink_to(value)
        case "h":
            path.hardlink_to(root / value)
        case "p":
            trees.make_node(path, stat.S_IFIFO)
        case "t":
            path.write_bytes(_tar(value))
            path.chmod(0o644)
        case "b":
            path.write_bytes(b"busybox")
            path.chmod(0o755)
        case _:
            raise ValueError(kind)


def _tar(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(text.encode()), BEFORE
            archive.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


def _write(root: Path, name: str, text: str | None) -> None:
    if text is not None:
        path = root / name
        is_new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        if is_new:
            path.chmod(0o644)


def _settle(root: Path) -> None:
    for each in [*root.rglob("*"), root]:
        if each.is_dir() and not each.is_symlink() and stat.S_IMODE(each.stat().st_mode) == 0o755:
            each.chmod(0o755)
        os.utime(each, (BEFORE, BEFORE), follow_symlinks=False)


def _rewrite(_: Path, path: Path, text: str) -> set[Path]:
    time = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(time, time))
    return set()


def _written(root: Path, path: Path, text: str) -> set[Path]:
    _write(root, str(path.relative_to(root)), text)
    return {path}


def _touch(_: Path, path: Path) -> set[Path]:
    return {path}


def _chmod(_: Path, path: Path, mode: str) -> set[Path]:
    path.chmod(int(mode, 8))
    return set()


def _chown(_: Path, path: Path, uid: int, gid: int) -> set[Path]:
    os.chown(path, uid, gid, follow_symlinks=False)
    return set()


def _xattr(_: Path, path: Path, name: str, value: str) -> set[Path]:
    os.setxattr(path, name, value.encode())
    return set()


def _rename(root: Path, path: Path, to: str) -> set[Path]:
    (root / to).parent.mkdir(parents=True, exist_ok=True)
    path.rename(root / to)
    return {root / to}


def _delete(_: Path, path: Path) -> set[Path]:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    return set()


def _mkdir(_: Path, path: Path) -> set[Path]:
    path.mkdir(parents=True, exist_ok=True)
    return {path}


def _replaced(path: Path) -> None:
    if path.is_symlink() or path.exists():
        _delete(path, path)
    path.parent.mkdir(parents=True, exist_ok=True)


def _symlink(_: Path, path: Path, target: str) -> set[Path]:
    _replaced(path)
    path.symlink_to(target)
    return {path}


def _hardlink(root: Path, path: Path, other: str) -> set[Path]:
    _replaced(path)
    path.hardlink_to(root / other)
    return {path}


def _fifo(_: Path, path: Path) -> set[Path]:
    _replaced(path)
    os.mkfifo(path, 0o644)
    return {path}


def _new_tar(_: Path, path: Path, members: dict[str, str]) -> set[Path]:
    path.write_bytes(_tar(members))
    return {path}


_MUTATIONS: dict[str, Any] = {
    "write": _written,
    "rewrite_same_mtime": _rewrite,
    "touch": _touch,
    "chmod": _chmod,
    "chown": _chown,
    "xattr": _xattr,
    "rename": _rename,
    "delete": _delete,
    "mkdir": _mkdir,
    "symlink": _symlink,
    "hardlink": _hardlink,
    "fifo": _fifo,
    "tar": _new_tar,
}


class Answer(NamedTuple):
    """The fate of each row of the second build, by its line and whether it is a merge."""

    cold: dict[tuple[int, bool], str]
    warm: dict[tuple[int, bool], str]


def answer(case: CacheCase, folder: Path) -> Answer:
    record = case.record
    lay(case, folder / "before")
    lay(case, folder / "after")
    mutate(case, folder / "after")
    before = snapshot(folder / "before", record["args"])
    after = snapshot(folder / "after", record.get("args_after", record["args"]))
    memory = Memory(before.keyed(Comparable))
    return Answer(
        fates(memory, after.keyed(Comparable)),
        fates(memory, warmed(before, after).keyed(Comparable)),
    )


def fates(memory: Memory, build: KeyedBuild) -> dict[tuple[int, bool], str]:
    return {(row.step.line, row.link): memory.fate(row.key).value for row in build.rows}


def snapshot(root: Path, args: list[str]) -> Snapshot:
    options, conditions = options_of(root, args)
    found = snapshot_of(inspect(options))
    return found._replace(
        conditions=conditions._replace(epoch=found.conditions.epoch),
    )


def options_of(root: Path, args: list[str]) -> tuple[BuildOptions, Conditions]:
    command = parse_docker_build([*args, "."], {}, "buildkit", "docker build")
    options = BuildOptions(
        BuildFiles(str(root)),
        target=command.target,
        build_args=command.arguments,
        build_contexts=tuple((name, str(root / path)) for name, path in command.contexts),
        platforms=command.platforms,
    )
    return options, Conditions(None, command.run_options, command.uncached)
