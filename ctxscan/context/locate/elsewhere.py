"""What is given as a context or a Dockerfile, and is not there: what Docker makes of it instead."""

from __future__ import annotations

import os
from itertools import islice

from ctxscan.context.causes import submodules
from ctxscan.context.dockerfiles import dockerfiles_below
from ctxscan.errors import ContextError, NoDockerfileError
from ctxscan.regex import regex

_ARCHIVE = regex(r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz)$")
_GIT = regex(r"(?:git|ssh)://|git@|github\.com/|https?://[^#]+\.git(?:#|$)")
_PROJECT_FILES = (".yml", ".yaml", ".hcl", ".json")
_COMPOSE_OR_BAKE = regex(r"(?:compose|bake)[^/]*\.(?:ya?ml|hcl|json)$")
_UNFILTERED = "and no ignore file is applied to it"

_MOST = 4
_DEPTH = 2
"""Levels of directories that are looked into for another Dockerfile."""


def not_here(context: str) -> ContextError:
    """Docker also builds from addresses and from stdin; what these hold is not on this disk."""
    if context == "-":
        return ContextError(
            "the context - is an archive, or a Dockerfile, on stdin",
            hint=f"unpack the archive and give its directory; docker sends it as it is, "
            f"{_UNFILTERED}",
        )
    if _GIT.match(context):
        return ContextError(
            f"{context} is the address of a repository, which the builder clones itself",
            hint=f"clone it and give the directory; docker takes all of it, {_UNFILTERED}",
        )
    if context.startswith(("http://", "https://")):
        return ContextError(
            f"{context} is an address, and the builder fetches what is there itself",
            hint=f"fetch it, unpack it, give the directory; docker takes it whole, {_UNFILTERED}",
        )
    if context.endswith(_PROJECT_FILES):
        return ContextError(f"no such file: {context}", hint=other_project_files(context))
    return ContextError(
        f"no such directory: {context}", hint="give the directory that docker build is given"
    )


def other_project_files(missing: str) -> str:
    """A hint with the compose and bake files that lie where *missing* would."""
    try:
        beside = sorted(
            os.listdir(os.path.dirname(missing) or "."), key=lambda name: (len(name), name)
        )
    except OSError:
        beside = []
    matching = filter(_COMPOSE_OR_BAKE.search, beside)
    found = sorted(matching, key=lambda name: (len(name), name))  # compose.yaml before its kin
    if not found:
        return "give a directory, or its compose or bake file"
    more = ", ..." if len(found) > _MOST else ""
    return f"there is {', '.join(found[:_MOST])}{more}"


def no_directory(context: str) -> ContextError:
    hint = "name a Dockerfile with -f, its context as the argument"
    if _ARCHIVE.search(context):
        hint = (
            f"unpack it and give its directory; docker build - < {context} takes it whole, "
            f"{_UNFILTERED}"
        )
    return ContextError(f"the build context must be a directory, and {context} is none", hint=hint)


def no_dockerfile(shown: str, missing: str) -> ContextError:
    """With the Dockerfiles that lie near *missing*, in the next directory that exists."""
    directory, what = os.path.dirname(missing), f"no such Dockerfile: {shown}"
    empty = _empty_submodule_above(directory)
    if empty is not None:
        hint = f"{empty} is a git submodule that is not checked out: git submodule update --init"
        return ContextError(what, hint=hint)
    while not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    below = islice(dockerfiles_below(directory, depth=_DEPTH), _MOST + 1)
    found = [os.path.relpath(each) for each in below]
    if not found:
        return NoDockerfileError(what, hint="name it with -f FILE, as for docker build")
    more = ", ..." if len(found) > _MOST else ""
    return ContextError(what, hint=f"name one with -f: {', '.join(found[:_MOST])}{more}")


def _empty_submodule_above(directory: str) -> str | None:
    """The submodule that *directory* would lie in, where nothing of it is there."""
    below = directory
    while not os.path.isdir(directory) or not os.listdir(directory):
        below, directory = directory, os.path.dirname(directory)
    top = directory
    while not os.path.lexists(os.path.join(top, ".git")):
        if os.path.dirname(top) == top:
            return None
        top = os.path.dirname(top)
    inside = os.path.relpath(below, top)
    return inside if inside in submodules(top) else None
