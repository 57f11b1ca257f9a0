"""Both builders and the model of tests/support/model.py send the same of any tree.

``CTXSCAN_FUZZ_EXAMPLES`` sets how many trees are tried.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.classic.meter import classic_builder
from ctxscan.builders.protocol import Builder, Detail
from ctxscan.errors import IgnoreFileError
from tests.builders.made import requests, rules, walked
from tests.support import model
from tests.support.strategies import GLOBS, scenarios

if TYPE_CHECKING:
    from tests.support.model import Tree

EXAMPLES = min(int(os.environ.get("CTXSCAN_FUZZ_EXAMPLES", "300")), 5000)

Result = tuple[list[str], list[str] | bool]

# Names that need no cleaning: a source is cleaned before it gets here.
PATHS = st.none() | st.lists(
    st.lists(
        st.sampled_from(["a", "b", "d", "ab", "é", "keep", *GLOBS]), min_size=1, max_size=3
    ).map("/".join),
    min_size=1,
    max_size=3,
)


def sent_by(builder: Builder, tree: Tree) -> tuple[list[str], list[str], bool]:
    transfer = builder.transfer()
    entries = walked(tree, builder.filter(Detail.SENT))
    sent = [each for entry in entries for each in transfer.send(entry)]
    sent += transfer.finish()
    empty = [each.path for each in sent if each.arrives_empty]
    return [each.path for each in sent], empty, transfer.ended_early is None


def without_sockets(tree: Tree) -> Tree:
    return {
        name: "file" if isinstance(child, str) else without_sockets(child)
        for name, child in tree.items()
    }


def common() -> settings:
    return settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


@common()
@given(scenario=scenarios())
def test_the_classic_builder_sends_what_the_model_sends(scenario: tuple[Tree, str]) -> None:
    grown, text = scenario
    tree = {**grown, "Dockerfile": "file", ".dockerignore": "file"}
    try:
        expected = model.classic(tree, model.read_lines(model.raw(text)))
    except model.PatternError:
        expected = None
    try:
        sent, _, complete = sent_by(classic_builder(rules(text), dockerfile="Dockerfile"), tree)
    except IgnoreFileError:
        assert expected is None, text
        return
    assert (sent, complete) == expected, text


@common()
@given(scenario=scenarios(), paths=PATHS)
def test_buildkit_sends_what_the_model_sends(
    scenario: tuple[Tree, str], paths: list[str] | None
) -> None:
    tree, text = without_sockets(scenario[0]), scenario[1]
    try:
        expected = model.buildkit(tree, model.read_lines(model.raw(text)), paths)
    except model.PatternError:
        expected = None
    try:
        requested = None if paths is None else requests(*paths)
        sent, empty, complete = sent_by(buildkit_builder(rules(text), requested), tree)
    except IgnoreFileError:
        assert expected is None, (text, paths)
        return
    assert (sent, empty) == expected, (text, paths)
    assert complete
