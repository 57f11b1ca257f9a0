"""Dockerfiles of the kinds that projects have, small, and with nothing below them: no registry.

Each is written for this test, after what such projects do: where they copy from, by which words,
through which stages, over what.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    tree: tuple[str, ...]
    """As ``tests.support.trees.grow`` has it."""

    dockerfile: str
    ignore: str = ""


_PYTHON = ("app/__init__.py 10", "app/main.py 90", "app/static/a.css 30", "requirements.txt 20")
_NODE = ("package.json 40", "package-lock.json 400", "src/index.ts 70", "src/lib/a.ts 30")

KINDS = {
    "python, requirements first": Kind(
        (*_PYTHON, "tests/test_main.py 50", ".env 12"),
        "FROM scratch\nWORKDIR /srv\nCOPY requirements.txt .\nCOPY app ./app\nENV A=b\nUSER 1000\n",
        ".env\ntests\n",
    ),
    "python, all of it at once": Kind(
        (*_PYTHON, "app/__pycache__/main.pyc 60"),
        'FROM scratch\nWORKDIR /code\nCOPY . .\nCMD ["python"]\n',
        "**/__pycache__\nDockerfile\n",
    ),
    "python, a virtual environment from a stage": Kind(
        (*_PYTHON, "venv/lib/site.py 500", "venv/bin/python -> ../lib/site.py"),
        "FROM scratch AS build\nCOPY venv /opt/venv\n"
        "FROM scratch\nWORKDIR /srv\nCOPY --from=build /opt/venv /opt/venv\nCOPY app app/\n",
    ),
    "node, two patterns for one step": Kind(
        _NODE,
        "FROM scratch\nWORKDIR /usr/src/app\nCOPY package*.json ./\nCOPY src/ src/\nEXPOSE 3000\n",
    ),
    "node, built in a stage and served by another": Kind(
        (*_NODE, "dist/index.js 300", "dist/assets/a.js 200", "nginx.conf 80"),
        "FROM scratch AS deps\nWORKDIR /app\nCOPY package.json package-lock.json ./\n"
        "FROM deps AS build\nCOPY . .\n"
        "FROM scratch\nCOPY nginx.conf /etc/nginx/conf.d/default.conf\n"
        "COPY --from=build /app/dist /usr/share/nginx/html\n",
    ),
    "go, one binary into nothing": Kind(
        ("go.mod 30", "go.sum 90", "cmd/srv/main.go 200", "internal/a/a.go 100", "bin/srv 4000"),
        "FROM scratch AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nCOPY . .\n"
        'FROM scratch\nCOPY --from=build /src/bin/srv /srv\nENTRYPOINT ["/srv"]\n',
    ),
    "java, a jar under another name": Kind(
        ("target/app-1.2.3.jar 9000", "pom.xml 100", "src/main/java/A.java 60"),
        "FROM scratch\nARG JAR=target/*.jar\nCOPY ${JAR} /app.jar\n",
    ),
    "java, the layers of a jar": Kind(
        ("l/dependencies/a.jar 500", "l/loader/b.class 50", "l/application/c.class 70"),
        "FROM scratch AS layers\nWORKDIR /x\nCOPY l .\n"
        "FROM scratch\nWORKDIR /application\nCOPY --from=layers /x/dependencies/ ./\n"
        "COPY --from=layers /x/loader/ ./\nCOPY --from=layers /x/application/ ./\n",
    ),
    "php, owned by its server": Kind(
        ("public/index.php 90", "src/A.php 40", "composer.json 30", "config/prod.php 20"),
        "FROM scratch\nWORKDIR /var/www/html\nCOPY --chown=33:33 composer.json ./\n"
        "COPY --chown=33:33 src src\nCOPY --chown=33:33 public public\n"
        "COPY config/prod.php config/\n",
    ),
    "static pages, a template renamed": Kind(
        ("site/index.html 60", "site/img/logo.svg 200", "conf/default.conf.template 50"),
        "FROM scratch\nCOPY site /usr/share/nginx/html\n"
        "COPY conf/default.conf.template /etc/nginx/templates/\n",
    ),
    "rust, a cargo workspace": Kind(
        ("Cargo.toml 30", "crates/a/src/lib.rs 80", "crates/b/src/main.rs 90", "target/b 3000"),
        "FROM scratch AS build\nWORKDIR /w\nCOPY Cargo.toml .\nCOPY crates crates\n"
        "COPY target target\n"
        "FROM scratch\nCOPY --from=build /w/target/b /usr/local/bin/b\n",
    ),
    "dotnet, a project file of each folder": Kind(
        ("A/A.csproj 40", "A/Program.cs 90", "B/B.csproj 30", "B/B.cs 60", "out/A.dll 800"),
        "FROM scratch AS build\nWORKDIR /src\nCOPY A/A.csproj A/\nCOPY B/B.csproj B/\nCOPY . .\n"
        "FROM scratch\nWORKDIR /app\nCOPY --from=build /src/out .\n",
    ),
    "ruby, a folder that is written over": Kind(
        (
            "Gemfile 20",
            "Gemfile.lock 60",
            "config/a.yml 30",
            "docker/config/a.yml 35",
            "lib/a.rb 40",
        ),
        "FROM scratch\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nCOPY . .\n"
        "COPY docker/config config\n",
    ),
    "an entrypoint beside the program": Kind(
        ("docker/entrypoint.sh 50", "docker/wait.sh 30", "bin/tool 600"),
        'FROM scratch\nCOPY docker/*.sh /usr/local/bin/\nCOPY ["bin/tool", "/usr/local/bin/"]\n',
    ),
    "names with blanks and signs": Kind(
        ("a b/c d.txt 10", "x[1].txt 20", "e=f.txt 30"),
        'FROM scratch\nCOPY ["a b", "/with blank/"]\nCOPY "e=f.txt" /e/\n',
    ),
    "links, to a file and to a folder": Kind(
        ("real/a.txt 10", "link.txt -> real/a.txt", "folder -> real", "d/inner -> ../real/a.txt"),
        "FROM scratch\nCOPY link.txt /one.txt\nCOPY folder /two/\nCOPY d /three/\n",
    ),
    "empty folders and empty files": Kind(
        ("var/log/ ", "app/__init__.py 0", "app/py.typed 0", "app/a.py 5"),
        "FROM scratch\nCOPY var /var\nCOPY app /app\n",
    ),
    "the same file at two places": Kind(
        ("LICENSE 100", "docs/LICENSE 100", "a.txt 7"),
        "FROM scratch\nCOPY LICENSE a.txt /usr/share/doc/app/\nCOPY . /app\n",
    ),
    "a stage that others stand on": Kind(
        ("base/a 10", "dev/b 20", "prod/c 30"),
        "FROM scratch AS base\nCOPY base /base\nFROM base AS dev\nCOPY dev /dev-only\n"
        "FROM base AS prod\nCOPY prod /prod\nCOPY --from=dev /dev-only/b /prod/b\n",
    ),
    "only what an exception lets in": Kind(
        ("src/a.py 10", "src/b/c.py 20", "data/x.bin 900", "README.md 60"),
        "FROM scratch\nWORKDIR /w\nCOPY . .\n",
        "*\n!src\n!README.md\n",
    ),
}
"""By what they show."""
