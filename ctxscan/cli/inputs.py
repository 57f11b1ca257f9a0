"""Files that a result must not replace: people wrote them, and what is reported is made of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.context.user_paths import is_file
from ctxscan.errors import UsageError
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_INPUT = regex(
    r"(?:.*[._-])?(?:Dockerfile|Containerfile)(?:[._-].*)?|.*\.(?:docker|container|git)ignore|"
    r"\.ctxscan\.toml|pyproject\.toml|(?:docker-)?compose.*\.ya?ml|docker-bake.*\.(?:hcl|json)|"
    r"\.env(?:\..*)?",
    re.IGNORECASE | re.DOTALL,
)


def spare_inputs(output: str, named: Iterable[object], *, writes_ignore_file: bool) -> None:
    """Raises UsageError where *output* is such a file, and is there.

    *named*: files that the command line names as such.
    """
    if not is_file(output):
        return
    is_input = _INPUT.fullmatch(Path(output).name) is not None or ".git" in Path(output).parts
    is_named = any(isinstance(each, str) and _is_same(each, output) for each in named)
    is_ignore_file = output.endswith(("dockerignore", "containerignore"))
    if (is_input or is_named) and not (writes_ignore_file and is_ignore_file):
        raise UsageError(
            f"--output {output} would replace what this reads", hint="write it to another file"
        )


def _is_same(path: str, other: str) -> bool:
    try:
        return Path(path).samefile(other)
    except (OSError, ValueError):
        return False
