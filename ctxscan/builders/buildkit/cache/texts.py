"""What of an instruction itself is in the key of its step, whatever it reads.

Sources: moby/buildkit, frontend/dockerfile/dockerfile2llb (convert.go, convert_copy.go,
convert_runmount.go), solver/llbsolver/ops (file.go: CacheMap; exec.go: CacheMap).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.words import cleaned, read_destination, read_source
from ctxscan.dockerfile.run_steps import script_of
from ctxscan.dockerfile.steps import Nothing
from ctxscan.golang.text import whole_number
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ctxscan.dockerfile.mounts import Mount
    from ctxscan.dockerfile.steps import Attached, CopyStep, Origin, RunStep, Word, WorkdirStep

Text = tuple["Hashable", ...]
"""Equal for two instructions that are the same to the builder."""

_FALSE = ("0", "f", "F", "FALSE", "false", "False")
_OCTAL = regex("[0-7]+")


class Conditions(NamedTuple):
    """What the command line says, beside what is in the plan."""

    epoch: str | None = None
    """``SOURCE_DATE_EPOCH``."""

    commands: tuple[str, ...] = ()
    """Options that every RUN is run with: names of extra hosts, limits, network."""

    uncached: frozenset[str] | None = frozenset()
    """Names of the stages that ``--no-cache-filter`` builds anew; ``None``: ``--no-cache``."""


def copy_text(step: CopyStep) -> Text:
    destination = read_destination(step.destination, step.workdir, certain=step.certain)
    slash = "/" if destination.is_directory and destination.path != "/" else ""
    return (
        "copy",
        tuple(_source(step, word) for word in step.words),
        tuple((each.name, each.text) for each in step.documents),
        destination.path + slash,
        step.workdir is None and not step.destination.startswith("/"),
        owner_text(step.chown),
        int(step.chmod, 8) if _OCTAL.fullmatch(step.chmod) else step.chmod,
        step.excludes,
        step.unpacks,
    )


def _source(step: CopyStep, word: Word) -> Text:
    if word.kind != "path":
        return word.kind, word.text, step.instruction.flags
    source = read_source(word.text, parents=step.parents, certain=word.certain)
    # Only the last name of a source is in its action (file.go: p.Src = path.Base).
    return posixpath.basename(source.path) or "/", source.include, source.required


def owner_text(chown: str) -> Text:
    user, _, group = chown.partition(":")
    return tuple(whole_number(each) if each.isdecimal() else each for each in (user, group))


def workdir_text(step: WorkdirStep, conditions: Conditions) -> Text:
    return (
        "workdir",
        step.path,
        step.instruction.args if step.path is None else (),
        (
            owner_text(step.user),
            conditions.epoch,
        ),
    )


def run_text(step: RunStep, inputs: tuple[int, ...], conditions: Conditions) -> Text:
    """*inputs*: for each mount, in the order of its target, which input it shows."""
    setting = step.setting
    environment = tuple((name, value.text) for name, value in setting.environment.values.items())
    mounts = [
        (number, _mount(each.mount, setting.workdir))
        for number, each in zip(inputs, by_target(step), strict=True)
    ]
    return (
        "run",
        setting.argv,
        environment,
        setting.workdir,
        setting.user,
        setting.platform,
        _flags(setting.flags, conditions.commands),
        tuple(mounts),
        script_of(step.instruction),
        tuple(each for each in conditions.commands if not each.startswith(_NETWORK)),
    )


_DEFAULT_FLAGS = (("network", "default"), ("security", "sandbox"))
_NETWORK = "--network="


def _flags(flags: tuple[tuple[str, str], ...], commands: tuple[str, ...]) -> Text:
    """A network of its own counts before the one that all are run with (dispatchRunNetwork)."""
    own = [pair for pair in flags if pair not in _DEFAULT_FLAGS]
    if not any(pair[0] == "network" for pair in own):
        own += [
            ("network", each.removeprefix(_NETWORK))
            for each in commands
            if each.startswith(_NETWORK)
        ]
    return tuple(sorted(own))


def by_target(step: RunStep) -> list[Attached]:
    """The mounts in the order that they have in the definition (client/llb/exec.go: Marshal)."""
    workdir = step.setting.workdir
    return sorted(step.attached, key=lambda each: target_of(each.mount, workdir))


def target_of(mount: Mount, workdir: str | None) -> str:
    if mount.target.startswith("/"):
        return posixpath.normpath(mount.target)
    return posixpath.normpath(f"{workdir or '/'}/{mount.target}")


def _mount(mount: Mount, workdir: str | None) -> Text:
    options = dict(mount.options)
    target = target_of(mount, workdir)
    match mount.type:
        case "bind":
            return "bind", target, _is_read_only(options)
        case "cache":
            return (
                *("cache", target, _cache_id(mount, options, target), options.get("uid")),
                *(options.get("gid"), options.get("mode"), _is_on(options, "readonly", "ro")),
            )
        case "secret" | "ssh":
            return _lent(mount, options, target)
        case _:
            return mount.type, target, options.get("size", "").lower()


def _lent(mount: Mount, options: dict[str, str], target: str) -> Text:
    """A secret or a socket counts by what it is called, not by what it holds.

    Source: convert_secrets.go (dispatchSecret), convert_ssh.go (dispatchSSH).
    """
    name = options.get("id") or mount.source.text
    place = target if mount.target else ""
    mode = int(options.get("mode", "400" if mount.type == "secret" else "600"), 8)
    if mount.type == "ssh":
        name = name or "default"
    else:
        name = name or posixpath.basename(mount.target)
        if not place and "env" not in options:
            place = f"/run/secrets/{posixpath.basename(name)}"
    return (
        *(mount.type, name, place, mode, options.get("env")),
        *(whole_number(options.get("uid", "0")), whole_number(options.get("gid", "0"))),
        _is_on(options, "required"),
    )


def _is_read_only(options: dict[str, str]) -> bool:
    """A bind mount is, unless it says otherwise."""
    for key, value in options.items():
        if key in ("readonly", "ro") and value in _FALSE:
            return False
        if key in ("readwrite", "rw") and value not in _FALSE:
            return False
    return True


def _is_on(options: dict[str, str], *keys: str) -> bool:
    return any(options.get(key, "false") not in _FALSE for key in keys)


def _cache_id(mount: Mount, options: dict[str, str], target: str) -> str:
    """Only the id that a mount has by default counts (exec.go: checkShouldClearCacheOpts)."""
    known = options.get("id") or posixpath.normpath(mount.target)
    shared = options.get("sharing", "shared").lower() == "shared"
    return known if shared and known == target else ""


def mount_path(attached: Attached) -> tuple[Origin, str]:
    """What a mount shows: of a cache that belongs to somebody, a directory of its own."""
    mount, origin = attached
    path = cleaned(mount.source.text)
    owned = any(key in ("uid", "gid", "mode") for key, _ in mount.options)
    if mount.type == "cache" and path == "/" and owned:
        path = "/cache"
    return (origin if mount.type in ("bind", "cache") else Nothing()), path
