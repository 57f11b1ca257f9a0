"""What the commands of a RUN read before any of them can have written it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxscan.findings.history.shell import commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.dockerfile.steps import RunStep
    from ctxscan.findings.history.shell import Command

INTERPRETERS = re.compile(
    r"(?:ba|da|z|k|a)?sh|source|\.|python[\d.]*|node|ruby|perl|php|bun|deno|tsx"
)
_MAKE_NOTHING = re.compile(
    r"apk|apt|apt-get|dnf|yum|microdnf|zypper|pacman|set|export|echo|printf|true|test|\[|ls|cat"
    r"|chmod|chown|chgrp|addgroup|adduser|useradd|groupadd|mkdir|rm|which|type|unset|umask"
)
_COPIES = frozenset({"cp", "mv", "ln", "install", "rsync"})
_OPTIONS_WITH_A_VALUE = frozenset({"--exclude", "--exclude-from", "--filter", "--include"})
"""Of rsync; the values say what is left out, and not what is read."""

_TAKE_ALL = frozenset({"cat", "sha256sum", "unzip", "gunzip", "head", "tail", "grep"})
_MODULES_OF_GO = re.compile(r"--?mod=vendor")


_SHELLS = re.compile(r"(?:ba|da|z|k|a)?sh")
_IS_TEXT = re.compile(r"-\w*c")
_OF_A_FILE = re.compile(r"--(?:env|dotenv|config|settings|input|var|secrets)-?files?|--dotenv")
_OPTIONS_OF = {"dotenv": ("-e",), "env-cmd": ("-f",)}
_NO_OPTIONS: tuple[str, ...] = ()


def read_first(step: RunStep) -> Iterator[str]:
    """Absolute paths of the stage."""
    workdir = step.setting.workdir or "/"
    for command in _with_inner(commands(text_of(step))):
        where = posixpath.join(workdir, command.directory)
        for word in (*_read(command), *_settings(command)):
            if "$" not in word:
                yield posixpath.normpath(posixpath.join(where, word)).rstrip("/")
        if not _MAKE_NOTHING.fullmatch(command.program) and command.program not in _COPIES:
            return


def _with_inner(found: Iterable[Command]) -> Iterator[Command]:
    """What a shell within the shell runs stands in its place: ``bash -c ". .env; make"``."""
    for command in found:
        at = next((at for at, word in enumerate(command.words) if _IS_TEXT.fullmatch(word)), None)
        if at is None or not _SHELLS.fullmatch(command.program):
            yield command
            continue
        # Of a text in which a semicolon stands, the words up to there are apart already.
        for inner in commands(" ".join(command.words[at + 1 :])):
            yield inner._replace(directory=posixpath.join(command.directory, inner.directory))


def _settings(command: Command) -> Iterator[str]:
    """Files of variables and settings that an option hands to a program."""
    options = _OPTIONS_OF.get(command.program.rpartition("/")[2], _NO_OPTIONS)
    for word, following in zip(command.words, (*command.words[1:], ""), strict=True):
        name, equals, value = word.partition("=")
        if _OF_A_FILE.fullmatch(name) or name in options:
            yield value if equals else following


def text_of(step: RunStep) -> str:
    """All that the shell is given."""
    argv = step.setting.argv
    text = argv[-1] if argv else step.instruction.text
    text = " ".join(argv) if step.instruction.is_json else text
    return "\n".join([text, *(each.content for each in step.instruction.heredocs)])


def _read(command: Command) -> Sequence[str]:
    words, program = command.arguments, command.program
    if program in _COPIES:
        before = dict(zip(command.words[1:], command.words, strict=False))
        return [each for each in words[:-1] if before[each] not in _OPTIONS_WITH_A_VALUE]
    if program in _TAKE_ALL:
        return words
    if program == "tar":
        return words[:1]
    if INTERPRETERS.fullmatch(program):
        is_text = any(re.fullmatch(r"-\w*[ce]|-m", word) for word in command.words[1:])
        return () if is_text else words[:1]
    if program == "go" and any(_MODULES_OF_GO.fullmatch(word) for word in command.words):
        return ("vendor",)
    return (command.words[0],) if "/" in command.words[0] else ()
