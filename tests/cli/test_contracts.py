"""The JSON documents, key by key and type by type: other programs read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
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

Shape = Any
"""``{key: shape}``, ``[shape of each]``, a type, or a tuple of alternatives."""

NULL = type(None)
CONTEXT = {
    "path": str,
    "dockerfile": str,
    "ignore_file": (str, NULL),
    "target": (str, NULL),
    "builder": str,
}
HEAD = {"schema_version": int, "command": str, "context": CONTEXT, "requested": bool}
TOTALS = {"files": int, "directories": int, "content_bytes": int}
RULE = {"file": str, "line": int, "text": str}
NOTICE = {
    "code": str,
    "message": str,
    "file": (str, NULL),
    "line": (int, NULL),
    "hint": (str, NULL),
}
CONTRIBUTOR = {"name": str, "files": int, "content_bytes": int}

LIST = {**HEAD, "transfer_bytes": int, "entries": [{"path": str, "type": str, "size": int}]}
LIST_IGNORED = {
    **HEAD,
    "transfer_bytes": int,
    "not_sent": [{"path": str, "type": str, "rule": (RULE, NULL)}],
}
REPORT = {
    **HEAD,
    "sent": {**TOTALS, "transfer_bytes": int, "again_bytes": (int, NULL)},
    "eligible": TOTALS,
    "never_asked": TOTALS,
    "ships": TOTALS,
    "may_ship": TOTALS,
    "ignored": (TOTALS, NULL),
    "walked": int,
    "largest": {
        "directories": [CONTRIBUTOR],
        "files": [CONTRIBUTOR],
        "extensions": [CONTRIBUTOR],
        "instructions": [{**CONTRIBUTOR, "line": int, "stage": str, "only_bytes": int}],
        "rules": [{**CONTRIBUTOR, "file": str, "line": int}],
    },
    "stages": [
        {
            **CONTRIBUTOR,
            "line": int,
            "base": str,
            "role": str,
            "target": bool,
            "copies_from": [str],
        }
    ],
    "other_transfers": [{**CONTRIBUTOR, "transfer_bytes": int}],
    "warnings": [NOTICE],
    "unknown": [NOTICE],
}
EXPLAIN = {
    **HEAD,
    "paths": [
        {
            "path": str,
            "exists": bool,
            "sent": bool,
            "eligible": bool,
            "arrives_empty": bool,
            "rule": (RULE, NULL),
            "pruned_at": (str, NULL),
            "rules": [{**RULE, "matched": str, "effect": str}],
            "requested_by": [{"line": int, "text": str, "stage": str}],
        }
    ],
}


def mismatch(value: Any, shape: Shape, where: str = "") -> str | None:
    """Where *value* has not this *shape*, or None."""
    match shape:
        case tuple():
            found = [mismatch(value, each, where) for each in shape]
            return None if None in found else found[0]
        case list():
            if type(value) is not list:
                return f"{where}: no list"
            each_found = (mismatch(each, shape[0], f"{where}[{n}]") for n, each in enumerate(value))
            return next(filter(None, each_found), None)
        case dict():
            if type(value) is not dict or value.keys() != shape.keys():
                return f"{where}: {value!r}"
            below = (mismatch(value[key], shape[key], f"{where}.{key}") for key in shape)
            return next(filter(None, below), None)
        case _:
            # bool is an int to isinstance, but not to a reader of JSON
            return None if type(value) is shape else f"{where}: {value!r} is no {shape.__name__}"


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
        files={"Dockerfile": DOCKERFILE, ".dockerignore": IGNORE},
    )


def document(project: Path, *arguments: str) -> Any:
    run = ctxscan(*arguments, "--format", "json", cwd=project)
    assert run.exit_code == 0
    assert run.stdout.isascii()
    assert run.stdout.endswith(b"}\n")
    return run.document


BUILDERS = pytest.mark.parametrize("builder", ["buildkit", "classic"])


@BUILDERS
@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        pytest.param(["list", "--ignored"], LIST_IGNORED, id="list --ignored"),
        pytest.param(["report"], REPORT, id="report"),
        pytest.param(["report", "--ignored"], REPORT, id="report --ignored"),
        pytest.param(["explain", "docs/empty.md", "nope", "src"], EXPLAIN, id="explain"),
    ],
)
def test_a_document_has_these_keys_and_types_and_no_others(
    project: Path, arguments: list[str], shape: Shape, builder: str
) -> None:
    found = document(project, *arguments, "--builder", builder)
    assert mismatch(found, shape) is None
    assert found["schema_version"] == 1
    assert found["command"] == arguments[0]
    assert found["context"]["builder"] == builder


@BUILDERS
def test_a_list_has_these_keys_and_types(project: Path, builder: str) -> None:
    found = document(project, "list", "--builder", builder)
    for entry in found["entries"]:
        assert entry.pop("arrives_empty", True) is True  # never false: it is left out
    assert mismatch(found, LIST) is None


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
