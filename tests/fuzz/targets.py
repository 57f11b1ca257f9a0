"""What is fuzzed: readers of text by strangers, each as a function of bytes.

A target ends, or raises what a user reads as a line: ``CtxscanError``. Anything else is a crash.
"""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.context.settings import SettingsFile
from ctxscan.dockerfile.environment import Environment, WordError
from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import plan_build
from ctxscan.dockerfile.words import expand, expand_document, split_words
from ctxscan.errors import CtxscanError
from ctxscan.findings.check.settings import parse_settings
from ctxscan.ignore.file import parse_ignore_file
from ctxscan.ignore.git.file import read_gitignore
from ctxscan.ignore.git.matcher import GitRules, samples
from ctxscan.ignore.git.order import in_dockers_order
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.matcher import PodmanMatcher, parse_podman_ignore_file
from ctxscan.project.bake.load import load as load_bake
from ctxscan.project.bake.options import BakeOptions
from ctxscan.project.commandline.docker import parse_command
from ctxscan.project.compose.load import load as load_compose
from ctxscan.project.compose.options import ComposeOptions
from tests.fuzz import on_disk

if TYPE_CHECKING:
    from collections.abc import Callable

_PATHS = ("a", "a/b", "src/main.py", "a*b/[c]", "é/\udcff", "x" * 120, "a/" * 30 + "b", "a\nb/c")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def dockerfile(data: bytes) -> None:
    plan_build(parse(_text(data), "Dockerfile"), named_contexts={"n"})


def words(data: bytes) -> None:
    text = _text(data)
    known = Environment.of({"A": "aba/b", "B": "a*" * 20, "C": ""})
    for attempt in (
        lambda: expand(text, known),
        lambda: expand(text, known, "`"),
        lambda: expand_document(text, known),
        lambda: split_words(text, raw_quotes=False, raw_escapes=True),
    ):
        with suppress(WordError):  # its line is known to the caller alone
            attempt()


def ignore(data: bytes) -> None:
    matcher = Matcher(parse_ignore_file(data, ".dockerignore").rules)
    for path in _PATHS:
        matcher.judge(path)
        matcher.judge_or_parents(path)


def podman(data: bytes) -> None:
    matcher = PodmanMatcher(parse_podman_ignore_file(data, ".containerignore").rules)
    for path in _PATHS:
        matcher.judge(path)


def gitignore(data: bytes) -> None:
    rules = read_gitignore(data, ".gitignore", "sub/dir").rules
    rules += read_gitignore(data, "../.gitignore", way_down="way/down").rules
    ordered, _ = in_dockers_order(rules[:50])
    text = "\n".join(rule.line() for rule in ordered)
    matcher = Matcher(parse_ignore_file(text.encode("utf-8", "surrogateescape"), "x").rules)
    known = GitRules(rules)
    for path in (*_PATHS, *(path for rule in ordered[:20] for path in samples(rule.components))):
        known.ignoring(path)
        matcher.judge(path)


class _Files:
    """A disk with one directory on it."""

    def __init__(self, content: dict[str, bytes]) -> None:
        self._content = {f"/p/{name}": data for name, data in content.items()}

    def read(self, path: str) -> bytes | None:
        return self._content.get(path)

    def read_stdin(self) -> bytes:
        return b""

    def exists(self, path: str) -> bool:
        return path in self._content or self.is_dir(path)

    def is_file(self, path: str) -> bool:
        return path in self._content

    def is_dir(self, path: str) -> bool:
        return path in {"/", "/p"}

    def resolve(self, path: str) -> str:
        return path


_COMPOSE = b"services: {web: {build: .}, db: {build: {context: ., target: t}}}\n"


def compose(data: bytes) -> None:
    files = _Files({"compose.yaml": data, "common.yml": b"services: {base: {build: .}}\n"})
    load_compose(ComposeOptions("/p"), {"A": "1"}, files)


def bake(data: bytes) -> None:
    load_bake(BakeOptions("/p"), {"A": "1"}, _Files({"docker-bake.hcl": data}))


def settings(data: bytes) -> None:
    # As ctxscan.context.settings has it, which says of each of these that it is no TOML.
    with suppress(UnicodeDecodeError, RecursionError, ValueError):
        text = data.decode("utf-8")
        table = tomllib.loads(text)
        with suppress(CtxscanError):
            parse_settings(SettingsFile(".ctxscan.toml", text, "", table))


def command(data: bytes) -> None:
    """A line of docker, behind ``--``: a word each line."""
    asked = parse_command(_text(data).split("\n"), "/p", {"A": "1"}, "linux/amd64")
    files = _Files({"compose.yaml": _COMPOSE, "docker-bake.hcl": b'target "default" {}\n'})
    if isinstance(asked.command, ComposeOptions):
        load_compose(asked.command, asked.environment, files)
    elif isinstance(asked.command, BakeOptions):
        load_bake(asked.command, asked.environment, files)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "dockerfile": dockerfile,
    "words": words,
    "ignore": ignore,
    "podman": podman,
    "gitignore": gitignore,
    "compose": compose,
    "bake": bake,
    "settings": settings,
    "command": command,
    "archive": on_disk.archive,
    "image": on_disk.image,
    "draft": on_disk.draft,
    "completion": on_disk.completion,
}
