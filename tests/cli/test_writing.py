"""What ``lint --fix`` and ``suggest --write`` may write to: the file that was read, alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan, program
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"
DECOY = "evil line 1\nfoo\nfoo\n"
PRECIOUS = "alias ll=ls\nfoo\nfoo\n"

WRITERS = [("lint", "--fix"), ("suggest", "--write")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A context, and a file outside it that no rule of the context may reach."""
    grow(tmp_path, files={"victim": PRECIOUS})
    return grow(tmp_path / "root", "node_modules/x 9", files={"Dockerfile": COPY_ALL})


def victim(root: Path) -> str:
    return (root.parent / "victim").read_text(encoding="utf-8")


@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
@pytest.mark.parametrize("name", [".dockerignore", "Dockerfile.dockerignore"])
@pytest.mark.parametrize(
    ("link", "decoy"),
    [
        pytest.param("../victim", "victim", id="upwards"),
        pytest.param("/{above}/victim", "{above}/victim", id="absolute"),
        pytest.param("sub/link", "victim", id="by way of another link"),
        pytest.param("out/victim", "{above}/victim", id="by way of a linked directory"),
    ],
)
def test_a_link_that_leads_out_of_the_context_is_refused_and_its_target_left_alone(
    root: Path, writer: tuple[str, str], name: str, link: str, decoy: str
) -> None:
    above = str(root.parent).strip("/")
    grow(
        root,
        "sub/link -> ../../victim",
        f"out -> /{above}",
        f"{name} -> {link.format(above=above)}",
        files={decoy.format(above=above): DECOY},
    )
    run = program(*writer, ".", cwd=root)  # as a process, because it must end
    assert (run.exit_code, run.stdout) == (2, b"")
    (line,) = run.errors
    assert line.startswith(f"ctxscan: error: cannot write {name}: its symlinks lead out of the ")
    assert victim(root) == PRECIOUS
    assert (root / decoy.format(above=above)).read_text(encoding="utf-8") == DECOY


@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
@pytest.mark.parametrize("name", [".dockerignore", "Dockerfile.dockerignore"])
@pytest.mark.parametrize("link", ["rules", "docker/rules", "docker/again"])
def test_a_link_that_stays_inside_is_kept_and_what_it_leads_to_is_written(
    root: Path, writer: tuple[str, str], name: str, link: str
) -> None:
    files = {"rules": DECOY, "docker/rules": DECOY}
    grow(root, "docker/again -> ../rules", f"{name} -> {link}", files=files)
    assert ctxscan(*writer, cwd=root).exit_code == 0
    assert (root / name).is_symlink()
    assert (root / name).read_text(encoding="utf-8") != DECOY
    assert (root / "docker/again").is_symlink()
