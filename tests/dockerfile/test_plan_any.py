"""Whatever the text: a plan or a refusal with a line, never a crash."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import BuildPlan, plan_build
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
