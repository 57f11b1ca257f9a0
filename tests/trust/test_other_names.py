"""Hostile names of all that is no path of the context: it is said, and acts upon nobody.

Stages, services, targets, revisions, keys of settings, members of an image, options and values:
each is in an error or in a result of some command, in each of its formats.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.mutation import CORPUS
from tests.support.program import ctxscan
from tests.support.repositories import git, init
from tests.support.trees import WHY_NOT_HERE, grow
from tests.trust.test_names import (
    NAMES,
    is_github,
    is_html,
    is_junit,
    is_markdown,
    is_quiet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Runs = Iterator[list[str]]

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

COPY_ALL = "FROM scratch\nCOPY . /\n"
IMAGE = (CORPUS / "image/docker save").read_bytes()


def is_json_of_any_kind(text: str) -> None:
    assert text.isascii()
    json.loads(text)


CHECKS: dict[str, Callable[[str], None]] = {
    "text": is_quiet,
    "json": is_json_of_any_kind,
    "sarif": is_json_of_any_kind,
    "github": is_github,
    "junit": is_junit,
    "markdown": is_markdown,
    "html": is_html,
}
GATES = ("text", "json", "sarif", "github", "junit", "markdown")


def _in(formats: tuple[str, ...], *words: str) -> Runs:
    for each in formats:
        yield [*words, "--format", each]


def dockerfiles(root: Path, name: str) -> Runs:
    grow(
        root, files={name: COPY_ALL + "COPY nowhere /\n", f"{name}"[:240] + ".dockerignore": "a\n"}
    )
    file = f"./{name}"
    yield from _in(("text", "json", "html"), "report", "-f", file, ".")
    yield from _in(GATES, "check", "-f", file, ".")
    yield from _in(("text", "json"), "lint", "-f", file, ".")
    yield ["key", "-f", file, "."]
    yield ["builds", "."]
    yield ["suggest", "--explain", "-f", file, "."]
    yield ["explain", "-f", file, "a"]
    yield ["report", "-f", f"{file}-is-not-there", "."]


def ignore_files(root: Path, name: str) -> Runs:
    grow(root, files={name: "a\na\n!b/**\n["})
    yield ["report", "--ignorefile", f"./{name}", "."]
    (root / name).write_text("a\na\n*.log\n")
    yield from _in(("text", "json", "github", "markdown"), "lint", "--ignorefile", f"./{name}")
    yield ["report", "--ignored", "--ignorefile", f"./{name}", "."]
    yield ["report", "--ignorefile", f"./{name}-is-not-there", "."]


def stages(root: Path, name: str) -> Runs:
    text = f"FROM scratch AS {name}\nCOPY . /\nFROM scratch\nCOPY --from={name} /a /b\n"
    (root / "Dockerfile").write_bytes(text.encode("utf-8", "surrogateescape"))
    yield ["report", "."]
    yield from _in(("text", "github", "markdown"), "check", ".")
    yield ["lint", "."]
    yield ["key", "."]
    (root / "Dockerfile").write_text(COPY_ALL)
    yield ["report", "--target", name, "."]


def services(root: Path, name: str) -> Runs:
    declared = {"services": {name: {"build": {"context": "."}}, "b": {"extends": name + "x"}}}
    (root / "compose.yaml").write_text(json.dumps(declared))
    yield ["builds", "."]
    declared["services"].pop("b")
    (root / "compose.yaml").write_text(json.dumps(declared))
    yield from _in(("text", "json"), "builds", ".")
    yield ["report", "compose.yaml"]
    yield from _in(GATES, "check", "--max-size", "1B", "compose.yaml")
    yield ["lint", "compose.yaml"]
    yield ["builds", "compose.yaml", "--only", name]
    yield ["report", "--", "docker", "compose", "build", name]


def targets(root: Path, name: str) -> Runs:
    declared = {"target": {name: {"context": "."}}, "group": {"default": {"targets": [name]}}}
    (root / "docker-bake.json").write_text(json.dumps(declared))
    yield from _in(("text", "json"), "builds", "docker-bake.json")
    yield from _in(GATES, "check", "--max-size", "1B", "docker-bake.json")
    yield ["report", "--", "docker", "buildx", "bake", name]
    yield ["report", "--", "docker", "buildx", "bake", "--set", name]


def contexts(root: Path, name: str) -> Runs:
    grow(root / "other", "x 3")
    (root / "Dockerfile").write_text(f"{COPY_ALL}COPY --from=n x /\n")
    yield ["report", "--build-context", f"{name}=other", "."]
    yield ["report", "--build-context", f"n={name}", "."]
    yield ["diff", "HEAD", "--build-context", f"{name}=other", "."]
    yield ["report", f"./{name}-is-not-there"]


def revisions(root: Path, name: str) -> Runs:
    yield ["diff", "--", name] if name.startswith("-") else ["diff", name]
    yield ["diff", f"HEAD..{name}"]
    yield from _in(("json", "github", "markdown"), "diff", f"x{name}..HEAD")
    yield ["churn", "--since", name]
    git(root, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", name.strip("\0"))
    (root / "a").write_text(name.encode("utf-8", "surrogateescape").hex())
    git(root, "commit", "-qam", f"{name}\n\n{name}")
    yield from _in(("text", "json"), "churn", ".")
    yield ["churn", "--propose", "."]
    yield from _in(("text", "json", "markdown", "github"), "diff", "HEAD~1")


def keys(root: Path, name: str) -> Runs:
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    quoted = json.dumps(plain).replace("\x7f", "\\u007f")
    for text in (
        f"{quoted} = 1\n",
        f"measure = {quoted}\n",
        f"forbid = [{quoted}]\n",
        f"max-size = {quoted}\n",
        f"baseline = {quoted}\n",
        f"[[contexts]]\npath = {quoted}\n",
        f"[{quoted}]\na = 1\n",
        f"a = {name}\n",
    ):
        (root / ".ctxscan.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
        yield ["check", "."]
    yield ["check", "--format", "github"]


def members(root: Path, name: str) -> Runs:
    layer = _tar({name: b"PASSWORD=hunter2hunter2", f"d/{name}/.env": b"A=hunter2hunter2"})
    again = _tar({f".wh.{name}"[:255]: b"", "b": b"x"})
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": [f"{name}=1"], "Labels": {name: name}},
        "history": [{"created_by": f"RUN {name}", "comment": name}, {"created_by": name}],
    }
    rows = [{"Config": "c", "RepoTags": [name, f"a:{name}"], "Layers": ["1", "2"]}]
    saved = {"manifest.json": json.dumps(rows).encode(), "c": json.dumps(config).encode()}
    (root / "saved.tar").write_bytes(_tar({**saved, "1": layer, "2": again}))
    (root / "odd.tar").write_bytes(_tar({**saved, name: layer}))
    (root / "other.tar").write_bytes(IMAGE)
    yield from _in(("text", "json"), "image", "saved.tar")
    yield ["image", "odd.tar"]
    yield ["image", "saved.tar", "--against", "other.tar"]
    yield ["image", "saved.tar", "--context", "."]
    yield ["image", "saved.tar", "--image", name]
    yield from _in(GATES, "check", "--image", "saved.tar", "--max-waste", "0B")
    yield ["image", f"./{name}-is-not-there"]


def words(root: Path, name: str) -> Runs:
    del root
    yield ["rule", name]
    yield ["schema", name]
    yield ["completion", name]
    yield [name]
    yield ["report", f"--{name}"]
    yield ["report", "--format", name]
    yield ["check", "--max-size", name]
    yield ["report", "--build-arg", f"{name}={name}", "."]
    yield ["report", "--platform", name, "."]
    yield ["report", "--builder", name, "."]
    yield ["report", "-o", f"{name}/x/y", "."]
    yield ["report", "--only", name, "."]
    yield ["report", "--", "docker", "build", f"--{name}", "."]
    yield ["report", "--", name]
    yield ["check", "--baseline", f"./{name}-is-not-there", "."]
    yield ["explain", "--", f"../{name}"]
    yield ["__complete", "stage", "ctxscan", "report", f"./{name}"]


SUBJECTS = {
    "a Dockerfile": dockerfiles,
    "an ignore file": ignore_files,
    "a stage": stages,
    "a service of compose": services,
    "a target of bake": targets,
    "a named context": contexts,
    "a revision": revisions,
    "a key of the settings": keys,
    "a member of an image": members,
    "a word of the command line": words,
}
EVERY = (
    dict(NAMES)
    if os.environ.get("CTXSCAN_LONG")
    else {
        key: NAMES[key]
        for key in (
            *(
                "a line end and a command",
                "a window's title",
                "an older command",
                "what XML forbids",
            ),
            *(
                "a table",
                "an image",
                "from right to left",
                "a byte that is no UTF-8",
                "markup of rich",
            ),
        )
    }
)
"""All of them for a long run."""


def _tar(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def assert_harmless(given: list[str], root: Path, stdin: bytes = b"") -> None:
    run = ctxscan(*given, cwd=root, stdin=stdin)
    assert run.exit_code in (0, 1, 2), given
    said = run.stderr.decode("utf-8", "surrogateescape")
    is_quiet(said)
    assert "fault of ctxscan" not in said, (given, said)
    errors = [line for line in said.splitlines() if line.startswith("ctxscan: error: ")]
    assert run.exit_code != 2 or len(errors) == 1, (given, said)
    if run.stdout and run.exit_code != 2:
        form = given[given.index("--format") + 1] if "--format" in given else "text"
        CHECKS.get(form, is_quiet)(run.text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = init(grow(tmp_path / "r", "a 3", files={"Dockerfile": COPY_ALL}))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_name_of_anything_acts_upon_nobody(root: Path, subject: str, name: str) -> None:
    for given in SUBJECTS[subject](root, NAMES[name]):
        assert_harmless(given, root)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_explorer_says_line_by_line_acts_upon_nobody(root: Path, name: str) -> None:
    grow(root, files={f"{NAMES[name]}/f": b"x", f"b{NAMES[name]}"[:255]: b"y"})
    asked = ["ls -a", "i {}", "d", "e {}", "a {}", "i {}/f", "/ {}", "{}", "w", "n", "u", "q"]
    one_line = NAMES[name].replace("\n", "").replace("\r", "")
    stdin = "".join(f"{each.format(one_line)}\n" for each in asked)
    assert_harmless(["explore", "--plain", "."], root, stdin.encode("utf-8", "surrogateescape"))
