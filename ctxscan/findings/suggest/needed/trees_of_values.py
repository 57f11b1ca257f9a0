"""Manifests that are trees of values: a string is a name, unless its key says otherwise."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ctxscan.context.toml import read_toml
from ctxscan.findings.suggest.needed.names import Name
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.findings.suggest.needed.names import Text

_LEFT_OUT = regex(
    r"exclude\w*|\w*-exclude|ignore\w*|out[A-Z-]?\w*|declarationDir|tsBuildInfoFile|scripts",
    re.IGNORECASE,
)
"""Keys of what is left out, written or run."""

_NO_PATHS = regex(
    r"name|description|keywords|version|authors|author|homepage|bugs|repository|license"
    r"|documentation|doc|docs|test|tests|edition|type"
)
"""Keys whose strings are words; npm's ``directories`` are read by nobody but people."""

_CHECKS = regex(
    r"pytest|coverage|ruff|mypy|pyright|basedpyright|black|isort|pylint|tox|nox|bandit|codespell"
    r"|towncrier|commitizen|semantic_release|bumpversion|bumpver|interrogate|deptry|flake8"
    r"|pydocstyle|autopep8|yapf|docformatter|vulture|pyrefly|ty|pytype|djlint|pycln|refurb|typos"
    r"|mutmut|cibuildwheel|taskipy|poe|rye-lint|jest|nyc|c8|ava|mocha|vitest|xo|standard"
    r"|eslintConfig|eslintIgnore|prettier|lint-staged|husky|stylelint|commitlint|release|renovate"
    r"|size-limit|release-it|nodemonConfig|cypress|ts-standard"
)
"""Tools that look at sources, and make nothing of them."""


def in_cargo(text: Text) -> Iterator[Name]:
    """A target without a path has one by its name; one that is not there fails every command.

    cargo, src/cargo/util/toml/targets.rs. What is found in ``tests/`` unasked is missed by nobody.
    """
    found = _toml(text)
    for kind, directory in (
        *(("test", "tests"), ("bench", "benches"), ("example", "examples"), ("bin", "src/bin")),
    ):
        targets = found.get(kind)
        for each in targets if isinstance(targets, list) else ():
            name = each.get("name") if isinstance(each, dict) else None
            if isinstance(name, str) and "path" not in each:
                yield Name(f"{directory}/{name}.rs")
                yield Name(f"{directory}/{name}/main.rs")
    for key in ("package", "workspace"):
        table = found.get(key)
        if isinstance(table, dict):
            table.pop("metadata", None)
    yield from _names(found)


def in_pyproject(text: Text) -> Iterator[Name]:
    found = _toml(text)
    tools = found.pop("tool", None)
    yield from _names(found)
    for name, table in tools.items() if isinstance(tools, dict) else ():
        if not _CHECKS.fullmatch(name):
            yield from _names(table)


def in_toml(text: Text) -> Iterator[Name]:
    return _names(_toml(text))


def in_json(text: Text) -> Iterator[Name]:
    found = _json(text.content)
    if isinstance(found, dict):
        found = {key: each for key, each in found.items() if not _CHECKS.fullmatch(key)}
        development = found.get("autoload-dev")
        if isinstance(development, dict):
            # A directory of a prefix may be missing (composer, ClassLoader); one of a class map
            # may not.
            found["autoload-dev"] = {
                key: each for key, each in development.items() if not key.startswith("psr-")
            }
    return _names(found)


def _names(value: object) -> Iterator[Name]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [inner for key, inner in each.items() if _may_name(key, inner)]
            waiting += [[*inner] for key, inner in each.items() if key == "force-include"]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and not each.startswith("!"):
            yield Name(each)


def _may_name(key: object, value: object) -> bool:
    if _LEFT_OUT.fullmatch(str(key)):
        return False
    return not _NO_PATHS.fullmatch(str(key)) or not isinstance(value, str)


def _toml(text: Text) -> dict[str, object]:
    try:
        return read_toml(text.content)
    except (ValueError, RecursionError):
        return {}


_COMMENT = regex(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = regex(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[\]}])')


def _json(content: str) -> object:
    """Also with the comments and last commas that tsc and deno take."""
    plain = _COMMENT.sub(lambda found: found[1] or " ", content)
    plain = _LAST_COMMA.sub(lambda found: found[1] or "", plain)
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None
