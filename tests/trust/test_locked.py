"""CI installs what is written down: each dependency has a version, and each of its files a hash."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.program import ROOT

LOCK = ROOT / ".ci/requirements.txt"
PINNED = re.compile(
    r"([a-z0-9.-]+)==([^ ;]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def locked() -> dict[str, str]:
    return {name: version for name, version, _ in PINNED.findall(LOCK.read_text())}


def test_each_line_is_a_version_or_a_hash() -> None:
    assert PINNED.sub("", LOCK.read_text()) == ""


def test_all_that_is_asked_for_is_locked_at_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["test"], *extras["dev"]]
    versions = locked()
    for each in map(Requirement, asked):
        if each.name != project["name"]:
            assert each.specifier.contains(versions[canonicalize_name(each.name)]), each


def test_ci_installs_by_hash_alone() -> None:
    script = (ROOT / ".ci/run").read_text()
    installs = re.findall(r'^"\$tools/bin/pip" install (.*)$', script, re.MULTILINE)
    assert installs == [
        "--quiet --require-hashes --requirement .ci/requirements.txt",
        "--quiet --no-deps --no-build-isolation --editable .",
    ]
