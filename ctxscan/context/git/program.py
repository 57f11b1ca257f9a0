"""Git, the program. The only module that runs it, or any other, and it never writes.

Only plumbing is run, by a closed list of commands and options: none of them opens a file of the
work tree, so that no filter, hook, pager, editor or helper of a configuration is ever asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.errors import ContextError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from subprocess import Popen

_LONGEST = 60.0
"""Seconds: a fifo called .gitignore holds git up for ever."""

_silent: list[str] = []
"""Why git is asked no more: what held it up once would do so again, and add up."""

_ALLOWED = {
    "cat-file": ("--batch", "--batch-check"),
    "check-ignore": ("--stdin", "-z", "-v", "-n", "--no-index"),
    "config": ("--path", "-z"),
    "diff-index": (
        *("--cached", "-z", "--raw", "--no-renames", "--no-relative", "--ignore-submodules"),
    ),
    "diff-tree": ("--stdin", "-r", "-z", "--raw", "--no-renames"),
    "ls-files": ("-s", "-o", "-i", "-z", "--exclude-standard"),
    "ls-tree": ("--full-tree", "-r", "-t", "-z", "-l"),
    "rev-list": (
        *("--first-parent", "--parents", "--max-count", "--since"),
        *("--objects", "--no-walk", "--no-object-names", "--missing"),
    ),
    "rev-parse": (
        *("--is-inside-work-tree", "--show-prefix", "--show-toplevel", "--absolute-git-dir"),
        *("--git-path", "--show-object-format", "--verify", "--quiet"),
    ),
}
"""Plumbing, and the options of each command that are asked for somewhere."""

_OPTIONS_END = ("--", "--end-of-options")

# What a repository's configuration may name is not needed for any of this, and is switched off
# all the same: programs to run, and ways to the network.
_CONFIGURATION = (
    *("-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false"),
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat", "-c", "protocol.allow=never"),
)

_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",  # no refreshed index is written back
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not reach for the network
    "GIT_ALLOW_PROTOCOL": "none",  # nor where git is too old for the line above
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}

_KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY", "GIT_TEST_")
"""Beginnings of variables that are the user's own wish, such as ``safe.directory`` in a CI job.

The others may be those of a hook of another repository, or change what a path means.
"""


_SEE = "see what `git status` says there"


class GitError(ContextError):
    """Git was not asked, or gave no answer: it says nothing about the repository."""


class PartialCloneError(ContextError):
    """The repository was cloned without some of its objects, and one of them is asked for."""

    def __init__(self, of: str = "what is asked for") -> None:
        super().__init__(
            f"this is a partial clone, which lacks {of}",
            hint="git fetch --refetch --filter=blob:limit=1g fetches it",
        )


def lacks_objects(trouble: str) -> bool:
    """Whether git failed because a partial clone is not to fetch what it lacks."""
    return "promisor remote" in trouble


def run_git(directory: str, command: Sequence[str], given: bytes = b"") -> tuple[int, bytes, str]:
    """Exit code, standard output, and standard error in English. Raises GitError.

    *command* may begin with ``-c`` and a setting.
    """
    import subprocess  # noqa: PLC0415 - every report loads this module, and few of them run git

    _check(command)
    if _silent:
        raise GitError(_silent[0], hint=_SEE)
    program = _find_git()
    if program is None:
        raise GitError("git is not installed", hint="install git, or leave it out as a source")
    try:
        process = subprocess.Popen(  # noqa: S603 - the one program that is run, by the list above
            [program, "-C", directory, *_CONFIGURATION, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from None
    return _answer(process, given)


def _find_git() -> str | None:
    """Git's path, from the absolute directories of ``PATH`` alone.

    A checkout that is looked at from inside may hold a program called git, too, and Windows looks
    into the current directory first.
    """
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for directory in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.isabs(directory) and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    return None


def _environment() -> dict[str, str]:
    """Without the variables by which a hook binds git to its own repository, and their like."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    return {**own, **_ENVIRONMENT}


def _answer(process: Popen[bytes], given: bytes) -> tuple[int, bytes, str]:
    import subprocess  # noqa: PLC0415 - every report loads this module, and few of them run git

    with process:
        try:
            out, trouble = process.communicate(given, timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            _silent.append(f"git gave no answer for {_LONGEST:.0f} seconds")
            raise GitError(_silent[0], hint=_SEE) from None
        finally:
            # Whatever ends us, git does not go on without us.
            if process.poll() is None:
                process.kill()
    return process.returncode, out, trouble.decode("utf-8", "replace")


def _check(command: Iterable[str]) -> None:
    """Raises ValueError for what is not on the list: a fault of ours."""
    words = iter(command)
    name = next(words)
    while name == "-c":
        next(words)
        name = next(words)
    options = _ALLOWED.get(name)
    if options is None:
        raise ValueError(f"git {name} is not for us")
    for word in words:
        if word in _OPTIONS_END:
            return
        if word.startswith("-") and word.partition("=")[0] not in options:
            raise ValueError(f"git {name} {word} is not for us")
