"""What a compose file means where one would not guess it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from ctxscan.project.errors import ProjectError
from tests.support.compose import build_of, declared
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.project.model import Declarations


def names(found: Declarations) -> list[str]:
    return [build.name for build in found.builds]


def test_a_service_is_named_by_a_glob(tmp_path: Path) -> None:
    text = "services: {web-a: {build: .}, web-b: {build: .}, db: {build: .}}"
    assert names(declared(tmp_path, {"compose.yaml": text}, "build", "web-*")) == ["web-a", "web-b"]


def test_an_empty_dockerfile_is_the_contexts_own(tmp_path: Path) -> None:
    build = build_of(tmp_path, "services: {web: {build: {context: app, dockerfile: ''}}}")
    assert build.dockerfile == f"{tmp_path}/app/Dockerfile"


def test_a_platform_fills_in_only_for_what_is_active_before_it_is_named(tmp_path: Path) -> None:
    text = "services: {web: {build: ., platform: linux/arm64, profiles: [p]}}"
    named = declared(tmp_path, {"compose.yaml": text}, "build", "web")
    active = declared(tmp_path, {"compose.yaml": text}, "--profile", "p", "build")
    assert [found.builds[0].platforms for found in (named, active)] == [(), ("linux/arm64",)]


def test_an_empty_profile_is_active_while_none_is_asked_for(tmp_path: Path) -> None:
    text = "services: {web: {build: ., profiles: ['']}}"
    assert names(declared(tmp_path, {"compose.yaml": text})) == ["web"]
    assert names(declared(tmp_path, {"compose.yaml": text}, "--profile", "p")) == []


def test_naming_a_service_does_not_enable_what_it_depends_on(tmp_path: Path) -> None:
    text = "services: {a: {build: ., profiles: [p], depends_on: [b]}, b: {build: ., profiles: [q]}}"
    with pytest.raises(ProjectError, match="no such service: b"):
        declared(tmp_path, {"compose.yaml": text}, "build", "a")


def test_an_optional_dependency_may_be_missing(tmp_path: Path) -> None:
    text = (
        "services: {a: {build: ., depends_on: {b: {condition: service_started, required: false}}},"
        " b: {build: ., profiles: [q]}}"
    )
    assert names(declared(tmp_path, {"compose.yaml": text}, "build", "--with-dependencies")) == [
        "a"
    ]


def test_a_project_directory_of_an_include_that_is_missing_counts_as_a_file(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [{path: sub/c.yaml, project_directory: gone/deep}]",
        "sub/c.yaml": "services: {web: {build: ./app}}",
    }
    assert declared(tmp_path, files).builds[0].context == f"{tmp_path}/gone/app"


def test_a_file_included_by_two_ways_doubles_its_lists(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [c.yaml, c.yaml]",
        "c.yaml": "services: {web: {build: {platforms: [linux/amd64]}}}",
    }
    assert declared(tmp_path, files).builds[0].platforms == ("linux/amd64", "linux/amd64")


def test_an_extended_file_sees_the_main_environment_and_no_file_beside_it(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {extends: {file: base/b.yaml, service: s}}}",
        "base/b.yaml": "services: {s: {build: './${V-none}'}}",
        "base/.env": "V=beside",
    }
    assert declared(tmp_path, files).builds[0].context == f"{tmp_path}/base/none"


def test_an_extended_service_without_a_context_has_the_main_project_directory(
    tmp_path: Path,
) -> None:
    files = {
        "compose.yaml": "services: {web: {extends: {file: base/b.yaml, service: s}}}",
        "base/b.yaml": "services: {s: {build: {target: t}}}",
    }
    build = declared(tmp_path, files).builds[0]
    assert (build.context, build.target) == (str(tmp_path), "t")


def test_a_reset_item_of_a_list_is_only_left_out(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {build: {platforms: [a, b]}}}",
        "compose.override.yaml": "services: {web: {build: {platforms: [!reset c, d]}}}",
    }
    assert declared(tmp_path, files).builds[0].platforms == ("a", "b", "d")


def test_an_alias_of_a_reset_value_resets_as_well(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {build: {target: t, dockerfile: D}}}",
        "compose.override.yaml": (
            "services: {web: {build: {target: &gone !reset null, dockerfile: *gone}}}"
        ),
    }
    build = declared(tmp_path, files).builds[0]
    assert (build.target, build.dockerfile) == (None, f"{tmp_path}/Dockerfile")


def test_a_later_document_of_a_file_overrides_the_earlier(tmp_path: Path) -> None:
    text = "services: {web: {build: {target: a, args: {A: 1}}}}\n---\nservices: {web: {build: b}}"
    build = build_of(tmp_path, text)
    assert (build.context, build.target, build.args) == (f"{tmp_path}/b", "a", {"A": "1"})


def test_a_mapping_of_arguments_over_a_list_keeps_a_nested_value_as_gos_text(
    tmp_path: Path,
) -> None:
    files = {
        "compose.yaml": "services: {web: {build: {args: [A=1]}}}",
        "compose.override.yaml": "services: {web: {build: {args: {A: {b: c}}}}}",
    }
    assert declared(tmp_path, files).builds[0].args == {"A": "map[b:c]"}


def test_an_argument_whose_name_starts_like_an_extension_is_none(tmp_path: Path) -> None:
    text = "services: {web: {build: {args: {x-a: 1, B: 2}}}}"
    assert build_of(tmp_path, text).args == {"#extensions": "map[x-a:1]", "B": "2"}


def test_a_file_from_stdin_hangs_on_the_next_file_or_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"d/more.yaml": "services: {web: {build: {target: t}}}"}
    found = []
    for words in (("-f", "-"), ("-f", "-", "-f", "d/more.yaml")):
        text = io.TextIOWrapper(io.BytesIO(b"services: {web: {build: app}}"))
        monkeypatch.setattr("sys.stdin", text)
        build = declared(tmp_path, files, *words).builds[0]
        found.append((build.context, build.target))
    assert found == [(f"{tmp_path}/app", None), (f"{tmp_path}/d/app", "t")]


def test_an_include_of_nothing_includes_nothing(tmp_path: Path) -> None:
    assert build_of(tmp_path, "include: [~]\nservices: {web: {build: .}}").name == "web"


def test_a_home_directory_is_joined_as_text(tmp_path: Path) -> None:
    text = "services: {web: {build: ~other/src}}"
    assert build_of(tmp_path, text).context == "/home/u/other/src"


def test_a_remote_include_makes_builds_unknown_and_references_to_them_no_error(
    tmp_path: Path,
) -> None:
    text = (
        "include: ['oci://example.test/app']\n"
        "services: {web: {build: {additional_contexts: {base: 'service:far'}}}}"
    )
    found = declared(tmp_path, {"compose.yaml": text})
    assert [each.attribute for each in found.unknown] == ["include oci://example.test/app"]
    assert names(found) == ["web"]


def test_a_remote_context_is_unknown_with_a_reason(tmp_path: Path) -> None:
    build = build_of(tmp_path, "services: {web: {build: 'https://example.test/r.git'}}")
    assert [each.attribute for each in build.unknown] == ["context"]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        pytest.param(
            "networks: {n: {external: {name: x}}}\nservices: {web: {build: .}}",
            "networks.n: external.name is deprecated. Please set name and external: true",
            id="the name of an external network",
        ),
        pytest.param(
            "services: {web: {build: ., init: 'yes'}}",
            '"yes" for boolean is not supported by YAML 1.2, please use `true`',
            id="a yes where a truth value is wanted",
        ),
    ],
)
def test_compose_warns_of(text: str, warning: str, tmp_path: Path) -> None:
    assert declared(tmp_path, {"compose.yaml": text}).warnings == (warning,)


def test_a_project_in_a_linked_directory_has_the_name_of_the_link(tmp_path: Path) -> None:
    grow(tmp_path, files={"real/compose.yaml": "services: {web: {build: .}}"})
    (tmp_path / "alias").symlink_to("real")
    found = declared(tmp_path, {}, "-f", "alias/compose.yaml")
    assert (found.name, found.builds[0].context) == ("alias", f"{tmp_path}/alias")
    assert "from a symlink" in found.warnings[0]


def test_rules_of_a_watch_are_kept_beside_the_build(tmp_path: Path) -> None:
    text = "services: {web: {build: ., develop: {watch: [{path: a, action: rebuild, ignore: b}]}}}"
    watch = build_of(tmp_path, text).watch[0]
    assert (watch.path, watch.ignore) == (f"{tmp_path}/a", ("b",))
