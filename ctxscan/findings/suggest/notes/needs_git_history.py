"""Whether a build reads git's history, and from where that is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.catalog.directories import below
from ctxscan.inspection import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.context.entry import Entry
    from ctxscan.dockerfile.model import Instruction
    from ctxscan.inspection import Inspection, Request

LARGEST_TEXT = 256_000
"""Bytes. No script is larger."""

_ASKS_GIT = re.compile(
    r"""\bgit(?:\s+(?:-C\s+\S+|--[\w-]+(?:=\S+)?|-c\s+\S+))*\s+
    (?:describe|rev-parse|rev-list|log|show|ls-files|name-rev|shortlog|status|for-each-ref)\b""",
    re.VERBOSE,
)
_ASKS_GIT_IN_A_LIST = re.compile(
    r"""["']git["']\s*,\s*\[?\s*["'](?:describe|rev-parse|rev-list|log|show|ls-files|name-rev)["']"""
)

_PACKAGING = re.compile(
    r"setuptools[-_]scm|hatch-vcs|versioneer|setuptools-git-versioning|poetry-dynamic-versioning|"
    r"uv-dynamic-versioning|dunamai|versioningit|setuptools-git\b|"
    r"\bpbr\b(?=\s*(?:[><=~\"']))|flit[-_]scm|pdm-backend.*scm"
)
_CARGO = re.compile(
    r"^\s*\"?(vergen[\w-]*|git-version|git_version|shadow-rs|built)\"?\s*[=.]", re.MULTILINE
)
_JVM = re.compile(r"git-commit-id(?:-maven)?-plugin|gradle-git-properties|palantir\.git-version")
_DOTNET = re.compile(r"Nerdbank\.GitVersioning|GitVersion\.MsBuild|\bMinVer\b", re.IGNORECASE)
_BUILDFLAG = "-buildvcs=false"
_GO_BUILD = re.compile(r"\bgo\s+(?:build|install)\b")

_SCRIPTS = re.compile(
    r"(?:^|/)(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|Rakefile|CMakeLists\.txt|"
    r"meson\.build|build\.rs|setup\.py|package\.json|[^/]+\.(?:sh|bash|mk|cmake|gemspec|"
    r"gradle|gradle\.kts)|(?:vite|webpack|next|nuxt|rollup|vue|svelte|astro)\.config\.\w+)$"
)
_MANIFESTS = {
    "pyproject.toml": _PACKAGING,
    "setup.cfg": _PACKAGING,
    "setup.py": _PACKAGING,
    "Cargo.toml": _CARGO,
    "pom.xml": _JVM,
    "build.gradle": _JVM,
    "build.gradle.kts": _JVM,
    "Directory.Build.props": _DOTNET,
    "Directory.Packages.props": _DOTNET,
}


def worth_reading(entry: Entry) -> bool:
    """Whether the text of a file may tell that a build asks git."""
    if entry.type is not EntryType.FILE or entry.size > LARGEST_TEXT or not entry.readable:
        return False
    if below("idle").search(entry.path):
        return False
    name = entry.path.rpartition("/")[2]
    if name in _MANIFESTS or name.endswith(".csproj") or _SCRIPTS.search(entry.path):
        return True
    return "." not in name and entry.mode & 0o111 != 0


def needs_history(
    inspection: Inspection, asked: Sequence[Request], texts: Mapping[str, str], *, has_go: bool
) -> Finding | None:
    """Why ``.git`` has to stay, if it has to.

    *texts* are of files that no rule ignores. Where no source asks for ``.git``, no build step
    can read it.
    """
    named = next((each for each in asked if _names_git(each)), None)
    shown = inspection.location.dockerfile.shown
    if named is not None:
        line = named.source.line
        return _note(f"{named.source.instruction.keyword.upper()} names it", Place(shown, line))
    if not any(each.path in (ALL_PATHS, ".", "*", ".*", ".git*") for each in asked):
        return None
    found = next(_in_dockerfile(inspection.instructions, shown, has_go=has_go), None)
    return found or next(_in_texts(texts), None)


def _names_git(request: Request) -> bool:
    return request.path == ".git" or request.path.startswith(".git/")


def _note(why: str, place: Place) -> Finding:
    hint = "if the build does not need it, add **/.git"
    return Finding("history-kept", f".git is kept: {why}", place, hint, "note")


def _in_dockerfile(
    instructions: Sequence[Instruction], shown: str, *, has_go: bool
) -> Iterator[Finding]:
    stamped = not any(_BUILDFLAG in each.text for each in instructions if each.keyword != "run")
    for each in instructions:
        text = "\n".join([each.text, *(document.content for document in each.heredocs)])
        if each.keyword != "run":
            continue
        call = _ASKS_GIT.search(text)
        if call is not None:
            yield _note(f"RUN calls {call[0]}", Place(shown, each.line))
        if has_go and stamped and _GO_BUILD.search(text) and _BUILDFLAG not in text:
            why = f"go build stamps the revision into the binary, without {_BUILDFLAG}"
            yield _note(why, Place(shown, each.line))


def _in_texts(texts: Mapping[str, str]) -> Iterator[Finding]:
    for path in sorted(texts, key=lambda each: (each.count("/"), each)):
        text, name = texts[path], path.rpartition("/")[2]
        pattern = _DOTNET if name.endswith(".csproj") else _MANIFESTS.get(name)
        found = pattern.search(text) if pattern is not None else None
        if found is None and (_SCRIPTS.search(path) or name not in _MANIFESTS):
            found = _call(text)
            why = "it calls"
        else:
            why = "it names"
        if found is not None:
            what = " ".join(found[0].split()).strip(" =\"'.")
            yield _note(f"{why} {what}", Place(path, text.count("\n", 0, found.start()) + 1))


def _call(text: str) -> re.Match[str] | None:
    for pattern in (_ASKS_GIT, _ASKS_GIT_IN_A_LIST):
        for found in pattern.finditer(text):
            line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip()
            if not line.startswith(("#", "//", "*")):
                return found
    return None
