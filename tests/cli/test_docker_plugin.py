"""``docker ctxscan``: installed, run and removed, with Docker's own client where there is one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ctxscan.cli.command import find_command
from ctxscan.context.docker_client.protocol import metadata
from tests.support.program import ROOT, Run, environment

PROGRAM = """#!{python}
import sys
from ctxscan.{module} import main
sys.exit(main())
"""
DOCKER = shutil.which("docker")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are scripts here")

with_docker = pytest.mark.skipif(DOCKER is None, reason="no docker here")


class Home:
    """Of a user who has installed ctxscan."""

    def __init__(self, root: Path) -> None:
        self.root, self.config = root, root / "docker"
        self.programs = root / "it's bin"
        self.programs.mkdir()
        for name, module in (("ctxscan", "__main__"), ("docker-ctxscan", "docker_plugin")):
            program = self.programs / name
            program.write_text(PROGRAM.format(python=sys.executable, module=module))
            program.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        return environment({"DOCKER_CONFIG": str(self.config), "HOME": str(self.root)})

    @property
    def plugin(self) -> Path:
        return self.config / "cli-plugins/docker-ctxscan"

    @property
    def settings(self) -> Any:
        return json.loads((self.config / "config.json").read_text())

    def write(self, settings: object) -> None:
        self.config.mkdir(exist_ok=True)
        (self.config / "config.json").write_text(json.dumps(settings))

    def run(self, *words: str) -> Run:
        return self._ended([str(self.programs / "ctxscan"), *words])

    def docker(self, *words: str) -> Run:
        return self._ended([str(DOCKER), *words])

    def _ended(self, words: list[str]) -> Run:
        ended = subprocess.run(
            words,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return Run(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_a_yes_it_is_only_shown(home: Home) -> None:
    run = home.run("docker-plugin", "install", "--hint")
    assert run.exit_code == 0
    assert str(home.plugin) in run.text.replace("\n", "")  # it may be broken behind a slash
    assert "#!/bin/sh" in run.text
    assert run.errors == ["ctxscan: nothing is written: that takes a terminal to ask at, or --yes"]
    assert not home.config.exists()


def test_it_is_installed_once_and_removed_again(home: Home) -> None:
    assert home.run("docker-plugin", "install", "--yes").exit_code == 0
    assert stat.S_IMODE(home.plugin.stat().st_mode) & 0o111
    assert not (home.config / "config.json").exists()
    before = home.plugin.stat().st_ino, home.plugin.stat().st_mtime_ns
    again = home.run("docker-plugin", "install", "--yes")
    assert again.errors == ["ctxscan: nothing to do: it is as it should be"]
    assert (home.plugin.stat().st_ino, home.plugin.stat().st_mtime_ns) == before
    assert home.run("docker-plugin", "remove", "--yes").exit_code == 0
    assert not home.plugin.exists()
    assert home.run("docker-plugin", "remove").errors == again.errors


def test_what_was_installed_from_another_place_is_renewed(home: Home) -> None:
    home.run("docker-plugin", "install", "--yes")
    right = home.plugin.read_bytes()
    home.plugin.write_bytes(right.replace(b"exec", b"exec -a old"))
    assert home.run("docker-plugin", "install", "--yes").exit_code == 0
    assert home.plugin.read_bytes() == right


@pytest.mark.parametrize("action", ["install", "remove"])
def test_a_file_of_somebody_else_is_left_alone(home: Home, action: str) -> None:
    home.plugin.parent.mkdir(parents=True)
    home.plugin.write_text("#!/bin/sh\necho mine\n")
    run = home.run("docker-plugin", action, "--yes")
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "was not written by ctxscan" in run.errors[0]
    assert home.plugin.read_text() == "#!/bin/sh\necho mine\n"


def test_a_plugin_of_our_name_in_another_folder_is_not_shadowed(home: Home) -> None:
    other = home.root / "extra/docker-ctxscan"
    other.parent.mkdir()
    other.write_text("")
    home.write({"cliPluginsExtraDirs": [str(other.parent)]})
    run = home.run("docker-plugin", "install", "--yes")
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert str(other) in run.errors[0]
    assert not home.plugin.exists()


def test_a_link_that_leads_to_the_program_is_ours(home: Home) -> None:
    home.plugin.parent.mkdir(parents=True)
    home.plugin.symlink_to(home.programs / "docker-ctxscan")
    run = home.run("docker-plugin", "install", "--yes")
    assert run.errors == ["ctxscan: nothing to do: it is as it should be"]
    assert home.run("docker-plugin", "remove", "--yes").exit_code == 0
    assert not home.plugin.is_symlink()
    assert (home.programs / "docker-ctxscan").exists()


def test_a_link_that_leads_nowhere_is_named(home: Home) -> None:
    home.plugin.parent.mkdir(parents=True)
    home.plugin.symlink_to("nowhere")
    run = home.run("docker-plugin", "install", "--yes")
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "leads nowhere" in run.errors[0]


def test_the_hint_is_added_to_what_stands_in_the_settings(home: Home) -> None:
    own = {"auths": {"x": {"auth": "c2VjcmV0"}}, "plugins": {"other": {"hooks": "pull"}}}
    home.write(own)
    (home.config / "config.json").chmod(0o640)
    run = home.run("docker-plugin", "install", "--hint", "--yes")
    assert "c2VjcmV0" not in run.text
    assert list(home.settings) == ["auths", "plugins", "features"]
    assert home.settings["plugins"]["other"] == {"hooks": "pull"}
    assert home.settings["plugins"]["ctxscan"] == {"hooks": "build,buildx build,compose build"}
    assert home.settings["features"] == {"hooks": "true"}
    assert stat.S_IMODE((home.config / "config.json").stat().st_mode) == 0o640
    home.run("docker-plugin", "remove", "--yes")
    assert home.settings == {**own, "features": {"hooks": "true"}}


def test_new_settings_are_for_their_user_alone(home: Home) -> None:
    home.run("docker-plugin", "install", "--hint", "--yes")
    assert stat.S_IMODE((home.config / "config.json").stat().st_mode) == 0o600
    home.run("docker-plugin", "remove", "--yes")
    assert home.settings == {}


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"plugins": []}', '{"plugins": {"ctxscan": 1}}', '{"features": 1}']
)
def test_settings_that_cannot_be_read_are_left_alone(home: Home, text: str) -> None:
    home.config.mkdir()
    (home.config / "config.json").write_text(text)
    run = home.run("docker-plugin", "install", "--hint", "--yes")
    if text == '{"plugins": []}':  # as good as none
        assert run.exit_code == 0
        return
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert (home.config / "config.json").read_text() == text
    assert not home.plugin.exists()


def test_a_program_without_its_plugin_says_how_to_get_it(home: Home) -> None:
    (home.programs / "docker-ctxscan").unlink()
    if Path(sys.executable).with_name("docker-ctxscan").exists():
        pytest.skip("this environment has one of its own")
    run = home.run("docker-plugin", "install", "--yes")
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "pipx install ctxscan" in run.errors[0]


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="no virtual environment here")
def test_a_virtual_environment_is_warned_of(home: Home) -> None:
    text = " ".join(home.run("docker-plugin", "install").text.split())
    assert f"{sys.prefix} is a virtual environment" in text


def test_a_program_that_is_gone_is_said_to_be(home: Home) -> None:
    home.run("docker-plugin", "install", "--yes")
    (home.programs / "docker-ctxscan").unlink()
    ended = subprocess.run([home.plugin, "ctxscan"], capture_output=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith(
        f"docker ctxscan: {home.programs}/docker-ctxscan is gone"
    )
    assert str(home.plugin) in ended.stderr.decode()


def test_what_the_client_asks_first_takes_no_python(home: Home) -> None:
    home.run("docker-plugin", "install", "--yes")
    (home.programs / "docker-ctxscan").unlink()
    asked = [str(home.plugin), "docker-cli-plugin-metadata"]
    assert subprocess.run(asked, capture_output=True, check=True).stdout.decode() == metadata(None)


def test_the_program_answers_it_before_it_imports_anything(home: Home) -> None:
    line = "import sys; sys.argv[1:] = ['docker-cli-plugin-metadata']; before = set(sys.modules);"
    line += "from ctxscan.docker_plugin import main; main();"
    line += "print(sorted(set(sys.modules) - before))"
    ended = subprocess.run(
        [sys.executable, "-c", line], env=home.environment, capture_output=True, check=True
    )
    answer, loaded = ended.stdout.decode().splitlines()
    assert json.loads(answer)["SchemaVersion"] == "0.1.0"
    room = "context.docker_client"
    own = ("context", room, f"{room}.protocol", "docker_plugin", "version")
    expected = {"ctxscan", "__future__", *(f"ctxscan.{name}" for name in own)}
    assert set(eval(loaded)) <= expected  # noqa: S307 - what was printed above


@pytest.fixture
def installed(home: Home) -> Home:
    assert home.run("docker-plugin", "install", "--hint", "--yes").exit_code == 0
    return home


@with_docker
def test_docker_lists_it(installed: Home) -> None:
    lines = installed.docker("--help").lines
    (line,) = (line for line in lines if line.lstrip().startswith("ctxscan"))
    assert "Show what a build sends, and why" in line
    assert "Invalid Plugins" not in installed.docker("--help").text


@with_docker
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["report", "sample_projects/node-app"], id="fine"),
        pytest.param(["check", "sample_projects/node-app", "--max-size", "1"], id="findings"),
        pytest.param(["rule", "nonsense"], id="bad input"),
    ],
)
def test_docker_ctxscan_is_ctxscan(installed: Home, words: list[str]) -> None:
    expected = installed.run(*words)
    assert installed.docker("ctxscan", *words) == expected
    assert installed.docker("--log-level", "error", "ctxscan", *words) == expected


@with_docker
@pytest.mark.parametrize("words", [["help", "ctxscan", "report"], ["ctxscan", "report", "--help"]])
def test_help_shows_how_docker_calls_it(installed: Home, words: list[str]) -> None:
    assert installed.docker(*words).text.startswith("Usage: docker ctxscan report [OPTIONS]")


def _major() -> int:
    if DOCKER is None:
        return 0
    run = subprocess.run([DOCKER, "--version"], capture_output=True, check=True, text=True)
    return int(run.stdout.split()[2].partition(".")[0])


@pytest.mark.skipif(_major() < 24, reason="a client that completes for its plugins")
def test_docker_completes_our_words(installed: Home) -> None:
    (format_,) = (each for each in find_command("report").parameters if "--format" in each.names)
    found = installed.docker("__complete", "ctxscan", "report", "--form").text.splitlines()
    assert found == [f"--format\t{format_.declared.help}", ":4"]
    assert installed.docker("__complete", "ctxscan", "rule", "junk-s").lines == ["junk-sent", ":4"]


@pytest.mark.skipif(
    _major() < 26 or sys.platform != "linux", reason="a client that tells its plugins of its end"
)
def test_it_ends_when_docker_is_asked_to(installed: Home) -> None:
    with subprocess.Popen(
        [str(DOCKER), "ctxscan", "image", "-"],
        env=installed.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as run:
        try:
            _wait_for_child(run.pid)
            run.send_signal(signal.SIGTERM)
            assert run.wait(20) == 143
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)


def _wait_for_child(pid: int) -> None:
    """Until the plugin reads its input: by then, it hears of docker's end."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)  # noqa: PLW1510 - none is an error, too
        child = found.stdout.decode().strip()
        if child and _waits_for_input(child):
            return
        time.sleep(0.05)
    pytest.fail("the plugin reads nothing")


def _waits_for_input(pid: str) -> bool:
    call = subprocess.run(["cat", f"/proc/{pid}/wchan"], capture_output=True, check=False).stdout
    return b"pipe" in call
