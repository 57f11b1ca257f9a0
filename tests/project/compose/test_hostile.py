"""Files made to break a reader: each is refused, or read, at once and in one line."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from ctxscan.errors import CtxscanError
from tests.support.compose import declared
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

MOST_SECONDS = 20
"""Each takes a second or two; the machine may be busy."""

BOMB = "x-a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"x-{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(3000))
DOUBLED = "A0=xxxxxxxxxx\n" + "".join(f"A{n}=$A{n - 1}$A{n - 1}\n" for n in range(1, 60))
INCLUDED = {f"i{n}.yaml": f"include: [i{n + 1}.yaml, i{n + 1}.yaml]" for n in range(25)}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"compose.yaml": BOMB + "services: {}"}, id="aliases that multiply"),
        pytest.param({"compose.yaml": "[" * 100_000}, id="brackets that only open"),
        pytest.param({"compose.yaml": "[\n" * 100_000}, id="a bracket a line"),
        pytest.param({"compose.yaml": "- " * 100_000}, id="lists in lists"),
        pytest.param({"compose.yaml": "{a: " * 100_000}, id="mappings in mappings"),
        pytest.param({"compose.yaml": b"services:\0 {}"}, id="a zero byte"),
        pytest.param({"compose.yaml": b'services: {"\xff": }'}, id="what is no UTF-8"),
        pytest.param({"compose.yaml": "services: &s {web: *s}"}, id="a service that holds all"),
        pytest.param({"compose.yaml": "services: {w: &w {<<: *w, build: .}}"}, id="a merged self"),
        pytest.param({"compose.yaml": "a:\n" + "- x\n" * 100_001}, id="too many values"),
        pytest.param({"compose.yaml": "#" * 9_000_000}, id="too many bytes"),
        pytest.param(
            {"compose.yaml": f"services: {{w: {{build: '{'${A:-' * 9999}{'}' * 9999}'}}}}"},
            id="defaults in defaults",
        ),
        pytest.param({"compose.yaml": "include: [compose.yaml]"}, id="a file that includes itself"),
        pytest.param(
            {"compose.yaml": "include: [i0.yaml]", **INCLUDED, "i25.yaml": "services: {}"},
            id="includes that double",
        ),
        pytest.param(
            {"compose.yaml": f"services:\n{CHAIN}  s3000: {{build: .}}"}, id="a chain of extends"
        ),
        pytest.param(
            {"compose.yaml": "services: {w: {build: .}}", ".env": DOUBLED},
            id="variables that double",
        ),
        pytest.param(
            {"compose.yaml": "services: {w: {build: .}}", ".env": "A=1\n" * 300_000},
            id="more variables than a process can have",
        ),
    ],
)
def test_it_is_refused_in_one_line(files: dict[str, str | bytes], tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(CtxscanError) as refused:
        declared(tmp_path, files)
    assert time.monotonic() - start < MOST_SECONDS
    assert len(str(refused.value)) < 1000
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "builds"),
    [
        pytest.param(
            "services:\n" + "".join(f"  s{n}: {{build: .}}\n" for n in range(3000)),
            3000,
            id="many services",
        ),
        pytest.param(
            "services:\n"
            + "".join(f"  s{n}: {{build: ., depends_on: [s{n + 1}]}}\n" for n in range(1000))
            + "  s1000: {build: .}\n",
            1001,
            id="a long chain of dependencies",
        ),
        pytest.param("---\nservices: {w: {build: .}}\n" * 1000, 1, id="many documents"),
        pytest.param(
            f"services: {{w: {{build: '{'${A:-x}' * 50_000}'}}}}", 1, id="many references"
        ),
    ],
)
def test_it_is_read(text: str, builds: int, tmp_path: Path) -> None:
    start = time.monotonic()
    assert len(declared(tmp_path, {"compose.yaml": text}).builds) == builds
    assert time.monotonic() - start < MOST_SECONDS


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "compose.yaml")
    with pytest.raises(CtxscanError, match="no regular file"):
        declared(tmp_path, {})
