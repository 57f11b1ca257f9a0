"""Settings files and variables: what they may say, and who wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from ctxscan.context.settings import read_settings
from ctxscan.errors import UsageError
from ctxscan.findings.check.settings import parse_settings
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.findings.check.settings import Settings
    from tests.support.program import Run

DOCKERFILE = "FROM scratch\nCOPY . .\n"
OWN, PYTHON = ".ctxscan.toml", "pyproject.toml"


def write(root: Path, text: str, name: str = OWN) -> Path:
    return grow(root, "a.bin 5000", files={"Dockerfile": DOCKERFILE, name: text})


def settings(root: Path, text: str, name: str = OWN) -> Settings:
    found = read_settings(str(write(root, text, name)))
    assert found is not None
    return parse_settings(found)


def check(root: Path, *options: str, env: dict[str, str] | None = None) -> Run:
    return ctxscan("check", *options, "--format", "json", cwd=root, env=env)


def limits(run: Run) -> Any:
    return run.document["contexts"][0]["limits"]


ALL_PATHS = """\
max-size = "1MB"
max-files = 7
max-file-size = 2048
min-files = 1
forbid = ["*.bin"]
secrets = false
allow-secret = [".env"]
missing = false
leaks = true
measure = "eligible"
baseline = "size.json"
max-growth = "5%"
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(OWN, ALL_PATHS, id="a file of its own"),
        pytest.param(PYTHON, f"[tool.ctxscan]\n{ALL_PATHS}", id="a table of pyproject.toml"),
    ],
)
def test_every_setting_can_be_set(tmp_path: Path, name: str, text: str) -> None:
    found = settings(tmp_path, text, name).limits
    assert {key: str(value) for key, value in found.items()} == {
        "max-size": "1000000",
        "max-files": "7",
        "max-file-size": "2048",
        "min-files": "1",
        "forbid": "('*.bin',)",
        "secrets": "False",
        "allow-secret": "('.env',)",
        "missing": "False",
        "leaks": "True",
        "measure": "eligible",
        "baseline": "size.json",
        "max-growth": "5%",
    }


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        pytest.param(
            OWN,
            '# sizes\nmax_sise = "1MB"\n',
            ".ctxscan.toml:2: unknown setting 'max_sise' (did you mean max-size?)",
            id="a key that is nearly right",
        ),
        pytest.param(
            PYTHON,
            '[project]\nname = "x"\nleak = 1\n\n[tool.ctxscan]\nleak = true\n',
            "pyproject.toml:6: unknown setting 'leak' (did you mean leaks?)",
            id="a key in the table that is ours",
        ),
        pytest.param(
            OWN,
            '[[contexts]]\npath = "a"\n[[contexts]]\npath = "b"\nfiles = "x"\n',
            ".ctxscan.toml:5: unknown setting 'files' (did you mean file?)",
            id="a key of the second context",
        ),
        pytest.param(
            OWN, "zzzz = 1\n", ".ctxscan.toml:1: unknown setting 'zzzz' (known are ", id="no key"
        ),
        pytest.param(
            OWN, 'max-files = "7"\n', ".ctxscan.toml:1: max-files must be a number", id="no number"
        ),
        pytest.param(
            OWN, "max-files = true\n", ".ctxscan.toml:1: max-files must be a number", id="a truth"
        ),
        pytest.param(
            OWN, "\nleaks = 1\n", ".ctxscan.toml:2: leaks must be true or false", id="no truth"
        ),
        pytest.param(
            OWN,
            'max-size = "7 apples"\n',
            ".ctxscan.toml:1: max-size: not a size: '7 apples'",
            id="no size",
        ),
        pytest.param(
            OWN, 'forbid = "*.bin"\n', ".ctxscan.toml:1: forbid must be a list", id="no list"
        ),
        pytest.param(
            OWN, "forbid = [1]\n", ".ctxscan.toml:1: forbid: it must be a list of", id="no texts"
        ),
        pytest.param(
            OWN, 'measure = "all"\n', ".ctxscan.toml:1: measure: nothing to measure", id="measure"
        ),
        pytest.param(
            OWN,
            "[[contexts]]\nmax-files = 1\n",
            ".ctxscan.toml:1: a context without its path",
            id="a context without its path",
        ),
        pytest.param(OWN, "a = [\n", ".ctxscan.toml", id="no TOML"),
        pytest.param(
            PYTHON,
            "[tool]\nctxscan = 1\n# tool.ctxscan\n",
            "tool.ctxscan must be a table",
            id="no table",
        ),
    ],
)
def test_a_mistake_is_exit_2_with_its_line(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    run = check(write(tmp_path, text, name))
    assert run.exit_code == Exit.BAD_INPUT
    (line,) = run.errors
    assert complaint in line


def test_a_broken_pyproject_that_does_not_speak_of_us_is_nobody_s_business(tmp_path: Path) -> None:
    write(tmp_path, "{{ cookiecutter.name }} = [\n", PYTHON)
    assert check(tmp_path).exit_code == Exit.FINE


def test_settings_in_two_files_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "max-files = 1\n")
    write(tmp_path, "[tool.ctxscan]\nmax-files = 2\n", PYTHON)
    with pytest.raises(UsageError, match="settings are here and in"):
        read_settings(str(tmp_path))


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, "max-files = 1\n")
    env = {"CTXSCAN_MAX_FILES": "2"}
    assert limits(check(tmp_path))["max_files"] == 1
    assert limits(check(tmp_path, env=env))["max_files"] == 2
    assert limits(check(tmp_path, "--max-files", "3", env=env))["max_files"] == 3


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("CTXSCAN_MAX_SIZE", "1kB", "too-large"),
        ("CTXSCAN_MAX_FILES", "0", "too-many-files"),
        ("CTXSCAN_MAX_FILE_SIZE", "1kB", "file-too-large"),
        ("CTXSCAN_MIN_FILES", "99", "too-few-files"),
        ("CTXSCAN_FORBID", "none\n*.bin", "forbidden-path"),
    ],
)
def test_each_limit_has_its_variable(tmp_path: Path, variable: str, value: str, code: str) -> None:
    grow(tmp_path, "a.bin 5000", files={"Dockerfile": DOCKERFILE})
    assert check(tmp_path, env={variable: ""}).exit_code == Exit.FINE
    run = check(tmp_path, env={variable: value})
    assert [each["code"] for each in run.document["findings"]] == [code]


def test_a_bad_variable_is_named(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": DOCKERFILE})
    run = check(tmp_path, env={"CTXSCAN_LEAKS": "perhaps"})
    assert run.exit_code == Exit.BAD_INPUT
    assert run.errors == [
        "ctxscan: error: CTXSCAN_LEAKS: neither true nor false: 'perhaps' (write true or false)"
    ]


CONTEXTS = """\
max-files = 9

[[contexts]]
path = "web"
max-size = "1kB"

[[contexts]]
path = "."
file = "docker/api.Dockerfile"
target = "api"
max-files = 1
"""


def several(root: Path) -> Path:
    api = "FROM scratch AS api\nCOPY web/big.bin /\nFROM scratch\nCOPY . .\n"
    return grow(
        root,
        "web/big.bin 5000",
        files={
            ".ctxscan.toml": CONTEXTS,
            "web/Dockerfile": DOCKERFILE,
            "docker/api.Dockerfile": api,
            "Dockerfile": DOCKERFILE,
        },
    )


def test_several_contexts_are_all_checked_each_with_its_limits(tmp_path: Path) -> None:
    run = check(several(tmp_path))
    assert run.exit_code == Exit.FINDINGS
    document = run.document
    assert document["context"] is None
    assert [(each["path"], each["passed"], each["files"]) for each in document["contexts"]] == [
        ("web", False, 2),
        (".", True, 1),
    ]
    assert [each["limits"]["max_files"] for each in document["contexts"]] == [9, 1]
    assert document["contexts"][1]["dockerfile"] == "docker/api.Dockerfile"
    assert document["contexts"][1]["target"] == "api"
    (finding,) = document["findings"]
    assert (finding["code"], finding["context"]) == ("too-large", "web")


def test_a_path_chooses_its_context_of_the_settings(tmp_path: Path) -> None:
    run = check(several(tmp_path), "web")
    assert run.exit_code == Exit.FINDINGS
    assert run.document["context"]["path"] == "web"


def test_a_dockerfile_on_the_command_line_is_that_build_alone(tmp_path: Path) -> None:
    run = check(several(tmp_path), "-f", "Dockerfile")
    assert run.exit_code == Exit.FINE
    assert run.document["context"]["dockerfile"] == "Dockerfile"
    assert limits(run)["max_files"] == 9


def test_a_baseline_is_named_from_where_the_settings_are(tmp_path: Path) -> None:
    write(tmp_path / "p", 'baseline = "size.json"\n')
    run = ctxscan("check", "p", "--update-baseline", cwd=tmp_path)
    assert run.exit_code == Exit.FINE
    assert (tmp_path / "p/size.json").is_file()
