"""Whether a build reads the history of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import ALL, lines, notes, project

if TYPE_CHECKING:
    from pathlib import Path


def built(run: str, **files: str) -> dict[str, str]:
    """A build that copies everything and then runs this; ``a__b`` is the file a.b."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    return {"Dockerfile": f"FROM python\nWORKDIR /app\nCOPY . .\nRUN {run}\n", **named}


SCM = '[build-system]\nrequires = ["setuptools_scm>=8"]'
VITE = "import { execSync } from 'child_process'\nexecSync('git rev-parse HEAD')\n"
MAKE = "build: lint\n\tgo env\nlint:\n\tgit ls-files\nimage:\n\tdocker build .\n"

NEEDS = [
    pytest.param(built("pip install .", pyproject__toml=SCM), id="setuptools_scm"),
    pytest.param(built("pip install -e .[dev]", pyproject__toml=SCM), id="an editable install"),
    pytest.param(
        built("python -m build", pyproject__toml='requires = ["hatchling", "hatch-vcs"]'),
        id="hatch-vcs",
    ),
    pytest.param(built("uv sync --frozen", pyproject__toml=SCM), id="uv sync"),
    pytest.param(built("pip wheel ./", setup__cfg="[versioneer]\nVCS = git"), id="versioneer"),
    pytest.param(
        built("python setup.py bdist", setup__py='setup_requires=["setuptools-git-versioning"]'),
        id="setup.py",
    ),
    pytest.param(
        built("poetry build", pyproject__toml="[tool.poetry-dynamic-versioning]"), id="poetry"
    ),
    pytest.param(built("./version.sh", version__sh="git describe --tags\n"), id="a script"),
    pytest.param(
        built("sh a.sh", a__sh="./b.sh\n", b__sh="git describe\n"), id="a script of a script"
    ),
    pytest.param(
        built("python gen.py", gen__py='check_output(["git", "describe"])'), id="a call as a list"
    ),
    pytest.param(
        built("make", Makefile="V := $(shell git -C . rev-parse HEAD)\nall:\n\techo $V\n"),
        id="a variable of a Makefile",
    ),
    pytest.param(
        built("make -j4 build", Makefile="V = $(shell git describe)\nbuild:\n\techo $(V)\n"),
        id="a variable that the recipe uses",
    ),
    pytest.param(built("make build", Makefile=MAKE), id="what a target needs"),
    pytest.param(
        built("cargo build", Cargo__toml='[build-dependencies]\nvergen = "8"\n'), id="vergen"
    ),
    pytest.param(
        built("cargo install --path .", build__rs='Command::new("git"); ["git", "describe"]'),
        id="build.rs",
    ),
    pytest.param(
        built("npm ci && npm run build", package__json='{"scripts": {"build": "git log -1 > v"}}'),
        id="a script of npm",
    ),
    pytest.param(
        built(
            "yarn build",
            package__json='{"scripts": {"build": "vite build"}}',
            vite__config__ts=VITE,
        ),
        id="the configuration of a bundler",
    ),
    pytest.param(
        built("./mvnw package", pom__xml="<id>git-commit-id-maven-plugin</id>"), id="Maven"
    ),
    pytest.param(
        built("dotnet publish", app__csproj='<PackageReference Include="MinVer"/>'), id=".NET"
    ),
    pytest.param(built("git describe > /v"), id="RUN git describe"),
    pytest.param(built("<<EOF\ngit rev-parse HEAD\nEOF"), id="a here-document"),
    pytest.param({"Dockerfile": f"{ALL}COPY .git /g\n"}, id="COPY .git"),
    pytest.param(
        {"Dockerfile": "FROM scratch\nRUN --mount=type=bind,source=.git,target=/g x\n"},
        id="a bind mount of .git",
    ),
    pytest.param(
        {"Dockerfile": "FROM alpine\nRUN --mount=target=/s cd /s && git describe\n"},
        id="a bind mount of everything",
    ),
    pytest.param(
        {
            "Dockerfile": "FROM a AS src\nCOPY . /s\nFROM b\nCOPY --from=src /s /t\n"
            "WORKDIR /t\nRUN git describe\n"
        },
        id="a copy from another stage",
    ),
    pytest.param(
        {"Dockerfile": "FROM a AS src\nWORKDIR /s\nCOPY . .\nFROM src\nRUN git describe\n"},
        id="a stage upon a stage",
    ),
]
NO_NEED = [
    pytest.param(built("go build ./...", go__mod="module x"), id="go stamps only what it finds"),
    pytest.param(built("make", Makefile="# see git log\nall:\n\tgit push\n"), id="a comment"),
    pytest.param(
        built("make build", Makefile="build:\n\tgo env\nlint:\n\tgit ls-files\n"),
        id="a target that is not built",
    ),
    pytest.param(
        built(
            "make build VERSION=1",
            Makefile="VERSION ?= $(shell git describe)\nbuild:\n\techo $(VERSION)\n",
        ),
        id="a variable given to make",
    ),
    pytest.param({"Makefile": "all:\n\tgit describe\n"}, id="a Makefile that no RUN calls"),
    pytest.param({"pyproject.toml": SCM}, id="a manifest that no RUN builds"),
    pytest.param(
        built("pip install -r requirements.txt", pyproject__toml=SCM, requirements__txt="flask"),
        id="dependencies alone",
    ),
    pytest.param(
        built("SETUPTOOLS_SCM_PRETEND_VERSION=1 pip install .", pyproject__toml=SCM),
        id="a version given in front of the command",
    ),
    pytest.param(
        {
            "Dockerfile": "FROM p\nENV SETUPTOOLS_SCM_PRETEND_VERSION=1\nCOPY . .\n"
            "RUN pip install .\n",
            "pyproject.toml": SCM,
        },
        id="a version given by ENV",
    ),
    pytest.param(
        {"Dockerfile": "FROM p\nARG V=1\nCOPY . .\nRUN echo ${V:-$(git describe)}\n"},
        id="a default that nobody needs",
    ),
    pytest.param(
        {".husky/pre-commit": "git diff\n", ".claude/hook.sh": "git status\n"}, id="a hook"
    ),
    pytest.param(
        {"image.sh": "docker build --build-arg V=$(git describe) .\n"},
        id="a script that runs the build itself",
    ),
    pytest.param(built("git clone https://a/b && cd b && git log"), id="another repository"),
    pytest.param(
        {"Dockerfile": "FROM a\nRUN git describe\nCOPY . /s\n"}, id="a RUN before the COPY"
    ),
    pytest.param(
        {"Dockerfile": "FROM a AS b\nCOPY . /s\nFROM c\nRUN git describe\n"}, id="another stage"
    ),
    pytest.param(
        {"go.mod": "", "Dockerfile": f"{ALL}RUN go build -buildvcs=false .\n"}, id="a flag of go"
    ),
    pytest.param(
        {"go.mod": "", "Dockerfile": f"{ALL}ENV GOFLAGS=-buildvcs=false\nRUN go build .\n"},
        id="GOFLAGS",
    ),
    pytest.param(
        {"src/v.sh": "git describe", "Dockerfile": "FROM scratch\nCOPY src /s\n"},
        id="a build that never gets .git",
    ),
    pytest.param(
        built("npm run x", package__json="{}") | {"node_modules/x/a.sh": "git describe"},
        id="a package's",
    ),
]


@pytest.mark.parametrize("files", NEEDS)
def test_git_history_stays_where_the_build_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    root = project(tmp_path / "a", files=files)
    assert "**/.git" not in lines(root)
    assert ".git is kept: " in notes(root) or "no rule **/.git: " in notes(root)


@pytest.mark.parametrize("files", NO_NEED)
def test_git_history_goes_where_nothing_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    assert "**/.git" in lines(project(tmp_path / "a", files=files))
