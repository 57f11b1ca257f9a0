"""The builds that a command is about: of one directory, or those that a file or a command names."""

from __future__ import annotations

import os
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar, Unpack

from ctxscan.api.arguments import BuildArguments
from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.errors import CtxscanError, UsageError
from ctxscan.finding import Finding
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxscan.api.projects import Project
    from ctxscan.builders import BuilderName
    from ctxscan.project.model import DeclaredBuild
    from ctxscan.project.reader import Reader

T = TypeVar("T")

_ENDINGS = (".yaml", ".yml", ".hcl", ".json")
"""Of the files that declare builds."""

_IN_A_FILE = {"file": "--file", "target": "--target"}
_IN_A_COMMAND = {
    **_IN_A_FILE,
    "platforms": "--platform",
    "build_args": "--build-arg",
    "build_contexts": "--build-context",
}


class AskedBuild(NamedTuple):
    """One build: ``report(build.path, **build.arguments)`` looks at it."""

    name: str
    """As its file declares it; empty where there is only this one."""

    path: str
    """The context, as a user would write it from here."""

    arguments: BuildArguments
    declared: DeclaredBuild | None = None


class Asked(NamedTuple):
    builds: tuple[AskedBuild, ...]

    source: str | None = None
    """The file, project or command that declares them; ``None`` for one build on its own."""

    notices: tuple[Finding, ...] = ()

    elsewhere: Elsewhere | None = None
    """The same question of another state of the project; ``None`` for one build on its own."""


class Elsewhere(NamedTuple):
    """What was asked, to be asked again."""

    path: str
    command: tuple[str, ...]
    only: tuple[str, ...]
    environment: Mapping[str, str]
    build: BuildArguments

    def builds(self, files: Reader | None = None, path: str | None = None) -> Asked:
        """*files*: of the other state; *path*: where it lies. Raises CtxscanError."""
        environment, given = self.environment, self.build
        project = project_of(path or self.path, self.command, environment, given, files)
        asked = _asked(project, given, " ".join(self.command) or self.path)
        chosen = (each for each in asked.builds if not self.only or each.name in self.only)
        return asked._replace(builds=tuple(chosen))


class Answer(NamedTuple, Generic[T]):
    build: AskedBuild
    value: T


class Refusal(NamedTuple):
    build: AskedBuild
    error: CtxscanError


class Answers(NamedTuple, Generic[T]):
    """What came of each build; what is refused does not keep the others from theirs."""

    asked: Asked
    found: tuple[Answer[T], ...]
    refused: tuple[Refusal, ...] = ()


def each_build(
    path: str = ".",
    command: Sequence[str] = (),
    *,
    only: Sequence[str] = (),
    whole_project: bool = False,
    environment: Mapping[str, str] = MappingProxyType({}),
    **build: Unpack[BuildArguments],
) -> Asked:
    """The builds of a compose or bake file, or of a *command* of docker's; else the one of *path*.

    *only* these names; with it, or as *whole_project*, a directory stands for all builds that it
    declares. *build* is what every one of them is given beside. Raises CtxscanError.
    """
    is_file = path.endswith(_ENDINGS) and os.path.isfile(path)  # noqa: PTH113 - for this one question pathlib would load fnmatch, re and urllib at every start
    if not (command or only or whole_project or is_file):
        return Asked((AskedBuild("", path, build),))
    project = project_of(path, command, environment, build)
    asked = _asked(project, build, None if project.is_single else " ".join(command) or path)
    if not project.is_single:
        again = Elsewhere(path, tuple(command), tuple(only), environment, build)
        asked = asked._replace(elsewhere=again)
    return _only(asked, only)


def project_of(
    path: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    build: BuildArguments,
    files: Reader | None = None,
) -> Project:
    """What *path* or *command* declares. Raises CtxscanError, also for what *build* says again.

    *files*: of another state of the project than the one that lies here.
    """
    from ctxscan.api.projects import project_at, project_of_command  # noqa: PLC0415 - it loads the readers of compose and bake files, for those who name one

    given = () if files is None else (files,)
    if command:
        _check_own_options(build, "behind --", _IN_A_COMMAND)
        return project_of_command(command, environment, *given)
    _check_own_options(build, f"in {path}", _IN_A_FILE)
    return project_at(path, environment, *given)


def for_each(asked: Asked, use: Callable[[str, BuildArguments], T]) -> Answers[T]:
    """Look at each build. Raises CtxscanError for one build on its own."""
    return collect(
        asked, ((each, partial(use, each.path, each.arguments)) for each in asked.builds)
    )


def collect(asked: Asked, looks: Iterable[tuple[AskedBuild, Callable[[], T]]]) -> Answers[T]:
    """What comes of each look. Raises CtxscanError for one build on its own."""
    found: list[Answer[T]] = []
    refused: list[Refusal] = []
    for build, look in looks:
        try:
            found.append(Answer(build, look()))
        except CtxscanError as error:
            if asked.source is None:
                raise
            refused.append(Refusal(build, error))
    left_out = [(each, why) for each in refused if (why := _why_left_out(each.build.declared))]
    notices = (*asked.notices, *(_left_out(each, why) for each, why in left_out))
    doubtful = [each for each, _ in left_out]
    certain = tuple(each for each in refused if each not in doubtful)
    return Answers(asked._replace(notices=notices), tuple(found), certain)


def _why_left_out(build: DeclaredBuild | None) -> str | None:
    """Why a build that is refused is perhaps none, or none yet; ``None`` where it is one."""
    if build is None:
        return None
    if build.tool == "dockerfile":
        return "no file declares it"
    if build.inherited:
        return "other targets inherit from it"
    from ctxscan.api.made_later import is_made_later  # noqa: PLC0415 - asked only of a declared build that was refused; it runs git

    if is_local(build) and is_made_later(build.context):
        return "git ignores its context, so a step before this build makes it"
    return None


def _left_out(refusal: Refusal, why: str) -> Finding:
    build, error = refusal
    message = f"{build.name} is left out: {error.message}; {why}"
    return Finding("build-left-out", message, error.place)


def is_local(build: DeclaredBuild) -> bool:
    """Whether its context is a directory here, and known."""
    known = not any(each.attribute == "context" for each in build.unknown)
    return known and (build.context.startswith("/") or not build.context)


def arguments_of(build: DeclaredBuild, project: Project, given: BuildArguments) -> BuildArguments:
    """What a declared build is given; what was *given* for all of them comes on top."""
    inline = build.dockerfile_inline
    file = build.dockerfile
    own = BuildArguments(
        file="-" if inline is not None else file and _from_here(file),
        target=build.target,
        build_args={**build.args, **given.get("build_args", {})},
        build_contexts={
            **{name: _context(value) for name, value in build.contexts.items()},
            **given.get("build_contexts", {}),
        },
        platforms=tuple(given.get("platforms", ())) or build.platforms,
        ignore_file=given.get("ignore_file") or project.ignore_file,
        builder=_builder(given, project),
        uncached=build.uncached,
        run_options=build.run_options,
    )
    if inline is not None:
        own["stdin"], own["stdin_name"] = inline.encode, f"inline Dockerfile of {build.name}"
    return {**given, **own}


def _builder(given: BuildArguments, project: Project) -> BuilderName:
    named = given.get("builder", DEFAULT_BUILDER)
    return project.builder if named == DEFAULT_BUILDER else named


def _asked(project: Project, given: BuildArguments, source: str | None) -> Asked:
    notices = list(project.all_notices)
    builds: list[AskedBuild] = []
    for each in project.declared.builds:
        if source is not None and not is_local(each):
            notices.append(elsewhere(each))
            continue
        path = _from_here(each.context) if each.context.startswith("/") else each.context or "."
        arguments = arguments_of(each, project, given)
        builds.append(AskedBuild(each.name if source else "", path, arguments, each))
    if not project.declared.builds:
        notices.append(_nothing(project, source))
    return Asked(tuple(builds), source, tuple(notices))


def _nothing(project: Project, source: str | None) -> Finding:
    """A gate that looks at nothing says so."""
    inactive = ", ".join(project.declared.inactive)
    hint = f"profiles keep out {inactive}: name it, or its profile" if inactive else None
    return Finding("project-warning", f"{source} declares nothing that is built", hint=hint)


def elsewhere(build: DeclaredBuild) -> Finding:
    """Why a build is left out whose context is no directory here."""
    reason = next((each.reason for each in build.unknown if each.attribute == "context"), None)
    why = f"cannot be known: {reason}" if reason else f"is not here: {build.context}"
    if build.context == "-":
        why = "comes on standard input, which is no directory to look at"
    return Finding("context-elsewhere", f"{build.name} is left out: its context {why}", build.place)


def _only(asked: Asked, only: Sequence[str]) -> Asked:
    names = [each.name for each in asked.builds]
    for name in only:
        if name not in names:
            listed = ", ".join(filter(None, names)) or "none"
            raise UsageError(f"--only {name}: no such build", hint=f"there are: {listed}")
    chosen = tuple(each for each in asked.builds if not only or each.name in only)
    return asked._replace(builds=chosen)


def _check_own_options(build: BuildArguments, where: str, options: Mapping[str, str]) -> None:
    """Raises UsageError for what is said *where* the builds are declared."""
    for name, option in options.items():
        if build.get(name):
            raise UsageError(
                f"{option} is said by each build {where}",
                hint=f"leave it out, or change it {where}",
            )


def _from_here(path: str) -> str:
    """An absolute path as a user would write it from the current directory."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(path) else path


def _context(value: str) -> str:
    """What another build makes is an image: nothing of it is sent from here."""
    tool, colon, name = value.partition(":")
    return f"docker-image://{name}" if colon and tool in ("target", "service") else value
