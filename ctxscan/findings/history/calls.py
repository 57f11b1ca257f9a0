"""Texts in which git is asked, and names of packages that ask it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.findings.history.shell import is_default_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASKS_GIT = re.compile(
    r"""\bgit(?:\s+(?:-C\s+\S+|--[\w-]+(?:=\S+)?|-c\s+\S+))*\s+
    (?:describe|rev-parse|rev-list|log|show|ls-files|name-rev|shortlog|status|for-each-ref|
    symbolic-ref|diff|archive|submodule)\b""",
    re.VERBOSE,
)
_ASKS_GIT_IN_A_LIST = re.compile(
    r"""["']git["']\s*,\s*\[?\s*["'](?:-C["'][^)\]]*?["'])?
    (?:describe|rev-parse|rev-list|log|show|ls-files|name-rev|status|diff)["']""",
    re.VERBOSE,
)
_FETCHES = re.compile(r"\bgit\s+(?:-\S+\s+)*(?:clone|init)\b")

PYTHON = re.compile(
    r"setuptools[-_]scm|hatch-vcs|versioneer|setuptools-git-versioning|poetry-dynamic-versioning|"
    r"uv-dynamic-versioning|dunamai|versioningit|setuptools-git\b|"
    r"\bpbr\b(?=\s*(?:[><=~\"',\]]))|flit[-_]scm|pdm-backend.*scm|hatch-regex-commit"
)
PYTHON_GIVEN = re.compile(
    r"SETUPTOOLS_SCM_PRETEND_VERSION\w*|PBR_VERSION|POETRY_DYNAMIC_VERSIONING_BYPASS|"
    r"UV_DYNAMIC_VERSIONING_BYPASS|PDM_BUILD_SCM_VERSION|HATCH_VCS_PRETEND_VERSION\w*"
)
"""Variables that give the version instead."""

CARGO = re.compile(
    r"^\s*\"?(vergen[\w-]*|git-version|git_version|shadow-rs|built)\"?\s*[=.]", re.MULTILINE
)
JVM = re.compile(r"git-commit-id(?:-maven)?-plugin|gradle-git-properties|palantir\.git-version")
DOTNET = re.compile(r"Nerdbank\.GitVersioning|GitVersion\.MsBuild|\bMinVer\b", re.IGNORECASE)

_COMMENTS = ("#", "//", "*", "--", "<!--")


def call_of_git(text: str, known: Mapping[str, str]) -> re.Match[str] | None:
    """Where a text asks git, in code and not only for the default of a variable that is *known*.

    What was cloned before has a history of its own.
    """
    fetched = _FETCHES.search(text)
    for pattern in (_ASKS_GIT, _ASKS_GIT_IN_A_LIST):
        for found in pattern.finditer(text):
            line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip()
            cloned = fetched is not None and fetched.start() < found.start()
            if line.startswith(_COMMENTS) or is_default_of(text, found.start(), known) or cloned:
                continue
            return found
    return None


def line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def plain(found: str) -> str:
    return " ".join(found.split()).strip(" =\"'.")
