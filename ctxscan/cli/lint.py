from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.cli.exits import Exit
from ctxscan.cli.options import AS_TEXT, Build, FindingsFormatOption
from ctxscan.cli.output import Output
from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from ctxscan.context.locate.docker import Location
    from ctxscan.findings.lint import Lint


_MOST_FIXES = 100_000
"""More lines than an ignore file has: a fix that never ends would be a mistake of ours."""


def lint_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    fix: Annotated[
        bool, typer.Option("--fix", help="Write fixes that change nothing else.")
    ] = False,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Leave out a finding; repeatable.")
    ] = None,
    format_: FindingsFormatOption = AS_TEXT,
    *,
    build: Build,
    out: Output,
) -> None:
    """Tell which rules of the ignore file do not do what they look like."""
    from ctxscan.render.json import lint as lint_document
    from ctxscan.render.lint import lint_outcome
    from ctxscan.render.text import lint as lint_text

    location, skipped = _located(build, context), _codes(skip or [])
    found = _lint(build, context, location, skipped, out)
    changed = 0
    # One fix may bring another one to light.
    while fix and changed < _MOST_FIXES and (written := _write_fixes(location, found)):
        changed += written
        location = _located(build, context)
        found = _lint(build, context, location, skipped, out)
    builder, target = build.builder.value, build.target
    out.write_findings(
        format_.value,
        lambda: [
            lint_outcome(
                location, found, builder=builder, target=target, changed=changed, skipped=skipped
            )
        ],
        text=lambda: lint_text.lint_text(location, found, changed, may_fix=not fix),
        document=lambda: lint_document.lint(location, builder, target, found, changed),
    )
    raise typer.Exit(Exit.FINDINGS if found.findings else Exit.FINE)


def _located(build: Build, context: str) -> "Location":
    from ctxscan.context.locate.docker import BuildFiles, locate_buildkit, locate_classic

    if build.builder.value == "podman":
        raise UsageError(
            "lint reads an ignore file as Docker does",
            hint="leave out --builder: podman-differs tells what podman reads otherwise",
        )
    locate = locate_classic if build.builder.value == "classic" else locate_buildkit
    # A Dockerfile on stdin is left there for the inspection: it decides about no ignore file.
    return locate(BuildFiles(context, build.file, build.ignore_file), bytes)


def _codes(skipped: list[str]) -> frozenset[str]:
    if skipped:
        from ctxscan.findings.codes import page

        for code in skipped:
            if "lint" not in page(code, f"--skip {code}").commands:
                raise UsageError(f"--skip {code}: lint has no such code", hint="see ctxscan rule")
    return frozenset(skipped)


def _lint(
    build: Build, context: str, location: "Location", skipped: frozenset[str], out: Output
) -> "Lint":
    from dataclasses import replace

    from ctxscan.cli.writing import Writable
    from ctxscan.findings.lint import Lint, lint
    from ctxscan.findings.lint.rules.refused import refusals

    file = location.ignore_file
    refused = refusals(file.data, file.shown, build.builder.value) if file else ()
    if refused:
        return Lint(refused, 0, 0)
    inspection = build.of(context)
    # It is read a second time there, and what is found is about that text.
    Writable.of(location).check_unchanged(Writable.of(inspection.location).on_disk)
    with out.progress() as progress:
        found = lint(inspection, progress)
    return replace(
        found, findings=tuple(each for each in found.findings if each.code not in skipped)
    )


def _write_fixes(location: "Location", found: "Lint") -> int:
    """How many lines were changed. Raises UsageError when the file cannot be written."""
    from ctxscan.cli.writing import Writable
    from ctxscan.findings.lint.fix import fixed, fixes

    file = location.ignore_file
    changes = fixes(found.findings, file.shown) if file else {}
    if file is None or (data := fixed(file.data, changes)) == file.data:
        return 0
    Writable.of(location).write(data)
    return len(changes)
