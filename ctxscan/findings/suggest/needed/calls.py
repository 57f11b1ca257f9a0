"""What the commands of a build name of the files at risk, and the scripts that they lead to."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, FromStage, RunStep
from ctxscan.errors import Place
from ctxscan.findings.history.arguments import make_options, scripts_called, scripts_of
from ctxscan.findings.history.makefile import Makefile
from ctxscan.findings.history.places import Places, Stages
from ctxscan.findings.history.shell import commands
from ctxscan.findings.suggest.needed.commands import text_of
from ctxscan.findings.suggest.needed.in_images import started_in
from ctxscan.findings.suggest.needed.named_in_files import Named, looked_up
from ctxscan.findings.suggest.needed.names import Name, cleaned, paths_in_quotes
from ctxscan.findings.suggest.needed.reading import INTERPRETERS
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.dockerfile.steps import BuildStep
    from ctxscan.findings.history.files import Files
    from ctxscan.findings.history.shell import Command
    from ctxscan.findings.suggest.needed.at_risk import AtRisk
    from ctxscan.inspection.named import NamedBuild

_DEEPEST = 4
"""Scripts that call scripts are followed so far."""

_NEED_NOTHING = regex(r"rm|rmdir|mkdir|echo|printf|git|touch|unset|find|test|\[|export|apk|apt-get")
_LEAVES_OUT = regex(r"--?(?:\w+-)*(?:exclude|ignore|skip|omit|deselect|not)\b.*|-x")
_MAKES = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "gmake": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", "Justfile", ".justfile"),
}
_PACKAGE_MANAGERS = frozenset(
    {"npm", "yarn", "pnpm", "bun", "turbo", "lerna", "nx", "run-s", "run-p", "npm-run-all"}
)
_OWN_DIRECTORY = regex(
    r"\$\(\s*(?:dirname|cd|realpath|readlink)\b(?:[^()]|\([^()]*\))*\)|`dirname[^`]*`"
)
"""How a script names the directory that it lies in."""

_SHELL_TEXT = regex(r"(?:ba|da|z|k|a)?sh")
_RUN_TESTS = regex(r"pytest|py\.test|tox|nox|jest|vitest|mocha|rspec|phpunit|ctest|ava")
_BUILD_DOCS = regex(r"mkdocs|docusaurus")
_OF_TESTS = frozenset({"tests", "test", "__tests__", "spec"})
_OF_DOCS = frozenset({"docs"})
_BY_HABIT = ((_RUN_TESTS, _OF_TESTS), (_BUILD_DOCS, _OF_DOCS))
"""Programs that read directories of these names unasked."""


def what_calls(build: NamedBuild) -> object:
    """Equal for builds of one context that call the same: of a bake file, most are alike in that.

    ``None`` where nothing is called.
    """
    plan = build.inspection.plan
    if plan is None:
        return None
    stages = tuple(
        (
            *(each.replaced, each.line, each.start if isinstance(each.start, FromStage) else None),
            *map(_what_it_says, each.steps),
        )
        for each in plan.stages
    )
    return build.shown, build.by_name, build.inspection.instructions, stages


def _what_it_says(step: BuildStep) -> object:
    if not isinstance(step, RunStep):
        return step
    return step.own_line, text_of(step), step.setting.workdir, step.mounts


def called(build: NamedBuild, files: Files, risk: AtRisk) -> Iterator[Named]:
    """What COPY --from, mounts, RUN, CMD, ENTRYPOINT and HEALTHCHECK of any stage name.

    Whether a RUN stands before it or not: what git tracks is there in any case.
    """
    plan = build.inspection.plan
    if plan is None:
        return
    search = _Calls(build, files, risk, Stages(plan, files, build.by_name))
    for stage in plan.stages:
        if not stage.replaced:
            yield from search.in_stage(stage)
    yield from search.in_images(plan.stages)


class _Calls:
    def __init__(self, build: NamedBuild, files: Files, risk: AtRisk, stages: Stages) -> None:
        self._build = build
        self._files = files
        self._risk = risk
        self._stages = stages
        self._seen: set[tuple[str, str]] = set()

    def in_stage(self, stage: StagePlan) -> Iterator[Named]:
        for step, _ in self._stages.steps(stage):
            place = Place(self._build.shown, step.own_line)
            if isinstance(step, CopyStep) and isinstance(step.origin, FromStage):
                end = self._stages.at_end(step.origin.number)
                for word in step.words:
                    yield from self._at(f"/{word.text}", end, place, whole=True)
        for run, places in self._stages.runs(stage):
            place = Place(self._build.shown, run.own_line)
            yield from self._in_shell(text_of(run), run.setting.workdir or "/", places, place, 0)
            for mount in run.mounts:
                if isinstance(mount.origin, FromStage):
                    end = self._stages.at_end(mount.origin.number)
                    yield from self._at(f"/{mount.source.text}", end, place)

    def in_images(self, stages: tuple[StagePlan, ...]) -> Iterator[Named]:
        """What an image starts: of the stage itself, and of those that begin with it."""
        for each in started_in(self._build.inspection.instructions, stages):
            place = Place(self._build.shown, each.instruction.line)
            end = self._stages.at_end(each.stage.number)
            yield from self._in_shell(each.text, each.workdir, end, place, 0)

    def _in_shell(  # noqa: PLR0913, PLR0917 - a text of the shell with where it stands: each call below changes another part of it
        self, text: str, directory: str, places: Places, place: Place, depth: int, near: str = ""
    ) -> Iterator[Named]:
        """*near*: the directory of the script that the text is of."""
        if depth > _DEEPEST:
            return
        for command in commands(_OWN_DIRECTORY.sub(".", text)):
            where = posixpath.normpath(posixpath.join(directory, command.directory))
            for each in [where, *([near] if near else [])]:
                yield from self._words(command, each, places, place)
            yield from self._habits(command, place)
            for each in [where, *([near] if near else [])]:
                yield from self._followed(command, each, places, depth + 1)

    def _words(self, command: Command, where: str, places: Places, place: Place) -> Iterator[Named]:
        if _NEED_NOTHING.fullmatch(command.program):
            return
        leaves_out = False
        for word in command.words:
            if not leaves_out and not _LEAVES_OUT.fullmatch(word):
                path = cleaned(word.partition("=")[2] or word)
                if path and not path.startswith("-"):
                    yield from self._at(posixpath.join(where, path), places, place)
            leaves_out = _LEAVES_OUT.fullmatch(word) is not None and "=" not in word

    def _at(
        self, inside: str, places: Places, place: Place, *, whole: bool = False
    ) -> Iterator[Named]:
        """What lies at a path of a stage; *whole*: a pattern counts for all that it matches."""
        inside = "/" + posixpath.normpath(inside).strip("/")
        direct = places.of(inside)
        paths = [direct] if direct else []
        paths += [posixpath.normpath(each.path) for each in places.all_of(inside)]
        for path in dict.fromkeys(paths):
            is_pattern = whole and any(sign in path for sign in "*?[")
            found = looked_up(self._risk, path, Name(path, whole=is_pattern))
            yield from (Named(each, place, path, len(found) == 1) for each in found)

    def _habits(self, command: Command, place: Place) -> Iterator[Named]:
        words = [each.rpartition("/")[2] for each in (*command.words[:1], *command.arguments[:2])]
        names = {
            name
            for program, read in _BY_HABIT
            if any(map(program.fullmatch, words))
            for name in read
        }
        for path, (_, top) in self._risk.taken.items() if names else ():
            if top.rpartition("/")[2] in names:
                yield Named(path, place, command.program, alone=False)

    def _followed(
        self, command: Command, where: str, places: Places, depth: int
    ) -> Iterator[Named]:
        if command.program in _MAKES:
            yield from self._by_make(command, where, places, depth)
        elif command.program in _PACKAGE_MANAGERS:
            yield from self._by_package_manager(command, where, places, depth)
        else:
            yield from self._by_script(command, where, places, depth)

    def _by_make(self, command: Command, where: str, places: Places, depth: int) -> Iterator[Named]:
        where, name, rest = make_options(command, where)
        targets = [word for word in rest if "=" not in word]
        for each in [name] if name else _MAKES[command.program]:
            path = places.of(posixpath.normpath(posixpath.join(where, each)))
            text = self._text(path, " ".join(targets))
            if path is None or text is None:
                continue
            for place, recipe in Makefile({path: text}).texts(targets, {}):
                again = recipe.replace("$(MAKE)", "make").replace("$$", "$")
                yield from self._in_shell(again, where, places, place, depth)
            return

    def _by_package_manager(
        self, command: Command, where: str, places: Places, depth: int
    ) -> Iterator[Named]:
        here = places.of(posixpath.normpath(posixpath.join(where, "package.json")))
        manifests = [here] if here else []
        if len(command.arguments) != len(command.words) - 1 or command.program in ("turbo", "nx"):
            manifests += self._files.named("package.json")
        names = scripts_called(command)
        for manifest in dict.fromkeys(manifests):
            text = self._files.text(manifest) or ""
            for name, script in scripts_of(text):
                if name in names and self._text(manifest, name) is not None:
                    place = Place(manifest, text.count("\n", 0, max(text.find(f'"{name}"'), 0)) + 1)
                    root = next(iter(places.roots()), where)
                    inside = posixpath.join(root or "/", posixpath.dirname(manifest))
                    yield from self._in_shell(script, inside, places, place, depth)

    def _by_script(
        self, command: Command, where: str, places: Places, depth: int
    ) -> Iterator[Named]:
        words = list(command.words)
        if INTERPRETERS.fullmatch(command.program):
            if _SHELL_TEXT.fullmatch(command.program) and re.fullmatch(
                r"-\w*c", "".join(words[1:2])
            ):
                place = Place(self._build.shown)
                yield from self._in_shell(" ".join(words[2:3]), where, places, place, depth)
                return
            words = [word for word in words[1:] if not word.startswith("-")]
        inside = posixpath.normpath(posixpath.join(where, cleaned(words[0]) if words else ""))
        path = places.of(inside)
        text = self._text(path, "")
        if path is None or text is None:
            return
        near = posixpath.dirname(inside)
        if path.endswith((".py", ".js", ".ts", ".mjs", ".cjs", ".rb", ".pl", ".php")):
            for each in paths_in_quotes(text):
                for start in (where, near):
                    yield from self._at(posixpath.join(start, cleaned(each)), places, Place(path))
        else:
            yield from self._in_shell(text, where, places, Place(path), depth, near)

    def _text(self, path: str | None, part: str) -> str | None:
        """Of a file that was not looked at for this before."""
        if path is None or (path, part) in self._seen:
            return None
        self._seen.add((path, part))
        return self._files.text(path)
