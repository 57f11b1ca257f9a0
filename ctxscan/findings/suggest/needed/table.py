"""Which files name others, by their own names: manifests and sources, each kind with its reader."""

from __future__ import annotations

from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.findings.suggest.needed.lines import (
    by,
    in_automake,
    in_bazel,
    in_cmake,
    in_go_work,
    in_gradle,
    in_manifest_in,
    in_maven,
    in_meson,
    in_msbuild,
    in_pnpm_workspace,
    in_quotes,
    in_requirements,
    in_setup_cfg,
    in_solution,
)
from ctxscan.findings.suggest.needed.sources import (
    by_path,
    in_c,
    in_go,
    in_javascript,
    in_jvm,
    in_page,
    in_php,
    in_python,
    in_rust,
)
from ctxscan.findings.suggest.needed.trees_of_values import (
    in_cargo,
    in_json,
    in_pyproject,
    in_toml,
)
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.suggest.needed.lines import Reader

_READERS: tuple[tuple[str, tuple[Reader, ...]], ...] = (
    ("Cargo.toml", (in_cargo,)),
    ("pyproject.toml", (in_pyproject,)),
    ("setup.py", (in_quotes, in_python)),
    ("setup.cfg", (in_setup_cfg,)),
    ("MANIFEST.in", (in_manifest_in,)),
    ("*requirements*.txt constraints*.txt", (in_requirements,)),
    ("Pipfile pixi.toml uv.toml book.toml netlify.toml Trunk.toml", (in_toml,)),
    (
        "package.json composer.json deno.json deno.jsonc lerna.json rush.json angular.json",
        (in_json,),
    ),
    ("nest-cli.json project.json vcpkg.json dub.json bower.json jsconfig.json", (in_json,)),
    ("tsconfig.json tsconfig.*.json tsconfig-*.json", (in_json,)),
    ("pnpm-workspace.yaml", (in_pnpm_workspace,)),
    ("go.mod go.work", (in_go_work,)),
    ("CMakeLists.txt *.cmake", (in_cmake,)),
    ("meson.build", (in_meson,)),
    ("BUILD BUILD.bazel *.bzl", (in_bazel,)),
    ("configure.ac configure.in Makefile.am", (in_automake,)),
    ("pom.xml", (in_maven,)),
    ("*.gradle *.gradle.kts", (in_gradle,)),
    ("*.csproj *.fsproj *.vbproj *.props *.targets *.slnx *.proj", (in_msbuild,)),
    ("*.sln", (in_solution,)),
    ("*.gemspec Gemfile Rakefile mix.exs *.cabal Package.swift build.sbt build.zig", (in_quotes,)),
    ("package.yaml shard.yml pubspec.yaml", (by(r"^[ \t]*(?:-|path:|main:)[ \t]*(\S+)"),)),
    ("*.rs", (in_rust,)),
    ("*.go", (in_go,)),
    ("*.c *.h *.cc *.cpp *.cxx *.hpp *.hh *.hxx *.inl *.m *.mm *.S *.cu", (in_c,)),
    ("*.js *.jsx *.ts *.tsx *.mjs *.cjs *.mts *.cts", (in_javascript,)),
    ("*.vue *.svelte *.astro *.mdx *.html *.css *.scss *.less", (in_page,)),
    ("*.py *.pyx *.pyi", (in_python,)),
    ("*.java *.kt *.kts *.scala *.groovy", (in_jvm,)),
    ("*.php", (in_php,)),
    ("*.rb *.lua *.proto *.sass *.nix *.dart", (by_path,)),
)

_OF_TESTS = regex(
    r"conftest\.py|noxfile\.py|test_.*\.py|.*_test\.(?:py|go|rb|exs?)|.*_spec\.rb"
    r"|.*\.(?:test|spec|stories|cy|e2e)\.\w+"
    r"|(?:jest|vitest|playwright|cypress|karma|eslint|prettier|stylelint|commitlint)\.\w*.*"
    r"|(?:ts|js)config[.-](?:\w+[.-])*(?:spec|tests?|eslint|lint|docs?|e2e|cypress|stories)\w*\.json"
    r"|\.\w+rc(?:\.\w+)?"
)
"""Files that are read where tests or linters run, and no image is built from."""

_BY_NAME = tuple(
    (regex("|".join(map(translate, names.split()))), readers) for names, readers in _READERS
)


@lru_cache(maxsize=10_000)
def readers_of(name: str) -> Sequence[Reader]:
    """By the name of a file, without its directory."""
    if _OF_TESTS.fullmatch(name):
        return ()
    found = (readers for names, readers in _BY_NAME if names.fullmatch(name))
    return tuple(each for readers in found for each in readers)
