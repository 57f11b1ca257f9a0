"""The search for circles finds those that are planted."""

from __future__ import annotations

import pytest

from tests.support.circles import circles


@pytest.mark.parametrize(
    ("sources", "circle"),
    [
        pytest.param(
            {"p.a": "import p.b", "p.b": "from p import a"}, "p: a -> b -> a", id="two modules"
        ),
        pytest.param(
            {"p.a": "from p.b import x", "p.b": "if TYPE_CHECKING:\n    from p.a import y"},
            "p: a -> b -> a",
            id="for types alone",
        ),
        pytest.param(
            {"p.a": "def f():\n    from .b import x", "p.b": "from .a import y"},
            "p: a -> b -> a",
            id="inside a function",
        ),
        pytest.param(
            {"p.__init__": "from p.a import x", "p.a": "from p import y"},
            "p: __init__ -> a -> __init__",
            id="a package and its module",
        ),
        pytest.param(
            {"p.a.x": "import p.b.y", "p.b.z": "import p.a.w", "p.b.y": "", "p.a.w": ""},
            "p: a -> b -> a",
            id="two folders whose modules make none",
        ),
        pytest.param(
            {"p.q.a": "import p.q.b", "p.q.b": "import p.q.c", "p.q.c": "import p.q.a"},
            "p.q: a -> b -> c -> a",
            id="three modules, deeper",
        ),
    ],
)
def test_a_planted_circle_is_seen(sources: dict[str, str], circle: str) -> None:
    assert circles(sources) == [circle]


def test_a_chain_is_no_circle() -> None:
    sources = {
        "p.__init__": "",
        "p.a": "import p.b.x, p.c",
        "p.b.x": "import p.c",
        "p.c": "from p import version",
    }
    assert circles(sources) == []
