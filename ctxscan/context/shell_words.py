"""What a shell completes, asked at each press of a key: found in an instant, or nothing.

Names are looked for in the files that the words so far name. Nothing is walked, and no error said.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ctxscan.context.reading import MIB, read_regular
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LARGEST = MIB
_DOCKERFILES = ("Dockerfile", "Containerfile")
_PROJECTS = (
    *("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"),
    *("docker-bake.json", "docker-bake.hcl"),
)
_TAKES_A_FILE = (
    *("-f", "--file", "-o", "--output", "--ignorefile", "--baseline", "--try-file"),
    *("--build-context", "--context"),
)
_CODES = os.path.join(os.path.dirname(os.path.dirname(__file__)), "findings", "codes")
_NAME = regex(rb"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_STAGE = regex(r"[A-Za-z][A-Za-z0-9_.-]*")
"""As BuildKit takes them (parseBuildStageName): of another, a shell would show the controls."""


def words_for(kind: str, words: Sequence[str]) -> list[str]:
    """Lines for a shell, each a word, or a word, a tab and what it is; *words*: those so far."""
    asked = {"stage": _stages, "build": _builds, "code": _codes}.get(kind)
    try:
        return list(dict.fromkeys(asked(words))) if asked is not None else []
    except (OSError, ValueError):
        return []


def _stages(words: Sequence[str]) -> Iterator[str]:
    path = _option(words, "-f", "--file") or _first(_context(words), _DOCKERFILES)
    if path is None:
        return
    text = read_regular(path, _LARGEST).decode("utf-8", "replace")
    lines = _plain_lines(text)
    if lines is None:
        from ctxscan.dockerfile.parser import parse  # noqa: PLC0415 - it takes longer to be imported than a user likes to wait

        lines = [each.text for each in parse(text, path).instructions]
    for line in lines:
        parts = line.split()
        if len(parts) < 4 or parts[0].upper() != "FROM" or parts[-2].upper() != "AS":
            continue
        if _STAGE.fullmatch(parts[-1]):
            yield parts[-1]


def _plain_lines(text: str) -> list[str] | None:
    """Each an instruction; ``None`` where that takes the parser to be seen.

    What stands in a here-document is no stage, nor is what goes on from the line before.
    """
    lines = text.splitlines()
    goes_on = any(line.rstrip().endswith(("\\", "`")) for line in _around_stages(lines))
    return None if "<<" in text or goes_on else lines


def _around_stages(lines: list[str]) -> Iterator[str]:
    """Lines that may name a stage, with the last one before each that says anything."""
    before = ""
    for line in lines:
        if line.lstrip()[:5].upper().startswith("FROM"):
            yield before
            yield line
        if line.strip() and not line.lstrip().startswith("#"):
            before = line


def _builds(words: Sequence[str]) -> Iterator[str]:
    """Names that stand in a file: what it includes or computes is known to ``builds`` alone."""
    path = _context(words)
    if os.path.isdir(path):
        found = _first(path, _PROJECTS)
        if found is None:
            return
        path = found
    read: Callable[[bytes], Iterator[bytes]] = _in_yaml
    if path.endswith((".hcl", ".json")):
        read = _in_bake
    for name in read(read_regular(path, _LARGEST)):
        if _NAME.match(name):
            yield name.decode("ascii")


def _in_yaml(data: bytes) -> Iterator[bytes]:
    """The keys below ``services:``, of what is built or may inherit that."""
    inside, indent, name = False, b"", b""
    for line in data.splitlines():
        stripped = line.lstrip(b" ")
        if not stripped or stripped.startswith(b"#"):
            continue
        own = line[: len(line) - len(stripped)]
        if not own:
            inside, indent = stripped.split(b"#")[0].rstrip() == b"services:", b""
        elif inside:
            indent = indent or own
            key, colon, _ = stripped.partition(b":")
            key = key.strip().strip(b"\"'") if colon else b""
            if own == indent:
                name = key
            elif name and key in {b"build", b"extends", b"<<"}:
                yield name


def _in_bake(data: bytes) -> Iterator[bytes]:
    yield from re.findall(rb'^\s*(?:target|group)\s+"([^"]*)"\s*\{', data, re.MULTILINE)
    for block in re.findall(rb'"(?:target|group)"\s*:\s*\{(.*)', data, re.DOTALL):
        depth = 0
        for opened, key, closed in re.findall(rb'("([^"]*)"\s*:\s*)?[{]|([}])', block):
            if closed:
                depth -= 1
                if depth < 0:
                    break
            else:
                if depth == 0 and opened:
                    yield key
                depth += 1


def _codes(_: Sequence[str]) -> Iterator[str]:
    # Not by importlib.resources: to import it takes half as long as Python to start.
    for name in sorted(os.listdir(_CODES)):
        if name.endswith(".toml"):
            with open(os.path.join(_CODES, name), encoding="utf-8") as file:
                yield from (line[8:-2] for line in file if line.startswith('code = "'))


def _context(words: Sequence[str]) -> str:
    """The first word that is there, and belongs to no option."""
    before = ""
    for word in words[1:]:
        if not word.startswith("-") and before not in _TAKES_A_FILE and os.path.exists(word):
            return word
        before = word
    return "."


def _option(words: Sequence[str], *names: str) -> str | None:
    for at, word in enumerate(words):
        if word in names and at + 1 < len(words):
            return words[at + 1]
        name, equals, value = word.partition("=")
        if equals and name in names:
            return value
    return None


def _first(directory: str, names: Sequence[str]) -> str | None:
    paths = (os.path.join(directory, name) for name in names)
    return next((path for path in paths if os.path.isfile(path)), None)
