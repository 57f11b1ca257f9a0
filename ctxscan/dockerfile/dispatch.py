"""One stage, instruction by instruction (buildkit, dockerfile2llb/convert.go: dispatch).

Its variables change as it goes, and each COPY, ADD and RUN leaves the paths it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.dockerfile.commands import Assign, Copy, Other, Run
from ctxscan.dockerfile.copy_steps import copy_step
from ctxscan.dockerfile.environment import Environment, Value
from ctxscan.dockerfile.graph import MAIN, SCRATCH, Done, State, Step
from ctxscan.dockerfile.mounts import Mount, MountError, read_mount
from ctxscan.dockerfile.refusals import DispatchError, check_checksum, refuse_remote
from ctxscan.dockerfile.run_steps import setting_of
from ctxscan.dockerfile.sources import (
    CopiedFrom,
    Kind,
    Source,
    Unknown,
    is_git,
    is_url,
    normal_path,
    widening_of,
)
from ctxscan.dockerfile.steps import Attached, Configured, MainContext, RunStep, WorkdirStep
from ctxscan.dockerfile.words import WordError, expand
from ctxscan.errors import DockerfileError, Place
from ctxscan.golang.path import LONGEST_PATH
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
        doing = _Dispatcher(state, scope, step.command.instruction, step.triggered)
        place = Place(scope.file, doing.line)
        if refusal := step.refusal:
            raise DockerfileError(
                refusal.message, place=place, hint=refusal.hint, kind=refusal.kind
            )
        try:
            doing.run(step)
        except MountError as error:
            raise DockerfileError(str(error), place=place, hint=error.hint) from None
        except DispatchError as error:
            raise DockerfileError(str(error), place=place, kind=error.kind) from None
        except WordError as error:
            raise DockerfileError(str(error), place=place, kind="other") from None


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
        if self.instruction.keyword == "shell":
            self.state.shell = self.instruction.args
        if self.instruction.keyword not in _EXPANDED:
            self.configured(self.instruction.args)
            return
        values = [self.expand(word) for word in self.instruction.args]
        self.configured(value.text for value in values)
        if self.instruction.keyword == "user":
            self.state.user = values[0].text
        if self.instruction.keyword == "workdir":
            workdir = _joined(self.state.workdir, values[0].text)
            # The step of a longer one fails in every builder, and nothing is below it: else the
            # lines of a long file would each add to a path that nobody can have.
            if workdir is None or len(workdir) <= LONGEST_PATH:
                self.state.workdir = workdir
            self.done(
                WorkdirStep(
                    self.line,
                    self.instruction,
                    workdir,
                    certain=values[0].certain,
                    triggered=self.triggered,
                    user=self.state.user,
                )
            )

    def configured(self, values: Iterable[str]) -> None:
        keyword, is_json = self.instruction.keyword, self.instruction.is_json
        self.state.config.append(
            Configured(keyword, tuple(values), is_json, self.instruction.flags)
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
        self.configured(part for name, value in values for part in (name, value.text))
        for name, value in values:
            self.state.environment = self.state.environment.with_value(name, value)
            image = self.state.image_environment.with_value_in_place(name, value)
            self.state.image_environment = image

    def copy(self, command: Copy, origins: tuple[State, ...]) -> None:
        values = [self.expand(word) for word in command.sources]
        texts = tuple(value.text for value in values)
        step = copy_step(command, values, self.state, self.expand, self.line)
        checksum = self.expand(command.flags.text("checksum"))
        is_add = self.instruction.keyword == "add"
        for text in texts:
            refuse_remote(text, is_add=is_add)
        check_checksum(checksum.text, texts)
        if origins:
            self.take(origins[0], "copy", texts, refers=bool(texts))
        self.done(step._replace(triggered=self.triggered), origins[0] if origins else MAIN)
        for word, value in zip(command.sources, values, strict=True):
            if not (is_add and is_url(value.text)):
                self.copied(command, word, value, origins)

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
        self.state.took.append((self.state, ("/",)))
        attached: list[tuple[Attached, State | None]] = []
        for text, origin in zip(command.mounts, origins, strict=True):
            mount = read_mount(text, self.expand)
            if mount.type in ("bind", "cache", "tmpfs"):
                self.mounted(mount, origin)
            from_main = mount.type == "bind" and not mount.origin
            attached.append((Attached(mount, MainContext()), MAIN if from_main else origin))
        step = RunStep(
            line=self.line,
            instruction=self.instruction,
            attached=tuple(each for each, _ in attached),
            setting=setting_of(self.instruction, self.state),
            triggered=self.triggered,
        )
        self.done(step, *(origin for _, origin in attached))

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
        self.state.took.append((origin, paths))
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
        widening, reason = widening_of(source, value)
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


def _joined(workdir: str | None, path: str) -> str | None:
    """A path seen from the working directory, or ``None`` if only a base image knows it."""
    if path.startswith("/"):
        return f"/{normal_path(path)}"
    return None if workdir is None else f"/{normal_path(f'{workdir}/{path}')}"
