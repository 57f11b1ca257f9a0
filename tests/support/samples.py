"""The sample projects as they lie on a developer's disk: with what git would not take grown in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.support.repositories import commit, git, init
from tests.support.trees import grow

PROJECTS = Path(__file__).parents[2] / "sample_projects"


@dataclass(frozen=True, slots=True)
class Build:
    """One ``docker build`` that a sample is made for."""

    sample: str
    context: str = "."
    """Relative to the sample."""

    dockerfile: str = "Dockerfile"
    """Relative to the context."""

    def __str__(self) -> str:
        """A name for the test."""
        return f"{self.sample}/{self.context}/{self.dockerfile}".replace("/./", "/")


BUILDS = (
    Build("flask-single"),
    Build("flask-multistage"),
    Build("compose-app", "web"),
    Build("compose-app", "worker"),
    Build("node-app"),
    Build("monorepo", dockerfile="api.Dockerfile"),
    Build("monorepo", dockerfile="site.Dockerfile"),
    Build("monorepo", dockerfile="mailer.Dockerfile"),
    Build("storefront"),
    Build("storefront", dockerfile="web.Dockerfile"),
    Build("allowlist"),
)

GIT = (
    ".git/HEAD 21",
    ".git/config 92",
    ".git/index 2113",
    ".git/hooks/",
    ".git/refs/heads/main 41",
    *(f".git/objects/{n:02x}/{n:038x} {90 + n}" for n in range(24)),
    f".git/objects/pack/pack-{'0c' * 20}.idx 9000",
    f".git/objects/pack/pack-{'0c' * 20}.pack 640000",
)
VENV = (
    ".venv/pyvenv.cfg 130",
    ".venv/bin/python -> /usr/bin/python3",
    ".venv/bin/python3 -> python",
    ".venv/bin/flask 228",
    ".venv/lib64 -> lib",
    *(f".venv/lib/python3.13/site-packages/flask/module_{n}.py {4000 * n}" for n in range(1, 12)),
    *(f".venv/lib/python3.13/site-packages/jinja2/locale/{n}.txt 700" for n in range(60)),
    ".venv/lib/python3.13/site-packages/markupsafe/_speedups.cpython-313-x86_64-linux-gnu.so 44072",
)
CACHES = (
    "app/__pycache__/book.cpython-313.pyc 2110",
    "app/__pycache__/pages.cpython-313.pyc 1984",
    "tests/__pycache__/test_pages.cpython-313-pytest-8.4.2.pyc 1440",
    ".pytest_cache/v/cache/nodeids 51",
)
FLASK = (
    *GIT,
    *VENV,
    *CACHES,
    ".env 61",
    "guests.sqlite 12288",
    "app/static/uploads/gästebuch Zürich, 3. März.jpg 81234",
    f"app/static/uploads/{'holiday-' * 14}.jpg 40321",
    "logs/",
    "gunicorn.sock @",
)

JUNK: dict[str, tuple[str, ...]] = {
    "flask-single": FLASK,
    "flask-multistage": FLASK,
    "compose-app": (
        "web/.env 40",
        "web/.env.local 12",
        "web/__pycache__/web.cpython-313.pyc 1800",
        "worker/__pycache__/worker.cpython-313.pyc 900",
        "worker/dump.rdb 150000",
        "worker/control |",
    ),
    "node-app": (
        *GIT,
        *(f"node_modules/left-{n}/index.js {100 + n}" for n in range(80)),
        *(f"node_modules/left-{n}/package.json 310" for n in range(80)),
        "node_modules/esbuild/bin/esbuild 900000",
        "node_modules/@esbuild/linux-x64/bin/esbuild => node_modules/esbuild/bin/esbuild",
        "node_modules/.bin/esbuild -> ../esbuild/bin/esbuild",
        "node_modules/.package-lock.json 5120",
        "public/logo.svg -> index.html",
        "coverage/lcov.info 70000",
        "npm-debug.log 3000",
        ".env 33",
        ".env.production 33",
    ),
    "monorepo": (
        *GIT,
        "apps/api/__pycache__/__main__.cpython-313.pyc 800",
        "libs/common/__pycache__/__init__.cpython-313.pyc 300",
        *(f"apps/site/node_modules/right-{n}/index.js {50 * n}" for n in range(30)),
        "apps/site/out/index.html 90",
        "libs/vendored/.git -> ../../.git",
        "libs/vendored/code.py 5000",
        "apps/current -> api",
        "apps/site/shared.html => apps/site/index.template.html",
    ),
    "storefront": (
        *GIT,
        "shop/__pycache__/orders.cpython-313.pyc 1200",
        "web/out/index.html 90",
        *(f"web/node_modules/up-{n}/index.js {40 * n}" for n in range(20)),
        ".env 45",
        "orders.sqlite 40960",
    ),
    "allowlist": (
        *GIT,
        "bin/server 2000000",
        "cmd/server/debug -> ../../bin/server",
        "internal/greet/testdata/names.txt 999",
        ".env 20",
        "docs/latest -> architecture.md",
    ),
}


def fill(sample: str, root: Path) -> Path:
    """Copy a sample to ``root`` and grow its junk: the same bytes, modes and mtimes every time."""
    shutil.copytree(PROJECTS / sample, root, symlinks=True, dirs_exist_ok=True)
    return grow(root, *JUNK[sample])


def fill_a_clone(sample: str, root: Path, *, without: str = "") -> Path:
    """Likewise, but git made ``.git``, where there is one, and has committed the sample.

    *without* is a glob of files that the sample then has never had.
    """
    unwanted = shutil.ignore_patterns(without) if without else None
    shutil.copytree(PROJECTS / sample, root, symlinks=True, dirs_exist_ok=True, ignore=unwanted)
    junk = JUNK[sample]
    if set(GIT) <= set(junk):
        git(init(root), "add", "-A")
        commit(root)
    return grow(root, *(entry for entry in junk if entry not in GIT))
