"""Whatever the text: a plan or a refusal with a line, never a crash."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, plan_build
from ctxscan.dockerfile.targets import _resolved
from ctxscan.errors import DockerfileError
from tests.support.dockerfiles import dockerfiles

EXAMPLES = int(os.environ.get("CTXSCAN_FUZZ_EXAMPLES", "300"))

_STAGE = st.sampled_from(
    [
        "FROM scratch\n",
        "FROM scratch AS a\n",
        "FROM a AS b\n",
        "FROM n\n",
        "FROM alpine AS c\n",
        "COPY x /\n",
        "COPY --from=a x /\n",
        "COPY --from=b $X /\n",
        "COPY --from=1 ${Y:-.} /\n",
        "RUN --mount=from=a,target=/a,source=$X x\n",
        "RUN --mount=type=tmpfs,target=/a x\n",
        "ADD $X ${Y#a} /\n",
        "ARG X=1\n",
        "ARG Y\n",
        "ENV Y=$X\n",
        "ONBUILD COPY --from=a o /\n",
        "ONBUILD RUN --mount=target=/o x\n",
    ]
)


def attempt(text: str) -> tuple[BuildPlan | None, DockerfileError | None]:
    try:
        return plan_build(parse(text, "Dockerfile"), named_contexts={"n"}), None
    except DockerfileError as error:
        return None, error


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(dockerfiles())
def test_any_text_is_planned_or_refused_with_a_line(text: str) -> None:
    plan, refused = attempt(f"FROM scratch\n{text}")
    event("planned" if plan else "refused")
    assert plan or (refused and refused.place and refused.place.line)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_STAGE, max_size=14).map("".join))
def test_a_stage_asks_for_the_same_as_a_target_or_looked_at(body: str) -> None:
    text = f"FROM scratch AS a\n{body}"
    plan, refused = attempt(text)
    event("planned" if plan else "refused")
    assert plan or (refused and refused.place and refused.place.line)
    for stage in plan.stages if plan else ():
        if stage.error is None:
            as_target = plan_build(parse(text, "D"), target=stage.number, named_contexts={"n"})
            again = as_target.stages[stage.number]
            assert (again.sources, again.copies) == (stage.sources, stage.copies)


_TARGETS = st.sampled_from(
    [
        "FROM scratch AS last\n",
        "COPY --from=n y /\n",
        "COPY --from=last . /\n",
        "ARG TARGETSTAGE\n",
        "COPY $TARGETSTAGE /\n",
        "FROM $TARGETSTAGE AS d\n",
        "RUN --mount=from=n,target=/n,source=z x\n",
        "RUN --mount=type=tmpfs,target=/ x\n",
    ]
)


def planned(text: str, target: int) -> BuildPlan | str:
    try:
        return plan_build(parse(text, "D"), target=target, named_contexts={"n"})
    except DockerfileError as error:
        return str(error)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(_STAGE, _STAGE, _TARGETS), max_size=14).map("".join))
def test_a_plan_is_the_same_whichever_target_was_planned_before(body: str) -> None:
    text = f"FROM scratch AS a\n{body}"
    targets = range(text.count("FROM "))
    alone: list[BuildPlan | str] = []
    for target in targets:
        _resolved.cache_clear()
        alone.append(planned(text, target))
    event("some are planned" if any(isinstance(each, BuildPlan) for each in alone) else "refused")
    for first in targets:
        _resolved.cache_clear()
        planned(text, first)
        assert [planned(text, target) for target in targets] == alone


def test_what_triggers_bring_stands_in_the_order_of_each_target() -> None:
    bases = (
        "FROM scratch AS a\nONBUILD COPY --from=n x /\n"
        "FROM scratch AS b\nONBUILD COPY --from=m x /\n"
    )
    stages = (
        "FROM a AS one\nFROM b AS two\nFROM scratch\nCOPY --from=one . /\nCOPY --from=two . /\n"
    )
    read = parse(bases + stages, "D")
    contexts = {"n", "m"}
    plan_build(read, target="two", named_contexts=contexts)
    found = plan_build(read, named_contexts=contexts)
    assert [each.name for each in found.context_syncs] == ["n", "m"]
