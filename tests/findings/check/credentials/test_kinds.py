"""Each kind of file that holds a credential: sent, in git, and named on a clean checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.findings.suggest.projects import project
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "Zx81kd0Qw7LmN3"
KINDS = {
    ".npmrc": f"//registry.npmjs.org/:_authToken={VALUE}\n",
    ".pypirc": f"[pypi]\nusername = __token__\npassword = {VALUE}\n",
    ".netrc": f"machine api.example.org\nlogin bob\npassword {VALUE}\n",
    ".docker/config.json": f'{{"auths": {{"r.example.org": {{"auth": "{VALUE}"}}}}}}\n',
    "nuget.config": f'<add key="ClearTextPassword" value="{VALUE}" />\n',
    "pip.conf": f"[global]\nindex-url = https://bob:{VALUE}@pypi.example.org/simple\n",
    ".git-credentials": f"https://bob:{VALUE}@git.example.org\n",
    ".yarnrc.yml": f'npmAuthToken: "{VALUE}"\n',
    "gradle.properties": f"org.gradle.jvmargs=-Xmx2g\nmavenPassword={VALUE}\n",
    "settings.xml": f"<settings><server><password>{VALUE}</password></server></settings>\n",
    "terraform.tfvars": f'db_password = "{VALUE}"\n',
    "terraform.tfstate": f'{{"resources": [{{"password": "{VALUE}"}}]}}\n',
    "kubeconfig": f"users:\n- user:\n    token: {VALUE}\n",
    "my-service-account.json": '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIE"}\n',
    ".env": f"DB_PASSWORD={VALUE}\n",
    ".env.production": f"API_SECRET={VALUE}\n",
    ".aws/credentials": f"[default]\naws_secret_access_key={VALUE}\n",
    "release.keystore": "\ufeed\u0000",
    "upload.jks": "\ufeed\u0000",
}
INNOCENT = {
    ".env.example": f"DB_PASSWORD={VALUE}\n",
    ".env.template": f"DB_PASSWORD={VALUE}\n",
    "tests/fixtures/.env": f"DB_PASSWORD={VALUE}\n",
    "debug.keystore": "x",
    "truststore.jks": "x",
    "my-cacerts.jks": "x",
    ".npmrc": "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n",
    ".yarnrc.yml": "nodeLinker: node-modules\n",
    "gradle.properties": "org.gradle.jvmargs=-Xmx2g\n",
    "settings.xml": "<settings><password>${env.PASSWORD}</password></settings>\n",
    "pip.conf": "[global]\nindex-url = https://pypi.example.org/simple\n",
    "nuget.config": '<add key="nuget.org" value="https://api.nuget.org/v3/index.json" />\n',
}
DOCKERFILE = "FROM scratch\nCOPY app /app\n"


def found(root: Path, *options: str) -> list[dict[str, Any]]:
    run = ctxscan("check", "--no-missing", *options, "--format", "json", cwd=root)
    assert run.exit_code in {0, 1}, run.errors
    findings: list[dict[str, Any]] = run.document["findings"]
    assert run.exit_code == any(each["severity"] != "note" for each in findings)
    return findings


@pytest.mark.parametrize("name", KINDS)
def test_one_that_is_sent_fails_until_it_is_allowed(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, "app/a 1", dockerfile=DOCKERFILE)
    grow(root, files={f"app/{name}": KINDS[name]})
    [finding] = found(root)
    assert (finding["code"], finding["severity"]) == ("secret-sent", "error")
    assert f"--allow-secret app/{name}" in finding["hint"]
    assert found(root, "--allow-secret", f"app/{name}") == []


@pytest.mark.parametrize("name", KINDS)
def test_one_that_git_tracks_is_a_note(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, dockerfile=DOCKERFILE, files={f"app/{name}": KINDS[name]})
    [finding] = found(root)
    assert (finding["code"], finding["severity"]) == ("secret-sent", "note")
    assert f"--allow-secret app/{name}" in finding["hint"]


@pytest.mark.parametrize("name", KINDS)
def test_a_line_that_copies_one_is_the_finding_on_a_clean_checkout(
    tmp_path: Path, name: str
) -> None:
    dockerfile = f"FROM scratch\nCOPY conf/{name} /x\n"
    root = project(tmp_path, "app/a 1", dockerfile=dockerfile, gitignore=f"conf/{name}\n")
    [finding] = found(root)
    assert (finding["code"], finding["line"]) == ("secret-copied", 2)
    assert f"--allow-secret conf/{name}" in finding["hint"]


@pytest.mark.parametrize("name", INNOCENT)
def test_what_holds_none_is_nothing_to_speak_of(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, "app/a 1", dockerfile=DOCKERFILE)
    grow(root, files={f"app/{name}": INNOCENT[name]})
    assert found(root) == []
