"""Sources that no proof can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.state import Found

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
        text = f"{build.shown} asks for nothing: to BuildKit, these rules make no difference"
        yield Finding("asks-for-nothing", text, severity="note")


def _unset(build: Build) -> Iterator[Finding]:
    for source in dict.fromkeys(each.source for each in build.requests):
        if source.unset:
            names = " and ".join(f"${name}" for name in source.unset)
            text = f"{source.written} is not protected, because nothing sets {names}"
            hint = "give the --build-arg of the build, so that no rule takes what it copies"
            yield Finding("source-unset", text, Place(build.shown, source.line), hint)
