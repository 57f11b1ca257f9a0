"""Sources that no proof can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import older_than, traits_of
from ctxscan.errors import CtxscanError, Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.state import Found
from ctxscan.inspection import inspect
from ctxscan.inspection.trial import try_out
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.findings.suggest.state import Build, State


def unset_sources(state: State) -> Found:
    """The step: what a build argument would name, and builds that ask for nothing."""
    notes = [
        note
        for build in state.builds
        for note in (*_refused(build), *_asks_for_nothing(build, state), *_unset(build))
    ]
    return Found(state.candidates, notes)


def _refused(build: Build) -> Iterator[Finding]:
    if build.refusal is not None:
        text = f"BuildKit refuses the build {build.named.name}, and what it names there is"
        text += f" not protected: {build.refusal.message}"
        yield Finding("build-unread", text, build.refusal.place, build.refusal.hint)


def _asks_for_nothing(build: Build, state: State) -> Iterator[Finding]:
    if not build.requests and build.inspection.plan and "dockerfile" not in state.options.sources:
        text = (
            f"{build.shown} asks for nothing of its context: BuildKit sends none of it, and needs"
        )
        text += f" no rule{_of_older(build, state)}"
        yield Finding("asks-for-nothing", text, severity="note")


def _of_older(build: Build, state: State) -> str:
    """What the builder would send that takes the whole context all the same."""
    inspection = build.inspection
    older = older_than(inspection.traits)
    if older is None:
        return ""
    text = inspection.location.dockerfile.data
    try:
        other = inspect(inspection.options._replace(builder=older), lambda: text)
        amount = try_out(state.tree, (other,), other.ignore_file.data).amount
    except CtxscanError:
        return ""
    files = plural(amount.files, "file")
    size = human_size(amount.content_bytes)
    return f"; the {traits_of(older).label} would send {files}, {size}"


def _unset(build: Build) -> Iterator[Finding]:
    for source in dict.fromkeys(each.source for each in build.requests):
        if source.unset:
            names = " and ".join(f"${name}" for name in source.unset)
            text = f"{source.written} is not protected, because nothing sets {names}"
            hint = "give the --build-arg of the build, so that no rule takes what it copies"
            yield Finding("source-unset", text, Place(build.shown, source.line), hint)
