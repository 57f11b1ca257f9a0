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
    make_options,
    python_projects,
    required_projects,
    requirement_files,
    scripts_called,
    scripts_of,
)
from ctxscan.findings.history.elsewhere import asks_elsewhere
from ctxscan.findings.history.makefile import Makefile, included
from ctxscan.findings.history.shell import Command, commands
from ctxscan.findings.history.texts import Chain, Texts
from ctxscan.findings.history.tools import ASKING, PYTHON, PYTHON_GIVEN, TOOLS
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.dockerfile.steps import RunStep, Setting
    from ctxscan.findings.history.files import Files
    from ctxscan.findings.history.places import Places
    from ctxscan.findings.history.tools import Tool

_DEEPEST = 6
_NO_SHELL = (".py", ".js", ".ts", ".mjs", ".cjs", ".rb", ".pl", ".php")
_INTERPRETERS = regex(r"(?:ba|da|z|k|a)?sh|source|\.|python[\d.]*|node|ruby|perl|bun|deno|tsx")
_SHELLS = regex(r"(?:ba|da|z|k|a)?sh|source|\.")
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_PACKAGE_MANAGERS = frozenset(
    {"npm", "yarn", "pnpm", "bun", "turbo", "lerna", "nx", "rush", "wireit", "run-s", "run-p"}
    | {"npm-run-all", "concurrently", "composer", "deno"}
)
_MANIFESTS = {"composer": ("composer.json",), "deno": ("deno.json", "deno.jsonc")}
_MAKES = {"make": _MAKEFILES, "gmake": _MAKEFILES, "just": ("justfile", "Justfile", ".justfile")}
_BUILDVCS = ("-buildvcs", "-buildvcs=true", "--buildvcs", "--buildvcs=true")


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
        self._texts = Texts(files, places, self._workdir)

    def asks_git(self, run: RunStep) -> Chain | None:
        """The chain from this RUN to what asks git; ``None`` where nothing of it does."""
        here = Place(self._shown, self._line)
        text = "\n".join([self._text(run), *(each.content for each in run.instruction.heredocs)])
        called = calls.call_of_git(text, self._known)
        if called is not None and not asks_elsewhere(text, self._places):
            return [(here, f"RUN {calls.in_words(called)}")]
        return self._in_shell(text, self._workdir, here, "RUN", self._known, 0)

    @staticmethod
    def _text(run: RunStep) -> str:
        argv = run.setting.argv
        if run.instruction.is_json:
            return " ".join(argv)
        return argv[-1] if argv else run.instruction.text

    def _in_shell(  # noqa: PLR0913, PLR0917 - a text of the shell with where it stands: each call below changes another part of it
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
            self._by_tool,
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
        names = _MAKES.get(command.program)
        if names is None:
            return None
        where, name, rest = make_options(command, where)
        given = {**known, **dict(word.split("=", 1) for word in rest if "=" in word)}
        targets = [word for word in rest if "=" not in word]
        path = self._texts.first_there(where, [name] if name else names)
        if path is None or (path, " ".join(targets)) in self._seen:
            return None
        self._seen.add((path, " ".join(targets)))
        for place, text in Makefile(self._with_included(path)).texts(targets, given):
            called = calls.call_of_git(text, given)
            if called is not None:
                return [(place, calls.in_words(called))]
            again = text.replace("$(MAKE)", "make").replace("${MAKE}", "make")
            again = again.replace("$(shell ", "$(").replace("$$", "$")
            found = self._in_shell(again, where, place, "it", given, depth)
            if found is not None:
                return found
        return None

    def _with_included(self, path: str) -> dict[str, str]:
        """The texts of a Makefile and of what it includes, whose names are relative to it."""
        found: dict[str, str] = {}
        waiting = [path]
        while waiting:
            each = waiting.pop()
            text = self._files.text(each)
            if text is not None and each not in found:
                found[each] = text
                around = posixpath.dirname(path)
                waiting += [posixpath.normpath(posixpath.join(around, n)) for n in included(text)]
        return found

    def _by_package_manager(
        self, command: Command, where: str, known: Mapping[str, str], depth: int
    ) -> Chain | None:
        if command.program not in _PACKAGE_MANAGERS:
            return None
        names = scripts_called(command)
        files = _MANIFESTS.get(command.program, ("package.json",))
        there = self._texts.first_there(where, files)
        manifests = [there] if there else []
        if not manifests or len(command.arguments) != len(command.words) - 1:
            others = (path for name in files for path in self._files.named(name))
            manifests = list(dict.fromkeys([*manifests, *others]))
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
                return [(place, f"its script {name} {calls.in_words(called)}")]
            where = self._texts.inside(own)
            found = self._in_shell(script, where, place, f"its script {name}", known, depth)
            if found is not None:
                return found
        return None

    def _by_python(
        self, command: Command, where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        if any(PYTHON_GIVEN.fullmatch(name) for name in known):
            return None
        directories = python_projects(command)
        for name in requirement_files(command):
            path = self._texts.at(where, name)
            around = posixpath.dirname(name)
            text = (self._files.text(path) if path else None) or ""
            directories += [posixpath.join(around, each) for each in required_projects(text)]
        found = (self._in_python_project(where, each, known) for each in directories)
        return next(filter(None, found), None)

    def _in_python_project(
        self, where: str, directory: str, known: Mapping[str, str]
    ) -> Chain | None:
        where = posixpath.normpath(posixpath.join(where, directory))
        for name in ("pyproject.toml", "setup.cfg", "setup.py", "hatch_build.py", "build.py"):
            path = self._texts.at(where, name)
            found = self._texts.matching(path, PYTHON)
            if found is None and name.endswith(".py"):
                found = self._texts.calling(path, known)
            if found is not None:
                return found
        return None

    def _by_tool(
        self, command: Command, _where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        program, arguments = command.program, command.arguments
        here = Place(self._shown, self._line)
        if re.fullmatch(r"python[\d.]*", program) and command.words[1:2] == ("-m",):
            program = command.words[2] if len(command.words) > 2 else ""
        if program in ASKING:
            return [(here, f"{program} reads the history of git")]
        words = (*command.words, *known.get("GOFLAGS", "").split())
        if program.endswith("go") and any(each in words for each in _BUILDVCS):
            return [(here, "-buildvcs has go read the revision")]
        verb = arguments[0] if arguments else ""
        for tool in TOOLS:
            if not tool.runs(program, verb):
                continue
            found = self._in_files_of(tool, known)
            if found is not None and "-buildvcs=false" not in words:
                return found
        return None

    def _in_files_of(self, tool: Tool, known: Mapping[str, str]) -> Chain | None:
        texts = self._texts
        named = (texts.anywhere(name, what) for names, what in tool.naming for name in names)
        called = (texts.calling_anywhere(name, known) for name in tool.calling)
        return next(filter(None, named), None) or next(filter(None, called), None)

    def _by_config(
        self, command: Command, where: str, known: Mapping[str, str], _depth: int
    ) -> Chain | None:
        stem = CONFIGS.get(command.program)
        names = [f"{stem}{ending}" for ending in ENDINGS] if stem else []
        found = (self._texts.calling(self._texts.at(where, name), known) for name in names)
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
        path = self._texts.at(where, words[0]) if words else None
        text = self._files.text(path) if path else None
        if path is None or text is None or (path, "") in self._seen:
            return None
        self._seen.add((path, ""))
        called = self._texts.calling(path, known)
        if called is not None or path.endswith(_NO_SHELL):
            return called
        return self._in_shell(text, where, Place(path), "it", known, depth)
