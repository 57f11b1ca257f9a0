"""Entries and judgements made up for the tests of this room, which never touch a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType, Filter, Judgement, PlainFiles
from ctxscan.errors import Place
from ctxscan.ignore.file import parse_ignore_file, rule_of
from ctxscan.ignore.verdict import Verdict
from tests.support.trees import MTIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.ignore.file import Rule
    from tests.support.model import Tree

KEPT = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))
ON_THE_WAY = KEPT._replace(sent=False)


def entry(
    path: str,
    type: EntryType = EntryType.FILE,  # noqa: A002 - the field's name
    size: int = 0,
    *,
    judgement: Judgement = KEPT,
    mode: int | None = None,
    mtime_ns: int = MTIME * 10**9,
    inode: int | None = None,
    target: str = "",
    device: tuple[int, int] = (0, 0),
    xattrs: tuple[tuple[str, bytes], ...] = (),
    readable: bool = True,
) -> Entry:
    if mode is None:
        mode = {EntryType.DIRECTORY: 0o755, EntryType.SYMLINK: 0o777}.get(type, 0o644)
    size = len(target) or size
    return Entry(
        path=path,
        type=type,
        judgement=judgement,
        size=size,
        mode=mode,
        mtime_ns=mtime_ns,
        inode=inode,
        target=target,
        device=device,
        xattrs=xattrs,
        readable=readable,
    )


def run_of(entries: Sequence[Entry]) -> PlainFiles:
    """Files and directories that share a judgement, as the walk hands them on."""
    run = PlainFiles(entries[0].judgement, [], [], [], [], [], [], [], {}, {})
    for each in entries:
        if each.type is EntryType.DIRECTORY:
            row = len(run.names), each.path, 0o40000 | each.mode, each.mtime_ns
            run.directories.append(row)
            continue
        above, slash, name = each.path.rpartition("/")
        run.parts.append((above + slash, 1))
        run.names.append(name)
        run.sizes.append(each.size)
        run.modes.append(0o100000 | each.mode)
        run.mtimes_ns.append(each.mtime_ns)
    return run


def rules(text: str) -> tuple[Rule, ...]:
    return parse_ignore_file(text.encode("utf-8", "surrogateescape"), ".dockerignore").rules


def requests(*paths: str) -> list[Rule]:
    """Paths as the patterns that BuildKit asks for."""
    found = [rule_of(path, path, Place("Dockerfile")) for path in paths]
    return [rule for rule in found if rule is not None]


def walked(tree: Tree, here: Filter, above: str = "") -> Iterator[Entry]:
    """The entries of a tree in memory, as the walk would ask for them; sockets by their word."""
    alike = here.same_for_all_names()
    for name in sorted(tree, key=lambda name: name.encode("utf-8", "surrogateescape")):
        child = tree[name]
        if isinstance(child, str):
            kind = EntryType.SOCKET if child == "socket" else EntryType.FILE
            judgement = here.judge(name)
            assert alike is None or alike[0] == judgement, above + name
            if judgement is not None:
                yield entry(above + name, kind, 1, judgement=judgement)
            continue
        judgement, below = here.enter(name)
        if judgement is not None:
            yield entry(above + name, EntryType.DIRECTORY, 4096, judgement=judgement)
        if below is not None:
            yield from walked(child, below, f"{above}{name}/")
