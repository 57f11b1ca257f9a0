"""Small projects of public reports, and what the commands conclude of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

BUILDERS = ("buildkit", "classic", "podman")


class Said(NamedTuple):
    """One finding, as a user sees it."""

    code: str
    line: int | None
    message: str
    hint: str


class Story(NamedTuple):
    root: Path

    def report(self, *options: str) -> dict[str, Any]:
        done = ctxscan("report", *options, "--format", "json", cwd=self.root)
        assert done.exit_code == 0, done.errors
        document: dict[str, Any] = done.document
        return document

    def reported(self, *options: str) -> list[Said]:
        return [_said(each) for each in self.report(*options)["warnings"]]

    def checked(self, *options: str) -> list[Said]:
        done = ctxscan("check", *options, "--format", "json", cwd=self.root)
        assert done.exit_code in (0, 1), done.errors
        return [_said(each) for each in done.document["findings"]]

    def linted(self, *options: str) -> list[Said]:
        done = ctxscan("lint", *options, "--format", "json", cwd=self.root)
        assert done.exit_code in (0, 1), done.errors
        return [_said(each) for each in done.document["findings"]]

    def failing(self, *options: str) -> list[tuple[int | None, str]]:
        """Line and code of each failure, the same in report and check."""
        errors = [(each.line, each.code) for each in self.checked(*options)]
        known = set(errors)
        warned = [(each.line, each.code) for each in self.reported(*options)]
        assert [each for each in warned if each in known] == errors
        return errors

    def image(self, *options: str) -> dict[str, str | None]:
        """The origin of each path of the image that is no directory."""
        done = ctxscan("list", "--in-image", *options, "--format", "json", cwd=self.root)
        rows = done.document["in_image"]
        return {row["path"]: row["origin"] for row in rows if row["type"] != "directory"}

    def refused(self, *arguments: str) -> str:
        """The one line on stderr of a command that ends with 2."""
        done = ctxscan(*arguments, cwd=self.root)
        assert done.exit_code == 2
        (line,) = done.errors
        return line


def story(root: Path, *entries: str, dockerfile: str = "", **files: str) -> Story:
    """*files* by name: ``ignore`` is .dockerignore, ``gitignore`` .gitignore."""
    names = {"ignore": ".dockerignore", "gitignore": ".gitignore", "gitmodules": ".gitmodules"}
    contents = {names[name]: text for name, text in files.items()}
    if dockerfile:
        contents["Dockerfile"] = dockerfile
    return Story(grow(root / "project", *entries, files=contents))


def steps(*lines: str) -> str:
    """A Dockerfile of one stage; its first step is in line 2."""
    return "\n".join(["FROM scratch", *lines]) + "\n"


def _said(row: dict[str, Any]) -> Said:
    return Said(row["code"], row["line"], row["message"], row["hint"] or "")
