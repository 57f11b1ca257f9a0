"""Which build, on every command: a compose or bake file, docker's own command line, --only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from tests.support.program import ctxscan
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

COMPOSE = """\
services:
  api:
    build:
      context: .
      dockerfile: api.Dockerfile
      args: {WHAT: src}
  worker:
    build:
      context: .
      target: run
  far: {build: "https://github.com/a/b.git"}
"""
BAKE = """\
target "default" {
  dockerfile = "api.Dockerfile"
  args = { WHAT = "src" }
  contxt = "x"
}
"""
DOCKERFILE = "FROM scratch AS run\nCOPY worker /w\nFROM run\nCOPY big /\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(
        tmp_path / "project",
        *("src/a 3", "src/b.log 5", "worker/w 7", "big 1000"),
        files={
            "compose.yaml": COMPOSE,
            "docker-bake.hcl": BAKE,
            "Dockerfile": DOCKERFILE,
            "api.Dockerfile": "FROM scratch\nARG WHAT\nCOPY $WHAT /app\n",
            ".dockerignore": "*.txt\n**/*.log\n",
        },
    )


def document(project: Path, *words: str, exit_code: int = 0) -> Any:
    run = ctxscan(*words, cwd=project)
    assert run.exit_code == exit_code, run.errors
    assert mismatches(run.document, "several") == []
    for each in run.document["builds"]:
        alone = {key: value for key, value in each.items() if key not in ("name", "from")}
        assert mismatches(alone, words[0]) == []
    return run.document


def sent(project: Path, *words: str) -> dict[str, int]:
    found = document(project, "report", "--format", "json", *words)
    return {each["name"]: each["sent"]["files"] for each in found["builds"]}


def test_a_compose_file_stands_for_all_its_builds_with_their_arguments_and_targets(
    project: Path,
) -> None:
    assert sent(project, "compose.yaml") == {"api": 1, "worker": 1}


def test_a_build_whose_context_is_elsewhere_is_left_out_with_a_word(project: Path) -> None:
    run = ctxscan("report", "compose.yaml", cwd=project)
    assert run.exit_code == 0
    assert any("far is left out: its context" in line for line in run.errors)


def test_only_chooses_among_the_builds_and_shows_one_in_full(project: Path) -> None:
    run = ctxscan("report", "compose.yaml", "--only", "worker", cwd=project)
    assert run.text.startswith("Build context .")
    assert "Largest files sent" in run.text


def test_only_of_a_directory_chooses_among_the_builds_of_the_project(project: Path) -> None:
    assert sent(project, "--only", "api", ".") == {"api": 1}


def test_a_name_that_no_build_has_is_refused_with_those_that_there_are(project: Path) -> None:
    run = ctxscan("check", "compose.yaml", "--only", "apo", cwd=project)
    assert (run.exit_code, run.errors) == (
        2,
        ["ctxscan: error: --only apo: no such build (there are: api, worker)"],
    )


def test_docker_build_behind_two_dashes_is_one_build_with_the_document_of_one(
    project: Path,
) -> None:
    command = ("docker", "build", "-f", "api.Dockerfile", "--build-arg", "WHAT=worker", ".")
    run = ctxscan("report", "--format", "json", "--", *command, cwd=project)
    assert mismatches(run.document, "report") == []
    assert run.document["context"]["dockerfile"] == "api.Dockerfile"
    assert run.document["sent"]["content_bytes"] == 7


def test_the_environment_of_a_command_chooses_its_builder(project: Path) -> None:
    command = ("DOCKER_BUILDKIT=0", "docker", "build", ".")
    run = ctxscan("report", "--format", "json", "--", *command, cwd=project)
    assert run.document["context"]["builder"] == "classic"
    run = ctxscan("list", "--format", "json", "--", "podman", "build", ".", cwd=project)
    assert run.document["context"]["builder"] == "podman"


def test_compose_build_and_bake_behind_two_dashes_are_what_they_would_build(project: Path) -> None:
    compose = ("docker", "compose", "-f", "compose.yaml", "build", "api")
    assert sent(project, "--", *compose) == {"api": 1}
    bake = ("docker", "buildx", "bake", "--set", "*.args.WHAT=worker")
    found = document(project, "list", "--format", "json", "--", *bake)
    assert [each["path"] for each in found["builds"][0]["entries"]] == ["worker", "worker/w"]


def test_a_program_that_sends_no_context_is_refused(project: Path) -> None:
    run = ctxscan("report", "--", "nerdctl", "build", ".", cwd=project)
    assert run.exit_code == 2
    assert "nerdctl is no command that sends a context" in run.errors[0]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        pytest.param(["-f", "Dockerfile", "compose.yaml"], "--file is said by", id="a file"),
        pytest.param(["--target", "run", "docker-bake.hcl"], "--target is said by", id="a target"),
        pytest.param(
            ["--platform", "linux/arm64", "--", "docker", "build", "."],
            "--platform is said by",
            id="a platform beside a command",
        ),
    ],
)
def test_what_each_build_says_itself_is_not_said_again(
    project: Path, words: list[str], what: str
) -> None:
    run = ctxscan("report", *words, cwd=project)
    assert run.exit_code == 2
    assert what in run.errors[0]


def test_a_build_that_is_refused_does_not_keep_the_others_from_their_answer(
    project: Path,
) -> None:
    (project / "Dockerfile").write_text("FROM scratch AS run\nCOYP x /\n")
    run = ctxscan("report", "compose.yaml", "--format", "json", cwd=project)
    assert run.exit_code == 2
    assert [each["name"] for each in run.document["builds"]] == ["api"]
    assert [each["name"] for each in run.document["refused"]] == ["worker"]
    assert [line for line in run.errors if line.startswith("ctxscan: error: worker: Dockerfile:2")]


def test_a_list_of_several_builds_has_a_heading_each_and_is_refused_with_nul(
    project: Path,
) -> None:
    text = ctxscan("list", "compose.yaml", cwd=project).text
    assert text == "api:\nsrc\nsrc/a\n\nworker:\nworker\nworker/w\n"
    refused = ctxscan("list", "-0", "compose.yaml", cwd=project)
    assert refused.exit_code == 2
    one = ctxscan("list", "-0", "compose.yaml", "--only", "api", cwd=project)
    assert one.stdout == b"src\0src/a\0"


def test_what_ends_in_the_image_is_listed_of_each_build(project: Path) -> None:
    found = document(project, "list", "--in-image", "--format", "json", "compose.yaml")
    images = [{row["path"] for row in each["in_image"]} for each in found["builds"]]
    assert images == [{"/app", "/app/a"}, {"/w", "/w/w"}]


def test_a_path_is_explained_in_each_build_that_has_it(project: Path) -> None:
    found = document(project, "explain", "--format", "json", "--context", "compose.yaml", "src/a")
    assert [each["paths"][0]["sent"] for each in found["builds"]] == [True, False]


def test_a_path_outside_of_all_contexts_is_refused(project: Path) -> None:
    run = ctxscan("explain", "--context", "compose.yaml", "../x", cwd=project)
    assert run.exit_code == 2
    assert "outside of every build context of compose.yaml" in run.errors[0]


def test_check_all_holds_every_build_of_the_project_against_the_limits(project: Path) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("      target: run\n", ""))
    found = document(
        project, "check", "--all", "--max-size", "500B", "--format", "json", exit_code=1
    )
    failed = {each["name"] for each in found["builds"] if not each["passed"]}
    assert failed == {"worker"}
    assert found["passed"] is False


def test_check_of_a_file_takes_the_limits_that_the_settings_have_for_a_context(
    project: Path,
) -> None:
    settings = '[[contexts]]\npath = "."\nfile = "api.Dockerfile"\nmax-size = "1B"\n'
    (project / ".ctxscan.toml").write_text(settings)
    found = document(project, "check", "compose.yaml", "--format", "json", exit_code=1)
    assert [each["passed"] for each in found["builds"]] == [False, True]


@pytest.mark.parametrize("name", ["sarif", "github", "junit"])
def test_the_formats_of_others_name_the_build(project: Path, name: str) -> None:
    run = ctxscan("check", "compose.yaml", "--max-size", "1B", "--format", name, cwd=project)
    assert run.exit_code == 1
    if name == "sarif":
        (only,) = json.loads(run.stdout)["runs"]
        assert {each["properties"]["build"] for each in only["results"]} == {"api", "worker"}
        prints = [each["partialFingerprints"]["ctxscan/v1"] for each in only["results"]]
        assert len(set(prints)) == len(prints)
    elif name == "junit":
        names = [suite.get("name", "") for suite in fromstring(run.stdout)]  # noqa: S314 - ours
        assert [each.split()[2] for each in names] == ["api:", "worker:"]
    else:
        assert "title=ctxscan too-large in api::" in run.text


def test_lint_says_once_what_it_finds_in_an_ignore_file_that_builds_share(project: Path) -> None:
    (project / ".dockerignore").write_text("*.txt\n**/*.txt\n")
    found = document(project, "lint", "compose.yaml", "--format", "json", exit_code=1)
    codes = [[each["code"] for each in build["findings"]] for build in found["builds"]]
    assert codes == [["shadowed"], ["shadowed"]]
    text = ctxscan("lint", "compose.yaml", cwd=project).text
    assert text.count("[shadowed]") == 1


def test_an_attribute_that_bake_passes_over_is_a_finding_of_lint(project: Path) -> None:
    found = document(project, "lint", "docker-bake.hcl", "--format", "json", exit_code=1)
    (first, *_) = found["builds"][0]["findings"]
    assert (first["code"], first["line"]) == ("bake-ignored", 4)
    assert "contxt" in first["message"]
    skipped = ctxscan("lint", "--skip", "bake-ignored", "docker-bake.hcl", cwd=project)
    assert "contxt" not in skipped.text + "".join(skipped.errors)


def test_a_directory_called_docker_may_stand_behind_two_dashes(tmp_path: Path) -> None:
    grow(tmp_path, "docker/a 3", files={"docker/Dockerfile": "FROM scratch\nCOPY a /\n"})
    run = ctxscan("list", "--files", "--", "docker", cwd=tmp_path)
    assert run.exit_code == 0, run.errors
    assert run.stdout == b"a\n"


def test_a_path_that_begins_with_a_dash_still_stands_behind_two_dashes(project: Path) -> None:
    grow(project / "-odd", "x 1", files={"Dockerfile": "FROM scratch\nCOPY x /\n"})
    assert ctxscan("list", "--", "-odd", cwd=project).text == "x\n"


def test_a_bad_compose_file_does_not_hide_the_other_builds_of_a_directory(project: Path) -> None:
    (project / "compose.yaml").write_text("services:\n  a: {build: [1]}\n")
    run = ctxscan("check", "--all", "--format", "json", cwd=project)
    assert run.exit_code == 2
    assert [each["name"] for each in run.document["builds"]] == ["Dockerfile", "api.Dockerfile"]
    assert any(line.startswith("ctxscan: error: ") and ":2: " in line for line in run.errors)
    assert ctxscan("builds", cwd=project).exit_code == 2


def test_a_bake_target_that_is_only_inherited_from_need_not_build(project: Path) -> None:
    (project / "docker-bake.hcl").write_text(
        'target "base" { dockerfile = "none" }\n'
        'target "default" {\n  inherits = ["base"]\n  dockerfile = "Dockerfile"\n}\n'
    )
    run = ctxscan("check", "docker-bake.hcl", cwd=project)
    assert run.exit_code == 0
    assert any("base is left out: no such Dockerfile" in line for line in run.errors)


def test_the_platform_local_of_a_bake_file_is_that_of_the_machine(project: Path) -> None:
    (project / "docker-bake.hcl").write_text('target "default" { platforms = ["local"] }\n')
    assert sent(project, "docker-bake.hcl") == {"default": 2}


def test_the_context_of_a_dockerfile_that_nobody_declares_is_where_most_of_it_lies(
    project: Path,
) -> None:
    (project / "compose.yaml").unlink()
    (project / "docker-bake.hcl").unlink()
    grow(project / "tools", files={"Dockerfile": "FROM scratch\nCOPY src gone tools/*.sh /\n"})
    found = document(project, "report", "--only", "tools/Dockerfile", "--format", "json", ".")
    assert found["builds"][0]["context"]["path"] == "."
    assert ctxscan("check", "--all", "--only", "tools/Dockerfile", cwd=project).exit_code == 0


def test_an_inline_dockerfile_is_called_so_in_what_is_said_of_it(project: Path) -> None:
    (project / "docker-bake.hcl").write_text(
        'target "default" { dockerfile-inline = "FROM scratch\\nCOPY gone /" }\n'
    )
    found = document(project, "report", "docker-bake.hcl", "--format", "json")
    (missing, *_) = found["builds"][0]["warnings"]
    assert (missing["file"], missing["line"]) == ("inline Dockerfile of default", 2)


def test_build_arguments_of_podman_may_come_from_a_file(project: Path) -> None:
    (project / "args").write_text("# what\n\nWHAT=worker\n")
    command = ("podman", "build", "-f", "api.Dockerfile", "--build-arg-file", "args", ".")
    assert ctxscan("list", "--files", "--", *command, cwd=project).text == "worker/w\n"
    refused = ctxscan("list", "--", *command[:-2], "none", ".", cwd=project)
    assert (refused.exit_code, len(refused.errors)) == (2, 1)


def test_a_context_that_an_earlier_step_makes_is_no_error(project: Path) -> None:
    (project / "docker-bake.hcl").write_text('target "release" { context = "out/files" }\n')
    refused = ctxscan("check", "docker-bake.hcl", cwd=project)
    assert refused.exit_code == 2
    (project / ".gitignore").write_text("/out\n")
    run = ctxscan("check", "docker-bake.hcl", cwd=project)
    assert run.exit_code == 0
    assert any("git ignores its context" in line for line in run.errors)


def test_a_suggestion_for_one_ignore_file_of_a_compose_file_is_proven_for_all_its_builds(
    project: Path,
) -> None:
    run = ctxscan("suggest", "compose.yaml", cwd=project)
    assert run.exit_code == 0
    assert run.text.startswith("*.txt\n**/*.log\n")
    assert any("api (compose.yaml:2)" in line and "worker" in line for line in run.errors)


def test_several_ignore_files_are_written_but_not_printed_at_once(project: Path) -> None:
    (project / "api.Dockerfile.dockerignore").write_text("*.log\n")
    run = ctxscan("suggest", "compose.yaml", cwd=project)
    assert (run.exit_code, len(run.errors)) == (2, 1)
    assert "read 2 ignore files (choose with --only" in run.errors[0]
    assert ctxscan("suggest", "--write", "compose.yaml", cwd=project).exit_code == 0
    assert ctxscan("suggest", "--check", "compose.yaml", cwd=project).exit_code == 0
    for name in (".dockerignore", "api.Dockerfile.dockerignore"):
        assert len((project / name).read_text().splitlines()) > 2
    one = ctxscan("suggest", "--only", "worker", "compose.yaml", cwd=project)
    assert one.text.startswith("*.txt\n")


def test_a_report_on_many_builds_stays_short(project: Path) -> None:
    builds = "".join(f"  s{number}: {{build: web{number}}}\n" for number in range(20))
    for number in range(20):
        grow(project / f"web{number}", files={"Dockerfile": f"FROM scratch\nCOPY gone{number} /\n"})
    (project / "compose.yaml").write_text(f"services:\n{builds}")
    lines = ctxscan("report", "compose.yaml", cwd=project, env={"COLUMNS": "80"}).lines
    assert len(lines) < 100
    assert "  17 more like that [source-missing]" in lines
    assert max(map(len, lines)) <= 80


def test_builds_that_pass_a_check_take_a_line_each_behind_those_that_do_not(
    project: Path,
) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("      target: run\n", ""))
    lines = ctxscan("check", "--all", "--max-size", "500B", cwd=project).lines
    assert lines[0].startswith("Build worker: . (BuildKit")
    assert lines[-2:] == ["", "api: passed; transfer 62B, 1 file (limit 500B)"]


def test_builds_that_end_alike_share_a_line_and_the_limits_of_all_are_said_once(
    tmp_path: Path,
) -> None:
    builds = "".join(f"  s{number:02}: {{build: web}}\n" for number in range(12))
    grow(tmp_path / "web", files={"Dockerfile": "FROM scratch\nCOPY a /\n", "a": "a"})
    grow(tmp_path / "other", files={"Dockerfile": "FROM scratch\n"})
    (tmp_path / "compose.yaml").write_text(f"services:\n  other: {{build: other}}\n{builds}")
    first = "s00, s01, s02, s03, s04, s05, s06, s07 and 4 more: "
    check = ctxscan("check", "compose.yaml", cwd=tmp_path, env={"COLUMNS": "160"}).lines
    assert check == [
        "other: passed; transfer 0B, 0 files",
        f"{first}passed; transfer 29B, 1 file",
        "each of these 13: limit 100MB, the default",
    ]
    lint = ctxscan("lint", "compose.yaml", cwd=tmp_path, env={"COLUMNS": "160"})
    assert lint.lines == [
        "other, s00, s01, s02, s03, s04, s05, s06 and 5 more: no ignore file: nothing to say"
    ]


def test_a_base_that_begins_with_a_dash_stands_behind_two_dashes_with_its_path(
    project: Path,
) -> None:
    run = ctxscan("diff", "--", "-gone", ".", cwd=project)
    assert run.exit_code == 2
    assert "is no command that sends a context" not in run.errors[0]
    assert "-gone" in run.errors[0]


def test_what_is_said_of_a_path_in_several_builds_alike_is_said_once(project: Path) -> None:
    services = "".join(
        f"  {name}: {{build: {{context: ., dockerfile: {name}.Dockerfile}}}}\n" for name in "abc"
    )
    (project / "compose.yaml").write_text(f"services:\n{services}")
    for name, source in (("a", "big"), ("b", "worker"), ("c", "src")):
        (project / f"{name}.Dockerfile").write_text(f"FROM scratch\nCOPY {source} /x\n")
    lines = ctxscan("explain", "worker/w", "--context", "compose.yaml", cwd=project).lines
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == ["a, c", "b"]
    assert lines.count("  worker/w  is not sent") == 1


@pytest.mark.parametrize("command", ["report", "check", "lint", "list"])
def test_a_file_that_declares_nothing_to_build_is_warned_about(project: Path, command: str) -> None:
    services = "  db: {image: postgres}\n  web: {build: ., profiles: [p]}\n"
    (project / "compose.yaml").write_text(f"services:\n{services}")
    run = ctxscan(command, "compose.yaml", cwd=project)
    assert run.exit_code == 0
    warning = "compose.yaml declares nothing that is built (profiles keep out web: name it, "
    assert warning in run.errors[0]
    assert not any("looks wrong" in line for line in run.lines)


def test_check_warns_once_of_what_several_builds_have_in_common(project: Path) -> None:
    for name in ("one", "two", "three", "four", "five"):
        grow(project / name, files={".dockerignore": "x\n", "Dockerfile": "FROM scratch\n"})
    services = "".join(
        f"  {name}: {{build: {{context: ., dockerfile: {name}/Dockerfile}}}}\n"
        for name in ("one", "two", "three", "four", "five")
    )
    (project / "compose.yaml").write_text(f"services:\n{services}")
    errors = ctxscan("check", "compose.yaml", cwd=project).errors
    assert sum("ignore-file-unread" in line for line in errors) == 4
    assert "2 more like that" in errors[-1]


def test_diff_takes_a_command_line_with_sudo_in_front(project: Path) -> None:
    run = ctxscan("diff", str(project), "--", "sudo", "docker", "build", ".", cwd=project)
    assert run.exit_code == 0, run.errors
