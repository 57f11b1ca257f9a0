"""Two instructions that are not the same to the builder -> what differs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, FromImage, RunStep, WorkdirStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.dockerfile.steps import BuildStep, Setting

NEW = "new in the Dockerfile"


def differences(old: BuildStep | None, new: BuildStep) -> Iterator[str]:
    """Nothing where they look the same: then what is built on, or read, differs."""
    match old, new:
        case None, _:
            yield NEW
        case CopyStep(), CopyStep():
            yield from _copy(old, new)
        case RunStep(), RunStep():
            yield from _run(old, new)
        case WorkdirStep(), WorkdirStep():
            if old.path != new.path:
                yield f"WORKDIR {old.path} became {new.path}"
            if old.user != new.user:
                yield f"USER {old.user or 'root'} became {new.user or 'root'}"
        case _:
            yield NEW


def _copy(old: CopyStep, new: CopyStep) -> Iterator[str]:
    sides = ((each.text for each in old.words), (each.text for each in new.words))
    before, after = map(tuple, sides)
    if before != after:
        yield f"its sources: {' '.join(before)} became {' '.join(after)}"
    if [(each.name, each.text) for each in old.documents] != [
        (each.name, each.text) for each in new.documents
    ]:
        yield "the text of its here-document"
    if (old.destination, old.workdir) != (new.destination, new.workdir):
        yield f"its destination: {_destination(old)} became {_destination(new)}"
    for flag in ("chown", "chmod", "excludes", "parents", "link", "unpacks"):
        if getattr(old, flag) != getattr(new, flag):
            yield _FLAGS.get(flag, f"its --{flag}")


_FLAGS = {"excludes": "its --exclude", "unpacks": "whether it unpacks archives"}


def _destination(step: CopyStep) -> str:
    if step.destination.startswith("/"):
        return step.destination
    return f"{step.destination} in {step.workdir or 'the directory of the base image'}"


def _run(old: RunStep, new: RunStep) -> Iterator[str]:
    mine, theirs = new.setting, old.setting
    if mine.argv[-1:] != theirs.argv[-1:] or len(mine.argv) != len(theirs.argv):
        yield "the command"
    elif mine.argv != theirs.argv:
        yield "its SHELL"
    yield from _environment(theirs, mine)
    for name, before, after in (
        ("WORKDIR", theirs.workdir, mine.workdir),
        ("USER", theirs.user, mine.user),
        ("its platform", theirs.platform, mine.platform),
    ):
        if before != after:
            yield f"{name} {before or 'of the base'} became {after or 'of the base'}"
    if mine.flags != theirs.flags:
        yield "its flags"
    if [each.mount for each in old.attached] != [each.mount for each in new.attached]:
        yield "its mounts"


def _environment(old: Setting, new: Setting) -> Iterator[str]:
    before = {name: value.text for name, value in old.environment.values.items()}
    after = {name: value.text for name, value in new.environment.values.items()}
    if before == after:
        if list(before) != list(after):
            yield "the order in which ARG and ENV are set"
        return
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            yield f"{name} is no longer set"
        elif name not in before:
            yield f"{name} is set"
        else:
            yield f"{name} was {before[name]!r}, is {after[name]!r}"


def image_name(origin: object) -> str | None:
    return origin.name if isinstance(origin, FromImage) else None
