"""What a project gets to begin with: the text of each file, and where it goes into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.planned_file import LeftFile
from ctxscan.project.appended import values_of, with_item, with_key
from ctxscan.sizes import human_size
from ctxscan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.planned_file import Start
    from ctxscan.context.project_top import ProjectTop

PRE_COMMIT = ".pre-commit-config.yaml"
GITLAB = ".gitlab-ci.yml"
WORKFLOWS = ".github/workflows"
WORKFLOW = f"{WORKFLOWS}/ctxscan.yml"

OURS = b"ctxscan"
_HOOK = (
    "repo: local",
    "hooks:",
    "  - id: ctxscan-check",
    "    name: ctxscan check",
    "    entry: ctxscan check --all",
    "    language: python",
    f"    additional_dependencies: [ctxscan=={__version__}]",
    "    pass_filenames: false",
    "    always_run: true",
)
"""A local hook: it looks at whole contexts, and not at the files of the commit."""

_JOB = f"""name: build context

on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  ctxscan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - run: pipx run --spec ctxscan=={__version__} ctxscan check --all --format github --summary
"""

_GITLAB_JOB = (
    "ctxscan:",
    "  image: python:3.13",
    "  script:",
    f"    - pip install --quiet ctxscan=={__version__}",
    "    - ctxscan check --all --format junit -o ctxscan.xml",
    "  artifacts:",
    "    when: always",
    "    reports:",
    "      junit: ctxscan.xml",
)


def settings_file(top: ProjectTop, largest: int, build: str) -> Start:
    """*largest*: bytes that the largest build will send; *build*: its name."""
    limit = rounded_up(largest)
    named = f" ({build})" if build else ""
    lines = (
        "# What `ctxscan check --all` holds every build of this project against.",
        f'max-size = "{human_size(limit)}" # the largest build{named} sends {human_size(largest)}',
        "leaks = true # what git ignores and docker would send",
    )
    return top.planned(".ctxscan.toml", lambda _: _text(lines))


def rounded_up(size: int) -> int:
    """Bytes: at least half as much again, and a number that people say; at least 1 MB."""
    step = 1_000_000
    while True:
        for factor in (1, 2, 5):
            if factor * step * 2 >= size * 3:
                return factor * step
        step *= 10


def hook_file(top: ProjectTop) -> Start:
    def change(before: bytes | None) -> bytes | str | None:
        if before is None:
            items = (f"  {'- ' if not at else '  '}{line}" for at, line in enumerate(_HOOK))
            return _text(["repos:", *items])
        return None if OURS in before else with_item(before, "repos", _HOOK) or ""

    lines = (f"{'- ' if not at else '  '}{line}" for at, line in enumerate(_HOOK))
    return _with_lines(top.planned(PRE_COMMIT, change), "to its repos", tuple(lines))


def github_file(top: ProjectTop) -> Start:
    return top.planned(WORKFLOW, lambda before: _JOB.encode() if before is None else None)


def gitlab_file(top: ProjectTop) -> Start:
    def change(before: bytes | None) -> bytes | str | None:
        if before is None or OURS in before:
            return None
        stages = values_of(before, "stages")
        if stages is not None and "test" not in stages:
            return f"its stages are {', '.join(stages)}, and a job has to be of one of them"
        return with_key(before, _GITLAB_JOB) or ""

    return _with_lines(top.planned(GITLAB, change), "to its jobs", _GITLAB_JOB)


def _with_lines(start: Start, where: str, lines: tuple[str, ...]) -> Start:
    """What is left says what to add."""
    if not isinstance(start, LeftFile):
        return start
    why = start.why or "it is not written in a way that lines can be added to safely"
    return LeftFile(start.path, f"{why}; add this {where}", lines)


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
