"""A resolved target -> the build that bake asks for (buildx, bake/bake.go:toBuildOpt)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.platforms import parse_platform
from ctxscan.errors import Place
from ctxscan.project.bake.remote import is_remote, is_special
from ctxscan.project.bake.running import run_options_of, uncached_of, unknown_of
from ctxscan.project.bake.values.value import Unknown
from ctxscan.project.errors import ProjectError
from ctxscan.project.model import DeclaredBuild, UnknownValue
from ctxscan.project.paths import absolute, clean, join
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.project.bake.targets import Target, Text
    from ctxscan.project.errors import Kind

_HERE = "cwd://"
_FETCHED = "it is fetched from the network"
_PLATFORM = regex(r"[A-Za-z0-9_-]+(?:\([A-Za-z0-9_.%+-]*\))?(?:/[A-Za-z0-9_.-]+)*")
_EPOCH = "SOURCE_DATE_EPOCH"


def declared_build(target: Target, cwd: str, epoch: str, *, inherited: bool) -> DeclaredBuild:
    """*epoch*: SOURCE_DATE_EPOCH of the environment, an argument of every build."""
    context = context_path(target)
    inline = target.dockerfile_inline
    dockerfile = None if inline else dockerfile_path(target, context, cwd)
    platforms = target.platforms if isinstance(target.platforms, tuple) else ()
    for platform in ",".join(platforms).split(",") if platforms else ():
        if platform.lower() != "local":
            _check_platform(target, platform)
    return DeclaredBuild(
        target.name,
        "bake",
        _place(target, cwd),
        _absolute(context, cwd),
        dockerfile,
        _known(inline) or None,
        _known(target.target) or None,
        _args(target, epoch),
        {
            name: _absolute(named_context(value), cwd)
            for name, value in target.contexts.items()
            if isinstance(value, str)
        },
        platforms,
        linked=target.linked,
        inherited=inherited,
        unknown=tuple(_unknowns(target)),
        uncached=uncached_of(target.running),
        run_options=run_options_of(target),
    )


def _check_platform(target: Target, platform: str) -> None:
    try:
        parse_platform(platform)
    except ValueError as error:
        raise _refused(target, f"{platform!r} is no platform", kind="type") from error
    if not _PLATFORM.fullmatch(platform):
        raise _refused(target, f"{platform!r} is no platform", kind="type")


def _place(target: Target, cwd: str) -> Place:
    if target.place is None or target.place.file == "-":
        return target.place or Place("")
    return target.place._replace(file=absolute(target.place.file, cwd))


def _known(value: Text | None) -> str | None:
    return value if isinstance(value, str) else None


def context_path(target: Target) -> str:
    """Relative to the current directory, or remote as written; empty if it is not known."""
    context = target.context
    if isinstance(context, Unknown):
        return ""
    if context == "-":
        raise _refused(target, "the context cannot come from the standard input in bake")
    return _local(context if context is not None else ".")


def _local(path: str) -> str:
    if path.startswith(_HERE):
        return clean(path.removeprefix(_HERE))
    return path if is_remote(path) else clean(path)


def named_context(value: str) -> str:
    return value if is_special(value) else _local(value)


def _absolute(path: str, cwd: str) -> str:
    fetched = not path or is_special(path) or is_remote(path)
    return path if fetched else absolute(path, cwd)


def dockerfile_path(target: Target, context: str, cwd: str) -> str | None:
    dockerfile = target.dockerfile
    if isinstance(dockerfile, Unknown):
        return None
    if dockerfile == "-":
        raise _refused(target, "the Dockerfile cannot come from the standard input in bake")
    if dockerfile and dockerfile.startswith(_HERE):
        return absolute(clean(dockerfile.removeprefix(_HERE)), cwd)
    path = clean(dockerfile or "Dockerfile")
    if path.startswith("/"):
        return path
    if not context:
        return None
    return path if is_remote(context) else absolute(join(context, path), cwd)


def _refused(target: Target, message: str, *, kind: Kind = "unsupported") -> ProjectError:
    return ProjectError(f"target {target.name}: {message}", kind=kind, place=target.place)


def _args(target: Target, epoch: str) -> dict[str, str]:
    args = {name: value for name, value in target.args.items() if isinstance(value, str)}
    if epoch and _EPOCH not in target.args:
        args[_EPOCH] = epoch
    return args


def _unknowns(target: Target) -> list[UnknownValue]:
    values: dict[str, object] = {
        "context": target.context,
        "dockerfile": target.dockerfile,
        "dockerfile-inline": target.dockerfile_inline,
        "target": target.target,
        "platforms": target.platforms,
        "args": target.unknown_args,
        "contexts": target.unknown_contexts,
    }
    values |= {f"args.{name}": value for name, value in target.args.items()}
    values |= {f"contexts.{name}": value for name, value in target.contexts.items()}
    found = [
        UnknownValue(name, value.reason)
        for name, value in values.items()
        if isinstance(value, Unknown)
    ]
    found += [UnknownValue(name, value.reason) for name, value in unknown_of(target.running)]
    for name, value in values.items():
        may_be_fetched = name == "context" or name.startswith("contexts.")
        if may_be_fetched and isinstance(value, str) and is_remote(value):
            found.append(UnknownValue(name, _FETCHED))
    return found
