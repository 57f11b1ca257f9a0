"""The JSON documents against the schemas of the package: other programs read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.schemas import NAMES, closed, jsonschema, mismatches, schema
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM python:3.13 AS build
COPY src /src
FROM scratch
COPY missing *.nothing .
COPY --from=build /src /src
COPY docs /docs
"""
IGNORE = "docs\n!docs/empty.md\ndoc*\n*.log\nd\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(
        tmp_path / "project",
        "src/a.py 3",
        "src/b.py => src/a.py",
        "src/link -> a.py",
        "src/fifo |",
        "src/socket @",
        "docs/empty.md 5",
        "docs/other.md 6",
        "docs/x.log 7",
        "never 8",
        files={
            "Dockerfile": DOCKERFILE,
            "good.Dockerfile": "FROM scratch\nCOPY src /src/\n",
            "refused.Dockerfile": "FROM scratch\nCOPY --nope src /\n",
            ".dockerignore": IGNORE,
        },
    )


def document(project: Path, *arguments: str) -> Any:
    run = ctxscan(*arguments, "--format", "json", cwd=project)
    assert run.exit_code == 0
    assert run.stdout.isascii()
    assert run.stdout.endswith(b"}\n")
    return run.document


BUILDERS = pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])


@BUILDERS
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["list"], id="list"),
        pytest.param(["list", "--ignored"], id="list --ignored"),
        pytest.param(["list", "--in-image"], id="list --in-image of a build that fails"),
        pytest.param(
            ["list", "--in-image", "-f", "good.Dockerfile"],
            id="list --in-image of one that does not",
        ),
        pytest.param(
            ["list", "--in-image", "-f", "refused.Dockerfile"],
            id="list --in-image of one that is refused",
        ),
        pytest.param(["report"], id="report"),
        pytest.param(["report", "--ignored"], id="report --ignored"),
        pytest.param(["report", "--max-size", "1B"], id="report --max-size"),
        pytest.param(["explain", "docs/empty.md", "nope", "src"], id="explain"),
        pytest.param(["check", "--no-missing"], id="check that passes"),
        pytest.param(["check", "--max-size", "1B", "--min-files", "99"], id="check that fails"),
        pytest.param(["suggest"], id="suggest"),
        pytest.param(["suggest", "--allowlist"], id="suggest --allowlist"),
    ],
)
def test_a_document_is_as_its_schema_says_and_has_no_other_key(
    project: Path, arguments: list[str], builder: str
) -> None:
    run = ctxscan(*arguments, "--builder", builder, "--format", "json", cwd=project)
    assert run.exit_code in (0, 1), run.errors
    assert run.stdout.isascii()
    assert run.stdout.endswith(b"}\n")
    assert mismatches(run.document, arguments[0]) == []
    assert run.document["context"]["builder"] == builder


@BUILDERS
@pytest.mark.parametrize(
    ("file", "fails"),
    [
        pytest.param("good.Dockerfile", False, id="every step can be done"),
        pytest.param("Dockerfile", True, id="a step fails"),
        pytest.param("refused.Dockerfile", True, id="an instruction is refused"),
    ],
)
def test_a_list_of_the_image_exits_with_1_where_the_build_fails(
    project: Path, file: str, builder: str, *, fails: bool
) -> None:
    arguments = ("list", "--in-image", "-f", file, "--builder", builder, "--format", "json")
    run = ctxscan(*arguments, cwd=project)
    assert run.exit_code == (1 if fails else 0)
    assert run.document["builds"] is not fails
    assert bool(run.document["in_image"]) is not fails
    assert bool(run.document["failures"]) is fails


def test_a_check_of_several_contexts_is_as_its_schema_says(project: Path) -> None:
    settings = '[[contexts]]\npath = "src"\nfile = "Dockerfile"\n[[contexts]]\npath = "."\n'
    grow(project, files={".ctxscan.toml": settings, ".gitignore": "never\n"})
    run = ctxscan("check", "--leaks", "--max-file-size", "1B", "--format", "json", cwd=project)
    assert len(run.document["contexts"]) == 2, run.errors
    assert run.document["context"] is None
    assert run.document["findings"]
    assert mismatches(run.document, "check") == []


def test_a_rule_that_comes_from_git_is_as_its_schema_says(project: Path) -> None:
    grow(project, files={".gitignore": "never\n"})
    document = ctxscan("suggest", "--format", "json", cwd=project).document
    assert any(rule["origin"] for rule in document["rules"])
    assert mismatches(document, "suggest") == []


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_what_lint_finds_is_as_its_schema_says(project: Path, builder: str) -> None:
    (project / ".dockerignore").write_text(f"{IGNORE}../x\ndocs\n")
    arguments = ("lint", "--builder", builder, "--format", "json")
    document = ctxscan(*arguments, cwd=project).document
    assert document["findings"]
    assert mismatches(document, "lint") == []


def test_a_rule_that_docker_refuses_is_reported_as_the_schema_says(project: Path) -> None:
    (project / ".dockerignore").write_text("[\na # b\n")
    document = ctxscan("lint", "--format", "json", cwd=project).document
    assert document["findings"]
    assert mismatches(document, "lint") == []


def test_a_baseline_is_as_its_schema_says(project: Path) -> None:
    arguments = ("check", "--no-missing", "--baseline", "size.json", "--update-baseline")
    ctxscan(*arguments, cwd=project)
    baseline = json.loads((project / "size.json").read_text())
    assert baseline["builds"]
    assert mismatches(baseline, "baseline") == []


def test_there_is_a_schema_for_each_document_and_one_for_the_baseline() -> None:
    commands = [
        "builds",
        "check",
        "churn",
        "diff",
        "explain",
        "image",
        "key",
        "lint",
        "list",
        "report",
        "rule",
        "suggest",
    ]
    assert sorted(["baseline", "several", *commands]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_says_what_each_key_means_and_lets_keys_be_added(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:ctxscan:schema:1:{name}"
    assert [key for key, part in properties(found) if not part.get("description")] == []
    assert '"additionalProperties": false' not in json.dumps(found)


def properties(part: Any) -> Iterator[tuple[str, Any]]:
    """Every key that a schema lists, at any depth."""
    if isinstance(part, dict):
        listed = part.get("properties", {}).items()
        yield from ((key, row) for key, row in listed if "$ref" not in row)
    for below in part.values() if isinstance(part, dict) else part:
        if isinstance(below, dict | list):
            yield from properties(below)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param({"walked": True}, "$.walked", id="a bool for a number"),
        pytest.param({"walked": None}, "$.walked", id="null for a number"),
        pytest.param({"surprise": 1}, "$", id="a key that the schema does not list"),
        pytest.param({"schema_version": 2}, "$.schema_version", id="another version"),
        pytest.param({"passed": True}, "$", id="half of a gate"),
    ],
)
def test_a_document_that_breaks_its_schema_is_noticed(
    project: Path, change: dict[str, Any], where: str
) -> None:
    (found,) = mismatches({**document(project, "report"), **change}, "report")
    assert found.startswith(f"{where}: ")


def test_a_key_that_is_missing_is_noticed_at_any_depth(project: Path) -> None:
    broken = document(project, "report")
    del broken["largest"]["instructions"][0]["only_bytes"]
    (found,) = mismatches(broken, "report")
    assert found.startswith("$.largest.instructions[0]: ")


def test_only_the_tests_close_a_schema() -> None:
    document = {"schema_version": 1, "builds": {}, "added": 1}
    assert jsonschema.Draft202012Validator(schema("baseline")).is_valid(document)
    assert not jsonschema.Draft202012Validator(closed(schema("baseline"))).is_valid(document)


def test_no_list_of_the_report_is_empty_here(project: Path) -> None:
    """Else the shapes above would prove less than they seem to."""
    found = document(project, "report", "--ignored")
    lists = [*found["largest"].values(), found["stages"], found["other_transfers"]]
    assert all([*lists, found["warnings"], found["unknown"]])
    assert any(notice["line"] is None for notice in found["warnings"])
    assert any(row["copies_from"] for row in found["stages"])


@pytest.mark.parametrize("rows", ["directories", "files", "extensions"])
def test_the_largest_come_first(project: Path, rows: str) -> None:
    document = ctxscan("report", project, "--format", "json").document
    sizes = [row["content_bytes"] for row in document["largest"][rows]]
    assert len(sizes) > 1
    assert sizes == sorted(sizes, reverse=True)


def test_entries_of_every_type_in_the_builder_s_order(project: Path) -> None:
    found = document(project, "list")["entries"]
    assert found == [
        {"path": "docs", "type": "directory", "size": 0},
        {"path": "docs/empty.md", "type": "file", "size": 0, "arrives_empty": True},
        {"path": "src", "type": "directory", "size": 0},
        {"path": "src/a.py", "type": "file", "size": 3},
        {"path": "src/b.py", "type": "hardlink", "size": 0},
        {"path": "src/fifo", "type": "fifo", "size": 0},
        {"path": "src/link", "type": "symlink", "size": 0},
        {"path": "src/socket", "type": "file", "size": 0, "arrives_empty": True},
    ]


def test_the_classic_builder_sends_no_socket(project: Path) -> None:
    paths = [
        entry["path"] for entry in document(project, "list", "--builder", "classic")["entries"]
    ]
    assert "src/fifo" in paths
    assert "src/socket" not in paths


def test_a_dockerfile_from_stdin_is_an_entry_that_no_file_stands_for(project: Path) -> None:
    arguments = ["list", "--builder", "classic", "-f", "-", "--format", "json"]
    run = ctxscan(*arguments, cwd=project, stdin=b"FROM scratch\n")
    injected = [entry for entry in run.document["entries"] if entry.get("injected")]
    assert injected
    assert {entry["injected"] for entry in injected} == {True}
    text = ctxscan(*arguments[:-2], cwd=project, stdin=b"FROM scratch\n").lines
    assert not {entry["path"] for entry in injected}.intersection(text)


def test_a_build_that_never_asks_sends_nothing_and_says_so(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch\n")
    found = document(project, "list")
    assert (found["requested"], found["transfer_bytes"], found["entries"]) == (False, 0, [])
    found = document(project, "report")
    assert found["requested"] is False
    assert found["sent"] == {
        "files": 0,
        "directories": 0,
        "content_bytes": 0,
        "transfer_bytes": 0,
        "again_bytes": 0,
    }
    (path,) = document(project, "explain", "src/a.py")["paths"]
    assert (path["sent"], path["eligible"], path["requested_by"]) == (False, True, [])


def test_the_context_is_told_as_it_was_given(project: Path) -> None:
    run = ctxscan("report", "project", "--format", "json", cwd=project.parent)
    assert run.document["context"] == {
        "path": "project",
        "dockerfile": "project/Dockerfile",
        "ignore_file": "project/.dockerignore",
        "target": None,
        "builder": "buildkit",
    }


def test_the_target_is_the_stage_that_was_asked_for_or_the_name_of_the_last(project: Path) -> None:
    assert document(project, "report", "--target", "build")["context"]["target"] == "build"
    (project / "Dockerfile").write_text("FROM scratch AS one\nFROM scratch AS two\n")
    assert document(project, "report")["context"]["target"] == "two"


def test_no_ignore_file_is_null(project: Path) -> None:
    (project / ".dockerignore").unlink()
    assert document(project, "report")["context"]["ignore_file"] is None


def test_the_rules_of_an_explanation_say_what_each_did(project: Path) -> None:
    (path,) = document(project, "explain", "docs/empty.md")["paths"]
    rule = {"file": ".dockerignore", "line": 2, "text": "!docs/empty.md"}
    assert path["rule"] == rule
    assert path["arrives_empty"] is True
    assert [(each["line"], each["matched"]) for each in path["rules"]] == [
        (1, "docs"),
        (2, "docs/empty.md"),
        (3, "docs"),
    ]
    assert path["requested_by"] == [{"line": 6, "text": "COPY docs /docs", "stage": "stage-1"}]


def test_a_name_that_is_not_utf8_is_escaped_as_surrogates(project: Path) -> None:
    grow(project, "src/\udcff\udcfe 4", "src/é\n 5", "src/\U0001f600 6")
    run = ctxscan("list", "--format", "json", cwd=project)
    assert run.stdout.isascii()
    assert rb'"path": "src/\udcff\udcfe"' in run.stdout
    assert rb'"path": "src/\u00e9\n"' in run.stdout
    assert rb'"path": "src/\ud83d\ude00"' in run.stdout
    paths = [entry["path"] for entry in json.loads(run.stdout)["entries"]]
    on_disk = {f"src/{each.name}" for each in (project / "src").iterdir()}
    assert on_disk == {path for path in paths if path.startswith("src/")}


def test_the_documents_agree_with_one_another(project: Path) -> None:
    listed, reported = document(project, "list"), document(project, "report")
    entries = listed["entries"]
    assert reported["sent"]["transfer_bytes"] == listed["transfer_bytes"]
    assert reported["sent"]["content_bytes"] == sum(entry["size"] for entry in entries)
    explained = document(project, "explain", *(entry["path"] for entry in entries))["paths"]
    assert [(each["path"], each["sent"], each["arrives_empty"]) for each in explained] == [
        (entry["path"], True, entry.get("arrives_empty", False)) for entry in entries
    ]
