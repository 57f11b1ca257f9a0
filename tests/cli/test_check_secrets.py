"""``ctxscan check`` and credentials: on a clean checkout, on a laptop, in git or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from ctxscan.findings.catalog.credentials import Sample, samples
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.program import Run

ALL = "FROM scratch\nCOPY . .\n"
LOGIN = "//registry.npmjs.org/:_authToken=a81kd0\n"


def project(
    root: Path, files: dict[str, str], *, dockerfile: str = ALL, commit: bool = True
) -> Path:
    grow(root, files={"Dockerfile": dockerfile, **files})
    init(root)
    if commit:
        committed(root)
    return root


def committed(root: Path) -> None:
    git(root, "add", "-A", "-f")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")


def found(root: Path, *options: str) -> list[tuple[str, str, str]]:
    """Code, severity and path of each finding; what fails, and what does not."""
    run: Run = ctxscan("check", *options, "--format", "json", cwd=root)
    rows: list[Any] = run.document["findings"]
    fails = any(each["severity"] != "note" for each in rows)
    assert run.exit_code == (Exit.FINDINGS if fails else Exit.FINE)
    assert run.document["passed"] is not fails
    assert all("--allow-secret" in each["hint"] for each in rows if "secret" in each["code"])
    return [(each["code"], each["severity"], each["path"]) for each in rows]


@pytest.mark.parametrize("path", [".env", "api/.env", "deploy/id_rsa", ".aws/credentials"])
def test_a_secret_that_git_tracks_is_a_note_and_no_failure(tmp_path: Path, path: str) -> None:
    root = project(tmp_path, {path: "PASSWORD=s3cr3t\n"})
    assert found(root) == [("secret-sent", "note", path)]
    assert "1 note" in ctxscan("check", cwd=root).text


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param(".envrc", "use flake\n", id="direnv that loads a flake"),
        pytest.param(
            ".env.production", "VITE_API=/api\n", id="variables that a framework builds with"
        ),
        pytest.param(
            "docker/app.env", "POSTGRES_PASSWORD=postgres\n", id="what a Compose file uses"
        ),
        pytest.param(".npmrc", "auto-install-peers=true\n", id="npm without a token"),
        pytest.param(".yarnrc.yml", "nodeLinker: node-modules\n", id="yarn without a token"),
        pytest.param("certs/ca.pem", "-----BEGIN CERTIFICATE-----\n", id="a certificate"),
    ],
)
def test_a_tracked_file_without_a_secret_says_nothing(
    tmp_path: Path, path: str, content: str
) -> None:
    assert found(project(tmp_path, {path: content})) == []


def test_a_tracked_file_that_holds_another_content_here_is_a_failure(tmp_path: Path) -> None:
    root = project(tmp_path, {".npmrc": "save-exact=true\n", ".env": "PORT=80\n"})
    (root / ".npmrc").write_text(LOGIN)
    (root / ".env").write_text("PORT=80\nAPI_KEY=a81kd0\n")
    assert found(root) == [("secret-sent", "error", ".env"), ("secret-sent", "error", ".npmrc")]


def test_a_file_with_line_ends_of_windows_is_the_one_that_git_tracks(tmp_path: Path) -> None:
    root = project(tmp_path, {".env": "PASSWORD=s3cr3t\n"})
    (root / ".env").write_bytes(b"PASSWORD=s3cr3t\r\n")
    assert found(root) == [("secret-sent", "note", ".env")]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
@pytest.mark.parametrize("target", ["/etc/passwd", "config/real", "../out/.env", "gone"])
def test_a_link_carries_no_secret(tmp_path: Path, target: str) -> None:
    root = grow(tmp_path / "p", f".env -> {target}", f".npmrc -> {target}", "config/real 3")
    grow(tmp_path / "out", files={".env": LOGIN})
    project(root, {})
    assert found(root) == []


@pytest.mark.parametrize(
    ("line", "path"),
    [
        pytest.param("COPY .env .env", ".env", id="variables"),
        pytest.param("COPY id_rsa /k", "id_rsa", id="a key"),
        pytest.param("COPY --chmod=600 ci/id_ed25519 /root/.ssh/", "ci/id_ed25519", id="a flag"),
        pytest.param("ADD .aws/credentials /root/.aws/", ".aws/credentials", id="by ADD"),
        pytest.param('COPY [".env.local", "/app/"]', ".env.local", id="as JSON"),
        pytest.param("COPY a.txt ./.env.server /app/", ".env.server", id="beside another source"),
        pytest.param("ARG F=.env\nCOPY ${F} /app/", ".env", id="by a variable"),
        pytest.param("COPY .ssh /root/.ssh", ".ssh", id="a directory of keys"),
        pytest.param("COPY .ssh/config /root/.ssh/", ".ssh/config", id="a file in it"),
        pytest.param("COPY .git-credentials /root/", ".git-credentials", id="passwords for git"),
    ],
)  # fmt: skip
def test_a_line_that_names_a_secret_is_a_finding_on_a_clean_checkout(
    tmp_path: Path, line: str, path: str
) -> None:
    root = project(tmp_path, {"a.txt": "1"}, dockerfile=f"FROM scratch\n{line}\n")
    assert ("secret-copied", "error", path) in found(root)
    assert found(root, "--no-missing") == [("secret-copied", "error", path)]
    assert found(root, "--no-missing", "--no-secrets") == []
    assert found(root, "--no-missing", "--allow-secret", path) == []


def test_the_same_line_is_a_finding_where_the_file_is_there(tmp_path: Path) -> None:
    root = project(tmp_path, {}, dockerfile="FROM scratch\nCOPY .env .env\n")
    (root / ".env").write_text("A=1\n")
    assert found(root) == [("secret-sent", "error", ".env")]
    (root / ".dockerignore").write_text(".env\n")
    assert ("secret-copied", "error", ".env") in found(root)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("COPY .env.example .env", id="an example"),
        pytest.param("COPY package.json .npmrc ./", id="settings of npm, which need no token"),
        pytest.param("COPY kubeconfig /src/kubeconfig", id="a directory of sources"),
        pytest.param("COPY tests/.env /app/", id="variables of tests"),
        pytest.param("COPY dist/app.env /app/", id="what a script writes before the build"),
        pytest.param("COPY --from=base /app/.env /", id="out of another stage"),
        pytest.param("RUN --mount=type=secret,id=env,target=/app/.env true", id="as a secret"),
    ],
)
def test_a_line_that_names_no_secret_is_no_finding(tmp_path: Path, line: str) -> None:
    root = project(
        tmp_path,
        {
            "kubeconfig/load.go": "package kubeconfig\n",
            "package.json": "{}",
            ".env.example": "A=\n",
        },
        dockerfile=f"FROM scratch AS base\nFROM scratch\n{line}\n",
    )
    assert [each for each in found(root) if "secret" in each[0]] == []


def test_settings_that_git_ignores_and_a_line_copies_are_a_finding(tmp_path: Path) -> None:
    files = {".gitignore": ".npmrc\n"}
    root = project(tmp_path, files, dockerfile="FROM scratch\nCOPY .npmrc /\n")
    assert ("secret-copied", "error", ".npmrc") in found(root)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("kubeconfig/load.go", "package kubeconfig\n", id="a package of Go"),
        pytest.param("pkg/.env/a.ts", "1", id="a directory called so"),
        pytest.param(
            "locales/en/credentials.json", '{"password": "Password"}', id="a page's texts"
        ),
        pytest.param("src/i18n/de/secrets.json", '{"token": "Token"}', id="texts in German"),
        pytest.param(
            "schemas/credentials.json",
            '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"token": {}}}',
            id="a schema of JSON",
        ),
        pytest.param(
            "chart/templates/secrets.yaml",
            "kind: Secret\ndata:\n  password: {{ .Values.password | b64enc }}\n",
            id="a template of Helm",
        ),
        pytest.param("server.key.pub", "ssh-rsa AAAA\n", id="a public key"),
        pytest.param("private_ca.pem", "-----BEGIN CERTIFICATE-----\nM\n", id="a certificate"),
        pytest.param(".docker/config.json", '{"credsStore": "desktop"}', id="where passwords are"),
        pytest.param("credentials.json", '{"title": "Sign in", "login": "Login"}', id="a dialog"),
        pytest.param("secrets.json", '{"password": "Password"}', id="a label"),
        pytest.param("env.ts", "export const API_KEY = process.env.API_KEY\n", id="a program"),
        pytest.param("keys.json", '{"key": "value", "api_key": "a1b2c3"}', id="some keys"),
        pytest.param("docs/password.txt", "Use a long one.\n", id="a text about passwords"),
    ],
)
@pytest.mark.parametrize("commit", [True, False], ids=["tracked", "not tracked"])
def test_what_only_has_the_name_of_a_secret_is_no_alarm(
    tmp_path: Path,
    path: str,
    content: str,
    commit: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert found(project(tmp_path, {path: content}, commit=commit)) == []


def test_a_rule_for_a_file_takes_no_directory_and_nothing_that_git_tracks(tmp_path: Path) -> None:
    root = project(tmp_path, {"pkg/kubeconfig/load.go": "package kubeconfig\n", "a/.env": "A=1\n"})
    grow(root, files={"kubeconfig": "token: abc\n", ".env": "A=1\n", "id_rsa": "k\n"})
    run = ctxscan("check", "--format", "json", cwd=root)
    rules = {each["path"]: each["rules"] for each in run.document["findings"]}
    assert rules == {
        "kubeconfig": ["kubeconfig"], ".env": [".env"], "id_rsa": ["**/id_rsa"], "a/.env": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "path", [".env.server", ".env.e2e", "prod.env", "secrets.json", ".env-staging", "a/secret.json"]
)
@pytest.mark.parametrize("content", ["A=1\n", ""])
def test_rarer_names_of_secrets_are_found(tmp_path: Path, path: str, content: str) -> None:
    root = project(tmp_path, {})
    grow(root, files={path: content})
    assert found(root) == [("secret-sent", "error", path)]


@pytest.mark.parametrize("row", samples(), ids=lambda row: str(row.credential.pattern))
def test_each_file_of_the_table_is_found_with_a_token_and_passed_over_without(
    tmp_path: Path, row: Sample
) -> None:
    root = project(tmp_path, {})
    path = row.credential.sample
    grow(root, files={path: row.holds})
    assert found(root) == [("secret-sent", "error", path)]
    grow(root, files={path: row.empty})
    assert found(root) == []
    grow(root, files={path: row.holds})
    committed(root)
    assert found(root) == [("secret-sent", "note", path)]


def test_outside_of_a_repository_every_secret_fails(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": ALL, ".npmrc": LOGIN, ".env": "A=1"})
    assert {path for _, severity, path in found(root) if severity == "error"} == {".npmrc", ".env"}


def test_a_token_in_a_submodule_that_tracks_it_is_a_note(tmp_path: Path) -> None:
    inner = project(tmp_path / "inner", {".env": "PASSWORD=s3cr3t\n"})
    root = project(tmp_path / "p", {})
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib")
    committed(root)
    assert found(root) == [("secret-sent", "note", "lib/.env")]


def test_a_secret_of_a_named_context_is_told_by_its_own_repository(tmp_path: Path) -> None:
    other = project(tmp_path / "other", {".env": "PASSWORD=s3cr3t\n"})
    grow(other, files={".npmrc": LOGIN})
    root = project(tmp_path / "p", {}, dockerfile="FROM scratch\nCOPY --from=o . /\n")
    assert found(root, "--build-context", "o=../other") == [
        ("secret-sent", "note", "o:.env"),
        ("secret-sent", "error", "o:.npmrc"),
    ]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_nothing_hangs_and_nothing_is_read_beyond_the_context(tmp_path: Path) -> None:
    outside = grow(tmp_path / "out", files={".npmrc": LOGIN})
    root = grow(tmp_path / "p", ".netrc |", "sub -> ../out", files={"Dockerfile": ALL})
    (root / "a.pem").write_bytes(b"\0" * 10)
    with (root / ".npmrc").open("wb") as sparse:
        sparse.truncate(10_000_000)
    assert found(root) == []
    assert (outside / ".npmrc").read_text() == LOGIN


def test_notes_are_no_failures_in_any_format(tmp_path: Path) -> None:
    root = project(tmp_path, {".env": "PASSWORD=s3cr3t\n"})
    sarif = json.loads(ctxscan("check", "--format", "sarif", cwd=root).text)
    assert [each["level"] for each in sarif["runs"][0]["results"]] == ["note"]
    assert "::notice file=.env" in ctxscan("check", "--format", "github", cwd=root).text
    assert 'failures="0"' in ctxscan("check", "--format", "junit", cwd=root).text
    assert ":white_check_mark:" in ctxscan("check", "--format", "markdown", cwd=root).text
