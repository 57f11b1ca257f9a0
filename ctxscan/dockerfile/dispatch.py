"""One stage, instruction by instruction (buildkit, dockerfile2llb/convert.go: dispatch).

Its variables change as it goes, and each COPY, ADD and RUN leaves the paths it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ctxscan.dockerfile.commands import Assign, Copy, Other, Run, document_text
from ctxscan.dockerfile.environment import Environment, Value
from ctxscan.dockerfile.graph import MAIN, SCRATCH, Done, State, Step
from ctxscan.dockerfile.heredocs import body_lines
from ctxscan.dockerfile.mounts import Mount, MountError, read_mount
from ctxscan.dockerfile.sources import (
    CopiedFrom,
    Kind,
    Source,
    Unknown,
    Widening,
    is_git,
    is_url,
    normal_path,
)
from ctxscan.dockerfile.steps import (
    CopyStep,
    Document,
    MainContext,
    Mounted,
    RunStep,
    Word,
    WordKind,
    WorkdirStep,
)
from ctxscan.dockerfile.words import WordError, expand, expand_document
from ctxscan.errors import DockerfileError, Place
from ctxscan.golang.text import byte_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.steps import BuildStep

_EXPANDED = frozenset({"label", "user", "stopsignal", "volume", "expose", "workdir"})
# They steer the attestations and never become variables (convert.go: nonEnvArgs).
_NO_VARIABLES = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})


class Scope(NamedTuple):
    """What is the same for every stage of a build."""

    file: str
    escape: str
    global_arguments: Environment
    build_arguments: Mapping[str, str]


def dispatch(state: State, scope: Scope) -> None:
    """Fill in what the stage asks for. Raise ``DockerfileError`` where BuildKit would."""
    for step in state.steps:
        instruction = step.command.instruction
        try:
            _Dispatcher(state, scope, instruction, step.triggered).run(step)
        except MountError as error:
            raise DockerfileError(
                str(error), place=Place(scope.file, instruction.line), hint=error.hint
            ) from None
        except DispatchError as error:
            raise DockerfileError(
                str(error), place=Place(scope.file, instruction.line), kind=error.kind
            ) from None
        except WordError as error:
            raise DockerfileError(str(error), place=Place(scope.file, instruction.line)) from None


class DispatchError(ValueError):
    """An instruction that BuildKit refuses once its stage is built."""

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind


class _Dispatcher(NamedTuple):
    state: State
    scope: Scope
    instruction: Instruction
    triggered: bool = False

    def run(self, step: Step) -> None:
        match step.command:
            case Copy() as command:
                self.copy(command, step.origins)
            case Run() as command:
                self.mounts(command, step.origins)
            case Assign(pairs=pairs) if self.instruction.keyword == "arg":
                for name, default in pairs:
                    self.argument(name, default)
            case Assign(pairs=pairs):
                self.variables(pairs)
            case Other():
                self.other()

    def expand(self, word: str) -> Value:
        return expand(word, self.state.environment, self.scope.escape)

    def other(self) -> None:
        if self.instruction.keyword not in _EXPANDED:
            return
        values = [self.expand(word) for word in self.instruction.args]
        if self.instruction.keyword == "workdir":
            self.state.workdir = _joined(self.state.workdir, values[0].text)
            self.done(
                WorkdirStep(
                    self.line,
                    self.instruction,
                    self.state.workdir,
                    certain=values[0].certain,
                    triggered=self.triggered,
                )
            )

    @property
    def line(self) -> int:
        """That a builder names when the instruction fails."""
        return self.state.line if self.triggered else self.instruction.line

    def done(self, step: BuildStep, *origins: State | None) -> None:
        self.state.done.append(Done(step, origins))

    def argument(self, name: str, default: str | None) -> None:
        value = None
        if name in self.scope.build_arguments:
            value = Value(self.scope.build_arguments[name])
        elif default is not None:
            value = self.expand(default)
        elif name in self.scope.global_arguments.values:
            value = self.scope.global_arguments.values[name]
        if value is not None and name not in _NO_VARIABLES:
            self.state.environment = self.state.environment.with_value(name, value)

    def variables(self, pairs: tuple[tuple[str, str | None], ...]) -> None:
        """All of one ENV are expanded before any is set."""
        values = [(self.expand(name).text, self.expand(value or "")) for name, value in pairs]
        for name, value in values:
            self.state.environment = self.state.environment.with_value(name, value)
            self.state.image_environment = self.state.image_environment.with_value(name, value)

    def copy(self, command: Copy, origins: tuple[State, ...]) -> None:
        values = [self.expand(word) for word in command.sources]
        texts = tuple(value.text for value in values)
        self.done(self.copy_step(command, values), origins[0] if origins else MAIN)
        checksum = self.expand(command.flags.text("checksum"))
        is_add = self.instruction.keyword == "add"
        for text in texts:
            _refuse_remote(text, is_add=is_add)
        _check_checksum(checksum.text, texts)
        if origins:
            self.take(origins[0], "copy", texts, refers=bool(texts))
        for word, value in zip(command.sources, values, strict=True):
            if not (is_add and is_url(value.text)):
                self.copied(command, word, value, origins)

    def copy_step(self, command: Copy, values: list[Value]) -> CopyStep:
        """The step, but for its origin, which is filled in once all stages are known."""
        flags, destination = command.flags, self.expand(command.destination)
        unpack = flags.text("unpack")
        return CopyStep(
            line=self.line,
            instruction=self.instruction,
            words=tuple(_word(value) for value in values),
            documents=tuple(self.documents(command)),
            destination=destination.text,
            workdir=self.state.workdir,
            certain=destination.certain,
            origin=MainContext(),
            origin_name=command.origin,
            excludes=flags.all("exclude"),
            parents=flags.on("parents"),
            link=flags.on("link"),
            chmod=self.expand(flags.text("chmod")).text,
            chown=self.expand(flags.text("chown")).text,
            unpack=unpack == "true" if unpack else None,
            flags=tuple(dict.fromkeys(name for name, _ in flags.pairs)),
            triggered=self.triggered,
        )

    def documents(self, command: Copy) -> Iterator[Document]:
        lines = body_lines(self.instruction)
        for document in command.documents:
            text = document_text(document)
            if document.expand:
                text = expand_document(text, self.state.environment).text
            line = lines.get(document.name, self.instruction.line)
            yield Document(document.name, line, byte_length(text))

    def copied(self, command: Copy, word: str, value: Value, origins: tuple[State, ...]) -> None:
        kind: Kind = "add" if command.instruction.keyword == "add" else "copy"
        useless = kind == "add" and is_git(value.text)
        if not origins:
            self.ask(value.text, refers=not useless)
        self.record(
            Source(
                path=normal_path(value.text),
                written=word,
                kind=kind,
                instruction=self.instruction,
                stage=self.state.index,
                stage_label=self.state.label,
                context=origins[0].root.context if origins else MAIN,
                parents=command.flags.on("parents"),
                excludes=command.flags.all("exclude"),
                useless=useless,
            ),
            value,
            from_stage=bool(origins) and origins[0].root.context is None,
        )

    def mounts(self, command: Run, origins: tuple[State, ...]) -> None:
        self.state.paths.add("/")
        bound: list[tuple[Mounted, State | None]] = []
        for text, origin in zip(command.mounts, origins, strict=True):
            mount = read_mount(text, self.expand)
            if mount.type in ("bind", "cache", "tmpfs"):
                self.mounted(mount, origin)
            if mount.type == "bind":
                word = Word(mount.source.text, mount.source.certain)
                taken = Mounted(word, MainContext(), mount.target)
                bound.append((taken, origin if mount.origin else MAIN))
        step = RunStep(
            self.line, self.instruction, tuple(taken for taken, _ in bound), self.triggered
        )
        self.done(step, *(origin for _, origin in bound))

    def mounted(self, mount: Mount, origin: State) -> None:
        self.check_target(mount)
        foreign = bool(mount.origin) or mount.type == "cache"
        if foreign:
            self.take(origin, "mount", (mount.source.text,), refers=mount.type != "tmpfs")
        else:
            self.ask(mount.source.text, refers=mount.type == "bind")
        if mount.type == "cache":
            return
        self.record(
            Source(
                path=normal_path(mount.source.text),
                written=mount.written or "",
                kind="bind" if mount.type == "bind" else "tmpfs",
                instruction=self.instruction,
                stage=self.state.index,
                stage_label=self.state.label,
                context=origin.root.context if foreign else MAIN,
            ),
            None if mount.written is None else mount.source,
            from_stage=foreign and origin.root.context is None,
        )

    def check_target(self, mount: Mount) -> None:
        if _joined(self.state.workdir, mount.target) == "/":
            raise DispatchError(
                f"invalid mount target {mount.target or '/'!r}: it is the root directory"
            )

    def ask(self, source: str, *, refers: bool) -> None:
        """Note a path that is asked of the main context (``ctxPaths``)."""
        self.state.context_paths.add(normal_path(source))
        if refers:
            self.state.refers.add(MAIN)

    def take(
        self, origin: State, kind: Literal["copy", "mount"], words: tuple[str, ...], *, refers: bool
    ) -> None:
        """Note paths that are taken of another state."""
        if not origin.replaced and origin.index >= self.state.index:
            raise DispatchError(
                f"cannot {kind} from stage {origin.label!r}: it must stand above this one",
                "unknown-stage",
            )
        paths = tuple(normal_path(word) for word in words)
        origin.paths.update(paths)
        if refers:
            self.state.refers.add(origin)
        if origin.base_name != SCRATCH or origin.stage:
            stage = origin.stage.number if origin.stage else None
            context = origin.root.context
            self.state.copies.append(
                CopiedFrom(stage, origin.label, context, kind, paths, self.instruction.line)
            )

    def record(self, source: Source, value: Value | None, *, from_stage: bool) -> None:
        """Keep a source of a context, with the cause if it asks for all of it."""
        if from_stage:
            return
        doubt = self.doubt(value) if value else None
        if doubt:
            self.state.unknowns.append(doubt)
        widening, reason = _widening(source, value)
        unset = tuple(sorted(value.unset | value.unknown)) if value else ()
        self.state.sources.append(
            source._replace(doubt=doubt, widening=widening, reason=reason, unset=unset)
        )

    def doubt(self, value: Value) -> Unknown | None:
        if value.certain:
            return None
        names = ", ".join(f"${name}" for name in sorted(value.unknown))
        return Unknown(
            self.instruction.line,
            "environment",
            f"{names}: not set in this Dockerfile, the base image {self.state.root.base_name} may",
            f"{self.instruction.keyword.upper()} asks for "
            f"{normal_path(value.text) or 'the whole context'} if it does not",
        )


def _widening(source: Source, value: Value | None) -> tuple[Widening | None, str | None]:
    if source.path:
        return None, None
    if source.kind == "tmpfs" and value is None:
        return "tmpfs", "a tmpfs mount without source= counts as a request for the whole context"
    if value is None:
        return "no source", "a bind mount without source= takes the whole context"
    names = ", ".join(f"${name}" for name in sorted(value.unset | value.unknown))
    if names:
        return "empty", f"empty after expansion: {names} is not set"
    if source.written and not value.text:
        return "empty", f"empty after expansion: {source.written} holds nothing"
    return "root", f"{source.written or 'an empty word'} is the root of the context"


def _word(value: Value) -> Word:
    kind: WordKind = "path"
    if is_git(value.text):
        kind = "git"
    elif is_url(value.text):
        kind = "url"
    return Word(value.text, value.certain, kind)


def _joined(workdir: str | None, path: str) -> str | None:
    """A path seen from the working directory, or ``None`` if only a base image knows it."""
    if path.startswith("/"):
        return f"/{normal_path(path)}"
    return None if workdir is None else f"/{normal_path(f'{workdir}/{path}')}"


def _refuse_remote(source: str, *, is_add: bool) -> None:
    if is_add:
        return
    if is_git(source):
        raise DispatchError(f"source can't be a git ref for COPY: {source}", "bad-option")
    if is_url(source):
        raise DispatchError(f"source can't be a URL for COPY: {source}", "bad-option")


def _check_checksum(checksum: str, sources: tuple[str, ...]) -> None:
    if not checksum:
        return
    if len(sources) != 1:
        raise DispatchError("checksum can't be specified for multiple sources")
    if not (is_url(sources[0]) or is_git(sources[0])):
        raise DispatchError("checksum requires HTTP(S) or Git sources")
