"""From a RUN instruction to what asks git: scripts, Makefiles and the manifests of build tools."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.history import calls
from ctxscan.findings.history.arguments import (
    CONFIGS,
    ENDINGS,
    OTHERS,
    make_options,
    python_project,
    scripts_called,
    scripts_of,
)
from ctxscan.findings.history.makefile import Makefile
from ctxscan.findings.history.shell import Command, commands

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.dockerfile.steps import RunStep, Setting
    from ctxscan.findings.history.files import Files
    from ctxscan.findings.history.places import Places

Chain = list[tuple[Place, str]]
"""Each step with what it does; what asks git is the last."""

_DEEPEST = 6
_INTERPRETERS = re.compile(r"(?:ba|da|z|k|a)?sh|source|\.|python[\d.]*|node|ruby|perl|bun|deno|tsx")
_SHELLS = re.compile(r"(?:ba|da|z|k|a)?sh|source|\.")
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_PACKAGE_MANAGERS = frozenset({"npm", "yarn", "pnpm", "bun", "turbo", "lerna", "nx"})
_GO = re.compile(r"(?:^|\s|-)go$|^(?:xx-)?go$")


class Search:
    def __init__(
        self, files: Files, places: Places, setting: Setting, shown: str, line: int
    ) -> None:
        self._files = files
        self._places = places
        self._shown = shown
        self._line = line
        self._workdir = setting.workdir or "/"
        self._known = {
            name: value.text
            for name, value in setting.environment.values.items()
            if value.text and value.certain
        }
        self._seen: set[tuple[str, str]] = set()

    def asks_git(self, run: RunStep) -> Chain | None:
        """The chain from this RUN to what asks git; ``None`` where nothing of it does."""
        here = Place(self._shown, self._line)
        text = "\n".join([self._text(run), *(each.content for each in run.instruction.heredocs)])
        called = calls.call_of_git(text, self._known)
        if called is not None:
            return [(here, f"RUN calls {calls.plain(called[0])}")]
        return self._in_shell(text, self._workdir, here, "RUN", self._known, 0)

    @staticmethod
    def _text(run: RunStep) -> str:
        argv = run.setting.argv
        if run.instruction.is_json:
            return " ".join(argv)
        return argv[-1] if argv else run.instruction.text

    def _in_shell(  # noqa: PLR0913, PLR0917 - where a chain stands
        self,
        text: str,
        directory: str,
        place: Place,
        who: str,
        known: Mapping[str, str],
        depth: int,
    ) -> Chain | None:
        if depth > _DEEPEST:
            return None
        for command in commands(text):
            where = posixpath.normpath(posixpath.join(directory, command.directory))
            given = {**known, **{key: each for key, each in command.variables.items() if each}}
            found = self._from(command, where, given, depth + 1)
            if found is not None:
                shown = " ".join(command.words[:3])
                return [(place, f"{who} calls {shown}"), *found]
        return None

    def _from(
        self, command: Command, where: str, known: Mapping[str, str], depth: int
    ) -> Chain | None:
        for look in (
            self._by_make,
            self._by_package_manager,
            self._by_python,
            self._by_compiler,
            self._by_config,
            self._by_script,
        ):
            found = look(command, where, known, depth)
            if found is not None:
                return found
        return None

    def _by_make(
        self, command: Command, where: str, known: Mapping[str, str], depth: int
    ) -> Chain | None:
        if command.program not in ("make", "gmake"):
            return None
        where, name, rest = make_options(command, where)
        given = {**known, **dict(word.split("=", 1) for word in rest if "=" in word)}
        targets = [word for word in rest if "=" not in word]
        path = self._first_there(where, [name] if name else _MAKEFILES)
        if path is None or (path, " ".join(targets)) in self._seen:
            return None
        self._seen.add((path, " ".join(targets)))
        for line, text in Makefile(self._files.text(path) or "").texts(targets, given):
            called = calls.call_of_git(text, given)
            if called is not None:
                return [(Place(path, line), f"calls {calls.plain(called[0])}")]
            again = text.replace("$(MAKE)", "make").replace("${MAKE}", "make")
            found = self._in_shell(again, where, Place(path, line), "it", given, depth)
            if found is not None:
                return found
        return None

    def _by_package_manager(
        self, command: Command, where: str, known: Mapping[str, str], depth: int
    ) -> Chain | None:
        if command.program not in _PACKAGE_MANAGERS:
            return None
        names = scripts_called(command)
        there = self._at(where, "package.json")
        manifests = [there] if there and self._files.text(there) else []
        if not manifests or len(command.arguments) != len(command.words) - 1:
            manifests = list(dict.fromkeys([*manifests, *self._files.named("package.json")]))
        for manifest in manifests:
            found = self._in_manifest(manifest, names, known, depth)
            if found is not None:
                return found
        return None

    def _in_manifest(
        self, manifest: str, names: Sequence[str], known: Mapping[str, str], depth: int
    ) -> Chain | None:
        text = self._files.text(manifest) or ""
        own = posixpath.dirname(manifest)
        for name, script in scripts_of(text):
            if name not in names or (manifest, name) in self._seen:
                continue
            self._seen.add((manifest, name))
            place = Place(manifest, calls.line_at(text, max(text.find(f'"{name}"'), 0)))
            called = calls.call_of_git(script, known)
            if called is not None:
                return [(place, f"its script {name} calls {calls.plain(called[0])}")]
            where = self._inside(own)
            found = self._in_shell(script, where, place, f"its script {name}", known, depth)
            if found is not None:
                return found
        return None

    def _by_python(
        self, command: Command, where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        directory = python_project(command)
        if directory is None or any(calls.PYTHON_GIVEN.fullmatch(name) for name in known):
            return None
        where = posixpath.normpath(posixpath.join(where, directory))
        for name in ("pyproject.toml", "setup.cfg", "setup.py"):
            found = self._matching(self._at(where, name), calls.PYTHON)
            if found is None and name == "setup.py":
                found = self._calling(self._at(where, name), known)
            if found is not None:
                return found
        return None

    def _by_compiler(  # noqa: PLR0911 - one return a tool
        self, command: Command, _where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        program, arguments = command.program, command.arguments
        verb = arguments[0] if arguments else ""
        if _GO.search(program) and verb in ("build", "install", "run"):
            return self._by_go(command, known)
        if program == "goreleaser":
            return [(Place(self._shown, self._line), "goreleaser reads tags and commits")]
        if program in ("cargo", "xx-cargo", "cross") and verb in (
            "build",
            "install",
            "run",
            "test",
        ):
            return self._anywhere("Cargo.toml", calls.CARGO) or self._calling_anywhere(
                "build.rs", known
            )
        if program in ("mvn", "mvnw"):
            return self._anywhere("pom.xml", calls.JVM)
        if program in ("gradle", "gradlew"):
            names = ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
            found = (self._anywhere(name, calls.JVM) for name in names)
            called = (self._calling_anywhere(name, known) for name in names)
            return next(filter(None, found), None) or next(filter(None, called), None)
        if program == "dotnet" and verb in ("build", "publish", "pack", "run", "test"):
            names = ("Directory.Build.props", "Directory.Packages.props", "*.csproj", "*.fsproj")
            return next(filter(None, (self._anywhere(name, calls.DOTNET) for name in names)), None)
        return None

    def _by_go(self, command: Command, known: Mapping[str, str]) -> Chain | None:
        flag = "-buildvcs=false"
        modules = self._files.named("go.mod")
        if not modules or flag in command.words or flag in known.get("GOFLAGS", ""):
            return None
        return [(Place(modules[0]), f"go stamps the revision into the binary, without {flag}")]

    def _by_config(
        self, command: Command, where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        stem = CONFIGS.get(command.program)
        names = [f"{stem}{ending}" for ending in ENDINGS] if stem else []
        names += OTHERS.get(command.program, ())
        found = (self._calling(self._at(where, name), known) for name in names)
        return next(filter(None, found), None)

    def _by_script(
        self, command: Command, where: str, known: Mapping[str, str], depth: int
    ) -> Chain | None:
        words = list(command.words)
        if _INTERPRETERS.fullmatch(command.program):
            is_shell = bool(_SHELLS.fullmatch(command.program))
            if is_shell and len(words) > 2 and re.fullmatch(r"-\w*c", words[1]):
                place = Place(self._shown, self._line)
                return self._in_shell(words[2], where, place, "it", known, depth)
            words = [word for word in words[1:] if not word.startswith("-")]
        path = self._at(where, words[0]) if words else None
        text = self._files.text(path) if path else None
        if path is None or text is None or (path, "") in self._seen:
            return None
        self._seen.add((path, ""))
        called = calls.call_of_git(text, known)
        if called is not None:
            place = Place(path, calls.line_at(text, called.start()))
            return [(place, f"it calls {calls.plain(called[0])}")]
        if path.endswith((".py", ".js", ".ts", ".mjs", ".rb", ".pl")):
            return None
        return self._in_shell(text, where, Place(path), "it", known, depth)

    def _anywhere(self, name: str, pattern: re.Pattern[str]) -> Chain | None:
        found = (self._matching(path, pattern) for path in self._files.named(name))
        return next(filter(None, found), None)

    def _calling_anywhere(self, name: str, known: Mapping[str, str]) -> Chain | None:
        found = (self._calling(path, known) for path in self._files.named(name))
        return next(filter(None, found), None)

    def _matching(self, path: str | None, pattern: re.Pattern[str]) -> Chain | None:
        text = self._files.text(path) if path else None
        found = pattern.search(text) if text else None
        if path is None or text is None or found is None:
            return None
        place = Place(path, calls.line_at(text, found.start() + len(found[0]) - 1))
        return [(place, f"it names {calls.plain(found[0])}")]

    def _calling(self, path: str | None, known: Mapping[str, str]) -> Chain | None:
        text = self._files.text(path) if path else None
        found = calls.call_of_git(text, known) if text else None
        if path is None or text is None or found is None:
            return None
        place = Place(path, calls.line_at(text, found.start()))
        return [(place, f"it calls {calls.plain(found[0])}")]

    def _at(self, where: str, name: str) -> str | None:
        """The path in the context of a file that a command names."""
        inside = posixpath.normpath(posixpath.join(where, name))
        return self._places.of(inside)

    def _inside(self, directory: str) -> str:
        """A place of a directory of the context in the stage."""
        for root in self._places.roots():
            return f"{root}/{directory}".rstrip("/") or "/"
        return self._workdir

    def _first_there(self, where: str, names: Sequence[str]) -> str | None:
        paths = (self._at(where, name) for name in names)
        return next((path for path in paths if path and self._files.text(path) is not None), None)
