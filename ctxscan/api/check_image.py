"""A saved image held against limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.image import image
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.findings.image.gate import image_findings, image_limits
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.image import Imaged
    from ctxscan.finding import Finding
    from ctxscan.findings.image.gate import ImageLimits


class CheckedImage(NamedTuple):
    image: Imaged
    limits: ImageLimits
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return not self.findings


def check_image(  # noqa: PLR0913 - one parameter for each option
    archive: str,
    *,
    max_size: str | None = None,
    max_waste: str | None = None,
    secrets: bool = True,
    allow_secret: Sequence[str] = (),
    name: str | None = None,
    context: str | None = None,
    **build: Unpack[BuildArguments],
) -> CheckedImage:
    """Hold a saved image against limits. Raises CtxscanError.

    *max_size*: of the content of all layers (``500MB``). *max_waste*: a share of it or a size
    (``5%``, ``10MB``). *allow_secret*: patterns of paths in the image that look like secrets and
    are none. The rest as for ``ctxscan.image``.
    """
    limits = image_limits(max_size, max_waste, secrets=secrets)
    fine = PatternWatch(allow_secret)
    found = image(archive, name=name, context=context, **build)
    held = [each for each in found.secrets if not fine.of_file(each.path)]
    dockerfile = found.inspection.location.dockerfile.shown if found.inspection else None
    findings = tuple(image_findings(found.picture, held, limits, dockerfile))
    return CheckedImage(found, limits, findings)
