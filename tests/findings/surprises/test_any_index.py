"""What git leaves out of a checkout is found whatever the index looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'5d' * 32}\nsize 12345678\n"


@pytest.mark.parametrize("kind", ["plain", "split", "sparse"])
def test_pointers_and_empty_submodules_under_a_copy(tmp_path: Path, kind: str) -> None:
    inner = init(grow(tmp_path / "inner", "a 1"))
    git(inner, "add", "-A")
    commit(inner)
    root = init(
        grow(
            tmp_path / "outer",
            "apart/x 1",
            files={
                "Dockerfile": "FROM a\nCOPY src /s\nCOPY lib /l\n",
                "src/model.bin": POINTER,
                ".gitattributes": "*.bin filter=lfs diff=lfs -text\n",
            },
        )
    )
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "lib")
    git(root, "add", "-A")
    commit(root)
    git(root, "submodule", "--quiet", "deinit", "-f", "lib")
    if kind == "split":
        git(root, "update-index", "--split-index")
    elif kind == "sparse":
        git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "src")
    found = ctxscan("report", root, "--format", "json").document["warnings"]
    assert {"lfs-pointer", "submodule-empty"} <= {each["code"] for each in found}
