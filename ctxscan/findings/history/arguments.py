"""What the words of a command mean to make, to a package manager, to Python's tools."""

from __future__ import annotations

import json
import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ctxscan.regex import regex

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
_INSTALLS = frozenset({"install", "ci", "i", "add"})
_AFTER_INSTALL = ("preinstall", "install", "postinstall", "prepare")
_PIP = regex(r"(?:pip[\d.]*|pipx|uv)$")


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
    """Name and text of each script of a manifest: npm's, Composer's, Deno's tasks."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    for key in ("scripts", "tasks"):
        scripts = found.get(key) if isinstance(found, dict) else None
        for name, script in scripts.items() if isinstance(scripts, dict) else ():
            texts = script if isinstance(script, list) else [script]
            yield from ((name, each) for each in texts if isinstance(each, str))


def python_projects(command: Command) -> list[str]:
    """The directories of the projects that a command builds or installs."""
    words, program = list(command.words), command.program
    if re.fullmatch(r"python[\d.]*", program) and words[1:2] == ["-m"]:
        words, program = words[2:], (words[2] if len(words) > 2 else "")
    elif re.fullmatch(r"python[\d.]*", program) and words[1:2] == ["setup.py"]:
        return ["."]
    arguments = [word for word in words[1:] if not word.startswith("-")]
    verb = arguments[0] if arguments else ""
    if program in ("build", "pyproject-build"):
        return [verb or "."]
    if program == "uv" and verb == "pip":
        arguments, verb = arguments[1:], arguments[1] if len(arguments) > 1 else ""
    elif program == "uv" and verb in ("sync", "build", "run"):
        return [] if "--no-install-project" in words or "--no-project" in words else ["."]
    if _PIP.fullmatch(program) and verb in ("install", "wheel", "download", "tool"):
        return [path for path in map(_local, arguments[1:]) if path]
    skipped = {"--no-root", "--no-self", "--no-install-project", "--no-install"}
    return ["."] if verb in _BUILDS.get(program, ()) and skipped.isdisjoint(words) else []


_BUILDS = {
    "poetry": ("install", "build", "version", "sync"),
    "pdm": ("install", "sync", "build"),
    "hatch": ("build", "version", "run", "env"),
    "hatchling": ("build", "version"),
    "flit": ("install", "build"),
    "rye": ("sync", "build"),
    "tox": ("",),
    "maturin": ("build", "develop"),
}


def requirement_files(command: Command) -> list[str]:
    """Those that pip is given: they may name projects that lie in the context."""
    words = list(command.words)
    after = [b for a, b in pairwise(words) if a in ("-r", "--requirement")]
    return after + [word.partition("=")[2] for word in words if word.startswith("--requirement=")]


def required_projects(text: str) -> list[str]:
    """What a file of requirements takes from the directories around it."""
    lines = (line.strip() for line in text.splitlines())
    left = (re.sub(r"^(?:-e|--editable)[ \t=]+", "", line).partition(" ")[0] for line in lines)
    return [path for path in map(_local, left) if path]


def _local(word: str) -> str | None:
    path = re.sub(r"\[[\w,.-]*\]$", "", word).removeprefix("file://")
    plain = re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", path) is not None and "/" in path
    is_path = path == "." or path.startswith(("./", "/", "../")) or plain
    return path if is_path and "*" not in path and not path.endswith((".whl", ".txt")) else None
