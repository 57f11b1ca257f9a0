"""Which files a command reads by the words behind it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.history.shell import Command

INTERPRETERS = regex(r"(?:ba|da|z|k|a)?sh|source|\.|python[\d.]*|node|ruby|perl|php|bun|deno|tsx")
_WITH_VERBS = frozenset({"bun", "deno"})
COPIES = frozenset({"cp", "mv", "ln", "install", "rsync"})
_OPTIONS_WITH_A_VALUE = frozenset({"--exclude", "--exclude-from", "--filter", "--include"})
"""Of rsync; the values say what is left out, and not what is read."""

_TAKE_ALL = regex(
    r"cat|ls|stat|wc|head|tail|grep|sed|awk|jq|diff|unzip|gunzip|zcat|xz|(?:md5|sha\d+|b2)sum"
)
_PIP = regex(r"pip[\d.]*")
_INSTALL = regex(
    r"apt|apt-get|dpkg|rpm|dnf|yum|microdnf|zypper|apk|npm|yarn|pnpm|pip[\d.]*|uv|gem|java|dotnet"
)
_A_PACKAGE = regex(r"[^:]*\.(?:deb|rpm|apk|tgz|whl|gem|jar|war|zip|dll|tar(?:\.\w+)?)")
_OF_A_FILE = regex(r"--(?:env|dotenv|config|settings|input|var|secrets)-?files?|--dotenv")
_OPTIONS_OF = MappingProxyType(
    {
        "dotenv": ("-e",),
        "env-cmd": ("-f",),
        "pip": ("-f", "--find-links", "-r", "--requirement", "-c", "--constraint"),
        "make": ("-C", "--directory", "-f", "--file"),
        "java": ("-jar",),
        "psql": ("-f", "--file"),
        "mvn": ("-f", "--file", "-s", "--settings"),
        "dotnet": ("-s", "--source"),
        "npm": ("--prefix",),
        "cargo": ("--manifest-path",),
        "cmake": ("-S", "-P"),
    }
)
_WITHOUT_A_NETWORK = (
    ("go", regex(r"--?mod=vendor"), "vendor"),
    ("bundle", regex(r"--local"), "vendor/cache"),
    ("yarn", regex(r"--immutable-cache"), ".yarn/cache"),
)
"""A program, the flag by which it takes its packages from the project, and where they lie."""

_CACHES = (
    ("npm", regex(r"--offline"), "--cache"),
    ("mvn", regex(r"-o|--offline"), "-Dmaven.repo.local"),
)
"""The same with the option that says where."""

_ARCHIVE = regex(r"-?[A-Za-z]*f")
_WRITES = regex(r"(?:\d|&)?>{1,2}")
_NO_OPTIONS: tuple[str, ...] = ()


def files_read(command: Command) -> Iterator[str]:
    """As they are written, relative to where the command runs; variables are as they stand."""
    words, given = _redirected(_as_pip(command.words))
    yield from given
    program = words[0].rpartition("/")[2]
    yield from _by_options(program, words)
    yield from _by_arguments(program, words)


def _as_pip(words: Sequence[str]) -> list[str]:
    """``python -m pip``, ``uv pip``: it is pip that reads the rest."""
    at = next((at for at, word in enumerate(words[:4]) if _PIP.fullmatch(word)), 0)
    before = [word for word in words[:at] if word != "-m"]
    runs_pip = at and all(re.fullmatch(r"(?:.*/)?(?:python[\d.]*|uv)", word) for word in before)
    return ["pip", *words[at + 1 :]] if runs_pip else [*words]


def _redirected(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words without what is written to; and what the command is given to read."""
    left: list[str] = []
    given: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if before == "<" or re.match(r"<[^<(]", word):
            given.append(word.removeprefix("<"))
        elif word != "<" and not _WRITES.match(word) and not _WRITES.fullmatch(before):
            left.append(word)
    return left or [""], given


def _by_options(program: str, words: Sequence[str]) -> Iterator[str]:
    """Of settings, lists and directories that an option hands to a program."""
    name = "pip" if _PIP.fullmatch(program) else program
    options = _OPTIONS_OF.get(name, _NO_OPTIONS)
    for option, value in _valued(words):
        if _OF_A_FILE.fullmatch(option) or option in options:
            yield value
    for of, flag, where in _WITHOUT_A_NETWORK:
        if program == of and any(map(flag.fullmatch, words)):
            yield where
    for of, flag, cache in _CACHES:
        if program == of and any(map(flag.fullmatch, words)):
            yield from (value for option, value in _valued(words) if option == cache)


def _valued(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word, following in zip(words, (*words[1:], ""), strict=True):
        name, equals, value = word.partition("=")
        value = value if equals else following
        if word.startswith("-") and value and "://" not in value:
            yield name, value


def _by_arguments(program: str, words: Sequence[str]) -> Sequence[str]:
    arguments = [word for word in words[1:] if not word.startswith("-")]
    if program in COPIES:
        before = dict(zip(words[1:], words, strict=False))
        return [each for each in arguments[:-1] if before[each] not in _OPTIONS_WITH_A_VALUE]
    if _TAKE_ALL.fullmatch(program):
        return arguments
    if program == "tar":
        return _by_tar(words)
    if INTERPRETERS.fullmatch(program):
        is_text = any(re.fullmatch(r"-\w*[ce]|-m", word) for word in words[1:])
        # "bun install" and "deno task" are no programs of the project's.
        own = [each for each in arguments if program not in _WITH_VERBS or "." in each]
        return () if is_text else own[:1]
    if _INSTALL.fullmatch(program):
        return [each for each in arguments if _A_PACKAGE.fullmatch(each)]
    return (words[0],) if "/" in words[0] else ()


def _by_tar(words: Sequence[str]) -> Sequence[str]:
    """The archive that it unpacks or lists, or what it puts into one."""
    flags = [at for at, word in enumerate(words) if at == 1 or word.startswith("-")]
    at = next((at for at in flags if _ARCHIVE.fullmatch(words[at])), None)
    archives = [value for option, value in _valued(words) if option == "--file"]
    if at is not None:
        archives += words[at + 1 : at + 2]
    if not any("c" in words[at].partition("=")[0] and words[at][:2] != "--" for at in flags):
        return archives
    behind = words[2:] if at == 1 else words[1:]
    return [each for each in behind if each not in archives and not each.startswith("-")]
