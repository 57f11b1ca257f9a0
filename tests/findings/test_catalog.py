"""The table of known junk and secrets: every row does what it says, and no more."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

import pytest

from ctxscan.findings.catalog import (
    LEVELS,
    CatalogRow,
    Kind,
    Level,
    catalog,
    catalog_up_to,
    names_at_once,
)
from ctxscan.findings.catalog.table import read_rows, read_text
from ctxscan.ignore.file import parse_ignore_file
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS = catalog()
OPTIONAL = {"at_home", "at_once", "matters"}
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.pattern))

TRAPS = {
    "a backslash, which is a regular expression's escape": r"\\",
    "an operator of regular expressions next to a wildcard": r"[|{}^]",
    "an operator of buildah's, which escapes . and $ alone": r"[()+](?!\])",
    "a class that negates in git alone": r"\[!",
    "a class that loses its star or question mark": r"\[[^]]*[*?]",
    "two stars that are not a whole component": r"(?<!^)(?<!/)\*\*|\*\*(?!/|$)|\*\*\*",
    "a mark of comments or exceptions": r"^[!#]",
    "white space that trimming takes": r"^\s|\s$",
    "a control character": r"[\x00-\x1f\x7f]",
    "what cleaning would rewrite": r"//|/$|^/|(^|/)\.\.?(/|$)",
    "a pattern that matches everything": r"^[*/]*$",
}

PRECIOUS = (
    *("README", "README.md", "README.rst", "docs/README.md", ".github/README.md"),
    *("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "NOTICE", "AUTHORS.md"),
    *("LICENSES/MIT.txt", "CHANGELOG.md", "CHANGES.rst", "VERSION", "version.txt"),
    *("pyproject.toml", "setup.py", "setup.cfg", "MANIFEST.in", "PKG-INFO", "hatch_build.py"),
    *("requirements.txt", "requirements-dev.txt", "requirements/base.txt", "constraints.txt"),
    *("poetry.lock", "pdm.lock", "uv.lock", "Pipfile", "Pipfile.lock", "pixi.lock"),
    *(".python-version", "tox.ini", "pytest.ini", ".coveragerc", "conftest.py", ".flaskenv"),
    *("manage.py", "app/migrations/0001_initial.py", "py.typed", "alembic.ini", "environment.yml"),
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    *("bun.lockb", "bun.lock", "pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml", ".nvmrc"),
    *(".node-version", ".tool-versions", ".yarn/releases/yarn-4.cjs", ".yarn/patches/a.patch"),
    *(".yarn/plugins/a.cjs", ".yarn/cache/a.zip", ".pnp.cjs", ".pnp.loader.mjs", ".swcrc"),
    *("tsconfig.json", ".babelrc", ".eslintrc.json", ".prettierrc", "next.config.js"),
    *(".env.example", ".env.sample", ".env.template", ".env.production", ".storybook/main.ts"),
    *("Cargo.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml", "build.rs"),
    *("go.mod", "go.sum", "go.work", "vendor/modules.txt", "vendor/a/b.go", "main_test.go"),
    *("pom.xml", "mvnw", ".mvn/wrapper/maven-wrapper.jar", ".mvn/maven.config", "lib/a.jar"),
    *("build.gradle.kts", "gradlew", "gradle/wrapper/gradle-wrapper.jar", "gradle.lockfile"),
    *("gradle.properties", "build.sbt", "project/plugins.sbt", "project/build.properties"),
    *("App.sln", "App/App.csproj", "Directory.Build.props", "NuGet.Config", "packages.lock.json"),
    *("global.json", "App/appsettings.json", "App/appsettings.Development.json"),
    *("Gemfile", "Gemfile.lock", "app.gemspec", ".ruby-version", "vendor/cache/rack.gem"),
    *("config/database.yml", "config/credentials.yml.enc", "log/.keep", "tmp/pids/.keep"),
    *("composer.json", "composer.lock", "vendor/autoload.php", "artisan", "symfony.lock"),
    *("storage/logs/.gitignore", "bootstrap/cache/.gitignore"),
    *("main.tf", ".terraform.lock.hcl", "prod.tfvars", "modules/a/main.tf"),
    *("Dockerfile", "web/Dockerfile", "dev.Dockerfile", ".dockerignore", "compose.yaml"),
    *("docker-compose.yml", "docker/entrypoint.sh", "Makefile", "CMakeLists.txt", "Procfile"),
    *(".gitignore", ".gitattributes", ".gitmodules", ".git_archival.txt", ".editorconfig"),
    *("src/app.py", "src/main.rs", "src/index.ts", "src/main/java/com/a/App.java"),
    *("src/main/resources/application.yml", "lib/app.rb", "cmd/app/main.go", "app/views/a.php"),
    *("src/build/plan.py", "src/dist/a.py", "src/vendor/a.js", "src/logs/a.py", "src/tmp/a.py"),
    *("src/data/a.csv", "src/media/a.py", "src/out/a.py", "src/result/a.py", "src/secrets.go"),
    *("build/a.js", "dist/a.js", "vendor/a.js", "tests/test_a.py", "test/a.js", "spec/a_spec.rb"),
    *("docs/index.md", "docs/conf.py", "docs/a.rst", "mkdocs.yml", "data/a.csv", "examples/a.py"),
    *("models/a.safetensors", "fixtures/a.sql.gz", "static/a.css", "public/index.html"),
    *("certs/ca.pem", "certs/ca.crt", "keys/signing.pub", "apt/nodesource.gpg", "id_rsa.pub"),
    *(
        "nginx.conf",
        "htpasswd.go",
        "locale/de/LC_MESSAGES/a.mo",
        "a.so",
        "bin/start.sh",
        "obj.py",
        "target.go",
    ),
)


def asked(*lines: str) -> Matcher:
    data = "\n".join(lines).encode()
    return Matcher(parse_ignore_file(data, ".dockerignore").rules)


def instances(pattern: str) -> Iterable[str]:
    """Paths that a pattern of a simple kind names: at the root, and deeper."""
    name = re.sub(r"\[([^]])[^]]*\]", r"\1", pattern.removeprefix("**/").replace("*", "x"))
    return (name, f"a/{name}", f"a/b.c/{name}") if pattern.startswith("**/") else (name,)


@pytest.mark.parametrize(
    ("table", "key"),
    [("rows.toml", "row"), ("credentials.toml", "row"), ("directories.toml", "directory")],
)
def test_a_table_is_read_as_toml_has_it(table: str, key: str) -> None:
    assert read_rows(table, key) == tomllib.loads(read_text(table))[key]


def never(rows: Iterable[CatalogRow]) -> list[tuple[str, str]]:
    """The precious paths that these rows take, each with the row's pattern."""
    matcher = asked(*(row.pattern for row in rows))
    verdicts = ((path, matcher.judge(path)) for path in PRECIOUS)
    return [(path, str(verdict.rule)) for path, verdict in verdicts if verdict.ignored]


def test_every_row_in_the_file_has_every_field_and_no_other() -> None:
    text = files("ctxscan.findings.catalog").joinpath("rows.toml").read_text(encoding="utf-8")
    names = set(CatalogRow._fields) - OPTIONAL
    wrong = [row for row in tomllib.loads(text)["row"] if set(row) - OPTIONAL != names]
    assert wrong == []
    assert len(ROWS) == text.count("\n[[row]]\n") > 300


def test_what_a_report_names_at_once_is_the_same_as_in_the_whole_table() -> None:
    rows = [row for row in ROWS if row.at_once]
    assert names_at_once() == {row.pattern.removeprefix("**/") for row in rows}
    assert len(rows) == len(names_at_once()) > 10


def test_what_a_report_names_at_once_is_junk_at_any_depth_and_no_pattern() -> None:
    for row in ROWS:
        if row.at_once:
            assert re.fullmatch(r"\*\*/[\w.-]+", row.pattern), row
            assert row.kind == "junk", row


def test_patterns_are_unique() -> None:
    patterns = [row.pattern for row in ROWS]
    assert sorted(set(patterns)) == sorted(patterns)


def test_the_catalog_is_read_once() -> None:
    assert catalog() is ROWS


def test_the_levels_are_those_of_the_type_and_each_holds_the_one_before() -> None:
    assert get_args(Level) == LEVELS
    cautious, default, aggressive = (set(catalog_up_to(level)) for level in LEVELS)
    assert cautious < default < aggressive == set(ROWS)


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("level", LEVELS)
def test_there_is_junk_and_there_are_secrets_at_every_level(kind: Kind, level: Level) -> None:
    assert [row for row in ROWS if (row.kind, row.level) == (kind, level)]


def test_a_group_holds_one_kind_and_its_rows_stand_together() -> None:
    seen: list[tuple[str, str]] = []
    for row in ROWS:
        if seen[-1:] != [(row.group, row.kind)]:
            seen.append((row.group, row.kind))
    groups = [group for group, _ in seen]
    assert sorted(set(groups)) == sorted(groups)


def test_fields_have_the_values_that_their_types_allow() -> None:
    for row in ROWS:
        assert row.kind in get_args(Kind), row
        assert row.level in LEVELS, row
        assert isinstance(row.bound, bool), row
        words = (row.pattern, row.reason, row.group, row.sample, row.counter)
        assert all(isinstance(word, str) and word.strip() == word != "" for word in words), row
        assert all(isinstance(many, tuple) for many in (row.evidence, row.keep)), row


def test_a_reason_is_one_short_line_for_a_comment() -> None:
    assert [row for row in ROWS if not re.fullmatch(r"[^\n]{4,99}[^\n.]", row.reason)] == []


@EACH
def test_docker_reads_the_patterns_as_written(row: CatalogRow) -> None:
    written = (row.pattern, *row.evidence, *row.keep)
    matcher = asked(*written)
    assert tuple(rule.pattern for rule in matcher.rules) == written
    assert not any(rule.exception for rule in matcher.rules)
    assert not matcher.has_malformed


@pytest.mark.parametrize("why", TRAPS)
def test_no_pattern_is_a_trap(why: str) -> None:
    patterns = {
        text for row in ROWS for text in (row.pattern, *row.keep, *row.evidence) if text != "**"
    }
    assert [text for text in sorted(patterns) if re.search(TRAPS[why], text)] == []


@pytest.mark.parametrize(
    ("why", "pattern"),
    list(
        zip(
            TRAPS,
            [
                r"a\node",
                "*.{js,ts}",
                "**/c++",
                "[!a]b",
                "a[*]",
                "**foo",
                "#a",
                " a",
                "a\tb",
                "a//b",
                "**/",
            ],
            strict=True,
        )
    ),
)
def test_the_net_for_traps_catches_one(why: str, pattern: str) -> None:
    assert re.search(TRAPS[why], pattern)


@EACH
def test_a_row_hits_its_sample_and_not_its_counter(row: CatalogRow) -> None:
    matcher = asked(row.pattern)
    for question in (matcher.judge, matcher.judge_or_parents):
        assert question(row.sample).ignored
        assert question(f"deeper/down/{row.sample}").ignored
        assert not question(row.counter).ignored
        assert not question(f"deeper/down/{row.counter}").ignored


@pytest.mark.parametrize(
    ("row", "keep"),
    [pytest.param(row, keep, id=f"{row.pattern} !{keep}") for row in ROWS for keep in row.keep],
)
def test_what_a_row_keeps_arrives_and_not_empty(row: CatalogRow, keep: str) -> None:
    without = asked(row.pattern)
    matcher = asked(row.pattern, *(f"!{kept}" for kept in row.keep))
    for path in instances(keep):
        assert without.judge(path).ignored, "an exception that nothing needs"
        # BuildKit announces what the walk sends, and sends it empty where this says otherwise.
        assert not matcher.judge(path).ignored
        assert not matcher.judge_or_parents(path).ignored
    assert matcher.judge(row.sample).ignored
    assert matcher.judge_or_parents(row.sample).ignored


def test_all_rows_together_send_no_file_empty() -> None:
    matcher = asked(
        *(row.pattern for row in ROWS), *(f"!{keep}" for row in ROWS for keep in row.keep)
    )
    paths = [*PRECIOUS, *(path for row in ROWS for path in (row.sample, row.counter))]
    announced = [path for path in paths if not matcher.judge(path).ignored]
    assert announced
    assert [path for path in announced if matcher.judge_or_parents(path).ignored] == []


def test_up_to_the_default_level_nothing_precious_is_touched() -> None:
    assert never(catalog_up_to("default")) == []


def test_a_row_that_takes_something_precious_is_seen() -> None:
    rows = [row for row in ROWS if row.pattern == "**/docs"]
    assert never(rows)[:1] == [("docs/README.md", "**/docs")]


def test_no_row_takes_readme_license_or_a_lock_file_by_its_name_at_any_level() -> None:
    matcher = asked(
        *(row.pattern for row in ROWS), *(f"!{keep}" for row in ROWS for keep in row.keep)
    )
    texts, locks = r"(README|LICEN[CS]E|COPYING|NOTICE)[^/]*", r"[^/]*(\.lock|-lock\.)[^/]*"
    names = re.compile(rf"{texts}|{locks}|go\.sum|MANIFEST\.in")
    at_the_root = [path for path in PRECIOUS if names.fullmatch(path)]
    assert len(at_the_root) > 15
    assert [path for path in at_the_root if matcher.judge(path).ignored] == []


@pytest.mark.parametrize(
    "pattern",
    ["dist", "build", "vendor", "*.md", "tests", "test", "docs", "data", "logs", "tmp", "out"],
)
def test_a_name_that_sources_share_is_left_to_the_aggressive(pattern: str) -> None:
    assert {row.level for row in ROWS if row.pattern == f"**/{pattern}"} == {"aggressive"}


@pytest.mark.parametrize("pattern", ["target", "obj", "env", "coverage", "test-results", "bin"])
def test_a_name_that_sources_share_is_bound_to_its_evidence(pattern: str) -> None:
    assert [row.bound for row in ROWS if row.pattern == f"**/{pattern}"] == [True]


def test_a_bound_row_has_evidence_that_says_something() -> None:
    bound = [row for row in ROWS if row.bound]
    assert bound
    assert [row for row in bound if not row.evidence or "**" in row.evidence] == []


def test_what_is_likely_everywhere_has_no_other_evidence() -> None:
    assert [row for row in ROWS if "**" in row.evidence and len(row.evidence) > 1] == []


def test_evidence_is_not_taken_by_the_row_that_it_speaks_for() -> None:
    # Else it is gone once the rule is written, and nobody can say why the rule stands there.
    # Only a virtual environment cannot be told but by what is in it.
    taken = {
        evidence
        for row in ROWS
        for evidence in row.evidence
        if evidence != "**"
        and any(asked(row.pattern).judge(path).ignored for path in instances(evidence))
    }
    assert taken == {f"**/{name}/pyvenv.cfg" for name in ("env", "ENV", "virtualenv")}


@pytest.mark.parametrize(
    ("present", "likely"),
    [
        pytest.param("web/package.json", "**/node_modules", id="package.json, node_modules"),
        pytest.param("Cargo.toml", "**/target", id="Cargo.toml, target"),
        pytest.param("pyproject.toml", "**/.venv", id="pyproject.toml, a virtual environment"),
        pytest.param("App/App.csproj", "**/obj", id="a .NET project, obj"),
        pytest.param("infra/main.tf", "**/.terraform", id="a .tf file, Terraform's providers"),
        pytest.param("infra/main.tf", "**/*.tfstate", id="a .tf file, Terraform's state"),
        pytest.param("env/pyvenv.cfg", "**/env", id="pyvenv.cfg, an environment called env"),
        pytest.param("anything.txt", "**/.env", id="any project, .env"),
        pytest.param("anything.txt", "**/.DS_Store", id="any project, Finder's settings"),
    ],
)
def test_a_project_s_files_make_a_row_likely(present: str, likely: str) -> None:
    (row,) = (row for row in ROWS if row.pattern == likely)
    assert asked(*row.evidence).judge(present).ignored


def test_few_rows_are_likely_in_every_project() -> None:
    assert len([row for row in ROWS if row.evidence == ("**",)]) < 30


def test_few_rows_need_an_exception_up_to_the_default_level() -> None:
    # An exception with a wildcard makes BuildKit walk every ignored directory.
    needing = {row.pattern for row in catalog_up_to("default") if row.keep}
    keystores = {"**/*.jks", "**/*.keystore"}  # those of trust and debugging, each by its own path
    assert needing == keystores | {
        "**/storage/framework/cache/data/*",
        "**/storage/framework/sessions/*",
    }
