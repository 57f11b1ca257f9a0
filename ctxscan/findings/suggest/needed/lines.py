"""Manifests that are lines of words: each with what it says to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.needed.names import Name, paths_in_quotes, strings
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.findings.suggest.needed.names import Text

    Reader = Callable[[Text], Iterator[Name]]


def by(pattern: str, flags: int = 0, *, comment: str = "#") -> Reader:
    """A reader of each word of what the groups of *pattern* hold, comments left out."""
    found_by = re.compile(pattern, re.MULTILINE | flags)
    starts = re.compile(rf"(?m)(?:^|\s){comment}.*$") if comment else None

    def read(text: Text) -> Iterator[Name]:
        content = starts.sub("", text.content) if starts else text.content
        for found in found_by.finditer(content):
            for group in found.groups():
                yield from (Name(word.strip("\"',;")) for word in (group or "").split())

    return read


in_manifest_in = by(r"^[ \t]*(?:include|graft|recursive-include)[ \t]+(.+)$")
"""Of ``recursive-include docs *.txt`` the patterns start with a wildcard, and so name nothing."""

in_requirements = by(
    r"^[ \t]*(?:-r|-c|-e|--requirement|--constraint|--editable)[ \t=]*(\S+)"
    r"|^[ \t]*(\.{0,2}/\S+)|@[ \t]*(file:\S+)"
)
in_setup_cfg = by(
    r"(?:file|attr):[ \t]*([^\n]+)|^license_files?[ \t]*=[ \t]*((?:.*\n?(?:[ \t].*\n?)*))"
)
in_go_work = by(
    r"^(?:[ \t]*use[ \t]+|[ \t]+)(\.{0,2}/?[\w./-]+)[ \t]*$|=>[ \t]*(\.{1,2}/\S+)", comment="//"
)
in_pnpm_workspace = by(r"^[ \t]*-[ \t]*['\"]?([^'\"#\n!]+)")
in_meson = by(r"\b(?:subdir|files|configure_file|install_data|import)[ \t]*\(([^)]*)\)", re.DOTALL)
in_automake = by(
    r"^(?:SUBDIRS|DIST_SUBDIRS|EXTRA_DIST|\w+_SOURCES|dist_\w+)[ \t]*\+?=[ \t]*((?:.*\\\n)*.*)$"
    r"|AC_CONFIG_(?:FILES|SUBDIRS)\(\[?([^\])]*)"
)
in_cmake = by(
    r"\b(?:add_subdirectory|include|configure_file|file|install|add_library|add_executable"
    r"|target_sources|include_directories|target_include_directories|set)[ \t\n]*\(([^)]*)\)",
    re.IGNORECASE,
)
in_maven = by(
    r"<(?:module|relativePath|directory|file|sourceDirectory|source|filter|outputFile|path"
    r"|basedir|systemPath|licenseFile|configLocation)>\s*([^<]+?)\s*</",
    comment="",
)
in_msbuild = by(
    r"\b(?:Include|Project|Update|Path)\s*=\s*\"([^\"]+)\""
    r"|<(?:PackageReadmeFile|PackageLicenseFile|PackageIcon|ApplicationIcon|ApplicationManifest"
    r"|AssemblyOriginatorKeyFile)>\s*([^<]+?)\s*</",
    comment="",
)
in_solution = by(r'^Project\([^)]*\)\s*=\s*"[^"]*",\s*"([^"]+)"', comment="")


def in_bazel(text: Text) -> Iterator[Name]:
    """``//docs:x`` is about the package ``docs``, whose file of targets lies in it."""
    for label in strings(text.content):
        package = re.fullmatch(r"//([\w./-]+)(?::([\w./-]+))?", label)
        if package is not None:
            yield from (Name(f"/{package[1]}/{each}") for each in ("BUILD", "BUILD.bazel"))
            yield Name(f"/{package[1]}/{package[2] or ''}")
        elif label.startswith(":") or _A_FILE.fullmatch(label):
            yield Name(label.lstrip(":"))


_A_FILE = regex(r"[\w./-]+\.\w+")


def in_gradle(text: Text) -> Iterator[Name]:
    """``include(":app", "docs:site")`` names projects, whose colons part directories."""
    for found in re.finditer(r"\binclude\b\s*\(?((?:\s*[\"'][^\"'\n]+[\"']\s*,?)+)", text.content):
        yield from (Name(each.strip(":").replace(":", "/")) for each in strings(found[1]))
    for found in re.finditer(
        r"\b(?:includeBuild|file|files|fileTree|from|srcDirs?|projectDir|apply)\b[^\n]*",
        text.content,
    ):
        yield from map(Name, strings(found[0]))


def in_quotes(text: Text) -> Iterator[Name]:
    """Of a manifest that is a program: the strings that look like paths."""
    return (Name(each) for each in paths_in_quotes(_without_comments(text.content)))


def _without_comments(content: str) -> str:
    return re.sub(r"(?m)^\s*(?:#|//|\*).*$", "", content)
