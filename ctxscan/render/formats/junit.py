"""JUnit's XML: a suite for each context, a case for each thing that was looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ctxscan.findings.codes import CODES
from ctxscan.render.check_words import headline, place_of, title, whole_message
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.check import Checked


def junit(outcomes: Sequence[Checked]) -> bytes:
    root = Element("testsuites")
    for checked in outcomes:
        _suite(root, checked)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(root: Element, checked: Checked) -> None:
    """Findings are cases of their own: readers of JUnit show one failure for each case."""
    suite = SubElement(root, "testsuite", name=f"ctxscan check {title(checked)}")
    failed = {finding.code for finding in checked.findings}
    for code in checked.codes:
        if code not in failed:
            _case(suite, code, CODES[code])
    for finding in checked.findings:
        _failure(suite, checked, finding)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(checked.findings)))
    suite.set("errors", "0")


def _case(suite: Element, code: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=f"ctxscan.{code}", name=name)


def _failure(suite: Element, checked: Checked, finding: Finding) -> None:
    place = place_of(checked, finding)
    case = _case(suite, finding.code, printable(finding.path or str(place)))
    case.set("file", printable(place.file))
    if place.line is not None:
        case.set("line", str(place.line))
    failure = SubElement(case, "failure", type=finding.code, message=headline(finding))
    failure.text = whole_message(checked, finding)
