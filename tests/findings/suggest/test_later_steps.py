"""What later steps take of what COPY brought stays: by the model of the steps, on any disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.suggest import suggest
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.steps import outcome_of
from tests.findings.suggest.projects import project
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.catalog import Level

LEVELS: tuple[Level, ...] = ("default", "aggressive")
CARRIED = "FROM scratch AS a\nCOPY . /pk\nFROM scratch\n"


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def fails(root: Path, target: str | None = None) -> bool:
    files = BuildFiles(str(root), str(root / "Dockerfile"))
    return bool(outcome_of(inspect(BuildOptions(files, target=target))).failures)


def patterns(root: Path, level: Level = "default") -> set[str]:
    return {rule.pattern for rule in suggest(str(root), level=level).rules}


STEPS = [
    pytest.param(f"{CARRIED}COPY --from=a /pk/out/x /\n", id="a file that a stage takes on"),
    pytest.param(f"{CARRIED}COPY --from=a /pk/out /o\n", id="a directory that a stage takes on"),
    pytest.param(f"{CARRIED}COPY --from=a /pk/o*t/x /\n", id="a pattern that a stage takes on"),
    pytest.param(
        "FROM scratch AS a\nCOPY . /pk\nFROM scratch AS b\nCOPY --from=a /pk /all\n"
        "FROM scratch\nCOPY --from=b /all/out/x /\n",
        id="a file that goes through two stages",
    ),
    pytest.param(
        "FROM scratch AS a\nCOPY . /pk\nFROM a AS b\nWORKDIR /w\n"
        "FROM scratch\nCOPY --from=b /pk/out/x /\n",
        id="a file of a stage below the one that is named",
    ),
    pytest.param(
        "FROM scratch AS a\nWORKDIR /w\nCOPY . pk/\nFROM scratch\nCOPY --from=0 w/pk/out/x /\n",
        id="a file below a working directory, by the number of the stage",
    ),
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("dockerfile", STEPS)
def test_no_rule_takes(tmp_path: Path, dockerfile: str, level: Level) -> None:
    root = project(tmp_path, "out/x 3", "src/a", dockerfile=dockerfile, gitignore="out/\n*.log\n")
    assert not fails(root)
    found = suggest(str(root), level=level)
    (root / ".dockerignore").write_bytes(found.new)
    assert not fails(root)
    assert "**/*.log" in {rule.pattern for rule in found.rules}
    # The same on a checkout that has none of it.
    (root / ".dockerignore").unlink()
    (root / "out/x").unlink()
    (root / "out").rmdir()
    assert patterns(root, level) == {rule.pattern for rule in found.rules}


def test_what_a_run_may_have_made_is_asked_of_no_disk(tmp_path: Path) -> None:
    dockerfile = "FROM alpine AS b\nCOPY client /c\nRUN npm run build\n"
    dockerfile += "FROM scratch\nCOPY . /app\nCOPY --from=b /c/dist /app/client/dist\n"
    ignored = "client/dist\n*.tmpx\n"
    root = project(tmp_path, "client/a.js", dockerfile=dockerfile, gitignore=ignored)
    clean = patterns(root)
    assert {"client/dist", "**/*.tmpx"} <= clean
    (root / "client/dist").mkdir()
    (root / "client/dist/b.js").write_text("b", encoding="utf-8")
    (root / "x.tmpx").write_text("x", encoding="utf-8")
    assert patterns(root) == clean


def test_a_stage_that_the_target_does_not_need_counts_as_well(tmp_path: Path) -> None:
    dockerfile = "FROM scratch AS a\nCOPY . /pk\nFROM scratch AS dev\nCOPY --from=a /pk/out/x /\n"
    dockerfile += "FROM scratch\nCOPY src /s\n"
    root = project(tmp_path, "out/x 3", "src/a", dockerfile=dockerfile, gitignore="out/\n")
    (root / ".dockerignore").write_bytes(suggest(str(root), level="aggressive").new)
    assert not fails(root, "dev")


@pytest.mark.parametrize(
    ("run", "entry", "gitignore", "line"),
    [
        pytest.param("go build -mod=vendor", "vendor/a.go", "vendor/", "**/vendor", id="vendor"),
        pytest.param("cp .env env.sh", ".env", ".env", "**/.env", id="a file that is copied"),
        *(
            pytest.param(words, ".env", ".env", "**/.env", id=f"variables: {words}")
            for words in (
                "set -a && . ./.env && make",
                'bash -c "source .env; make"',
                "sh -ec '. .env && make'",
                "node --env-file=.env build.js",
                "docker-tool --env-file .env build",
                "npx dotenv -e .env -- make",
                "env $(cat .env) make",
            )
        ),
        pytest.param("sh gen/go.sh", "gen/go.sh", "gen", "**/gen", id="a script"),
        pytest.param("cd gen && ./go.sh", "gen/go.sh", "gen", "**/gen", id="a script beside it"),
        *(
            pytest.param(words, "gen/x.jar", "gen/", "**/gen", id=words.replace("/", " "))
            for words in (
                "pip install --no-index --find-links=gen a",
                "pip3 install -f ./gen a",
                "python3 -m pip install gen/*.whl",
                "uv pip install gen/x.whl",
                "tar xzf gen/x.tgz -C /usr/local",
                "tar -C /usr/local -xf gen/x.tar",
                "tar czf /x.tgz gen",
                "java -Djarmode=layertools -jar gen/x.jar extract",
                "make -C gen install",
                "ls gen/x.jar",
                "npm ci --offline --cache gen/npm",
                "mvn -o -Dmaven.repo.local=gen/m2 package",
                "dotnet restore --source ./gen",
                "apt-get install -y ./gen/x.deb",
                "psql -f gen/x.sql",
                "psql < gen/x.sql",
                "sed -i s/a/b/ gen/x",
                "ls /w/gen/x.jar",
                "OUT=gen && ls $OUT/x.jar",
                "mkdir -p /opt/gen && cp -r gen /opt/gen",
            )
        ),
        pytest.param(
            "bundle install --local", "vendor/cache/a", "vendor/cache", "vendor/cache", id="gems"
        ),
        pytest.param(
            "yarn install --immutable-cache",
            ".yarn/cache/a",
            ".yarn/cache",
            ".yarn/cache",
            id="yarn",
        ),
    ],
)
def test_what_a_run_reads_before_anything_can_have_made_it_stays(
    tmp_path: Path, run: str, entry: str, gitignore: str, line: str
) -> None:
    dockerfile = f"FROM alpine\nWORKDIR /w\nCOPY . .\nRUN {run}\n"
    root = project(tmp_path, entry, dockerfile=dockerfile, gitignore=f"{gitignore}\n*.tmpx\n")
    assert line not in patterns(root)
    assert "**/*.tmpx" in patterns(root)
    root = project(
        *(tmp_path / "other", entry),
        dockerfile=dockerfile.replace(f"RUN {run}", f"RUN make\nRUN {run}"),
        gitignore=f"{gitignore}\n*.tmpx\n",
    )
    assert line in patterns(root), "a RUN before may have made it"


@pytest.mark.parametrize(
    ("run", "files"),
    [
        pytest.param("cargo build", {".cargo/config.toml": 'directory = "gen"\n'}, id="cargo"),
        pytest.param("yarn --offline", {".yarnrc": 'yarn-offline-mirror "./gen"\n'}, id="yarn"),
        pytest.param("sh b.sh", {"b.sh": "set -e\ncp gen/x /usr/bin/\n"}, id="a script"),
        pytest.param(
            "./b.sh", {"b.sh": "#!/bin/sh\n. sub/c.sh\n", "sub/c.sh": "cat gen/x"}, id="two"
        ),
        pytest.param(
            "npm run build",
            {"package.json": '{"scripts": {"prebuild": "cat gen/x", "build": "vite"}}'},
            id="a script of npm",
        ),
    ],
)
def test_what_a_run_reads_by_way_of_another_file_stays(
    tmp_path: Path, run: str, files: dict[str, str]
) -> None:
    dockerfile = f"FROM alpine\nWORKDIR /w\nCOPY . .\nRUN {run}\n"
    root = project(tmp_path, "gen/x", dockerfile=dockerfile, gitignore="gen/\n*.tmpx\n")
    grow(root, files=files)
    assert "**/gen" not in patterns(root)
    for path in files:
        (root / path).write_text("echo", encoding="utf-8")
    assert "**/gen" in patterns(root)


@pytest.mark.parametrize(
    "run",
    [
        pytest.param("mkdir gen && ls gen", id="a directory that it has made itself"),
        pytest.param("cat a > gen", id="what is written to"),
        pytest.param("npm ci && cat gen/x", id="behind a program that may write anything"),
        pytest.param("pip install https://example.org/gen/x.whl", id="an address"),
        pytest.param("chown -R www /var/www/gen", id="another directory of the name"),
    ],
)
def test_what_a_run_needs_of_no_disk_is_ignored(tmp_path: Path, run: str) -> None:
    dockerfile = f"FROM alpine\nWORKDIR /w\nCOPY . .\nRUN {run}\n"
    root = project(tmp_path, "gen/x", dockerfile=dockerfile, gitignore="gen/\n")
    assert "**/gen" in patterns(root)


@pytest.mark.parametrize(
    ("start", "stays"),
    [
        pytest.param('CMD ["node", "dist/x.js"]', True, id="a program of node"),
        pytest.param("ENTRYPOINT java -jar dist/x.jar", True, id="a program of Java"),
        pytest.param('ENTRYPOINT ["/w/dist/x"]', True, id="itself"),
        pytest.param('RUN make\nCMD ["node", "dist/x.js"]', False, id="that a RUN may have made"),
        pytest.param('CMD ["npm", "start"]', False, id="of no certain file"),
    ],
)
def test_what_an_image_starts_with_stays(tmp_path: Path, start: str, *, stays: bool) -> None:
    dockerfile = f"FROM node\nWORKDIR /w\nCOPY . .\n{start}\n"
    root = project(tmp_path, "dist/x.js", dockerfile=dockerfile, gitignore="dist/\n")
    assert ("**/dist" not in patterns(root)) is stays


def test_scripts_that_call_each_other_end(tmp_path: Path) -> None:
    calls = "".join(f"sh s{number}.sh\n" for number in range(300))
    dockerfile = "FROM alpine\nWORKDIR /w\nCOPY . .\nRUN sh s0.sh\n"
    root = project(tmp_path, "gen/x", dockerfile=dockerfile, gitignore="gen/\n")
    grow(root, files={f"s{number}.sh": calls for number in range(300)})
    assert "**/gen" in patterns(root)
