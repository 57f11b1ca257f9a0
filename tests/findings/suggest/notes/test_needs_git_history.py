"""Whether a build reads the history of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import ALL, lines, notes, project

if TYPE_CHECKING:
    from pathlib import Path


NEEDS = [
    pytest.param({"pyproject.toml": '[build-system]\nrequires = ["setuptools_scm>=8"]'}, id="scm"),
    pytest.param({"pyproject.toml": 'requires = ["hatchling", "hatch-vcs"]'}, id="hatch-vcs"),
    pytest.param({"setup.cfg": "[versioneer]\nVCS = git"}, id="versioneer"),
    pytest.param({"setup.py": 'setup_requires=["setuptools-git-versioning"]'}, id="git-versioning"),
    pytest.param({"pyproject.toml": "[tool.poetry-dynamic-versioning]"}, id="poetry"),
    pytest.param({"pyproject.toml": 'dependencies = ["dunamai"]'}, id="dunamai"),
    pytest.param({"scripts/version.sh": "git describe --tags\n"}, id="a script"),
    pytest.param({"Makefile": "V := $(shell git -C . rev-parse HEAD)\n"}, id="a Makefile"),
    pytest.param({"Cargo.toml": '[build-dependencies]\nvergen = "8"\n'}, id="vergen"),
    pytest.param({"Cargo.toml": '[dependencies]\ngit-version = "1"\n'}, id="git-version"),
    pytest.param({"package.json": '{"scripts": {"build": "git log -1 > v"}}'}, id="npm"),
    pytest.param({"setup.py": 'check_output(["git", "describe"])'}, id="a call as a list"),
    pytest.param({"Dockerfile": f"{ALL}RUN git describe > /v\n"}, id="RUN git describe"),
    pytest.param({"Dockerfile": f"{ALL}RUN <<EOF\ngit rev-parse HEAD\nEOF\n"}, id="here-document"),
    pytest.param({"Dockerfile": f"{ALL}COPY .git /g\n"}, id="COPY .git"),
    pytest.param(
        {"Dockerfile": "FROM scratch\nRUN --mount=type=bind,source=.git,target=/g x\n"}, id="bind"
    ),
    pytest.param({"go.mod": "module x", "Dockerfile": f"{ALL}RUN go build ./...\n"}, id="go"),
]
NO_NEED = [
    pytest.param({"Makefile": "# see git log\nall:\n\tgit push\n"}, id="a comment"),
    pytest.param({"go.mod": "", "Dockerfile": f"{ALL}RUN go build -buildvcs=false .\n"}, id="flag"),
    pytest.param(
        {"go.mod": "", "Dockerfile": f"{ALL}ENV GOFLAGS=-buildvcs=false\nRUN go build .\n"},
        id="GOFLAGS",
    ),
    pytest.param(
        {"src/v.sh": "git describe", "Dockerfile": "FROM scratch\nCOPY src /s\n"},
        id="a build that never gets .git",
    ),
    pytest.param({"node_modules/x/a.sh": "git describe", "package.json": "{}"}, id="a package's"),
]


@pytest.mark.parametrize("files", NEEDS)
def test_git_history_stays_where_the_build_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    root = project(tmp_path / "a", files=files)
    assert "**/.git" not in lines(root)
    assert ".git is kept: " in notes(root) or "no rule **/.git: " in notes(root)


@pytest.mark.parametrize("files", NO_NEED)
def test_git_history_goes_where_nothing_reads_it(files: dict[str, str], tmp_path: Path) -> None:
    assert "**/.git" in lines(project(tmp_path / "a", files=files))
