"""What the commands of a RUN read before any of them can have written it."""

from __future__ import annotations

import posixpath
import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from ctxscan.findings.history.arguments import scripts_called, scripts_of
from ctxscan.findings.history.shell import commands
from ctxscan.findings.suggest.needed.reading import COPIES, files_read
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.dockerfile.steps import RunStep
    from ctxscan.findings.history.shell import Command

    Text = Callable[[str], str | None]
    """Reads a file of the stage that is the context's."""

_MAKE_NOTHING = regex(
    r"apk|apt|apt-get|dnf|yum|microdnf|zypper|pacman|set|export|echo|printf|true|test|\[|ls|cat"
    r"|chmod|chown|chgrp|addgroup|adduser|useradd|groupadd|mkdir|rm|which|type|unset|umask"
)
_SHELLS = regex(r"(?:ba|da|z|k|a)?sh")
_IS_TEXT = regex(r"-\w*c")
_STARTS_A_SHELL = regex(r"#!.*\b(?:ba|da|z|k|a)?sh\b")
_DEEPEST = 4
"""Scripts that call scripts are followed so far."""

_PACKAGE_MANAGERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
_NO_PATH = regex(r"[$`\[\]{}\\<>|;&()\x00-\x1f]|://")

_DIRECTORY = regex(r"""^\s*directory\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)
_SETTINGS = (
    (
        "cargo",
        ".cargo/config.toml",
        regex(r"""^\s*directory\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE),
    ),
    (
        "cargo",
        ".cargo/config",
        regex(r"""^\s*directory\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE),
    ),
    ("yarn", ".yarnrc", regex(r'^"?yarn-offline-mirror"?\s+"?([^"\s]+)', re.MULTILINE)),
    ("yarn", ".yarnrc.yml", regex(r"^yarnPath:\s*['\"]?([^'\"\s]+)", re.MULTILINE)),
)
"""Programs that take packages, or themselves, from where their settings say."""


def read_first(step: RunStep, text: Text) -> Iterator[str]:
    """Absolute paths of the stage."""
    workdir = step.setting.workdir or "/"
    created: set[str] = set()
    for command in _with_inner(commands(_with_values(text_of(step), step)), workdir, text, set()):
        where = posixpath.join(workdir, command.directory)
        paths = [_joined(where, word) for word in _words(command)]
        paths += _by_settings(command, where, text)
        if command.program == "mkdir":
            created |= {_joined(where, each) for each in command.arguments}
        yield from (path for path in paths if path not in created)
        if not _MAKE_NOTHING.fullmatch(command.program) and command.program not in COPIES:
            return


def started(words: str, workdir: str, text: Text) -> Iterator[str]:
    """The same of what an image starts with."""
    for command in islice(_with_inner(commands(words), workdir, text, set()), 1):
        where = posixpath.join(workdir, command.directory)
        yield from (_joined(where, word) for word in _words(command))


def _joined(where: str, word: str) -> str:
    return posixpath.normpath(posixpath.join(where, word)).rstrip("/")


def _words(command: Command) -> Iterator[str]:
    for word in files_read(command):
        written = _VARIABLE.sub(
            lambda found: command.variables.get(found[1] or found[2], found[0]), word
        )
        if not _NO_PATH.search(written):
            yield written


def _with_values(text: str, step: RunStep) -> str:
    """With the variables that ENV and ARG set."""

    def value(found: re.Match[str]) -> str:
        known = step.setting.environment.get(found[1] or found[2])
        return found[0] if known is None or known.unknown else known.text

    return _VARIABLE.sub(value, text)


def _by_settings(command: Command, where: str, text: Text) -> Iterator[str]:
    for program, name, says in _SETTINGS:
        if command.program == program:
            content = text(_joined(where, name)) or ""
            yield from (_joined(where, found[1]) for found in says.finditer(content))


def _with_inner(
    found: Iterable[Command], workdir: str, text: Text, seen: set[str], depth: int = 0
) -> Iterator[Command]:
    """What a text within the text runs stands in its place: ``bash -c ". .env; make"``.

    So does what a script runs that comes from the context, and the manifest of a package; each of
    them once.
    """
    for command in found:
        where = posixpath.join(workdir, command.directory)
        script = _script(command)
        name = _joined(where, script or " ".join(command.words))
        inner = [] if name in seen or depth == _DEEPEST else [*_inner(command, where, text)]
        if script and inner:
            yield command._replace(words=("cat", script))
        elif not inner:
            yield command
            continue
        seen.add(name)
        for one in _with_inner(chain(*inner), where, text, seen, depth + 1):
            yield one._replace(directory=posixpath.join(where, one.directory))


def _inner(command: Command, where: str, text: Text) -> Iterator[Iterator[Command]]:
    at = next((at for at, word in enumerate(command.words) if _IS_TEXT.fullmatch(word)), None)
    if at is not None and _SHELLS.fullmatch(command.program):
        # Of a text in which a semicolon stands, the words up to there are apart already.
        yield commands(" ".join(command.words[at + 1 :]))
    elif script := _script(command):
        content = text(_joined(where, script)) or ""
        if command.program != script.rpartition("/")[2] or _STARTS_A_SHELL.match(content):
            yield commands(content)
    elif command.program in _PACKAGE_MANAGERS and "run" in command.arguments:
        scripts = dict(scripts_of(text(_joined(where, "package.json")) or ""))
        yield from (commands(scripts[each]) for each in scripts_called(command) if each in scripts)


def _script(command: Command) -> str:
    """The script of a shell that a command runs; empty for any other command."""
    if _SHELLS.fullmatch(command.program) or command.program in ("source", "."):
        return next(iter(command.arguments), "")
    return command.words[0] if "/" in command.words[0] else ""


def text_of(step: RunStep) -> str:
    """All that the shell is given."""
    argv = step.setting.argv
    text = argv[-1] if argv else step.instruction.text
    text = " ".join(argv) if step.instruction.is_json else text
    return "\n".join([text, *(each.content for each in step.instruction.heredocs)])
