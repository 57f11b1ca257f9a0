"""ctxscan: what a docker build sends to its builder, exactly, and why.

One function a command, PATH first, with the options of ``docker build`` by name::

    found = ctxscan.report("web", target="prod")
    print(found.transfer_bytes, found.files[0].name)
    for build in ctxscan.each_build("compose.yaml").builds:
        print(build.name, ctxscan.report(build.path, **build.arguments).transfer_bytes)

Values come out, CtxscanError is raised, and nothing is printed. No second process is started
unless ``workers=2`` asks for it.
"""

# Nothing is imported here, typing neither: a file of the current directory could stand in for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Asked, AskedBuild, each_build
    from ctxscan.api.build import inspect
    from ctxscan.api.builds import Builds, builds
    from ctxscan.api.check import check
    from ctxscan.api.check_image import CheckedImage, check_image
    from ctxscan.api.churn import Churned, ChurnOptions, churn
    from ctxscan.api.diff import Compared, diff
    from ctxscan.api.explain import Explanations, Origins, explain, explain_image
    from ctxscan.api.image import Imaged, image
    from ctxscan.api.in_image import in_image
    from ctxscan.api.init import Setup, init
    from ctxscan.api.key import Keyed, key
    from ctxscan.api.lint import Linted, lint
    from ctxscan.api.listing import listing, sent_paths
    from ctxscan.api.report import report
    from ctxscan.api.rule import rule
    from ctxscan.api.schema import schema
    from ctxscan.api.suggest import suggest
    from ctxscan.errors import CtxscanError, Place
    from ctxscan.finding import Finding
    from ctxscan.findings.check.checked import Checked
    from ctxscan.findings.codes import Code
    from ctxscan.findings.listing import Listing
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.findings.suggest.model import Suggestion
    from ctxscan.inspection import Inspection
    from ctxscan.version import __version__

_HOMES = {
    "Asked": "ctxscan.api.asked",
    "AskedBuild": "ctxscan.api.asked",
    "BuildArguments": "ctxscan.api.arguments",
    "Builds": "ctxscan.api.builds",
    "Checked": "ctxscan.findings.check.checked",
    "CheckedImage": "ctxscan.api.check_image",
    "ChurnOptions": "ctxscan.api.churn",
    "Churned": "ctxscan.api.churn",
    "Code": "ctxscan.findings.codes",
    "Compared": "ctxscan.api.diff",
    "CtxscanError": "ctxscan.errors",
    "Explanations": "ctxscan.api.explain",
    "Finding": "ctxscan.finding",
    "Imaged": "ctxscan.api.image",
    "Inspection": "ctxscan.inspection",
    "Keyed": "ctxscan.api.key",
    "Linted": "ctxscan.api.lint",
    "Listing": "ctxscan.findings.listing",
    "Origins": "ctxscan.api.explain",
    "Place": "ctxscan.errors",
    "Report": "ctxscan.findings.report.report",
    "ReportOptions": "ctxscan.findings.report.report",
    "Setup": "ctxscan.api.init",
    "Suggestion": "ctxscan.findings.suggest.model",
    "__version__": "ctxscan.version",
    "builds": "ctxscan.api.builds",
    "check": "ctxscan.api.check",
    "check_image": "ctxscan.api.check_image",
    "each_build": "ctxscan.api.asked",
    "churn": "ctxscan.api.churn",
    "diff": "ctxscan.api.diff",
    "explain": "ctxscan.api.explain",
    "explain_image": "ctxscan.api.explain",
    "image": "ctxscan.api.image",
    "in_image": "ctxscan.api.in_image",
    "init": "ctxscan.api.init",
    "inspect": "ctxscan.api.build",
    "key": "ctxscan.api.key",
    "lint": "ctxscan.api.lint",
    "listing": "ctxscan.api.listing",
    "report": "ctxscan.api.report",
    "rule": "ctxscan.api.rule",
    "schema": "ctxscan.api.schema",
    "sent_paths": "ctxscan.api.listing",
    "suggest": "ctxscan.api.suggest",
}
"""Where each public name lives: nothing is imported before it is asked for."""

__all__ = [
    "Asked",
    "AskedBuild",
    "BuildArguments",
    "Builds",
    "Checked",
    "CheckedImage",
    "ChurnOptions",
    "Churned",
    "Code",
    "Compared",
    "CtxscanError",
    "Explanations",
    "Finding",
    "Imaged",
    "Inspection",
    "Keyed",
    "Linted",
    "Listing",
    "Origins",
    "Place",
    "Report",
    "ReportOptions",
    "Setup",
    "Suggestion",
    "__version__",
    "builds",
    "check",
    "check_image",
    "churn",
    "diff",
    "each_build",
    "explain",
    "explain_image",
    "image",
    "in_image",
    "init",
    "inspect",
    "key",
    "lint",
    "listing",
    "report",
    "rule",
    "schema",
    "sent_paths",
    "suggest",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - at the top it could come from the working directory, which python -m puts first until __main__ leaves it

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
