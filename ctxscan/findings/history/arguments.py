"""What the words of a command mean to make, to a package manager, to Python's tools."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.findings.history.shell import Command

CONFIGS = {
    "vite": "vite.config",
    "next": "next.config",
    "nuxt": "nuxt.config",
    "nuxi": "nuxt.config",
    "webpack": "webpack.config",
    "rollup": "rollup.config",
    "astro": "astro.config",
    "svelte-kit": "svelte.config",
    "vue-cli-service": "vue.config",
    "craco": "craco.config",
}
ENDINGS = (".ts", ".js", ".mjs", ".cjs", ".mts")
OTHERS = {
    "just": ("justfile", "Justfile", ".justfile"),
    "task": ("Taskfile.yml", "Taskfile.yaml"),
    "rake": ("Rakefile",),
    "cmake": ("CMakeLists.txt",),
    "meson": ("meson.build",),
}

_INSTALLS = frozenset({"install", "ci", "i", "add"})
_AFTER_INSTALL = ("preinstall", "install", "postinstall", "prepare")
_PIP = re.compile(r"(?:pip[\d.]*|pipx|uv)$")


def make_options(command: Command, where: str) -> tuple[str, str | None, list[str]]:
    """The directory, the Makefile if one is named, targets and assignments."""
    name, rest = None, list[str]()
    words = iter(command.words[1:])
    for word in words:
        if word in ("-C", "--directory"):
            where = posixpath.join(where, next(words, "."))
        elif word in ("-f", "--file", "--makefile"):
            name = next(words, None)
        elif word in ("-j", "-l", "-o"):
            continue
        elif not word.startswith("-") and not word.isdigit():
            rest.append(word)
    return where, name, rest


def scripts_called(command: Command) -> list[str]:
    arguments = list(command.arguments)
    if (arguments[:1] and arguments[0] in _INSTALLS) or not arguments:
        return [*_AFTER_INSTALL]
    left = [word for word in arguments if word not in ("run", "run-script", "workspace")]
    return [name for word in left for name in (f"pre{word}", word, f"post{word}")]


def scripts_of(text: str) -> Iterator[tuple[str, str]]:
    try:
        found = json.loads(text)
    except ValueError:
        return
    scripts = found.get("scripts") if isinstance(found, dict) else None
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(script, str):
            yield name, script


def python_project(command: Command) -> str | None:
    """The directory of the project that a command builds or installs, if it does."""
    words, program = list(command.words), command.program
    if re.fullmatch(r"python[\d.]*", program) and words[1:2] == ["-m"]:
        words, program = words[2:], (words[2] if len(words) > 2 else "")
    elif re.fullmatch(r"python[\d.]*", program) and words[1:2] == ["setup.py"]:
        return "."
    arguments = [word for word in words[1:] if not word.startswith("-")]
    verb = arguments[0] if arguments else ""
    if program == "build":
        return verb or "."
    if program == "uv" and verb == "pip":
        arguments, verb = arguments[1:], arguments[1] if len(arguments) > 1 else ""
    elif program == "uv" and verb in ("sync", "build", "run"):
        return None if "--no-install-project" in words or "--no-project" in words else "."
    if _PIP.fullmatch(program) and verb in ("install", "wheel", "download", "tool"):
        return next((path for path in map(_local, arguments[1:]) if path), None)
    builds = {"poetry": ("install", "build"), "pdm": ("install", "sync", "build")}
    builds |= {"hatch": ("build",), "flit": ("install", "build"), "rye": ("sync", "build")}
    if verb in builds.get(program, ()) and "--no-root" not in words and "--no-self" not in words:
        return "."
    return None


def _local(word: str) -> str | None:
    path = re.sub(r"\[[\w,.-]*\]$", "", word).removeprefix("file://")
    return (
        path if path == "." or (path.startswith(("./", "/", "../")) and "*" not in path) else None
    )
