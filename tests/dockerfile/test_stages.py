"""Stages, targets, triggers and named contexts (docs/semantics: D.4, D.4.2, D.7, O28 to O32)."""

from __future__ import annotations

from typing import Any

import pytest

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, ContextSync, plan_build
from ctxscan.dockerfile.platforms import parse_platform
from ctxscan.dockerfile.references import familiar_name
from ctxscan.errors import DockerfileError, Place, UsageError

DIAMOND = """\
FROM scratch AS base
COPY base /
FROM base AS Left
COPY left /
FROM scratch AS right
COPY right /
FROM base
COPY --from=LEFT /x /
RUN --mount=from=right,target=/r x
COPY last /
FROM scratch AS extra
COPY extra /
"""


def plan(text: str, **options: Any) -> BuildPlan:
    return plan_build(parse(text, "Dockerfile"), **options)


def error(text: str, **options: Any) -> DockerfileError:
    with pytest.raises(DockerfileError) as caught:
        plan(text, **options)
    return caught.value


@pytest.mark.parametrize(
    ("target", "follow"),
    [
        pytest.param(None, ("extra",), id="the last stage is the default"),
        pytest.param("extra", ("extra",), id="by name"),
        pytest.param("LEFT", ("base", "left"), id="in any case"),
        pytest.param(3, ("base", "last", "left", "right"), id="by index, for the table"),
    ],
)
def test_targets(target: str | int | None, follow: tuple[str, ...]) -> None:
    assert plan(DIAMOND, target=target).follow_paths == follow


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        pytest.param(
            "rigth", "did you mean right? stages with a name: base, left, right, extra", id="a slip"
        ),
        pytest.param("0", "stages with a name: base, left, right, extra", id="a number is no name"),
        pytest.param(
            "stage-3", "stages with a name: base, left, right, extra", id="nor is a label"
        ),
    ],
)
def test_an_unknown_target_is_refused(target: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        plan(DIAMOND, target=target)
    assert caught.value.message == f"target stage {target!r} could not be found"
    assert caught.value.hint == hint


def test_a_target_is_refused_where_no_stage_has_a_name() -> None:
    with pytest.raises(UsageError) as caught:
        plan("FROM scratch\n", target="x")
    assert caught.value.hint == "no stage has a name"


def test_the_table_of_stages() -> None:
    stages = plan(DIAMOND, target=3).stages
    rows = [
        (each.label, each.base_stage, each.role, [s.path for s in each.sources]) for each in stages
    ]
    assert rows == [
        ("base", None, "ships", ["base"]),
        ("left", 0, "copied from", ["left"]),
        ("right", None, "mounted", ["right"]),
        ("stage-3", 0, "ships", ["last"]),
        ("extra", None, "unused", ["extra"]),
    ]
    taken = [(each.name, each.stage, each.kind, each.paths, each.line) for each in stages[3].copies]
    assert taken == [("left", 1, "copy", ("x",), 8), ("right", 2, "mount", ("",), 9)]


def test_sources_of_all_stages_are_there_whatever_the_target() -> None:
    found = plan(DIAMOND, target="right")
    assert [each.path for each in found.sources] == ["right"]
    assert [each.path for each in found.all_sources] == ["base", "left", "right", "last", "extra"]


def test_a_stage_that_is_not_reached_may_be_broken() -> None:
    found = plan("FROM scratch AS a\nCOPY x $Y/'\nFROM scratch\nCOPY b /\n")
    broken = found.stages[0].error
    assert found.follow_paths == ("b",)
    assert broken is not None
    assert (broken.line, broken.message[:25]) == (2, "unterminated single quote")


def test_what_stands_on_a_broken_stage_is_broken() -> None:
    found = plan("FROM scratch AS a\nCOPY 'x /\nFROM a\nCOPY c /\nFROM scratch\n")
    assert found.stages[1].error == found.stages[0].error
    assert [each.path for each in found.stages[1].sources] == ["c"]


def test_what_is_mounted_by_a_stage_that_is_copied_from() -> None:
    text = (
        "FROM scratch AS a\n"
        "FROM scratch AS b\nRUN --mount=from=a,target=/a x\n"
        "FROM scratch\nCOPY --from=b x /\n"
    )
    assert [each.role for each in plan(text).stages] == ["mounted", "copied from", "ships"]


@pytest.mark.parametrize(
    ("text", "follow"),
    [
        pytest.param(
            "FROM scratch AS A\nCOPY a /\nFROM a\nCOPY b /",
            ("a", "b"),
            id="but its lower-case name",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\nFROM scratch AS a\nCOPY b /\nFROM a",
            ("b",),
            id="FROM sees the latest of two",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\nFROM a AS a\nCOPY b /\nFROM a",
            ("a", "b"),
            id="a stage may build on its namesake",
        ),
        pytest.param(
            "FROM a\nCOPY b /\nFROM scratch AS a\nCOPY c /\nFROM scratch\nCOPY --from=0 x /",
            ("b",),
            id="FROM sees no stage below",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\nFROM scratch\nCOPY --from=+0 x /",
            ("a",),
            id="a number is an index",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\n"
            "FROM scratch\nCOPY --from=99999999999999999999 x /\nCOPY b /",
            ("b",),
            id="unless it is too great",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\nFROM scratch\nRUN --mount=from=0,target=/x x\nCOPY b /",
            ("b",),
            id="a mount knows no numbers",
        ),
        pytest.param(
            "ARG B=a\nFROM scratch AS a\nCOPY a /\nFROM $B\nCOPY b /",
            ("a", "b"),
            id="FROM takes global arguments",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\nFROM scratch\nCOPY --from=alpine x /\nCOPY b /",
            ("b",),
            id="an image is not a stage",
        ),
        pytest.param("FROM --platform=$BUILDPLATFORM scratch\nCOPY a /", ("a",), id="a platform"),
        pytest.param(
            "FROM scratch AS scratch\nCOPY a /\nFROM scratch\nCOPY b /",
            ("a", "b"),
            id="a stage may be called scratch",
        ),
        pytest.param(
            "FROM scratch AS a\nCOPY a /\n"
            "FROM scratch\nRUN --mount=type=cache,from=a,target=/x x\nCOPY b /",
            ("a", "b"),
            id="a cache may start from a stage",
        ),
    ],
)
def test_names_of_stages(text: str, follow: tuple[str, ...]) -> None:
    assert plan(text).follow_paths == follow


def test_copy_sees_the_last_of_two_namesakes() -> None:
    text = (
        "FROM scratch AS a\nCOPY a /\n"
        "FROM scratch AS a\nCOPY b /\n"
        "FROM scratch\nCOPY --from=a x /\n"
    )
    assert plan(text).follow_paths == ("b",)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(
            "FROM a AS 1\n", 1, "invalid name for build stage: '1'", id="a number for a name"
        ),
        pytest.param(
            "FROM a AS b/c\n", 1, "invalid name for build stage: 'b/c'", id="a symbol in a name"
        ),
        pytest.param(
            "FROM a AS b-\n",
            1,
            "not the name of an image or stage: 'b-'",
            id="a name no context could have",
        ),
        pytest.param("FROM a b\n", 1, "either one or three arguments", id="two words"),
        pytest.param("FROM a IS b\n", 1, "either one or three arguments", id="not AS"),
        pytest.param("FROM\n", 1, "either one or three arguments", id="no word"),
        pytest.param("FROM $X\n", 1, "base name ($X) should not be blank", id="a blank base"),
        pytest.param("FROM '\n", 1, "unterminated single quote", id="an open quote"),
        pytest.param("FROM Alpine\n", 1, "must be lowercase", id="an image in capitals"),
        pytest.param(
            "FROM scratch AS A\nFROM A\n", 2, "must be lowercase", id="a stage in capitals"
        ),
        pytest.param(f"FROM {'a' * 64}\n", 1, "64 hexadecimal digits", id="an image by its number"),
        pytest.param("FROM --platform=$X a\n", 1, "empty platform value", id="a blank platform"),
        pytest.param(
            "FROM --platform=a/b/c/d a\n", 1, "failed to parse platform", id="no platform"
        ),
        pytest.param(
            "COPY a /\nFROM a\n", 1, "COPY before the first FROM", id="an instruction too early"
        ),
        pytest.param("ARG a\n", None, "no stages to build", id="no stage"),
        pytest.param(
            "ARG A='\nFROM a\n", 1, "unterminated single quote", id="an open quote in a global"
        ),
        pytest.param(
            "FROM a\nFROM b\nCOPY --from=c x /\nFROM scratch AS c\nCOPY --from=1 x /\n",
            5,
            "circular",
            id="a circle",
        ),
        pytest.param(
            "FROM a\nCOPY --from=b x /\nFROM scratch AS b\nFROM scratch\nCOPY --from=0 x /\n",
            2,
            "cannot copy from stage 'b'",
            id="copy from below",
        ),
        pytest.param(
            "FROM scratch\nRUN --mount=from=b,target=/b x\n"
            "FROM scratch AS b\n"
            "FROM scratch\nCOPY --from=0 x /\n",
            2,
            "cannot mount from stage 'b'",
            id="mount from below",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD COPPY a /\nFROM a\n",
            3,
            "unknown instruction: COPPY",
            id="an unknown trigger",
        ),
        pytest.param(
            "# escape=`\nFROM scratch AS a\nONBUILD COPY <<E /\\\nE\nFROM a\n",
            5,
            "unterminated heredoc",
            id="a trigger that reads otherwise with the default escape",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD COPY a\nFROM a\n",
            3,
            "at least two arguments",
            id="a bad trigger",
        ),
    ],
)
def test_refused_stages(text: str, line: int | None, message: str) -> None:
    refused = error(text)
    assert message in refused.message
    assert refused.place == Place("Dockerfile", line)


def test_a_trigger_forgets_the_escape_directive() -> None:
    text = "# escape=`\nFROM scratch AS a\nONBUILD COPY x`y\\ /\nFROM a\n"
    assert plan(text).follow_paths == ("xy\\",)


def test_a_blank_base_comes_with_advice() -> None:
    assert error("FROM $X\n").hint == "$X is not set; pass --build-arg or give its ARG a default"
    assert error("FROM ''\n").hint is None


@pytest.mark.parametrize(
    ("text", "follow"),
    [
        pytest.param(
            "FROM scratch AS a\nONBUILD COPY x /\nFROM a\nCOPY b /",
            ("b", "x"),
            id="a child pulls them",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD COPY x /\nFROM a AS b\nFROM b\nCOPY c /",
            ("c", "x"),
            id="a grandchild does not, but stands on the child",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD COPY x /\nFROM scratch\nCOPY --from=a y /\nCOPY b /",
            ("b",),
            id="a copy does not",
        ),
        pytest.param(
            "FROM scratch AS a\nENV V=old\nONBUILD COPY $V /\nFROM a\nENV V=new",
            ("old",),
            id="they go first",
        ),
        pytest.param(
            "FROM scratch AS c\nCOPY c /\n"
            "FROM scratch AS a\nONBUILD COPY --from=c x /\n"
            "FROM a\nCOPY b /",
            ("b", "c"),
            id="they can bring in a stage",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD COPY <<E y /\nhi\nE\nFROM a",
            ("y",),
            id="they can hold a document",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD RUN --mount=type=bind,source=s,target=/s x\nFROM a",
            ("s",),
            id="they can mount",
        ),
        pytest.param(
            "# escape=`\nFROM scratch AS a\nONBUILD COPY a\\b /\nFROM a",
            ("a\\b",),
            id="their words keep the file's escape",
        ),
    ],
)
def test_triggers(text: str, follow: tuple[str, ...]) -> None:
    assert plan(text).follow_paths == follow


def test_a_trigger_counts_for_the_stage_that_pulls_it() -> None:
    (source,) = plan("FROM scratch AS a\nONBUILD COPY x /\nFROM a AS b\n").sources
    assert (source.stage_label, source.line, source.instruction.text) == (
        "b",
        2,
        "ONBUILD COPY x /",
    )


def test_triggers_are_pulled_in_stages_that_are_not_reached() -> None:
    found = plan(
        "FROM scratch AS a\nONBUILD COPY --from=n x /\nFROM a AS b\nFROM scratch\n",
        named_contexts={"n"},
    )
    (source,) = found.stages[1].sources
    assert (source.context, source.path) == ("n", "x")
    assert found.context_syncs == ()


def named(body: str, *names: str, **options: Any) -> BuildPlan:
    return plan(body, named_contexts=frozenset(names), **options)


def test_o28_a_copy_narrows_a_named_context() -> None:
    found = named("FROM scratch\nCOPY --from=foo x /\n", "foo")
    assert found.context_syncs == (ContextSync("foo", ("x",), (2,)),)
    assert not found.context_requested
    assert [(each.context, each.path) for each in found.stages[0].sources] == [("foo", "x")]


def test_o29_each_copy_is_a_sync_of_its_own() -> None:
    found = named("FROM scratch\nCOPY --from=foo d /\nCOPY --from=foo x /\n", "foo")
    assert [each.follow_paths for each in found.context_syncs] == [("d",), ("x",)]


def test_equal_syncs_are_one() -> None:
    found = named("FROM scratch\nCOPY --from=foo x /\nCOPY --from=foo x /y\n", "foo")
    assert found.context_syncs == (ContextSync("foo", ("x",), (2, 3)),)


@pytest.mark.parametrize(
    ("text", "follow"),
    [
        pytest.param("FROM foo\n", None, id="O30: FROM as the target takes everything"),
        pytest.param("FROM foo\nCOPY a /\n", None, id="also with a build on top"),
        pytest.param(
            "FROM foo AS z\nFROM scratch\nCOPY --from=z x /\n",
            ("x",),
            id="a stage on it is narrowed by copies",
        ),
        pytest.param(
            "FROM foo AS z\nFROM z AS y\nFROM scratch\nCOPY --from=y x /\nCOPY --from=z w /\n",
            ("w", "x"),
            id="all along a chain",
        ),
        pytest.param(
            "FROM foo AS z\nRUN make\nFROM scratch\nCOPY --from=z x /\n",
            None,
            id="a RUN may use all of it",
        ),
        pytest.param(
            "FROM scratch\nRUN --mount=from=foo,target=/f,source=s x\n",
            ("s",),
            id="a mount takes its source",
        ),
        pytest.param("FROM scratch\nRUN --mount=from=foo,target=/f x\n", None, id="or everything"),
        pytest.param(
            "FROM scratch\nCOPY --from=foo:latest x /\n", ("x",), id="latest is understood"
        ),
        pytest.param(
            "FROM docker.io/library/foo AS z\nFROM scratch\nCOPY --from=z x /\n",
            ("x",),
            id="so is the long name",
        ),
    ],
)
def test_paths_of_a_named_context(text: str, follow: tuple[str, ...] | None) -> None:
    assert [each.follow_paths for each in named(text, "foo").context_syncs] == [follow]


def test_o31_a_named_context_replaces_a_stage() -> None:
    found = named("FROM scratch AS foo\nCOPY a /\nFROM scratch\nCOPY --from=foo x /\n", "foo")
    assert not found.context_requested
    assert found.follow_paths == ()
    assert found.context_syncs == (ContextSync("foo", ("x",), (1,)),)
    assert (found.stages[0].replaced, found.stages[0].base_context) == (True, "foo")


def test_a_replaced_stage_still_drags_in_what_it_copied_from() -> None:
    text = (
        "FROM scratch AS big\nCOPY big /\n"
        "FROM scratch AS foo\nCOPY --from=big / /\n"
        "FROM scratch\nCOPY --from=foo x /\nCOPY a /\n"
    )
    found = named(text, "foo")
    assert found.follow_paths == ("a", "big")
    assert [each.role for each in found.stages] == ["unused", "copied from", "ships"]
    assert found.stages[0].reached


def test_o32_an_unused_name_is_not_touched() -> None:
    found = named("FROM scratch\nCOPY a /\n", "foo")
    assert (found.context_syncs, found.loaded_contexts) == ((), ())


def test_a_context_for_documents_alone_is_loaded_but_not_sent() -> None:
    found = named("FROM scratch\nCOPY --from=foo <<E /x\nE\n", "foo")
    assert (found.context_syncs, found.loaded_contexts) == ((), ("foo",))


def test_a_context_under_a_tmpfs_is_not_sent() -> None:
    found = named("FROM scratch\nRUN --mount=type=tmpfs,from=foo,target=/x x\n", "foo")
    assert found.context_syncs == ()


def test_the_contexts_of_stages_that_are_not_reached_do_not_count() -> None:
    text = "FROM foo AS z\nFROM z\nRUN x\nFROM scratch\nCOPY --from=z x /\n"
    assert named(text, "foo").context_syncs == (ContextSync("foo", ("x",), (1,)),)


def test_scratch_and_context_cannot_be_replaced() -> None:
    text = "FROM scratch AS context\nCOPY a /\nFROM context\n"
    assert named(text, "scratch", "context").follow_paths == ("a",)


def test_a_name_may_be_for_one_platform() -> None:
    text = "FROM scratch\nCOPY --from=foo x /\n"
    assert named(text, "foo::linux/arm64", platform="linux/arm64/v8").context_syncs
    assert not named(text, "foo::linux/arm64").context_syncs


def test_a_remote_context_sends_nothing_and_hides_its_environment() -> None:
    found = plan("FROM foo\nCOPY $X /\n", remote_contexts={"foo"})
    assert found.context_syncs == ()
    assert [each.kind for each in found.unknowns] == ["triggers", "environment"]
    assert found.stages[0].base_image is None


def test_a_directory_hides_nothing() -> None:
    found = named("FROM foo\nCOPY $X /\n", "foo")
    assert found.certain
    assert found.follow_paths is None


def test_a_bad_name_of_a_context_is_refused() -> None:
    with pytest.raises(UsageError, match="--build-context"):
        named("FROM scratch\n", "A")


def test_a_bad_platform_is_refused() -> None:
    with pytest.raises(UsageError, match="--platform"):
        plan("FROM scratch\n", platform="a/b/c/d")


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("amd64", "linux/amd64"),
        ("linux", "linux/amd64"),
        ("Linux/x86_64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("macos/arm64", "darwin/arm64"),
        ("linux/i386", "linux/386"),
    ],
)
def test_platforms_have_one_form(written: str, normal: str) -> None:
    assert str(parse_platform(written)) == normal


@pytest.mark.parametrize(
    ("written", "familiar"),
    [
        ("a:latest", "a"),
        ("a:1", "a:1"),
        ("docker.io/library/a", "a"),
        ("index.docker.io/o/a", "o/a"),
        ("localhost/a", "localhost/a"),
        ("h:5000/a:latest", "h:5000/a"),
        ("h.x/a@sha256:" + "0" * 64, "h.x/a@sha256:" + "0" * 64),
    ],
)
def test_images_have_a_familiar_name(written: str, familiar: str) -> None:
    assert familiar_name(written) == familiar


def test_windows_has_no_path() -> None:
    text = "FROM scratch\nCOPY x$PATH /\n"
    assert plan(text, platform="windows/amd64").follow_paths == ("x",)


def test_long_chains_of_stages_are_fine() -> None:
    chain = [f"FROM s{i} AS s{i + 1}\nCOPY --from=s{i} x /\n" for i in range(3000)]
    found = plan("FROM scratch AS s0\nCOPY a /\n" + "".join(chain))
    assert found.follow_paths == ("a",)


@pytest.mark.parametrize(
    "trigger",
    [
        pytest.param("COPY http://x.invalid/f /", id="a URL that is copied"),
        pytest.param("COPY --from=7 /f /", id="a stage that does not exist"),
        pytest.param("COPY --nope a /", id="a flag that does not exist"),
        pytest.param("COPY $A/'x /", id="a quote that is not closed"),
        pytest.param("COYP a /", id="an instruction that does not exist"),
    ],
)
def test_what_is_wrong_with_a_trigger_is_refused_at_the_from_that_pulls_it(trigger: str) -> None:
    with pytest.raises(DockerfileError) as refused:
        plan(f"FROM scratch AS p\nONBUILD {trigger}\nCOPY b /\nFROM p\nCOPY a /\n")
    assert refused.value.place == Place("Dockerfile", 4)
