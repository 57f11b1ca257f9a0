"""JUnit's XML: a suite for each context, a case for each thing that was looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ctxscan.findings.codes import page
from ctxscan.render.names import printable
from ctxscan.render.outcome import headline, place_of, whole_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.outcome import Outcome


def junit(outcomes: Sequence[Outcome]) -> bytes:
    root = Element("testsuites")
    for outcome in outcomes:
        _suite(root, outcome)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(root: Element, outcome: Outcome) -> None:
    """Findings are cases of their own: readers of JUnit show one failure for each case."""
    suite = SubElement(root, "testsuite", name=f"ctxscan {outcome.command} {outcome.named_title}")
    failing = outcome.failing
    failed = {finding.code for finding in failing}
    for code in outcome.looked_for:
        if code not in failed:
            _case(suite, code, page(code).summary)
    for finding in failing:
        _failure(suite, outcome, finding)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(failing)))
    suite.set("errors", "0")


def _case(suite: Element, code: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=f"ctxscan.{code}", name=name)


def _failure(suite: Element, outcome: Outcome, finding: Finding) -> None:
    place = place_of(outcome, finding)
    case = _case(suite, finding.code, printable(finding.path or str(place)))
    case.set("file", printable(place.file))
    if place.line is not None:
        case.set("line", str(place.line))
    failure = SubElement(case, "failure", type=finding.code, message=headline(finding))
    failure.text = whole_message(outcome, finding)
