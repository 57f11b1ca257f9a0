"""The table of files that may hold a credential: each row is held to its own samples."""

from __future__ import annotations

import pytest

from ctxscan.findings.catalog.credentials import Credential, Sample, credentials, samples
from ctxscan.findings.check.credentials.formats import FORMATS, holds, says_nothing
from ctxscan.findings.check.credentials.values import is_credential
from ctxscan.ignore.pattern import DockerPattern

EACH = pytest.mark.parametrize("row", samples(), ids=lambda row: str(row.credential.pattern))


@EACH
def test_a_row_hits_its_sample_and_names_a_format(row: Sample) -> None:
    assert DockerPattern(row.credential.pattern).matches(row.credential.sample)
    assert row.credential.format in FORMATS
    assert row.credential.proof in ("name", "content")


@EACH
def test_what_holds_a_credential_is_told_from_what_holds_none(row: Sample) -> None:
    name = row.credential.format or ""
    assert holds(name, row.holds.encode())
    assert not holds(name, row.empty.encode())
    if row.credential.proof == "name":
        assert not says_nothing(name, row.holds.encode())
        assert says_nothing(name, row.empty.encode())


@EACH
def test_a_name_counts_though_the_content_says_nothing_that_can_be_read(row: Sample) -> None:
    for data in (b"", b"x\n", b"\xff\xfe\x00", b"\x00" * 9):
        if row.credential.proof == "name":
            assert not says_nothing(row.credential.format or "", data)
        else:
            assert not holds(row.credential.format or "", data)


def test_patterns_are_unique_and_the_table_comes_before_what_is_known_by_name() -> None:
    patterns = [row.pattern for row in credentials()]
    assert len(set(patterns)) == len(patterns)
    assert patterns[: len(samples())] == [row.credential.pattern for row in samples()]


@pytest.mark.parametrize("row", credentials(), ids=lambda row: str(row.pattern))
def test_a_row_about_a_directory_has_a_sample_below_it(row: Credential) -> None:
    assert DockerPattern(row.pattern).matches(row.sample) is not row.of_directories


@pytest.mark.parametrize(
    "value",
    [
        "${NPM_TOKEN}", "${NPM_TOKEN:-}", "${NPM_TOKEN-}", "$NPM_TOKEN", "%NPM_TOKEN%", "''", '""',
        "{{ npm_token }}", "${{ secrets.NPM_TOKEN }}", "<your token>", "<%= ENV['TOKEN'] %>",
        "$(cat /run/secrets/npm)", "your-token-here", "YOUR_TOKEN", "xxxxxxxx", "***", "",
        "changeme", "CHANGE_ME", "REPLACE_ME", "__TOKEN__", "@token@", "null", "${env.TOKEN}",
        "[token]", "process.env.NPM_TOKEN", "prefix-${TOKEN}", "...",
    ],
)  # fmt: skip
def test_what_stands_for_a_value_is_none(value: str) -> None:
    assert not is_credential(value)


@pytest.mark.parametrize(
    "value", ["a81kd0", "npm_abc", '"s3cr3t"', "secret", "${NPM_TOKEN:-a81kd0}", "p$$w0rd", "1234"]
)
def test_what_says_something_itself_is_a_value(value: str) -> None:
    assert is_credential(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("npm", "//r.example.org/:_password = czNjcjN0", id="a password for npm"),
        pytest.param("npm", "registry=https://me:s3cr3t@r.example.org/", id="one in an address"),
        pytest.param(
            "npm", "# old: npm_" + "a1" * 18, id="a token in a comment is one all the same"
        ),
        pytest.param("settings", "npmAuthIdent: 'me:s3cr3t'", id="yarn's user and password"),
        pytest.param("settings", "repository = https://me:s3cr3t@r.example.org", id="an address"),
        pytest.param("netrc", "machine a login b password c machine d", id="all on one line"),
        pytest.param(
            "nuget", "<apikeys><add key='https://n.org' value='AQAAA' /></apikeys>", id="keys"
        ),
        pytest.param(
            "environment", "DATABASE_URL=postgres://app:s3cr3t@db/app", id="in an address"
        ),
        pytest.param("environment", "export GITHUB_TOKEN=ghx_1 # mine", id="a comment behind it"),
    ],
)
def test_a_credential_is_found(name: str, text: str) -> None:
    assert holds(name, text.encode())
    assert holds(name, text.replace("\n", "\r\n").encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("npm", "; //r.example.org/:_authToken=", id="commented out and empty"),
        pytest.param("npm", "auth-type=legacy\nsave-exact=true", id="other settings"),
        pytest.param(
            "environment", "JWT_TOKEN_TTL=3600\nPASSWORD_MIN_LENGTH=8", id="about secrets"
        ),
        pytest.param("environment", "POSTGRES_PASSWORD=postgres", id="what everybody tries first"),
        pytest.param("environment", "DB_PASSWORD_FILE=/run/secrets/db", id="where a secret is"),
        pytest.param("environment", "NEXT_PUBLIC_TOKEN=abc123", id="what a browser sees anyway"),
        pytest.param(
            "environment", "URL=postgres://postgres:postgres@db/app", id="a local database"
        ),
        pytest.param("maven", "<!-- <password>s3cr3t</password> -->", id="commented out"),
        pytest.param("maven", "<password>{COQLCE6DU6GtcS5P=}</password>", id="encrypted by Maven"),
        pytest.param("bundle", "BUNDLE_MIRROR__HTTPS://A__ORG/: 'https://b.org'", id="a mirror"),
        pytest.param("addresses", "git+ssh://git@example.org/a", id="a user without a password"),
        pytest.param("curl", 'user-agent = "a:b"', id="another option of curl"),
    ],
)
def test_what_is_no_credential_is_passed_over(name: str, text: str) -> None:
    assert not holds(name, text.encode())


def test_a_file_of_windows_is_read_too() -> None:
    text = '<a><add key="ClearTextPassword" value="s3cr3t" /></a>'
    assert holds("nuget", text.encode("utf-16"))
