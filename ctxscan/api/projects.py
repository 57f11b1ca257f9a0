"""A command line of docker's, or a path -> the builds that are declared there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.loading import load_bake, load_compose, without_compose
from ctxscan.api.lying import lying_builds, settings_builds
from ctxscan.builders import traits_of
from ctxscan.context.locate.elsewhere import other_project_files
from ctxscan.context.machine import current_directory, linux_platform
from ctxscan.context.project_files import ProjectFiles
from ctxscan.errors import Place, UsageError
from ctxscan.finding import Finding
from ctxscan.project.bake.discovery import DEFAULT_NAMES as BAKE_NAMES
from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.bake.remote import is_remote
from ctxscan.project.compose.discovery import DEFAULT_NAMES as COMPOSE_NAMES
from ctxscan.project.compose.options import ComposeOptions
from ctxscan.project.errors import ProjectError
from ctxscan.project.model import Declarations, DeclaredBuild
from ctxscan.project.paths import absolute, join
from ctxscan.project.paths import directory as directory_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxscan.builders import BuilderName
    from ctxscan.project.commandline.build import BuildCommand
    from ctxscan.project.reader import Reader

_BAKE_ENDINGS = (".hcl", ".json")
_DISK = ProjectFiles()
"""It remembers standard input, which can be read once."""


class Project(NamedTuple):
    """Builds, and how they are built."""

    declared: Declarations
    builder: BuilderName = "buildkit"
    ignore_file: str | None = None
    notices: tuple[Finding, ...] = ()

    is_single: bool = False
    """Whether it is one build by itself, that no file declares."""

    @property
    def all_notices(self) -> tuple[Finding, ...]:
        """With what the files say that declare the builds."""
        return (*_notices(self.declared), *self.notices)


def project_of_command(
    words: Sequence[str], environment: Mapping[str, str], files: Reader = _DISK
) -> Project:
    """Raises CtxscanError; kinds of ProjectError say what docker would refuse.

    *files*: those of another state of the project, where it is not the one that lies here.
    """
    cwd = current_directory(environment)
    from ctxscan.project.commandline.docker import parse_command  # noqa: PLC0415 - for a command line behind -- alone

    asked = parse_command(words, cwd, environment, linux_platform())
    command, known = asked.command, asked.environment
    if isinstance(command, ComposeOptions):
        return Project(load_compose(command, known, files))
    if isinstance(command, BakeOptions):
        return Project(load_bake(command, known, files))
    return _single(command, cwd)


def project_at(path: str, environment: Mapping[str, str], files: Reader = _DISK) -> Project:
    """All builds of a directory, or those of a compose or bake file. Raises CtxscanError.

    *files*: as above.
    """
    root = absolute(path, current_directory(environment))
    if files.is_dir(root):
        return _directory(root, environment, files)
    if not files.exists(root):
        if is_remote(path):
            raise UsageError(
                f"a remote context is not read: {path}",
                hint="clone or unpack it, and give that directory: Docker fetches it, and sends "
                "nothing from here",
            )
        raise UsageError(f"no such directory or file: {path}", hint=other_project_files(root))
    return Project(_file(root, environment, files))


def _single(command: BuildCommand, cwd: str) -> Project:
    local = _DISK.is_dir(absolute(command.context, cwd)) or "://" not in command.context
    is_path = local and command.context != "-"
    context = absolute(command.context, cwd) if is_path else command.context
    file = command.file
    if file is not None and file != "-" and is_path and traits_of(command.builder).transfers:
        file = absolute(file, cwd)
    build = DeclaredBuild(
        name="default",
        tool="dockerfile",
        place=Place(file or context),
        context=context,
        dockerfile=file,
        target=command.target,
        args={**_argument_files(command, cwd), **dict(command.arguments)},
        contexts={name: _named(value, cwd) for name, value in command.contexts},
        platforms=command.platforms,
        uncached=command.uncached,
        run_options=command.run_options,
    )
    return Project(Declarations((build,)), command.builder, command.ignore_file, is_single=True)


def _argument_files(command: BuildCommand, cwd: str) -> dict[str, str]:
    """What ``--build-arg-file`` brings (containers/buildah, pkg/cli/build.go:readBuildArgFile)."""
    found: dict[str, str] = {}
    for file in command.argument_files:
        data = _DISK.read(absolute(file, cwd))
        if data is None:
            raise UsageError(f"no such file: {file}", hint="--build-arg-file names it")
        for line in data.decode("utf-8", "surrogateescape").split("\n"):
            name, equals, value = line.partition("=")
            if line and not line.startswith("#") and equals:
                found[name] = value
    return found


def _named(value: str, cwd: str) -> str:
    path = absolute(value, cwd)
    return path if _DISK.exists(path) else value


def _directory(root: str, environment: Mapping[str, str], files: Reader) -> Project:
    found: list[Declarations] = []
    refused: list[ProjectError] = []
    for read in _readers(root, environment, files):
        try:
            found.append(read())
        except ProjectError as error:
            refused.append(error)
    found.append(settings_builds(root))
    named = {_dockerfile(build) for each in found for build in each.builds}
    lying, guesses = lying_builds(root, named)
    together = _together([*found, lying])
    if refused and not together.builds:
        raise refused[0]
    # Bake reads compose files as well, and stumbles over the same.
    once = dict.fromkeys(map(_refused, refused))
    return Project(together, notices=(*once, *guesses))


def _readers(
    root: str, environment: Mapping[str, str], files: Reader
) -> Iterator[Callable[[], Declarations]]:
    def any_of(names: Sequence[str]) -> bool:
        return any(files.is_file(join(root, name)) for name in names)

    if any_of(COMPOSE_NAMES):
        yield lambda: load_compose(ComposeOptions(root), environment, files)
    if any_of([name for name in BAKE_NAMES if name not in COMPOSE_NAMES]):
        yield lambda: without_compose(_bake(BakeOptions(root), environment, files))


def _refused(error: ProjectError) -> Finding:
    """A file that does not keep the others of the directory from being read."""
    return Finding("project-refused", error.message, error.place, error.hint, "error")


def _dockerfile(build: DeclaredBuild) -> str:
    return _DISK.resolve(build.dockerfile or join(build.context, "Dockerfile"))


def _file(path: str, environment: Mapping[str, str], files: Reader) -> Declarations:
    directory = directory_of(path)
    if path.endswith(_BAKE_ENDINGS):
        return _bake(BakeOptions(directory, (path,)), environment, files)
    return load_compose(ComposeOptions(directory, (path,)), environment, files)


def _bake(options: BakeOptions, environment: Mapping[str, str], files: Reader) -> Declarations:
    """Every target, whether the group ``default`` names it or not."""
    everything = options._replace(targets=("*",), local_platform=linux_platform())
    return load_bake(everything, environment, files)


def _together(found: Sequence[Declarations]) -> Declarations:
    return Declarations(
        builds=tuple(build for each in found for build in each.builds),
        inactive=tuple(name for each in found for name in each.inactive),
        groups={name: group for each in found for name, group in each.groups.items()},
        files=tuple(file for each in found for file in each.files),
        warnings=tuple(warning for each in found for warning in each.warnings),
        unknown=tuple(unknown for each in found for unknown in each.unknown),
        ignored=tuple(part for each in found for part in each.ignored),
    )


def _notices(declared: Declarations) -> Iterator[Finding]:
    for warning in declared.warnings:
        yield Finding("project-warning", warning)
    for part in declared.ignored:
        what = "block" if part.is_block else "attribute"
        inside = f" in {part.inside}" if part.inside else ""
        message = f"bake passes over the {what} {part.name}{inside} without a word"
        yield Finding("bake-ignored", message, part.place, "probably a slip: check the name")
    for unknown in declared.unknown:
        yield Finding("unknown-value", f"{unknown.attribute} cannot be known: {unknown.reason}")
    for build in declared.builds:
        for each in build.unknown:
            message = f"{build.name}: {each.attribute} cannot be known: {each.reason}"
            yield Finding("unknown-value", message, build.place)
