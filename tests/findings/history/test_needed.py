"""Whether a build needs ``.git``: one answer for report, check and suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.build import inspect
from ctxscan.api.history import history_of
from ctxscan.findings.history.calls import call_of_git, in_words
from tests.findings.suggest.projects import lines, project
from tests.support.program import ctxscan

if TYPE_CHECKING:
    from pathlib import Path


def built(run: str, **files: str) -> dict[str, str]:
    """A build that copies everything and then runs this; ``a__b`` is a.b, ``a___b`` is a/b."""
    named = {name.replace("___", "/").replace("__", "."): text for name, text in files.items()}
    return {"Dockerfile": f"FROM python\nWORKDIR /app\nCOPY . .\nRUN {run}\n", **named}


SCM = '[build-system]\nrequires = ["setuptools_scm>=8"]'
RUST = 'fn main() { Command::new("git").args([\n "rev-parse", "HEAD"]).output(); }'
GRADLE = 'def v = providers.exec { commandLine("git", "describe") }'
PLUGIN = 'plugins { id("com.palantir.git-version") version "3.0.0" }'

NEEDED = {
    "a file of .git is printed": built("cat .git/HEAD > /version"),
    "a file of .git is read by its whole path": built("cut -c1-7 /app/.git/refs/heads/main"),
    "all of .git is copied on": built("cp -r .git /out"),
    "build.rs starts git with words in a list": built("cargo build --release", build__rs=RUST),
    "build.rs uses a library for git": built(
        "cargo build", build__rs="git2::Repository::open(path)"
    ),
    "build.rs watches HEAD": built(
        "cargo build", build__rs='println!("cargo:rerun-if-changed=.git/HEAD")'
    ),
    "a dependency of Cargo has a table": built(
        "cargo build", Cargo__toml="[build-dependencies.vergen]\nversion = 9"
    ),
    "pip installs into another directory": built(
        "pip install --target /deps .", pyproject__toml=SCM
    ),
    "pip installs a directory of the context": built(
        "pip install ./lib", lib___pyproject__toml=SCM
    ),
    "pip installs a directory without a dot": built(
        "pip install lib/", lib___setup__cfg="versioneer"
    ),
    "requirements name the project": built(
        "pip install -r requirements.txt", requirements__txt="-e .\nflask", pyproject__toml=SCM
    ),
    "python -m pip": built("python3 -m pip install --no-cache-dir .", pyproject__toml=SCM),
    "hatch takes its version from the repository": built(
        "hatch build", pyproject__toml='[tool.hatch.version]\nsource = "vcs"'
    ),
    "poetry-dynamic-versioning": built(
        "poetry install", pyproject__toml="[tool.poetry-dynamic-versioning]\nenable = true"
    ),
    "versioneer in setup.py": built("pip install .", setup__py="import versioneer"),
    "setup.py imports what asks git": built(
        "python setup.py install",
        setup__py="from buildtools.version import get",
        buildtools___version__py='check_output(["git", "describe"])',
    ),
    "a module that tells the version": built("python -m setuptools_scm"),
    "a variable of make runs a script": built(
        "make", Makefile="V := $(shell ./v.sh)\nall:\n\techo $(V)\n", v__sh="git describe"
    ),
    "a Makefile includes what asks git": built(
        "make -f build/Makefile",
        build___Makefile="include common.mk\nall:\n\techo $(V)\n",
        build___common__mk="V ?= $(shell git rev-parse HEAD)\n",
    ),
    "a recipe of just": built("just build", justfile="build:\n    git describe\n"),
    "a script of npm behind pre": built(
        "npm run build",
        package__json='{"scripts": {"prebuild": "node v.js", "build": "tsc"}}',
        v__js="execSync('git rev-parse HEAD')",
    ),
    "a workspace of pnpm": built(
        "pnpm -r build",
        package__json="{}",
        packages___a___package__json='{"scripts": {"build": "git rev-parse HEAD > v"}}',
    ),
    "a plugin of a bundler": built(
        "npx vite build", vite__config__ts='import git from "vite-plugin-git-revision"'
    ),
    "a bundler's configuration imports what asks git": built(
        "npx vite build",
        vite__config__ts="import { v } from './scripts/v'",
        scripts___v__ts="execSync('git describe')",
    ),
    "Composer's scripts": built(
        "composer build", composer__json='{"scripts": {"build": ["git describe > v"]}}'
    ),
    "a task of Deno": built("deno task build", deno__json='{"tasks": {"build": "git log -1"}}'),
    "a plugin of Gradle": built("./gradlew build", build__gradle__kts=PLUGIN),
    "Gradle's version catalog": built(
        "gradle build", gradle___libs__versions__toml='x = "com.gorylenko.gradle-git-properties"'
    ),
    "Gradle starts git": built("./gradlew build", app___version__gradle=GRADLE),
    "a plugin of Maven": built("mvn package", pom__xml="<a>buildnumber-maven-plugin</a>"),
    "an extension of Maven": built("./mvnw package", _mvn___extensions__xml="jgitver"),
    "a plugin of sbt": built("sbt stage", project___plugins__sbt='addSbtPlugin("sbt-dynver")'),
    "CMake asks git": built(
        "cmake -B build .", CMakeLists__txt="execute_process(COMMAND ${GIT_EXECUTABLE} describe)"
    ),
    "Meson asks git": built("meson setup b", meson__build="vcs_tag(input: 'a', output: 'b')"),
    "a gem lists its files by git": built("bundle install", a__gemspec="`git ls-files -z`"),
    "mix asks git": built("mix release", mix__exs='System.cmd("git", ["describe"])'),
    ".NET takes its version from tags": built(
        "dotnet publish", Directory__Build__props="<GitVersion.MsBuild/>"
    ),
    "go is told to stamp": built("go build -buildvcs=true .", go__mod="module x"),
    "a program of go reads its stamp": built(
        "go build .", go__mod="module x", main__go='if s.Key == "vcs.revision" {}'
    ),
    "go generate starts git": built("go generate ./...", a__go="//go:generate git describe"),
    "go has a version by -X": built('go build -ldflags "-X main.v=$(git describe)" .'),
    "goreleaser": built("goreleaser build"),
    "a script goes on to another": built("./a.sh", a__sh="cd sub && ../b.sh", b__sh="git describe"),
    "git is asked in a directory below": built("cd src && git describe"),
    "git is given its directory": built("git --git-dir=/app/.git describe"),
    "a hook needs a repository": built("pre-commit run --all-files"),
}
NOT_NEEDED = {
    ".git is removed": built("rm -rf .git"),
    "files of .git are removed": built("rm -rf .git/objects .git/refs"),
    ".git is left out of a copy": built("rsync -a --exclude .git . /out"),
    ".git is looked for": built("test -f .git/HEAD || echo no"),
    "go stamps only what it finds": built("go build ./...", go__mod="module x", main__go="main()"),
    "a directory is marked as safe": built("git config --global --add safe.directory /app"),
    "another repository is asked": built("cd /opt/tool && git describe"),
    "another repository is asked by -C": built("git -C /opt/tool rev-parse HEAD"),
    "an address ends with .git": built("curl -L https://example.org/x.git/HEAD"),
    "another recipe of just": built(
        "just build", justfile="build:\n    tsc\ntag:\n    git tag v\n"
    ),
    "another script of npm": built(
        "npm run build", package__json='{"scripts": {"tag": "git tag v", "build": "tsc"}}'
    ),
    "a version that is given": built(
        "SETUPTOOLS_SCM_PRETEND_VERSION=1 pip install ./lib", lib___pyproject__toml=SCM
    ),
    "a Makefile variable that no recipe uses": built(
        "make", Makefile="V = $(shell git describe)\nall:\n\techo\n"
    ),
    "words about git": built("echo git describe tells the version"),
}


def named(path: str) -> str:
    return path.replace("_mvn/", ".mvn/")


@pytest.mark.parametrize("files", NEEDED.values(), ids=NEEDED.keys())
def test_git_is_needed_where(files: dict[str, str], tmp_path: Path) -> None:
    root = project(tmp_path, files={named(path): text for path, text in files.items()})
    found = history_of(inspect(str(root)))
    assert found is not None
    assert "Dockerfile:" in found.why
    run = ctxscan("report", root)
    assert "sends what an image seldom needs" not in "".join(run.errors) + run.text
    assert "**/.git" not in lines(root)


@pytest.mark.parametrize("files", NOT_NEEDED.values(), ids=NOT_NEEDED.keys())
def test_git_is_not_needed_where(files: dict[str, str], tmp_path: Path) -> None:
    root = project(tmp_path, files=files)
    found = history_of(inspect(str(root)))
    assert found is None, found.why
    run = ctxscan("report", root)
    assert "sends what an image seldom needs: .git" in "".join(run.errors) + run.text
    assert "**/.git" in lines(root)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            'Command::new("git").args(["rev-parse", "HEAD"])', "calls git rev-parse", id="Rust"
        ),
        pytest.param("run(['git', 'describe', '--tags'])", "calls git describe", id="Python"),
        pytest.param('System.cmd("git", ["describe"])', "calls git describe", id="Elixir"),
        pytest.param("cat .git/HEAD", "reads .git/HEAD", id="a file of git's"),
        pytest.param("join(root, '.git', 'HEAD')", "reads .git/HEAD", id="one in parts"),
        pytest.param("x = `git  describe`", "calls git describe", id="a shell"),
    ],
)
def test_a_call_is_shown_as_one_would_type_it(text: str, words: str) -> None:
    found = call_of_git(text, {})
    assert found is not None
    assert in_words(found) == words


def test_another_build_that_shares_the_ignore_file_counts(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        files={"worker.Dockerfile": "FROM python\nWORKDIR /w\nCOPY . .\nRUN git describe\n"},
    )
    found = history_of(inspect(str(root)))
    assert found is not None
    assert "worker.Dockerfile:3 COPY takes ., " in found.why
    assert "worker.Dockerfile:4 RUN calls git describe" in found.why
    run = ctxscan("check", root, "--max-size", "1")
    assert run.exit_code == 1
    assert "**/.git" not in run.text


def test_a_limit_proposes_git_s_own_directory_where_nothing_reads_it(tmp_path: Path) -> None:
    for command in ("check", "report"):
        run = ctxscan(command, project(tmp_path / command), "--max-size", "1")
        assert run.exit_code == 1
        assert "**/.git  takes out .git/" in run.text
