"""``ctxscan check`` through the command line: each option, each code, each exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.cli.exits import Exit
from ctxscan.findings.codes import codes_of, pages
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from tests.support.program import Run

ALL = "FROM scratch\nCOPY . .\n"


def project(root: Path, *entries: str, dockerfile: str = ALL, **files: str) -> Path:
    named = {name.replace("__", "."): text for name, text in files.items()}
    return grow(root, *entries, files={"Dockerfile": dockerfile, **named})


def check(root: Path, *options: str, env: dict[str, str] | None = None) -> Run:
    return ctxscan("check", *options, "--format", "json", cwd=root, env=env)


def findings(run: Run) -> list[Any]:
    """Those of a run that ended as it should."""
    found: list[Any] = run.document["findings"]
    assert run.document["passed"] is (not found)
    assert run.exit_code == (Exit.FINDINGS if found else Exit.FINE)
    return found


def codes(run: Run) -> list[str]:
    return [finding["code"] for finding in findings(run)]


def only(run: Run) -> Any:
    (finding,) = findings(run)
    return finding


def test_a_small_clean_context_passes(tmp_path: Path) -> None:
    run = check(project(tmp_path, "src/a.py 10"))
    assert findings(run) == []
    assert run.document["command"] == "check"
    assert run.document["context"]["dockerfile"] == "Dockerfile"


def test_the_default_limit_of_100_mb_is_said(tmp_path: Path) -> None:
    run = ctxscan("check", cwd=project(tmp_path))
    assert run.exit_code == Exit.FINE
    assert "limit 100MB, the default" in run.text


def test_more_than_100_mb_fails_without_any_limit(tmp_path: Path) -> None:
    project(tmp_path)
    with (tmp_path / "video.bin").open("wb") as sparse:
        sparse.truncate(100_000_001)
    finding = only(check(tmp_path))
    assert finding["code"] == "too-large"
    assert finding["limit"] == 100_000_000
    assert finding["measured"] > 100_000_001


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--max-files", "9"], id="max-files"),
        pytest.param(["--max-file-size", "1GB"], id="max-file-size"),
        pytest.param(["--min-files", "1"], id="min-files"),
    ],
)
def test_any_limit_takes_the_place_of_the_default(tmp_path: Path, options: list[str]) -> None:
    run = check(project(tmp_path), *options)
    assert run.document["contexts"][0]["limits"]["max_size"] is None


def test_max_size_is_compared_with_the_figure_that_docker_prints(tmp_path: Path) -> None:
    project(tmp_path, "a.bin 5000")
    sent = ctxscan("report", "--format", "json", cwd=tmp_path).document["sent"]["transfer_bytes"]
    assert findings(check(tmp_path, "--max-size", str(sent))) == []
    finding = only(check(tmp_path, "--max-size", str(sent - 1)))
    assert (finding["code"], finding["measured"], finding["limit"]) == ("too-large", sent, sent - 1)
    assert finding["file"] == "Dockerfile"


def test_what_to_remove_is_told_largest_first_and_never_what_a_copy_names(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("named/huge.bin 9000", "named.bin 8000", "wild-1.whl 7000"),
        *("deep/in/here/big.bin 6000", "node_modules/a/index.js 3000", "node_modules/b.js 2000"),
        "tiny 1",
        dockerfile="FROM scratch\nCOPY named.bin *.whl /\nCOPY named/huge.bin /\nCOPY . /\n",
    )
    remedies = only(check(root, "--max-size", "1kB"))["remedies"]
    assert [each["rule"] for each in remedies] == ["deep/in/here/big.bin", "**/node_modules"]
    assert [each["files"] for each in remedies] == [1, 2]
    assert remedies[1]["reason"]


def test_every_rule_that_is_told_removes_what_it_says(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("kept/by/x 3000", "kept/by/y 3000", "kept/other 10", "more/a 4000", "odd[1]/b 3000"),
        __dockerignore="kept\n!kept/by\n",
    )
    before = ctxscan("list", "--files", cwd=root).lines
    remedies = only(check(root, "--max-size", "1kB"))["remedies"]
    assert [each["path"] for each in remedies] == ["kept/by", "more/a", "odd[1]/b"]
    for each in remedies:
        ignore = root / ".dockerignore"
        ignore.write_text("kept\n!kept/by\n" + each["rule"] + "\n")
        left = ctxscan("list", "--files", cwd=root).lines
        gone = set(before) - set(left)
        assert gone
        assert gone == {path for path in before if f"{path}/".startswith(each["path"] + "/")}


def test_max_files_counts_what_is_sent(tmp_path: Path) -> None:
    root = project(tmp_path, "a", "b", "c/d")
    assert findings(check(root, "--max-files", "4")) == []
    finding = only(check(root, "--max-files", "3"))
    assert (finding["code"], finding["measured"], finding["limit"]) == ("too-many-files", 4, 3)


def test_each_file_over_the_limit_is_a_finding_with_its_path_and_rule(tmp_path: Path) -> None:
    root = project(tmp_path, "small 10", "x/big 300", "huge 500")
    found = findings(check(root, "--max-file-size", "200"))
    assert [(each["path"], each["measured"], each["rules"]) for each in found] == [
        ("huge", 500, ["huge"]),
        ("x/big", 300, ["x/big"]),
    ]
    assert {each["code"] for each in found} == {"file-too-large"}


def test_an_ignore_file_that_throws_everything_away_is_a_finding(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a.py", __dockerignore="*\n")
    finding = only(check(root, "--min-files", "1"))
    assert (finding["code"], finding["measured"], finding["limit"]) == ("too-few-files", 0, 1)
    assert finding["file"] == ".dockerignore"


def test_a_forbidden_path_is_a_finding_once_at_its_uppermost_directory(tmp_path: Path) -> None:
    root = project(tmp_path, "web/node_modules/a/b.js 7", "web/node_modules/c.js 5", "a.mp4 1")
    found = findings(check(root, "--forbid", "**/node_modules", "--forbid", "*.mp4"))
    assert {each["code"] for each in found} == {"forbidden-path"}
    assert [(each["path"], each["rules"]) for each in found] == [
        ("web/node_modules", ["**/node_modules"]),
        ("a.mp4", ["*.mp4"]),
    ]
    assert "2 files of 12B" in found[0]["message"]


def test_what_is_not_sent_is_not_forbidden(tmp_path: Path) -> None:
    root = project(tmp_path, "secret/a", "src/b", dockerfile="FROM scratch\nCOPY src /\n")
    assert findings(check(root, "--forbid", "secret")) == []


SECRETS = [".env", "deploy/id_ed25519", ".aws/credentials"]


def test_a_credential_is_a_finding_with_the_rule_that_keeps_it_out(tmp_path: Path) -> None:
    root = project(tmp_path, *SECRETS, ".env.example", "cert.pem", "src/env.py")
    found = findings(check(root))
    assert {each["code"] for each in found} == {"secret-sent"}
    assert sorted(each["path"] for each in found) == sorted(SECRETS)
    rules = [rule for each in found for rule in each["rules"]]
    (root / ".dockerignore").write_text("\n".join(rules))
    assert findings(check(root)) == []


def test_a_credential_that_a_copy_names_gets_the_line_and_no_rule(tmp_path: Path) -> None:
    root = project(tmp_path, ".env", dockerfile="FROM scratch\nCOPY .env /app/\n")
    finding = only(check(root))
    assert (finding["file"], finding["line"], finding["rules"]) == ("Dockerfile", 2, [])
    assert "--mount=type=secret" in finding["hint"]


@pytest.mark.parametrize(
    "path",
    [
        "tests/fixtures/server.key",
        "node_modules/ssh2/test/id_rsa",
        "examples/tls/id_rsa",
        "lib/python3/site-packages/pkg/private.pem",
        "docs/id_rsa.pub",
        "tests/test_apps/.env",
    ],
)
def test_a_key_for_tests_or_of_a_package_is_no_alarm(tmp_path: Path, path: str) -> None:
    assert findings(check(project(tmp_path, path))) == []


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--no-secrets"], id="no-secrets"),
        pytest.param(["--allow-secret", "deploy"], id="allowed by its directory"),
        pytest.param(["--allow-secret", "**/.env"], id="allowed by its name"),
    ],
)
def test_what_looks_like_a_secret_can_be_allowed(tmp_path: Path, options: list[str]) -> None:
    assert findings(check(project(tmp_path, "deploy/.env"), *options)) == []


def test_a_source_that_does_not_exist_is_a_finding_with_its_line(tmp_path: Path) -> None:
    root = project(tmp_path, dockerfile="FROM scratch\nCOPY gone.txt maybe*.txt /\n")
    finding = only(check(root))
    assert (finding["code"], finding["path"], finding["file"], finding["line"]) == (
        *("source-missing", "gone.txt", "Dockerfile", 2),
    )
    assert findings(check(root, "--no-missing")) == []


def test_a_source_that_is_ignored_is_a_finding_with_the_rule(tmp_path: Path) -> None:
    root = project(
        tmp_path, "dist/a", dockerfile="FROM scratch\nCOPY dist /\n", __dockerignore="x\ndist\n"
    )
    finding = only(check(root))
    assert (finding["code"], finding["line"]) == ("source-ignored", 2)
    assert ".dockerignore:2" in finding["message"]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_source_that_git_ignores_is_made_before_the_build(tmp_path: Path, builder: str) -> None:
    root = project(tmp_path, dockerfile="FROM scratch\nCOPY dist gone /\n", __gitignore="dist/\n")
    assert only(check(root, "--builder", builder))["path"] == "gone"
    (root / ".dockerignore").write_text("dist\n")
    found = findings(check(root, "--builder", builder))
    assert [each["code"] for each in found] == ["source-ignored", "source-missing"]


def test_the_classic_builder_finds_its_sources(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("a/b", "link -> a", "kept/in"),
        dockerfile="FROM scratch\nCOPY a link/b kept no /\n",
        __dockerignore="kept\n!kept/in\n",
    )
    assert only(check(root, "--builder", "classic"))["path"] == "no"


def test_leaks_finds_on_a_clean_checkout_what_lies_on_laptops_only(tmp_path: Path) -> None:
    root = project(
        tmp_path / "origin", "src/a.js", __gitignore="# local\n.env\nnode_modules/\n*.log\n",
        __dockerignore="**/*.log\n",
    )  # fmt: skip
    init(root)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "x")
    git(tmp_path, "clone", "-q", str(root), "checkout")
    clean = tmp_path / "checkout"
    assert not (clean / ".env").exists()
    found = findings(check(clean, "--leaks"))
    assert [(each["code"], each["path"], each["file"], each["line"]) for each in found] == [
        ("gitignore-leak", ".env", ".gitignore", 2),
        ("gitignore-leak", "node_modules", ".gitignore", 3),
    ]
    rules = [rule for each in found for rule in each["rules"]]
    assert rules == ["**/.env", "**/node_modules"]
    (clean / ".dockerignore").write_text("**/*.log\n" + "\n".join(rules))
    assert findings(check(clean, "--leaks")) == []


def test_leaks_are_not_looked_for_unasked(tmp_path: Path) -> None:
    assert findings(check(project(tmp_path, __gitignore=".env\n"))) == []


def test_measure_eligible_counts_what_no_copy_asks_for(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a 10", "data/b 5000", dockerfile="FROM scratch\nCOPY src /\n")
    assert findings(check(root, "--max-size", "1kB")) == []
    finding = only(check(root, "--max-size", "1kB", "--measure", "eligible"))
    assert finding["measured"] == 5010 + len("FROM scratch\nCOPY src /\n")
    assert [each["path"] for each in finding["remedies"]] == ["data/b"]


@pytest.mark.parametrize(
    ("growth", "grown", "code"),
    [
        pytest.param("10%", 1000, [], id="within ten percent"),
        pytest.param("10%", 1200, ["grew-too-much"], id="over ten percent"),
        pytest.param("150B", 1100, [], id="within some bytes"),
        pytest.param("50B", 1100, ["grew-too-much"], id="over some bytes"),
    ],
)
def test_growth_from_a_baseline(tmp_path: Path, growth: str, grown: int, code: list[str]) -> None:
    root = project(tmp_path, "a.bin 1000")
    options = ["--baseline", "ci/size.json"]
    (root / "ci").mkdir()
    (root / ".dockerignore").write_text("ci\n")
    assert findings(check(root, *options, "--update-baseline")) == []
    grow(root, f"a.bin {grown}")
    assert codes(check(root, *options, "--max-growth", growth)) == code
    assert findings(check(root, *options, "--update-baseline")) == []
    assert findings(check(root, *options, "--max-growth", "0%")) == []


def test_a_baseline_is_the_same_from_any_directory(tmp_path: Path) -> None:
    project(tmp_path / "web", "a 10")
    done = ctxscan("check", "web", "--baseline", "b.json", "--update-baseline", cwd=tmp_path)
    assert done.exit_code == Exit.FINE
    run = ctxscan("check", "--baseline", "../b.json", cwd=tmp_path / "web")
    assert run.exit_code == Exit.FINE
    assert list(json.loads((tmp_path / "b.json").read_bytes())["builds"]) == [
        "web -f web/Dockerfile (sent)"
    ]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param(["--max-size", "2XB"], "--max-size: not a size: '2XB'", id="no size"),
        pytest.param(["--max-files", "-1"], "--max-files", id="negative"),
        pytest.param(["--forbid", "!a"], "not a pattern: '!a'", id="an exception as a pattern"),
        pytest.param(["--forbid", "[a"], "'[a'", id="a malformed pattern"),
        pytest.param(["--baseline", "no.json"], "no such baseline: no.json", id="no baseline"),
        pytest.param(["--max-growth", "5%"], "no baseline to grow from", id="growth of nothing"),
        pytest.param(
            ["--baseline", "Dockerfile"], "Dockerfile: not a baseline", id="no baseline file"
        ),
        pytest.param(["--update-baseline"], "no baseline", id="nothing to update"),
        pytest.param(["--summary"], "$GITHUB_STEP_SUMMARY is not set", id="no summary"),
        pytest.param(["nowhere"], "no such directory: nowhere", id="no context"),
        pytest.param(["-f", "none"], "no such Dockerfile: none", id="no Dockerfile"),
    ],
)
def test_bad_input_is_exit_2_even_where_there_are_findings(
    tmp_path: Path, options: list[str], complaint: str
) -> None:
    root = project(tmp_path, ".env")
    run = ctxscan("check", *options, cwd=root, env={"GITHUB_STEP_SUMMARY": ""})
    assert run.exit_code == Exit.BAD_INPUT
    (line,) = run.errors
    assert complaint in line
    assert run.stdout == b""


def test_report_has_the_same_gate(tmp_path: Path) -> None:
    root = project(tmp_path, "big 5000")
    gated = ctxscan("report", "--max-size", "1kB", "--format", "json", cwd=root)
    assert gated.exit_code == Exit.FINDINGS
    mine = only(check(root, "--max-size", "1kB"))
    (theirs,) = gated.document["findings"]
    assert theirs == {key: value for key, value in mine.items() if key != "context"}
    text = ctxscan("report", "--max-size", "1kB", cwd=root)
    assert text.exit_code == Exit.FINDINGS
    assert "[too-large]" in text.text
    assert ctxscan("report", "--max-size", "1MB", cwd=root).exit_code == Exit.FINE
    assert ctxscan("report", "--max-size", "1X", cwd=root).exit_code == Exit.BAD_INPUT


@pytest.mark.parametrize("name", ["text", "json", "markdown", "github", "sarif", "junit"])
def test_every_format_also_goes_to_a_file(tmp_path: Path, name: str) -> None:
    root = project(tmp_path / "p", ".env")
    shown = ctxscan("check", "--format", name, cwd=root)
    assert shown.exit_code == Exit.FINDINGS
    assert b"secret-sent" in shown.stdout
    written = ctxscan("check", "--format", name, "-o", "../out", cwd=root)
    assert (written.exit_code, written.stdout) == (Exit.FINDINGS, b"")
    assert (tmp_path / "out").read_bytes() == shown.stdout


def test_podman_transfers_nothing_so_its_content_counts(tmp_path: Path) -> None:
    root = project(tmp_path, "a.bin 5000")
    finding = only(check(root, "--builder", "podman", "--max-size", "1kB"))
    assert finding["measured"] == 5000 + len(ALL)
    gated = ctxscan("report", "--builder", "podman", "--max-size", "1kB", cwd=root)
    assert gated.exit_code == Exit.FINDINGS


def test_the_summary_is_appended_beside_any_format(tmp_path: Path) -> None:
    root = project(tmp_path / "p", ".env")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    run = check(root, "--summary", env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert codes(run) == ["secret-sent"]
    text = summary.read_text()
    assert text.startswith("before\n### Build context")
    assert "**secret-sent**" in text


def test_leaks_passes_with_a_note_where_suggest_has_nothing_to_add(tmp_path: Path) -> None:
    names = "".join(f"*.t{number}\n" for number in range(20))
    root = project(tmp_path, "a.c", __gitignore=names, __dockerignore="**/.git\n**/.env\n")
    run = check(root, "--leaks")
    assert [each["code"] for each in run.document["findings"]] == ["gitignore-rest"]
    assert (run.document["passed"], run.exit_code) == (True, 0)
    (root / "b.t7").write_text("x")
    assert {each["code"] for each in findings(check(root, "--leaks"))} == {"gitignore-leak"}


def test_leaks_of_a_repository_that_git_cannot_read_are_a_note_and_no_silence(
    tmp_path: Path,
) -> None:
    root = grow(tmp_path, "sub/secret 3", files={"sub/.gitignore": "secret\n", ".git/HEAD": ""})
    (root / "Dockerfile").write_text("FROM scratch\nCOPY sub /\n")
    run = check(root, "--leaks")
    (note,) = run.document["findings"]
    assert (run.exit_code, note["code"], note["severity"]) == (0, "git-not-asked", "note")


def test_every_code_has_a_test_here() -> None:
    here = Path(__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in here.glob("test_check*.py"))
    # What a failing step is called, the examples on the pages of codes try.
    own = [code for code in codes_of("check") if pages()[code].commands[0] == "check"]
    assert [code for code in own if f'"{code}"' not in text] == []
