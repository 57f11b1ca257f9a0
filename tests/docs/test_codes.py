"""``docs/codes.md`` has every code of the program, and no other."""

from __future__ import annotations

import ast

from ctxscan.findings.codes import CODES as CHECKED
from ctxscan.findings.lint import CODES as LINTED
from tests.support.pages import DOCS, first_column, read, section
from tests.support.program import ROOT

PAGE = read(DOCS / "codes.md")


def listed(title: str) -> list[str]:
    return first_column(section(PAGE, title))


def codes_in_the_source() -> set[str]:
    """Of warnings: the first argument of every ``Finding(...)``, and the doubts of a plan."""
    found: set[str] = set()
    for file in (ROOT / "ctxscan").rglob("*.py"):
        if {"check", "lint"}.intersection(file.parts):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Finding"), args=[ast.Constant(value=str(code)), *_]
                ):
                    found.add(code)
                case ast.Call(
                    func=ast.Name(id="Unknown"), args=[_, ast.Constant(value=str(k)), *_]
                ):
                    found.add(f"unknown-{k}")
    return found


def test_every_warning_is_explained_and_no_other() -> None:
    assert sorted(listed("Warnings")) == sorted(codes_in_the_source())


def test_every_finding_of_check_is_explained_in_the_order_of_the_program() -> None:
    assert listed("Findings of `check`") == list(CHECKED)


def test_every_finding_of_lint_is_explained_and_no_other() -> None:
    assert listed("Findings of `lint`") == sorted(LINTED)
