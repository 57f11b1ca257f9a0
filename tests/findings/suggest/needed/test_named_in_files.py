"""No level takes a tracked file that a manifest, a compiler or a command of the build names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ctxscan.api.listing import listing
from ctxscan.api.suggest import suggest
from tests.findings.suggest.projects import project
from tests.support.repositories import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName

WHOLE = "FROM scratch\nCOPY . /app\n"


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


class Case(NamedTuple):
    files: dict[str, str]
    """What names the needed file."""

    needed: str

    dockerfile: str = WHOLE


CASES = {
    "a readme of a crate": Case({"Cargo.toml": '[package]\nreadme = "GUIDE.md"\n'}, "GUIDE.md"),
    "a license file of a crate": Case(
        {"c/Cargo.toml": '[package]\nlicense-file = "../LEGAL.md"\n'}, "LEGAL.md"
    ),
    "a test of a crate with a path": Case(
        {"Cargo.toml": '[[test]]\nname = "x"\npath = "tests/x.rs"\n'}, "tests/x.rs"
    ),
    "a test of a crate by its name": Case({"Cargo.toml": '[[test]]\nname = "x"\n'}, "tests/x.rs"),
    "a test of a crate in a directory of its own": Case(
        {"Cargo.toml": '[[test]]\nname = "x"\n'}, "tests/x/main.rs"
    ),
    "a bench of a crate": Case(
        {"Cargo.toml": '[[bench]]\nname = "x"\npath = "test/b.rs"\n'}, "test/b.rs"
    ),
    "an example of a crate": Case(
        {"Cargo.toml": '[[example]]\nname = "x"\npath = "docs/e.rs"\n'}, "docs/e.rs"
    ),
    "a program of a crate": Case(
        {"Cargo.toml": '[[bin]]\nname = "x"\npath = "docs/x.rs"\n'}, "docs/x.rs"
    ),
    "a build script of a crate": Case(
        {"Cargo.toml": '[package]\nbuild = "docs/b.rs"\n'}, "docs/b.rs"
    ),
    "a member of a workspace": Case(
        {"Cargo.toml": '[workspace]\nmembers = ["tests/util", "crates/*"]\n'},
        "tests/util/src/lib.rs",
    ),
    "members of a workspace by a pattern": Case(
        {"Cargo.toml": '[workspace]\nmembers = ["tests/*"]\n'}, "tests/util/Cargo.toml"
    ),
    "a crate beside it": Case(
        {"a/Cargo.toml": '[dev-dependencies]\nu = { path = "../tests/util" }\n'},
        "tests/util/src/lib.rs",
    ),
    "a text built into a program": Case(
        {"src/main.rs": 'const A: &str = include_str!("../docs/help.txt");\n'}, "docs/help.txt"
    ),
    "a text of the package built into a program": Case(
        {
            "a/src/x/main.rs": "const A: &str = include_str!(concat!(\n"
            '    env!("CARGO_MANIFEST_DIR"), "/GUIDE.md"));\n'
        },
        "a/GUIDE.md",
    ),
    "bytes built into a program": Case(
        {"src/a.rs": 'static A: &[u8] = include_bytes!("../tests/k.bin");\n'}, "tests/k.bin"
    ),
    "code that is included": Case({"src/a.rs": 'include!("docs/gen.rs");\n'}, "src/docs/gen.rs"),
    "documentation of a module": Case(
        {"src/lib.rs": '#![doc = include_str!("../GUIDE.md")]\n'}, "GUIDE.md"
    ),
    "a module of Rust": Case({"src/lib.rs": "pub mod docs;\n"}, "src/docs/mod.rs"),
    "a module of Rust at a path": Case(
        {"src/lib.rs": '#[path = "../test/util.rs"]\nmod util;\n'}, "test/util.rs"
    ),
    "a file that Go embeds": Case(
        {"go.mod": "module m\n", "a.go": "package a\n//go:embed docs/a.txt\nvar A string\n"},
        "docs/a.txt",
    ),
    "a pattern that Go embeds": Case(
        {"go.mod": "module m\n", "c/a.go": "package a\n//go:embed x.txt all:docs/*.html\n"},
        "c/docs/a.html",
    ),
    "a directory that Go embeds, and all below it": Case(
        {"go.mod": "module m\n", "a.go": "package a\n//go:embed static\n"}, "static/docs/a.txt"
    ),
    "a quoted name that Go embeds": Case(
        {"go.mod": "module m\n", "a.go": 'package a\n//go:embed "THE GUIDE.md"\n'}, "THE GUIDE.md"
    ),
    "a package of Go": Case(
        {
            "s/go.mod": "module example.com/m // here\n",
            "s/a.go": 'package a\nimport (\n\t"fmt"\n\t_ "example.com/m/docs"\n)\n',
        },
        "s/docs/docs.go",
    ),
    "a module that go.mod replaces": Case(
        {"go.mod": "module m\nreplace example.com/u => ./test/u\n"}, "test/u/go.mod"
    ),
    "a module of a workspace of Go": Case(
        {"go.work": "use (\n\t.\n\t./test/u\n)\n"}, "test/u/a.go"
    ),
    "main of package.json": Case({"package.json": '{"main": "./docs/i.js"}'}, "docs/i.js"),
    "files of package.json": Case({"package.json": '{"files": ["lib", "docs/"]}'}, "docs/i.txt"),
    "a program of package.json": Case({"package.json": '{"bin": {"x": "test/x.js"}}'}, "test/x.js"),
    "types of package.json": Case({"package.json": '{"types": "docs/i.d.ts"}'}, "docs/i.d.ts"),
    "exports of package.json": Case(
        {"package.json": '{"exports": {".": {"import": "./docs/i.mjs"}}}'}, "docs/i.mjs"
    ),
    "a workspace of package.json": Case(
        {"package.json": '{"workspaces": {"packages": ["apps/*", "test/*"]}}'},
        "test/a/package.json",
    ),
    "a package beside it": Case(
        {"a/package.json": '{"dependencies": {"d": "file:../docs"}}'}, "docs/package.json"
    ),
    "a script of package.json that a RUN calls": Case(
        {"package.json": '{"scripts": {"build": "npm run gen", "gen": "node docs/g.js"}}'},
        "docs/g.js",
        "FROM node\nCOPY . .\nRUN npm run build\n",
    ),
    "a workspace of pnpm": Case(
        {"pnpm-workspace.yaml": "packages:\n  - 'test/*'\n"}, "test/a/i.js"
    ),
    "what a tsconfig extends": Case(
        {"tsconfig.json": '{"extends": "./test/base.json", /* c */}'}, "test/base.json"
    ),
    "what a tsconfig includes": Case(
        {"a/tsconfig.json": '{"include": ["docs/**/*"]}'}, "a/docs/x.ts"
    ),
    "a file of a tsconfig": Case({"tsconfig.build.json": '{"files": ["docs/x.ts"]}'}, "docs/x.ts"),
    "a reference of a tsconfig": Case(
        {"tsconfig.json": '{"references": [{"path": "./test"}]}'}, "test/tsconfig.json"
    ),
    "an import of TypeScript": Case(
        {"src/a.ts": 'import { x } from "./docs/page";\n'}, "src/docs/page.tsx"
    ),
    "an import of a directory": Case(
        {"src/a.ts": 'import x from "./docs";\n'}, "src/docs/index.ts"
    ),
    "an import by an alias": Case(
        {"app/a.tsx": 'import x from "@/docs/page";\n'}, "src/docs/page.tsx"
    ),
    "a text that is imported": Case({"src/a.js": 'import t from "../GUIDE.md?raw";\n'}, "GUIDE.md"),
    "readme of a Python project": Case(
        {"pyproject.toml": '[project]\nreadme = "GUIDE.md"\n'}, "GUIDE.md"
    ),
    "readme in a table": Case(
        {"pyproject.toml": '[project]\nreadme = {file = "docs/r.md", content-type = "a/b"}\n'},
        "docs/r.md",
    ),
    "readme that a tool of Python reads": Case(
        {"pyproject.toml": '[tool.poetry]\nreadme = ["README.md", "CHANGES.md"]\n'}, "CHANGES.md"
    ),
    "a license of a Python project": Case(
        {"pyproject.toml": '[project]\nlicense = {file = "LEGAL.md"}\n'}, "LEGAL.md"
    ),
    "what setuptools reads": Case(
        {"pyproject.toml": '[tool.setuptools.dynamic]\nreadme = {file = ["NEWS.md"]}\n'}, "NEWS.md"
    ),
    "what hatch includes": Case(
        {"pyproject.toml": '[tool.hatch.build.targets.wheel.force-include]\n"docs" = "p/docs"\n'},
        "docs/i.txt",
    ),
    "packages of a Python project": Case(
        {"pyproject.toml": '[tool.poetry]\npackages = [{include = "test"}]\n'}, "test/__init__.py"
    ),
    "setup.cfg": Case(
        {"setup.cfg": "[metadata]\nlong_description = file: README.md, CHANGES.md\n"}, "CHANGES.md"
    ),
    "setup.py": Case(
        {"setup.py": 'setup(long_description=open("CHANGES.md").read())\n'}, "CHANGES.md"
    ),
    "MANIFEST.in": Case({"MANIFEST.in": "include CHANGES.md\n"}, "CHANGES.md"),
    "a directory of MANIFEST.in": Case({"MANIFEST.in": "recursive-include docs *\n"}, "docs/a.txt"),
    "requirements that name others": Case({"requirements.txt": "-r tests/r.txt\n"}, "tests/r.txt"),
    "an import of Python": Case(
        {"app/main.py": "from app.docs import views\n"}, "app/docs/views.py"
    ),
    "an import of Python beside it": Case(
        {"app/main.py": "from .docs import a\n"}, "app/docs/a.py"
    ),
    "an application of Django": Case(
        {"s/settings.py": 'INSTALLED_APPS = ["s.docs.apps.Docs"]\n'}, "s/docs/apps.py"
    ),
    "what a program of Python opens": Case(
        {"a.py": 'A = Path(__file__).parent / "docs" / "a.txt"\n'}, "docs/a.txt"
    ),
    "composer.json": Case(
        {"composer.json": '{"autoload": {"files": ["tests/h.php"]}}'}, "tests/h.php"
    ),
    "a class map of composer.json": Case(
        {"composer.json": '{"autoload-dev": {"classmap": ["tests/"]}}'}, "tests/h.php"
    ),
    "a file that PHP requires": Case(
        {"i.php": "<?php require __DIR__ . '/docs/a.php';\n"}, "docs/a.php"
    ),
    "a project of Gradle": Case(
        {"settings.gradle": "include ':a', ':docs:site'\n"}, "docs/site/a.txt"
    ),
    "a build that Gradle includes": Case(
        {"settings.gradle.kts": 'includeBuild("test/logic")\n'}, "test/logic/a.kts"
    ),
    "a module of Maven": Case(
        {"pom.xml": "<modules><module>docs</module></modules>"}, "docs/pom.xml"
    ),
    "a class of Java": Case(
        {"src/main/java/com/x/A.java": "import com.x.test.B;\n"}, "src/main/java/com/x/test/B.java"
    ),
    "a directory of CMake": Case(
        {"CMakeLists.txt": "add_subdirectory(docs)\n"}, "docs/CMakeLists.txt"
    ),
    "a directory of Meson": Case({"meson.build": "subdir('test')\n"}, "test/meson.build"),
    "a directory of automake": Case({"Makefile.am": "SUBDIRS = src docs\n"}, "docs/Makefile.am"),
    "a header": Case({"src/a.c": '#include "../docs/a.h"\n'}, "docs/a.h"),
    "a project of .NET": Case(
        {"a/a.csproj": '<ProjectReference Include="..\\test\\b.csproj" />'}, "test/b.csproj"
    ),
    "a project of a solution": Case(
        {"a.sln": 'Project("{F}") = "T", "test\\T.csproj", "{1}"\n'}, "test/T.csproj"
    ),
    "the readme of a package of .NET": Case(
        {"a/a.csproj": '<None Include="../GUIDE.md" Pack="true" />'}, "GUIDE.md"
    ),
    "a gemspec": Case({"a.gemspec": 's.description = File.read("CHANGES.md")\n'}, "CHANGES.md"),
    "a target of make that a RUN calls": Case(
        {"Makefile": "all: gen\n\ngen:\n\tsh docs/g.sh\n"},
        "docs/g.sh",
        "FROM alpine\nCOPY . .\nRUN make all\n",
    ),
    "a recipe of just that a RUN calls": Case(
        {"justfile": "gen:\n  sh docs/g.sh\n"}, "docs/g.sh", "FROM alpine\nCOPY . .\nRUN just gen\n"
    ),
    "a script that a RUN calls": Case(
        {}, "tests/x.sh", "FROM alpine\nWORKDIR /w\nCOPY . .\nRUN make && ./tests/x.sh\n"
    ),
    "what a script reads that a RUN calls": Case(
        {"run.sh": '#!/bin/sh\n. "$(dirname "$0")/lib.sh"\n', "lib.sh": "cat docs/a.txt\n"},
        "docs/a.txt",
        "FROM alpine\nCOPY . /w\nWORKDIR /w\nRUN ./run.sh\n",
    ),
    "an argument of a RUN": Case(
        {},
        "tests/r.txt",
        "FROM python\nCOPY . .\nRUN true; pip install --requirement=tests/r.txt\n",
    ),
    "tests that a RUN runs": Case(
        {}, "tests/t.py", "FROM python\nCOPY . .\nRUN python -m pytest -q\n"
    ),
    "pages that a RUN makes": Case({}, "docs/i.md", "FROM python\nCOPY . .\nRUN mkdocs build\n"),
    "a file that CMD starts": Case(
        {},
        "docs/s.js",
        'FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "docs/s.js"]\n',
    ),
    "a file that ENTRYPOINT starts, by a shell": Case(
        {}, "tests/e.sh", "FROM alpine\nCOPY . /app\nENTRYPOINT exec /app/tests/e.sh\n"
    ),
    "a file that a CMD of the stage below starts": Case(
        {}, "docs/s.py", 'FROM a AS b\nWORKDIR /x\nCMD ["python", "docs/s.py"]\nFROM b\nCOPY . .\n'
    ),
    "a file that a HEALTHCHECK starts": Case(
        {}, "docs/h.sh", "FROM alpine\nCOPY . /app\nHEALTHCHECK CMD sh /app/docs/h.sh\n"
    ),
    "a file that a later stage takes, behind a RUN": Case(
        {},
        "docs/a.txt",
        "FROM a AS b\nCOPY . /w\nRUN make\nFROM scratch\nCOPY --from=b /w/docs/a.txt /\n",
    ),
    "the first of several files of setup.cfg": Case(
        {"setup.cfg": "[metadata]\nlong_description = file: docs/long.rst, CHANGES.md\n"},
        "docs/long.rst",
    ),
    "a directory that Python looks for modules in": Case(
        {"setup.py": "import sys\nsys.path.insert(0, 'docs')\nimport gen\n"}, "docs/gen.py"
    ),
    "the targets of a package of Bazel": Case(
        {"BUILD": 'filegroup(name = "a", srcs = ["//docs:x"])\n'}, "docs/BUILD"
    ),
    "a file of a package of Bazel": Case(
        {"app/BUILD.bazel": 'filegroup(name = "a", srcs = ["//docs:x.txt"])\n'}, "docs/x.txt"
    ),
    "files that a later stage takes by a pattern": Case(
        {},
        "CHANGES.md",
        "FROM a AS b\nCOPY . /w\nRUN make\nFROM scratch\nCOPY --from=b /w/*.md /\n",
    ),
}


def sent(root: Path, builder: BuilderName) -> set[str]:
    return {each.path for each in listing(str(root), builder=builder).sent}


@pytest.mark.parametrize("name", CASES)
def test_the_aggressive_level_leaves(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    files = {**case.files, case.needed: "x\n"}
    root = project(tmp_path, "LAST.md 9", dockerfile=case.dockerfile, files=files)
    assert case.needed in sent(root, "buildkit")
    (root / ".dockerignore").write_bytes(suggest(str(root), level="aggressive").new)
    assert case.needed in sent(root, "buildkit") & sent(root, "classic")
    assert not suggest(str(root), level="aggressive").rules


def test_it_takes_every_one_of_them_where_nothing_names_it(tmp_path: Path) -> None:
    needed = {case.needed for case in CASES.values()}
    root = project(tmp_path, dockerfile=WHOLE, files=dict.fromkeys(needed, "x\n"))
    (root / ".dockerignore").write_bytes(suggest(str(root), level="aggressive").new)
    assert not needed & sent(root, "buildkit")
