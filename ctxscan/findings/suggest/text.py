"""The text of the ignore file: the old rules as they stand, the new ones behind them in groups."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.inspection.trial import Amount

_TITLES = MappingProxyType(
    {
        "allowlist": "Only what the instructions of the Dockerfile ask for",
        "allowlist-more": "Also not asked for, though the exceptions above let it in",
        "gitignore": "Ignored by git",
        "git-again": "Repeated, because an exception above lets it in again",
        "git-exact": "Exact paths, where no pattern does what git's rules do",
        "git-more": "Ignored by git as well",
        "version-control": "Version control: history that no build step reads",
        "editors": "Editors: settings of one person's tools",
        "operating-systems": "Operating systems: leftovers of file managers",
        "python": "Python: caches, environments and build output, which its tools create again",
        "node": "Node: installed packages and caches, which its tools create again",
        "go": "Go: test and build output",
        "rust": "Rust: build output",
        "jvm": "Java, Kotlin and Scala: build output and caches",
        "dotnet": ".NET: build output and caches",
        "ruby": "Ruby: installed gems and caches",
        "php": "PHP: caches and logs",
        "terraform": "Terraform: downloaded providers and logs",
        "data-and-models": "Data and models: runs and caches of experiments",
        "test-output": "Test output: reports and caches",
        "local-environments": "Local environments: the state of one machine",
        "containers-and-ci": "Containers and CI: read by other programs, not by the build",
        "private-keys": "Secrets: private keys, which must never reach an image",
        "env-files": "Secrets: environment files, which hold passwords on developers' machines",
        "cloud-credentials": "Secrets: credentials for clouds and clusters",
        "registries": "Secrets: tokens for package and image registries",
        "applications": "Secrets: passwords and histories of applications",
        "excepted": "Kept in spite of the rules above",
    }
)


def ordered(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Group by group, without another order inside a group; exceptions to all rules at the end."""
    first = ("allowlist", "gitignore", "git-again", "git-exact", "git-more")
    groups = dict.fromkeys([*first, *(each.group for each in candidates)])
    order = [group for group in groups if group != "excepted"]
    return [each for group in (*order, "excepted") for each in candidates if each.group == group]


def file_text(
    old: bytes, candidates: Sequence[Candidate], saved: Mapping[str, Amount]
) -> tuple[bytes, dict[int, int]]:
    """The whole file, and the line (from 1) of each candidate -> its position.

    *saved* is by group; a group that is not in it saves nothing yet.
    """
    if not candidates:
        return old, {}
    ended = old if not old or old.endswith(b"\n") else old + b"\n"
    lines = list(_lines(candidates, saved, follows=bool(old.strip())))
    number = ended.count(b"\n")
    places: dict[int, int] = {}
    texts: list[str] = []
    for text, index in lines:
        number += 1
        texts.append(text)
        if index is not None:
            places[number] = index
    new = "".join(f"{text}\n" for text in texts).encode("utf-8", "surrogateescape")
    return ended + new, places


def _lines(
    candidates: Sequence[Candidate], saved: Mapping[str, Amount], *, follows: bool
) -> Iterator[tuple[str, int | None]]:
    group = None
    for index, each in enumerate(candidates):
        if each.group != group:
            if follows or group is not None:
                yield "", None
            group = each.group
            yield f"# {_TITLES.get(group, group)}{_saves(saved.get(group))}", None
        yield each.line, index


def _saves(amount: Amount | None) -> str:
    if amount is None or not amount.files:
        return ""
    files = plural(amount.files, "file")
    return f" (saves {files}, {human_size(amount.content_bytes)})"
