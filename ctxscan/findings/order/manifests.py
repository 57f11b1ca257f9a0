"""What the lists of a package manager say: whether they alone are enough to install by."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Read = Callable[[str], str | None]
    """The text of a file; ``None`` where there is none, or it is not sent."""


class Files(NamedTuple):
    """The lists that a program reads where it runs."""

    first: str
    """Without it, it has nothing to do."""

    others: tuple[str, ...] = ()
    """Read where they are there."""


NPM = Files("package.json", ("package-lock.json", "npm-shrinkwrap.json", ".npmrc"))
PNPM = Files("package.json", ("pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs"))
YARN = Files("package.json", ("yarn.lock", ".npmrc", ".yarnrc", ".yarnrc.yml"))
BUN = Files("package.json", ("bun.lock", "bun.lockb", "bunfig.toml", ".npmrc"))
POETRY = Files("pyproject.toml", ("poetry.lock", "poetry.toml"))
UV = Files("pyproject.toml", ("uv.lock", "uv.toml", ".python-version"))
PIPENV = Files("Pipfile", ("Pipfile.lock",))
GO = Files("go.mod", ("go.sum",))
BUNDLER = Files("Gemfile", ("Gemfile.lock", ".ruby-version", ".bundle/config"))
COMPOSER = Files("composer.json", ("composer.lock",))
MIX = Files("mix.exs", ("mix.lock",))

_SCRIPTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare")
"""Run by an installation without arguments (npm, docs: scripts, life cycle)."""

_LOCAL = ("file:", "link:", "portal:", "workspace:", "patch:", ".", "/", "~")
_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_TEXT_HINTS = {
    "pyproject.toml": regex(r"\bpath\s*=|tool\.uv\.workspace|\bworkspace\s*=\s*true|file:"),
    "Pipfile": regex(r"\b(?:path|file|editable)\s*="),
    "go.mod": regex(r"=>\s*\.{0,2}/"),
    "Gemfile": regex(r"\b(?:gemspec|eval_gemfile|require_relative)\b|\bpath[:\s(]|File\."),
    "mix.exs": regex(r"\bpath:|\bumbrella|File\.|apps_path"),
    "composer.json": regex(r'"type"\s*:\s*"(?:path|artifact)"'),
    "pnpm-workspace.yaml": regex(r"^\s*(?:packages|patchedDependencies)\s*:", re.MULTILINE),
    ".yarnrc.yml": regex(r"^\s*(?:yarnPath|plugins)\s*:", re.MULTILINE),
    ".npmrc": regex(r"=\s*\.{1,2}/"),
    ".pnpmfile.cjs": regex(r"."),
}
"""What refers to further files of the project."""

_NO_FILE = ("go.work",)
"""Where it is, other modules of the project count."""


def enough(files: Files, directory: str, read: Read, *, scripts: bool) -> tuple[str, ...] | None:
    """The lists that are there, if no other file of the project matters; else ``None``.

    *scripts*: whether those of a package run.
    """
    found = [
        name for name in (files.first, *files.others) if _at(directory, name, read) is not None
    ]
    if not found or found[0] != files.first:
        return None
    if files is GO and any(_at(directory, name, read) is not None for name in _NO_FILE):
        return None
    for name in found:
        text = _at(directory, name, read) or ""
        hint = _TEXT_HINTS.get(name)
        if hint is not None and hint.search(text):
            return None
        if name == "package.json" and not _is_package_alone(text, scripts=scripts):
            return None
    return tuple(posixpath.join(directory, name) for name in found)


def _at(directory: str, name: str, read: Read) -> str | None:
    return read(posixpath.join(directory, name))


def _is_package_alone(text: str, *, scripts: bool) -> bool:
    try:
        package = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(package, dict) or package.get("workspaces") or _patches(package):
        return False
    run = package.get("scripts")
    if scripts and isinstance(run, dict) and any(name in run for name in _SCRIPTS):
        return False
    return not any(
        isinstance(value, str) and value.startswith(_LOCAL)
        for kind in _DEPENDENCIES
        for value in _table(package, kind).values()
    )


def _patches(package: Mapping[str, Any]) -> bool:
    return bool(_table(package, "pnpm").get("patchedDependencies")) or bool(
        package.get("patchedDependencies")
    )


def _table(package: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = package.get(name)
    return found if isinstance(found, dict) else {}


def requirements(path: str, read: Read) -> tuple[str, ...] | None:
    """A file of requirements of pip, and those that it includes; ``None``: it needs more."""
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        each = waiting.pop()
        text = None if each in found else read(each)
        if each in found:
            continue
        if text is None:
            return None
        found[each] = None
        for line in text.replace("\\\n", " ").splitlines():
            included = _included(line.split(" #")[0].strip())
            if included is None:
                return None
            waiting += [
                posixpath.normpath(posixpath.join(posixpath.dirname(each), name))
                for name in included
            ]
    return tuple(found)


_INCLUDES = regex(r"(?:-r|-c|--requirement|--constraint)(?:\s+|=)?(\S+)")
_LOCAL_REQUIREMENT = regex(r"(?:-e|--editable|-f|--find-links)\b|\.{0,2}/|file:|.*@\s*(?:file:|\.)")


def _included(line: str) -> list[str] | None:
    """Files that a line of requirements names; ``None`` where it is about something local."""
    if not line or line.startswith("#"):
        return []
    includes = _INCLUDES.fullmatch(line)
    if includes is not None:
        return None if "://" in includes[1] else [includes[1]]
    return None if _LOCAL_REQUIREMENT.match(line) or line == "." else []
