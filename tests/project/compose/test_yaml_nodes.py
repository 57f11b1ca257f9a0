"""The reader of YAML: the same nodes with PyYAML's C parser and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ctxscan.project.compose import yaml_nodes
from ctxscan.project.compose.nodes import Alias, Mapping, Scalar, Sequence
from ctxscan.project.errors import ProjectError
from tests.support.project_cases import cases

if TYPE_CHECKING:
    from ctxscan.project.compose.nodes import Node

TEXTS = sorted(
    {
        text
        for tool in ("compose", "bake")
        for case in cases(tool)
        for name, text in case.record["files"].items()
        if name.endswith((".yaml", ".yml"))
    }
)


def drawn(node: Node) -> Any:
    match node:
        case Scalar():
            return node.text, node.tag, node.plain, node.line
        case Alias():
            return "alias", node.line
        case Sequence():
            return node.tag, node.line, [drawn(item) for item in node.items]
        case Mapping():
            return node.tag, node.line, [(drawn(key), drawn(value)) for key, value in node.pairs]


def outcome(text: str) -> Any:
    try:
        return [drawn(root) for root in yaml_nodes.parse(text.encode(), "f")]
    except ProjectError as error:
        return error.kind


def test_both_parsers_read_all_recorded_files_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = [outcome(text) for text in TEXTS]
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    assert [outcome(text) for text in TEXTS] == fast


def test_what_is_read_before_a_fault_is_given_first() -> None:
    documents = yaml_nodes.parse(b"a: 1\n---\nb: [", "f")
    assert isinstance(next(documents), Mapping)
    with pytest.raises(ProjectError, match="f:3"):
        next(documents)
