"""Build tools whose plugins ask git, or whose files do: where to look, by program."""

from __future__ import annotations

import re

from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

PYTHON = regex(
    r"setuptools[-_]scm|hatch-vcs|versioneer|setuptools-git|poetry-dynamic-versioning"
    r"|poetry-git-version|poetry-version-plugin"
    r"|uv-dynamic-versioning|dunamai|versioningit|vcversioner|miniver|setupmeta|katversion"
    r"|\bpbr\b(?=\s*(?:[><=~\"',\]]))|flit[-_]scm|pdm-backend.*scm|hatch-regex-commit"
    r"|hatch-git|git[-_]versioner|^\s*source\s*=\s*[\"'](?:scm|vcs)[\"']",
    re.MULTILINE,
)
PYTHON_GIVEN = regex(
    r"SETUPTOOLS_SCM_PRETEND_VERSION\w*|PBR_VERSION|POETRY_DYNAMIC_VERSIONING_BYPASS|"
    r"UV_DYNAMIC_VERSIONING_BYPASS|PDM_BUILD_SCM_VERSION|HATCH_VCS_PRETEND_VERSION\w*"
)
"""Variables that give the version instead."""

_CARGO = regex(
    r"^\s*\"?(vergen[\w-]*|git-version|git_version|shadow-rs|built|git-testament|bugreport"
    r"|build-info-build|build-data)\"?\s*[=.]"
    r"|^\[(?:[\w.-]*dependencies)\.(?:vergen[\w-]*|git-version|shadow-rs|built|git-testament)\]",
    re.MULTILINE,
)
_JVM = regex(
    r"git-commit-id(?:-maven)?-plugin|gradle-git-properties|palantir\.git-version|jgitver"
    r"|buildnumber-maven-plugin|maven-git-versioning|git-versioning|axion-release|axionRelease"
    r"|nebula\.release|nemerosa\.versioning|org\.ajoberstar\.(?:reckon|grgit)|gradle-git-version"
    r"|git-changelog|git-version-plugin|\bgrgit\b|versioning-git|shipkit-auto-version"
)
_SBT = regex(r"sbt-(?:git|dynver|ci-release|git-versioning|release-early)\b")
_DOTNET = regex(
    r"Nerdbank\.GitVersioning|GitVersion\.MsBuild|GitVersionTask|\bMinVer\b|\bGitInfo\b",
    re.IGNORECASE,
)
_MESON = regex(r"\bvcs_tag\s*\(")
_ERLANG = regex(r"\{\s*vsn\s*,\s*(?:git|\{git)")
_GO_STAMP = regex(r"\"vcs\.(?:revision|time|modified)\"")
"""What reads the stamp that go puts in by itself where it finds ``.git`` and git, and leaves out
where it does not (`go help build`, -buildvcs)."""


class Tool(NamedTuple):
    program: re.Pattern[str]
    """The whole name."""

    verbs: frozenset[str] = frozenset()
    """The first word behind it; empty: any."""

    naming: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = ()
    """Names of files, and what in them asks git."""

    calling: tuple[str, ...] = ()
    """Names of files that matter where they call git."""

    def runs(self, program: str, verb: str) -> bool:
        fits = self.program.fullmatch(program) is not None
        return fits and (not self.verbs or verb in self.verbs)


_GRADLE = ("*.gradle", "*.gradle.kts", "libs.versions.toml")
_CARGO_VERBS = frozenset(
    {
        "build",
        "b",
        "install",
        "run",
        "r",
        "test",
        "t",
        "rustc",
        "bench",
        "check",
        "zigbuild",
        "leptos",
    }
)
_DOTNET_VERBS = frozenset({"build", "publish", "pack", "run", "test", "msbuild"})
_DOTNET_FILES = (
    *("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"),
    *("*.csproj", "*.fsproj", "*.vbproj", "dotnet-tools.json"),
)
TOOLS = (
    Tool(
        regex(r"(?:xx-)?cargo|cross|maturin|trunk|wasm-pack"),
        _CARGO_VERBS | {"develop"},
        ((("Cargo.toml",), _CARGO),),
        ("build.rs",),
    ),
    Tool(regex(r"mvnw?|mvnd"), naming=((("pom.xml", "extensions.xml"), _JVM),)),
    Tool(regex(r"gradlew?"), naming=((_GRADLE, _JVM),), calling=_GRADLE[:2]),
    Tool(regex("sbt"), naming=((("*.sbt",), _SBT),), calling=("*.sbt",)),
    Tool(regex("dotnet"), _DOTNET_VERBS, ((_DOTNET_FILES, _DOTNET),), _DOTNET_FILES),
    Tool(regex("msbuild"), naming=((_DOTNET_FILES, _DOTNET),)),
    Tool(regex("bundle"), frozenset({"install", "exec", "package"}), calling=("*.gemspec",)),
    Tool(regex("bundle|gem"), frozenset({"build", ""}), calling=("*.gemspec",)),
    Tool(regex("mix"), calling=("mix.exs",)),
    Tool(regex("rebar3"), naming=((("*.app.src", "rebar.config"), _ERLANG),)),
    Tool(regex("cmake|ctest"), calling=("CMakeLists.txt", "*.cmake")),
    Tool(regex("meson"), naming=((("meson.build",), _MESON),), calling=("meson.build",)),
    Tool(regex(r"(?:xx-)?go"), frozenset({"build", "install", "run"}), ((("*.go",), _GO_STAMP),)),
    Tool(regex("ko"), naming=((("*.go",), _GO_STAMP),)),
    Tool(regex(r"(?:xx-)?go"), frozenset({"generate"}), calling=("*.go",)),
    Tool(regex("mage"), calling=("[Mm]agefile*.go",)),
    Tool(regex("rake"), calling=("Rakefile", "*.rake")),
    Tool(regex("task"), calling=("[Tt]askfile*.y*ml",)),
    Tool(regex("stack|cabal"), calling=("Setup.hs",)),
    Tool(regex("autoreconf|autogen.sh|bootstrap"), calling=("configure.ac", "git-version-gen")),
)

ASKING = frozenset(
    {"goreleaser", "gitversion", "git-cliff", "svu", "semantic-release", "standard-version"}
    | {"release-it", "commitizen", "cz", "pre-commit", "git-lfs", "git-crypt", "git-version"}
    | {
        "setuptools_scm",
        "setuptools-scm",
        "versioningit",
        "dunamai",
        "pbr",
        "nbgv",
        "dotnet-gitversion",
    }
)
"""Programs that do nothing without a repository."""
