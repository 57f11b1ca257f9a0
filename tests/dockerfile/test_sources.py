"""What the instructions ask of the main context (docs/semantics: D.4, D.4.1, O31 to O40)."""

from __future__ import annotations

from typing import Any

import pytest

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, plan_build
from ctxscan.dockerfile.sources import Source, normal_path
from ctxscan.errors import DockerfileError, Place


def plan(text: str, **options: Any) -> BuildPlan:
    return plan_build(parse(text, "Dockerfile"), **options)


def only(instruction: str) -> Source:
    (source,) = plan(f"FROM scratch\n{instruction}\n").sources
    return source


WHOLE = None
NOTHING = ()


@pytest.mark.parametrize(
    ("body", "follow"),
    [
        pytest.param("COPY b a /", ("a", "b"), id="paths are sorted"),
        pytest.param("COPY a /\nADD a /", ("a",), id="each path once"),
        pytest.param("COPY é Z a /", ("Z", "a", "é"), id="in the order of their bytes"),
        pytest.param("COPY a/../b//c/./d/ /", ("b/c/d",), id="paths are cleaned"),
        pytest.param("COPY ../../x /", ("x",), id="dots stop at the root"),
        pytest.param("COPY /x /", ("x",), id="a slash in front is nothing"),
        pytest.param("COPY . /", WHOLE, id="a dot is everything"),
        pytest.param("COPY a / /", WHOLE, id="so is a slash"),
        pytest.param("COPY a/.. /", WHOLE, id="so is a way up"),
        pytest.param("COPY $NOPE a /", WHOLE, id="so is an unset variable"),
        pytest.param('COPY ["", "/"]', WHOLE, id="so is an empty word"),
        pytest.param("COPY * /", ("*",), id="a star is a pattern, not everything"),
        pytest.param("COPY --parents a/./b/c /", ("a/b/c",), id="the pivot of --parents is a dot"),
        pytest.param("COPY --exclude=a/b --chown=1 a /", ("a",), id="flags have no influence"),
        pytest.param("COPY <<E <<F a /\nE\nF", ("a",), id="documents ask for nothing"),
        pytest.param("COPY <<E /a\nE", NOTHING, id="a document alone asks for no context"),
        pytest.param(
            "ADD https://x/f /\nADD https://h/r.git /", NOTHING, id="O39: addresses ask for nothing"
        ),
        pytest.param(
            "COPY a /\nADD git@h:o/r.git /",
            ("a", "git@h:o/r.git"),
            id="a git source adds a useless path",
        ),
        pytest.param("ADD github.com/o/r /", ("github.com/o/r",), id="a bare github.com is a path"),
        pytest.param("ADD HTTP://x/f /", ("HTTP:/x/f",), id="an address in capitals is a path"),
        pytest.param("COPY a\\b /", ("ab",), id="O36: the escape is taken off"),
        pytest.param("COPY a\\*b /", ("a*b",), id="so that a star cannot be escaped"),
        pytest.param('COPY ["a\\\\*b", "/"]', ("a*b",), id="not even in JSON"),
        pytest.param('COPY ["a b", "/"]', ("a b",), id="O38: JSON holds words together"),
        pytest.param("COPY '$x' /", ("$x",), id="quoted variables are text"),
        pytest.param("COPY << E /x\nE", ("<<", "E"), id="a blank behind << makes two sources"),
        pytest.param("RUN --mount=target=/s a", WHOLE, id="O40: a mount is a bind of everything"),
        pytest.param("RUN --mount=source=d,target=/s a", ("d",), id="or of its source"),
        pytest.param("RUN --mount=src=d/../e,dst=/s a", ("e",), id="short names count"),
        pytest.param("RUN --mount=SOURCE=d,target=/s a", ("d",), id="capitals too"),
        pytest.param("RUN --mount='\"source=a,b\",target=/s' a", ("a,b",), id="quotes of CSV"),
        pytest.param("RUN --mount=type=bind,source=$NOPE,target=/s a", WHOLE, id="an empty source"),
        pytest.param(
            "RUN --mount=type=cache,target=/c --mount=type=secret,id=s --mount=type=ssh a",
            NOTHING,
            id="cache, secret and ssh ask for nothing",
        ),
        pytest.param(
            "COPY a /\nRUN --mount=type=tmpfs,target=/t a", WHOLE, id="a tmpfs asks for everything"
        ),
        pytest.param(
            "COPY a /\nRUN --mount=type=tmpfs,source=t,target=/t a",
            ("a", "t"),
            id="or for its source",
        ),
        pytest.param(
            "ARG T=tmpfs\nCOPY a /\nRUN --mount=type=$T,target=/t a", WHOLE, id="types are expanded"
        ),
        pytest.param("ONBUILD COPY x /\nCOPY a /", ("a",), id="triggers are for others"),
    ],
)
def test_follow_paths(body: str, follow: tuple[str, ...] | None) -> None:
    found = plan(f"FROM scratch\n{body}\n")
    assert found.follow_paths == follow
    assert found.context_requested == (follow != NOTHING)


def test_a_tmpfs_alone_does_not_ask_for_the_context() -> None:
    found = plan("FROM scratch\nRUN --mount=type=tmpfs,target=/t a\n")
    assert not found.context_requested


def test_o35_with_another_escape_a_backslash_is_a_letter() -> None:
    found = plan("# escape=`\nFROM scratch\nCOPY a\\b /\n")
    assert found.follow_paths == ("a\\b",)


@pytest.mark.parametrize(
    ("platform", "asked"), [("linux/amd64", "bin-amd64"), ("linux/386", "bin-386")]
)
def test_o33_each_platform_has_its_own_plan(platform: str, asked: str) -> None:
    text = "FROM scratch\nARG TARGETARCH\nCOPY bin-$TARGETARCH /\n"
    assert plan(text, platform=platform).follow_paths == (asked,)


@pytest.mark.parametrize(
    ("text", "options", "asked"),
    [
        pytest.param(
            "ARG V=a\nFROM scratch\nCOPY $V-x /", {}, "-x", id="a global ARG is not seen in a stage"
        ),
        pytest.param("ARG V=a\nFROM scratch\nARG V\nCOPY $V /", {}, "a", id="until it is repeated"),
        pytest.param(
            "ARG V=a\nFROM scratch\nARG V=b\nCOPY $V /", {}, "b", id="its own default goes first"
        ),
        pytest.param(
            "ARG V=a\nFROM scratch\nARG V=b\nCOPY $V /",
            {"V": "c"},
            "c",
            id="--build-arg before all",
        ),
        pytest.param("FROM scratch\nCOPY $V-x /", {"V": "c"}, "-x", id="--build-arg needs an ARG"),
        pytest.param(
            "FROM scratch\nCOPY $HTTP_PROXY-x /", {"HTTP_PROXY": "c"}, "-x", id="even a proxy does"
        ),
        pytest.param(
            "ARG A=a\nARG B=$A-b\nFROM scratch\nARG B\nCOPY $B /",
            {},
            "a-b",
            id="globals build on each other",
        ),
        pytest.param(
            "ARG A=$TARGETOS\nFROM scratch\nARG A\nCOPY $A /", {}, "linux", id="and on the platform"
        ),
        pytest.param(
            "FROM scratch\nENV G=e\nARG G\nCOPY $G /",
            {"G": "b"},
            "b",
            id="an ARG behind an ENV wins",
        ),
        pytest.param(
            "FROM scratch\nARG G\nENV G=e\nCOPY $G /",
            {"G": "b"},
            "e",
            id="an ENV behind an ARG wins",
        ),
        pytest.param(
            "FROM scratch\nENV G=e\nARG G\nCOPY $G /",
            {},
            "e",
            id="an ARG without value changes nothing",
        ),
        pytest.param(
            "FROM scratch\nENV A=1\nENV A=2 B=$A\nCOPY $B /",
            {},
            "1",
            id="one ENV does not see itself",
        ),
        pytest.param("FROM scratch\nARG A=1 B=$A\nCOPY $B /", {}, "1", id="one ARG does"),
        pytest.param("FROM scratch\nENV A 1 2\nCOPY $A /", {}, "1 2", id="the old form of ENV"),
        pytest.param(
            "FROM scratch\nENV K=N $K=v\nENV $K=v\nCOPY $N /",
            {},
            "v",
            id="names are expanded as well",
        ),
        pytest.param(
            "FROM scratch\nARG A='x y'\nCOPY $A /", {}, "x y", id="a value may hold a blank"
        ),
        pytest.param(
            "FROM scratch\nCOPY ${PATH%%:*} /", {}, "usr/local/sbin", id="PATH is always set"
        ),
        pytest.param(
            "FROM scratch AS s\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /",
            {},
            "s",
            id="the target has its name",
        ),
        pytest.param(
            "FROM scratch\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /",
            {},
            "default",
            id="or is the default",
        ),
        pytest.param(
            "FROM scratch\nARG TARGETVARIANT\nCOPY v$TARGETVARIANT /",
            {},
            "v",
            id="an empty variant",
        ),
        pytest.param(
            "FROM scratch\nARG TARGETOS\nCOPY $TARGETOS /",
            {"TARGETOS": "x"},
            "x",
            id="the platform can be overridden",
        ),
        pytest.param(
            "FROM scratch\nARG BUILDKIT_SBOM_SCAN_STAGE=a\nCOPY x$BUILDKIT_SBOM_SCAN_STAGE /",
            {},
            "x",
            id="attestation switches are no variables",
        ),
        pytest.param(
            "FROM scratch AS b\nARG A=a\nENV E=e\nFROM b\nCOPY $A$E /",
            {},
            "ae",
            id="FROM inherits both",
        ),
        pytest.param(
            "FROM scratch AS b\nENV G=e\nARG G=a\nFROM b\nCOPY $G /",
            {},
            "e",
            id="but below, ENV wins again",
        ),
    ],
)
def test_variables(text: str, options: dict[str, str], asked: str) -> None:
    assert plan(text, build_args=options).follow_paths == (asked,)


@pytest.mark.parametrize(
    ("instruction", "widening", "reason"),
    [
        pytest.param("COPY . /", "root", ". is the root of the context", id="written so"),
        pytest.param(
            "COPY $NOPE /", "empty", "empty after expansion: $NOPE is not set", id="unset"
        ),
        pytest.param(
            "COPY $NOPE/. /", "empty", "empty after expansion: $NOPE is not set", id="unset in part"
        ),
        pytest.param(
            "COPY '' /", "empty", "empty after expansion: '' holds nothing", id="empty quotes"
        ),
        pytest.param(
            'COPY ["", "/"]', "root", "an empty word is the root of the context", id="empty word"
        ),
        pytest.param(
            "RUN --mount=target=/s a",
            "no source",
            "a bind mount without source= takes the whole context",
            id="bind",
        ),
        pytest.param(
            "RUN --mount=type=tmpfs,target=/s a",
            "tmpfs",
            "a tmpfs mount without source= counts as a request for the whole context",
            id="tmpfs",
        ),
        pytest.param("COPY a /", None, None, id="not at all"),
    ],
)
def test_why_a_source_asks_for_everything(
    instruction: str, widening: str | None, reason: str | None
) -> None:
    source = only(instruction)
    assert (source.widening, source.reason) == (widening, reason)


def test_a_source_knows_where_it_was_written() -> None:
    found = plan("FROM scratch\n\nCOPY --parents --exclude=c --exclude=d \\\n a/$X* /\n")
    (source,) = found.sources
    assert (source.line, source.stage_label, source.kind) == (3, "stage-0", "copy")
    assert (source.path, source.written, source.wildcard) == ("a/*", "a/$X*", True)
    assert (source.parents, source.excludes) == (True, ("c", "d"))
    assert source.instruction.text == "COPY --parents --exclude=c --exclude=d  a/$X* /"


@pytest.mark.parametrize(
    ("word", "wildcard"),
    [
        pytest.param("a?", True, id="question mark"),
        pytest.param("[[]x]", True, id="brackets"),
        pytest.param("a", False, id="none"),
        pytest.param("a\\\\\\*", False, id="a star that is still escaped"),
        pytest.param("a\\\\\\\\\\*", True, id="a star behind an escaped escape"),
    ],
)
def test_wildcards(word: str, wildcard: bool) -> None:  # noqa: FBT001 - a column of the table
    assert only(f"COPY {word} /").wildcard is wildcard


def test_a_git_source_is_marked_as_useless() -> None:
    assert only("ADD git://h/r /").useless
    assert not only("ADD a /").useless


def test_kinds_of_sources() -> None:
    body = (
        "ADD a /\nCOPY b /\nRUN --mount=source=c,target=/c --mount=type=tmpfs,source=d,target=/d x"
    )
    found = [(each.kind, each.path) for each in plan(f"FROM scratch\n{body}\n").sources]
    assert found == [("add", "a"), ("copy", "b"), ("bind", "c"), ("tmpfs", "d")]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param('COPY "a b" /', "unterminated double quote", id="O37: quotes hold no blank"),
        pytest.param("COPY a", "at least two arguments", id="no destination"),
        pytest.param(
            "COPY a <<E\nE", "cannot write to a here-document", id="a document for destination"
        ),
        pytest.param("COPY --nope a /", "unknown flag: --nope", id="unknown flag"),
        pytest.param(
            "COPY --link=maybe a /", "expecting boolean value", id="a flag that is no boolean"
        ),
        pytest.param(
            "COPY --link= a /", "missing a value on flag: --link", id="a flag with an empty value"
        ),
        pytest.param(
            "COPY --chown a /", "missing a value on flag: --chown", id="a flag without value"
        ),
        pytest.param(
            "COPY --from=a --from=b a /", "duplicate flag specified: --from", id="a flag twice"
        ),
        pytest.param(
            "ADD --from=a a /", "unknown flag: --from", id="a flag of another instruction"
        ),
        pytest.param(
            "COPY --from=$X a /", "variable expansion is not supported", id="a variable in --from"
        ),
        pytest.param(
            "COPY --from='$X a' /", "at least two arguments", id="quotes in flags hold a blank"
        ),
        pytest.param(
            'COPY --from=\\"a a /', "unterminated double quote", id="an open quote in --from"
        ),
        pytest.param(
            "COPY --from=7 a /", "invalid stage index 7", id="a stage that does not exist"
        ),
        pytest.param(
            "COPY --from=0 a /", "circular dependency", id="a stage that copies from itself"
        ),
        pytest.param("COPY --from=A/B a /", "must be lowercase", id="no name of an image"),
        pytest.param("COPY ${X:?missing} /", "X: missing", id="a required variable"),
        pytest.param("COPY <<E /x\n${X:?not given}\nE", "X: not given", id="also in a document"),
        pytest.param("COPY <<-E /x\n\t${X:?missing}\n\tE", "X: missing", id="without its tabs"),
        pytest.param("LABEL a=${X:?missing}", "X: missing", id="also in a label"),
        pytest.param("COPY https://x/f /", "can't be a URL for COPY", id="COPY of an address"),
        pytest.param("COPY git@h:o/r /", "can't be a git ref for COPY", id="COPY of a repository"),
        pytest.param(
            "ADD --checksum=sha256:0 a /", "requires HTTP(S) or Git", id="checksum of a file"
        ),
        pytest.param("ADD --checksum=sha256:0 a b /", "multiple sources", id="checksum of two"),
        pytest.param(
            "RUN --mount=type=bnd,target=/x a",
            "unsupported mount type 'bnd'",
            id="unknown mount type",
        ),
        pytest.param(
            "RUN --mount=sauce=x,target=/x a", "unexpected key 'sauce'", id="unknown key of a mount"
        ),
        pytest.param("RUN --mount=target a", "must be a key=value pair", id="a key without value"),
        pytest.param(
            "RUN --mount=from=$X,target=/x a",
            "doesn't support variable expansion",
            id="a variable in a mount's from",
        ),
        pytest.param(
            "RUN --mount=type=bind a", "invalid mount target", id="no target over the root"
        ),
        pytest.param(
            "RUN --mount=size=1,type=tmpfs,target=/x a",
            "unexpected key 'size'",
            id="size before the type",
        ),
        pytest.param(
            "RUN --mount=type=tmpfs,size=much,target=/x a", "invalid value for size", id="no size"
        ),
        pytest.param(
            "RUN --mount=uid=1,target=/x a", "uid not allowed for 'bind'", id="an owner of a bind"
        ),
        pytest.param(
            "RUN --mount=sharing=shared,target=/x a", "sharing is for cache", id="sharing of a bind"
        ),
        pytest.param("RUN --mount=ro=perhaps,target=/x a", "invalid value for ro", id="no truth"),
        pytest.param(
            "RUN --mount=type=secret a", "one of source, target required", id="a nameless secret"
        ),
        pytest.param(
            "RUN --mount=type=secret,id=a,from=b a",
            "should not have a from",
            id="a secret from a stage",
        ),
        pytest.param(
            "RUN --mount=type=secret,id=a,source=b a",
            "both source and id",
            id="a secret named twice",
        ),
        pytest.param("RUN --mount= a", "empty --mount", id="an empty mount"),
        pytest.param('RUN --mount=a\\"b a', "stray quote", id="a stray quote in a mount"),
        pytest.param("RUN --network=x a", "invalid network mode", id="unknown network"),
        pytest.param("RUN --security=x a", "security 'x' is not valid", id="unknown security"),
        pytest.param("ARG", "requires at least one argument", id="ARG without a name"),
        pytest.param("ARG =x", "names can not be blank", id="ARG with a blank name"),
        pytest.param("ENV =x", "names can not be blank", id="ENV with a blank name"),
        pytest.param("WORKDIR", "requires exactly one argument", id="WORKDIR without a path"),
        pytest.param("SHELL []", "requires at least one argument", id="SHELL of nothing"),
        pytest.param("SHELL sh", "in JSON form", id="SHELL in words"),
        pytest.param("HEALTHCHECK CMD", "missing command", id="a check of nothing"),
        pytest.param("HEALTHCHECK NONE x", "takes no arguments", id="no check, with arguments"),
        pytest.param("HEALTHCHECK X", "unknown type 'X'", id="a check of another kind"),
        pytest.param('VOLUME [" "]', "can not be an empty string", id="an empty volume"),
        pytest.param("ONBUILD", "requires at least one argument", id="an empty trigger"),
        pytest.param(
            "ONBUILD ONBUILD RUN a", "cannot hold an ONBUILD", id="a trigger of a trigger"
        ),
        pytest.param(
            "ONBUILD FROM a", "isn't allowed as an ONBUILD trigger", id="FROM as a trigger"
        ),
    ],
)
def test_refused_builds(body: str, message: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        plan(f"FROM scratch\n{body}\n")
    assert message in caught.value.message
    assert caught.value.place == Place("Dockerfile", 2)


@pytest.mark.parametrize("body", ["COPY a", "COPY --nope a b", "RUN --mount= a"])
def test_an_instruction_that_nobody_can_read_fails_for_its_options(body: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        plan(f"FROM scratch\n{body}\n")
    assert caught.value.kind == "bad-option"


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        pytest.param("COPY --form=a a /", "did you mean --from?", id="a flag"),
        pytest.param("RUN --mount=type=tmpf,target=/x a", "did you mean tmpfs?", id="a mount type"),
        pytest.param(
            "RUN --mount=type=nothing,target=/x a",
            "there are bind, cache, secret, ssh, tmpfs",
            id="no mount type at all",
        ),
        pytest.param("RUN --mount=sorce=a,target=/x a", "did you mean source?", id="a key"),
        pytest.param(
            "COPY --from=$X a /",
            "define a stage with FROM, using a global ARG, and copy from that",
            id="a variable",
        ),
    ],
)
def test_refusals_come_with_advice(body: str, hint: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        plan(f"FROM scratch\n{body}\n")
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("ARG --nope a", id="flags of ARG are never looked at"),
        pytest.param("STOPSIGNAL --nope 9", id="nor those of STOPSIGNAL"),
        pytest.param("RUN", id="a RUN may be empty"),
        pytest.param("RUN --network=none --security=insecure --device=a a", id="flags of RUN"),
        pytest.param("ADD --unpack --keep-git-dir=FALSE --link=true a /", id="flags of ADD"),
        pytest.param("HEALTHCHECK --interval=5s CMD a", id="flags of HEALTHCHECK"),
        pytest.param("HEALTHCHECK none", id="no check at all"),
        pytest.param('SHELL ["sh"]\nVOLUME a b\nMAINTAINER me', id="the rest"),
        pytest.param(
            "WORKDIR /w\nWORKDIR v\nRUN --mount=type=bind a", id="a working directory is a target"
        ),
        pytest.param(
            "RUN --mount=type=cache,target=/c,sharing=Locked,mode=0755,uid=1,ro,rw=false a",
            id="a cache with everything",
        ),
        pytest.param("RUN --mount=type=tmpfs,target=/c,size=10.5MiB a", id="a tmpfs with a size"),
        pytest.param(
            "RUN --mount=type=secret,id=a,env=B,required,mode=0400 a", id="a secret with everything"
        ),
        pytest.param(
            "USER ${U:-1}\nEXPOSE $P\nVOLUME $V\nSTOPSIGNAL $S", id="variables everywhere"
        ),
    ],
)
def test_accepted_builds(body: str) -> None:
    assert plan(f"FROM scratch\n{body}\n").certain


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("", ""),
        ("/", ""),
        ("..", ""),
        ("a/", "a"),
        ("//a", "a"),
        ("a/../../b", "b"),
        ("a b", "a b"),
    ],
)
def test_normal_paths(source: str, path: str) -> None:
    assert normal_path(source) == path


def test_doubts_over_an_unseen_image() -> None:
    found = plan("FROM python:3\nARG V\nCOPY app-$V $V /\n")
    assert found.follow_paths is None
    assert [each.path for each in found.sources] == ["app-", ""]
    assert [(each.kind, each.line) for each in found.unknowns] == [
        ("triggers", 1),
        ("environment", 3),
        ("environment", 3),
    ]
    environment = found.unknowns[1]
    assert environment.what == "$V: not set in this Dockerfile, the base image python:3 may"
    assert environment.could_change == "COPY asks for app- if it does not"
    assert found.sources[1].doubt == found.unknowns[2]
    assert found.sources[1].widening == "empty"


def test_a_set_variable_is_certain_over_any_image() -> None:
    found = plan("FROM python:3\nARG V=1\nENV W=$V\nCOPY app-$W /\n")
    assert [each.kind for each in found.unknowns] == ["triggers"]


def test_doubt_is_passed_on_by_env() -> None:
    found = plan("FROM python:3 AS b\nENV W=$V/x\nFROM b\nCOPY $W /\n")
    assert [(each.kind, each.line) for each in found.unknowns] == [
        ("triggers", 1),
        ("environment", 4),
    ]


def test_a_working_directory_over_an_unseen_image_is_unknown() -> None:
    assert plan("FROM python:3\nRUN --mount=type=bind,source=a a\n").follow_paths == ("a",)


@pytest.mark.parametrize(
    ("text", "build_args", "line", "name"),
    [
        pytest.param("# syntax=x/y:1\nFROM scratch\n", {}, 1, "x/y:1", id="in the file"),
        pytest.param("FROM scratch\n", {"BUILDKIT_SYNTAX": "z"}, None, "z", id="by option"),
        pytest.param(
            "# syntax=y\nFROM scratch\n", {"BUILDKIT_SYNTAX": "z"}, None, "z", id="the option wins"
        ),
    ],
)
def test_another_frontend_is_a_doubt(
    text: str, build_args: dict[str, str], line: int | None, name: str
) -> None:
    (unknown,) = plan(text, build_args=build_args).unknowns
    assert (unknown.kind, unknown.line) == ("frontend", line)
    assert f"read by {name}," in unknown.what
