"""What ``lint --fix`` and ``suggest --write`` may write to: the file that was read, alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pytest

from ctxscan.api.build import inspect
from ctxscan.context.walk.walk import Walk
from tests.support.program import ctxscan, program
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.context.walk.part import OpenDirectory
    from ctxscan.inspection import Inspection

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


CLASSIC, PODMAN = ("--builder", "classic"), ("--builder", "podman")
OWN = "Dockerfile.dockerignore"
FOLLOWERS: list[tuple[str, tuple[str, ...]]] = [
    (".dockerignore", ("lint", "--fix", *CLASSIC)),
    (".dockerignore", ("suggest", "--write", *CLASSIC)),
    (".dockerignore", ("suggest", *CLASSIC, "-o", ".dockerignore")),
    (OWN, ("suggest", "--write", *PODMAN)),
    (OWN, ("suggest", *PODMAN, "-o", OWN)),
]


@pytest.mark.parametrize(("name", "writer"), FOLLOWERS)
@pytest.mark.parametrize("link", ["../victim", "{above}/victim", "sub/link", "out/victim"])
def test_where_the_builder_follows_a_link_out_of_the_context_it_is_refused_as_well(
    root: Path, name: str, writer: tuple[str, ...], link: str
) -> None:
    above = str(root.parent)
    grow(root, "sub/link -> ../../victim", f"out -> {above}")
    grow(root, f"{name} -> {link.format(above=above)}")
    run = ctxscan(*writer, cwd=root)
    assert (run.exit_code, run.stdout) == (2, b"")
    (line,) = run.errors
    assert f"cannot write {name}: its symlinks lead out of the build context" in line
    assert victim(root) == PRECIOUS


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param(".containerignore", PODMAN, id="podman's own file"),
        pytest.param("Dockerfile.containerignore", PODMAN, id="podman's file of one Dockerfile"),
        pytest.param("rules", (*CLASSIC, "--ignorefile", "rules"), id="a file that was named"),
        pytest.param("rules", ("--ignorefile", "rules"), id="a file that was named, buildkit"),
        pytest.param("d/f.dockerignore", ("-f", "d/f"), id="the file of another Dockerfile"),
    ],
)
def test_no_file_that_a_build_reads_is_a_way_out_of_the_context(
    root: Path, name: str, options: tuple[str, ...]
) -> None:
    grow(root, f"{name} -> {root.parent}/victim", files={"d/f": COPY_ALL})
    grow(root, files={str(root.parent).strip("/") + "/victim": DECOY})
    ctxscan("suggest", "--write", *options, cwd=root)
    assert victim(root) == PRECIOUS


def test_a_linked_directory_of_the_checkout_is_no_way_out_either(root: Path) -> None:
    files = {"away/f": COPY_ALL, "away/f.dockerignore": PRECIOUS}
    grow(root.parent, "repo/docker -> ../away", "repo/app/x", files=files)
    for context, file in (("app", "docker/f"), (".", "docker/f")):
        run = ctxscan("lint", "--fix", "-f", file, context, cwd=root.parent / "repo")
        assert run.exit_code == 2
        assert "symlinks lead out of the" in run.errors[0]
    assert (root.parent / "away/f.dockerignore").read_text() == PRECIOUS


def test_what_the_user_names_outside_the_context_is_written(root: Path) -> None:
    files = {"docker/f": COPY_ALL, "docker/f.dockerignore": DECOY, "rules": DECOY}
    grow(root.parent, files=files)
    assert ctxscan("lint", "--fix", "-f", "../docker/f", cwd=root).exit_code == 0
    assert (root.parent / "docker/f.dockerignore").read_text() == "evil line 1\nfoo\n"
    assert ctxscan("lint", "--fix", "--ignorefile", "../rules", cwd=root).exit_code == 0
    assert (root.parent / "rules").read_text() == "evil line 1\nfoo\n"


def test_a_context_that_is_reached_by_a_link_is_written_to(root: Path) -> None:
    grow(root.parent, "link -> root", files={"root/Dockerfile.dockerignore": DECOY})
    assert ctxscan("lint", "--fix", "link", cwd=root.parent).exit_code == 0
    assert (root / "Dockerfile.dockerignore").read_text() == "evil line 1\nfoo\n"


def during_the_walk(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    start = Walk.start

    def act_and_start(self: Walk) -> OpenDirectory:
        act()
        return start(self)

    monkeypatch.setattr(Walk, "start", act_and_start)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
def test_what_is_saved_while_the_context_is_walked_is_not_lost(
    root: Path, writer: tuple[str, str], builder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = grow(root, files={".dockerignore": "*.log\n*.log\n"}) / ".dockerignore"
    during_the_walk(monkeypatch, lambda: file.write_text("*.log\n*.log\nMINE\n"))
    run = ctxscan(*writer, "--builder", builder, cwd=root)
    assert (run.exit_code, run.stdout) == (2, b"")
    assert run.errors[-1] == (
        "ctxscan: error: .dockerignore has changed since it was read (try again: nothing is lost)"
    )
    assert file.read_text() == "*.log\n*.log\nMINE\n"


def test_a_file_that_was_deleted_meanwhile_stays_deleted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = grow(root, files={".dockerignore": "*.log\n*.log\n"}) / ".dockerignore"
    during_the_walk(monkeypatch, lambda: file.unlink(missing_ok=True))
    run = ctxscan("lint", "--fix", cwd=root)
    assert run.exit_code == 2
    assert "has changed since it was read" in run.errors[0]
    assert not file.exists()


def test_a_file_that_is_saved_between_its_two_readings_is_not_fixed_by_the_wrong_lines(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = grow(root, files={".dockerignore": "*.log\n*.log\n"}) / ".dockerignore"

    def save_and_inspect(path: str, **build: Unpack[BuildArguments]) -> Inspection:
        file.write_text("MINE\n*.log\n*.log\n")
        found = inspect(path, **build)
        file.write_text("*.log\n*.log\n")
        return found

    monkeypatch.setattr("ctxscan.api.lint.inspect", save_and_inspect)
    run = ctxscan("lint", "--fix", cwd=root)
    assert run.exit_code == 2
    assert "has changed since it was read" in run.errors[0]
    assert file.read_text() == "*.log\n*.log\n"
