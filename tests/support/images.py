"""Images in a few words: what a builder makes of a Dockerfile and of a context, without a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying import build as buildkit
from ctxscan.builders.classic.copying import build as classic
from ctxscan.builders.podman.copying import build as podman
from ctxscan.builders.stages.archive import Archive, Member, UnknownContent
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.leaf import FileType
from ctxscan.builders.stages.running import Contexts
from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import plan_build
from ctxscan.ignore.podman.matcher import PodmanMatcher, parse_podman_ignore_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.builders import BuilderName
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.node import Directory
    from ctxscan.builders.stages.outcome import InImage
    from ctxscan.dockerfile.steps import NamedContext

Found = Archive | UnknownContent | None


def outcome(
    dockerfile: str,
    *entries: str,
    builder: BuilderName = "buildkit",
    archives: Mapping[str, Found] | None = None,
    named: Mapping[str, tuple[str, ...]] | None = None,
    ignore: str = "",
) -> Outcome:
    """What comes of *dockerfile* when exactly *entries* arrived (see ``tree``).

    *ignore* is for Podman, which ignores while it copies.
    """
    contexts = named or {}
    plan = plan_build(parse(dockerfile, "Dockerfile"), named_contexts=list(contexts))

    def of(context: NamedContext) -> Directory:
        return tree(*contexts[context.name], prefix=f"{context.name}:")

    given = Contexts(lambda: tree(*entries), of, (archives or {}).get)
    if builder == "classic":
        return classic.build(plan, given)
    if builder == "podman":
        rules = parse_podman_ignore_file(ignore.encode(), ".dockerignore").rules
        return podman.build(plan, given, PodmanMatcher(rules), {})
    return buildkit.build(plan, given)


def tree(*entries: str, prefix: str = "") -> Directory:
    """``a 3`` is a file of three bytes; ``a``, ``d/``, ``l -> a``, ``h => a``, ``p |``."""
    found = ArrivingTree(prefix)
    inodes: dict[str, int] = {}
    first = {entry.split(" => ")[1] for entry in entries if " => " in entry}
    for entry in entries:
        found.add(_arrived(entry, inodes, first))
    return found.root


def _arrived(entry: str, inodes: dict[str, int], first: set[str]) -> Arrived:
    if entry.endswith("/"):
        return Arrived(entry[:-1], None, mode=0o755)
    if " -> " in entry:
        path, target = entry.split(" -> ")
        return Arrived(path, FileType.SYMLINK, target=target)
    if " => " in entry:
        path, other = entry.split(" => ")
        return Arrived(path, FileType.FILE, 1, inode=inodes.setdefault(other, len(inodes) + 1))
    if entry.endswith(" |"):
        return Arrived(entry[:-2], FileType.FIFO)
    path, _, size = entry.partition(" ")
    inode = inodes.setdefault(path, len(inodes) + 1) if path in first else None
    return Arrived(path, FileType.FILE, int(size or 1), inode=inode)


def image(
    dockerfile: str,
    *entries: str,
    builder: BuilderName = "buildkit",
    archives: Mapping[str, Found] | None = None,
    named: Mapping[str, tuple[str, ...]] | None = None,
    ignore: str = "",
) -> list[str]:
    """Each path of the image: ``/x/``, ``/a < origin``, ``/l -> target``; ``?`` where in doubt."""
    found = outcome(
        dockerfile, *entries, builder=builder, archives=archives, named=named, ignore=ignore
    )
    assert found.builds, found.failures
    return [shown(each) for each in found.in_image()]


def shown(each: InImage) -> str:
    doubt = "" if each.certain else " ?"
    match each.type:
        case "directory":
            return f"{each.path}/{doubt}"
        case "symlink":
            return f"{each.path} -> {each.target}{doubt}"
        case "hardlink":
            return f"{each.path} = {each.origin}{doubt}"
        case "fifo":
            return f"{each.path} |{doubt}"
        case _:
            return f"{each.path} < {each.origin}{doubt}"


def failures(
    dockerfile: str, *entries: str, builder: BuilderName = "buildkit", ignore: str = ""
) -> list[tuple[int | None, str]]:
    """Line and kind of all that fails."""
    found = outcome(dockerfile, *entries, builder=builder, ignore=ignore)
    return [(each.line, each.kind) for each in found.failures]


def archive(*names: str, broken: str = "") -> Archive:
    """An archive of files of one byte; ``l -> a`` is a link, ``d/`` a directory."""
    return Archive(tuple(map(_member, names)), broken)


def _member(name: str) -> Member:
    if name.endswith("/"):
        return Member(name[:-1], None, mode=0o755)
    if " -> " in name:
        path, target = name.split(" -> ")
        return Member(path, FileType.SYMLINK, target=target)
    return Member(name, FileType.FILE, 1)
