"""What the command of a RUN needs of the files that were copied before it.

Only what is known for certain: each of its programs installs by a list, or touches nothing of the
project. Any other program may read everything.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import TYPE_CHECKING

from ctxscan.dockerfile.run_steps import script_of
from ctxscan.findings.history.shell import commands
from ctxscan.findings.order import manifests
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.dockerfile.steps import RunStep
    from ctxscan.findings.history.shell import Command
    from ctxscan.findings.order.manifests import Files, Read

Need = tuple[str, ...]
"""Absolute paths in the image; none: nothing of what was copied."""

_NO_NEED: Need = ()

_DISTRIBUTIONS = frozenset(
    {"apt-get", "apt", "apk", "dnf", "yum", "microdnf", "zypper", "groupadd", "useradd"}
    | {"adduser", "addgroup", "usermod", "corepack", "locale-gen", "echo", "set", "true", ":"}
)
"""Programs that know nothing of a project, as long as no argument is a path of it."""

_IS_PATH = regex(r"[./~*]|.*(?:/|\.(?:deb|rpm|apk|txt|whl|tgz|zip|gz|gem|list)$)")
_ELSEWHERE = ("/var/lib/apt/", "/var/cache/", "/var/log/", "/root/.cache", "/root/.npm")
_TO_A_STREAM = regex(r"\d*>&\d")
_FLOWS_IN = regex(r"<(?!<)")
_POINTERS = frozenset(
    {"PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_FIND_LINKS", "UV_CONSTRAINT", "UV_PROJECT"}
    | {"BUNDLE_GEMFILE", "COMPOSER", "PIPENV_PIPFILE", "GOFLAGS", "GOWORK", "NPM_CONFIG_USERCONFIG"}
)
"""Variables that make these programs read other files."""

_BY_NAME = regex(r"@?[\w.-]+(?:/[\w.-]+)?(?:\[[\w,-]+\])?(?:(?:@|[=<>~!]=?=?)[\w.*^~<>=,-]+)?")
"""A package of a registry: its name, and perhaps a version."""


def need_of(step: RunStep, read: Read) -> Need | None:
    """``None``: it may be anything. *read*: the text of a file of the stage, by absolute path."""
    text = _text(step)
    if text is None or any(each.mount.type == "bind" for each in step.attached):
        return None
    if _POINTERS & step.setting.environment.values.keys():
        return None
    if _FLOWS_IN.search(text) or "<<" in text:
        return None
    found: dict[str, None] = {}
    for command in commands(_TO_A_STREAM.sub(" ", text)):
        where = posixpath.normpath(
            posixpath.join("/", step.setting.workdir or "/", command.directory)
        )
        need = _need(command, where, read)
        if need is None:
            return None
        found.update(dict.fromkeys(need))
    return tuple(found)


def _text(step: RunStep) -> str | None:
    if script_of(step.instruction) is not None:
        return None
    argv = step.setting.argv
    if step.instruction.is_json:
        return shlex.join(argv)
    return argv[-1] if argv else None


def _need(command: Command, where: str, read: Read) -> Need | None:
    program = command.program
    words = _without_redirections(command.words[1:])
    if program in ("python", "python3") and words[:2] == ["-m", "pip"]:
        program, words = "pip", words[2:]
    if program == "uv" and words[:1] == ["pip"]:
        program, words = "pip", words[1:]
    if program == "rm":
        paths = [word for word in words if not word.startswith("-")]
        return _NO_NEED if all(path.startswith(_ELSEWHERE) for path in paths) else None
    if program in _DISTRIBUTIONS:
        return None if any(map(_IS_PATH.match, _plain(words))) else _NO_NEED
    by_list = _BY_LIST.get(program)
    return by_list(words, where, read) if by_list is not None else None


def _without_redirections(words: Sequence[str]) -> list[str]:
    """Without ``> file`` and its like."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif re.fullmatch(r"\d*>>?", word):
            skip = True
        elif not re.match(r"\d*>>?(?:&?\d|/)", word):
            found.append(word)
    return found


def _plain(words: Sequence[str]) -> list[str]:
    return [word for word in words if not word.startswith("-")]


def _listed(files: Files, where: str, read: Read, *, scripts: bool = True) -> Need | None:
    return manifests.enough(files, where, read, scripts=scripts)


def _node(
    files: Files, verbs: tuple[str, ...]
) -> Callable[[Sequence[str], str, Read], Need | None]:
    """As npm does: an installation without names goes by the list."""

    def need(words: Sequence[str], where: str, read: Read) -> Need | None:
        plain = _plain(words)
        if plain[:1] in (["config"], ["cache"]):
            return _NO_NEED
        if plain[:1] and plain[0] not in verbs:
            return None
        if not plain and "" not in verbs:
            return None
        if any(word.startswith(("--prefix", "-C", "--cwd", "--dir", "-w")) for word in words):
            return None
        names = plain[1:]
        if names:
            everywhere = {"-g", "--global", "--location=global"} & set(words)
            known = everywhere and all(map(_BY_NAME.fullmatch, names))
            return _NO_NEED if known else None
        return _listed(files, where, read, scripts="--ignore-scripts" not in words)

    return need


def _pip(words: Sequence[str], where: str, read: Read) -> Need | None:
    if words[:1] != ["install"]:
        return None
    found: list[str] = []
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        option, equals, value = word.partition("=")
        if option in ("-r", "-c", "--requirement", "--requirements", "--constraint"):
            name = value if equals else rest.pop(0) if rest else ""
            listed = manifests.requirements(posixpath.normpath(posixpath.join(where, name)), read)
            if listed is None:
                return None
            found += listed
        elif word in ("-e", "--editable", "-f", "--find-links", "-t", "--target", "--prefix"):
            return None
        elif word in ("-i", "--index-url", "--extra-index-url", "--trusted-host", "--python"):
            rest = rest[1:]
        elif not (word.startswith("-") or _is_name(word)):
            return None
    return tuple(found)


def _is_name(word: str) -> bool:
    return _BY_NAME.fullmatch(word) is not None and _IS_PATH.match(word) is None


def _verb(
    files: Files, verb: tuple[str, ...], *flags: str
) -> Callable[[Sequence[str], str, Read], Need | None]:
    """*verb* with all of *flags*: by the list alone."""

    def need(words: Sequence[str], where: str, read: Read) -> Need | None:
        plain = tuple(_plain(words))
        if plain[: len(verb)] != verb or len(plain) > len(verb):
            return None
        if not all(flag in words for flag in flags):
            return None
        return _listed(files, where, read)

    return need


def _first_of(
    *needs: Callable[[Sequence[str], str, Read], Need | None],
) -> Callable[[Sequence[str], str, Read], Need | None]:
    def need(words: Sequence[str], where: str, read: Read) -> Need | None:
        found = (each(words, where, read) for each in needs)
        return next((each for each in found if each is not None), None)

    return need


def _by_name(verb: str) -> Callable[[Sequence[str], str, Read], Need | None]:
    """*verb* with nothing but names of a registry."""

    def need(words: Sequence[str], _: str, __: Read) -> Need | None:
        plain = _plain(words)
        known = plain[:1] == [verb] and len(plain) > 1 and all(map(_BY_NAME.fullmatch, plain[1:]))
        return _NO_NEED if known and not any(map(_IS_PATH.match, plain[1:])) else None

    return need


_BY_LIST: dict[str, Callable[[Sequence[str], str, Read], Need | None]] = {
    "npm": _node(manifests.NPM, ("ci", "install", "i", "clean-install")),
    "pnpm": _node(manifests.PNPM, ("install", "i", "add")),
    "yarn": _node(manifests.YARN, ("", "install")),
    "bun": _node(manifests.BUN, ("install", "i")),
    "pip": _pip,
    "pip3": _pip,
    "poetry": _verb(manifests.POETRY, ("install",), "--no-root"),
    "uv": _verb(manifests.UV, ("sync",), "--no-install-project"),
    "pipenv": _first_of(_verb(manifests.PIPENV, ("install",)), _verb(manifests.PIPENV, ("sync",))),
    "go": _verb(manifests.GO, ("mod", "download")),
    "bundle": _verb(manifests.BUNDLER, ("install",)),
    "composer": _verb(manifests.COMPOSER, ("install",), "--no-scripts", "--no-autoloader"),
    "mix": _verb(manifests.MIX, ("deps.get",)),
    "gem": _by_name("install"),
}
"""Program -> what it needs; it is given its words, where it runs, and how to read a file."""
