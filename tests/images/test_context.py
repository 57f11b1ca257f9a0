"""Layers, lines and files of a recorded image beside the context that it was built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.images.images import config_of, docker_archive, file, gone, link, tar_of
from tests.images.test_forms import ALL, IMAGES, document
from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

APP = IMAGES / "app"
CAME = {
    ("/bin/tool", "tool", 7),
    ("/srv/app/main.py", "src/main.py", 9),
    ("/srv/app/static/logo.png", "src/static/logo.png", 9),
    ("/srv/app/icon.png", "src/static/logo.png", 9),
    ("/srv/.env", ".env", 10),
    ("/srv/app.ini", "conf/app.ini", 10),
    ("/srv/prod.ini", "conf/prod.ini", 10),
    ("/srv/guide.pdf", "docs/guide.pdf", 10),
    ("/srv/app.ini", "conf/prod.ini", 11),
}


@pytest.mark.parametrize(("builder", "form"), ALL)
def test_every_file_is_traced_to_the_context_and_to_its_line(builder: str, form: str) -> None:
    found = document(IMAGES / form, "--context", str(APP))
    assert {(row["path"], row["origin"], row["line"]) for row in found["traced"]} == CAME
    assert found["from_context"] == found["sent"] == {"files": 7, "content_bytes": 5297}
    assert found["unused_context_bytes"] == 0
    lines = [row["line"] for row in found["layers"]]
    assert lines == ([7, 9, 10, 11, 13] if builder == "buildah" else [7, 8, 9, 10, 11, 13])
    assert found["lines_from"] == ("provenance" if "prov" in form or "zstd" in form else "history")


@pytest.mark.parametrize(("builder", "form"), ALL)
def test_a_secret_that_a_later_line_deletes_is_found_in_its_layer(builder: str, form: str) -> None:  # noqa: ARG001 - the form says it all
    (secret,) = document(IMAGES / form, "--context", str(APP))["secrets"]
    assert (secret["path"], secret["origin"]) == ("/srv/.env", ".env")
    assert (secret["line"], secret["how"], secret["by_line"]) == (10, "deleted", 13)
    (without,) = document(IMAGES / form)["secrets"]
    assert (without["path"], without["origin"]) == ("/srv/.env", None)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A context, and beside it the archive of an image that could be its own."""
    return grow(
        tmp_path / "project",
        files={
            "Dockerfile": "FROM alpine\nCOPY . /app/\nRUN build\n",
            ".dockerignore": "Dockerfile\n.dockerignore\n",
            "a.txt": "one\n",
            "copy/a.txt": "one\n",
            "empty": "",
            "big.bin": b"b" * 700,
            "link": "target",
        },
    )


def image_of(project: Path, *layers: list[Any], history: list[str]) -> Path:
    path = project.parent / "app.tar"
    rows = [{"created_by": each} for each in history]
    path.write_bytes(docker_archive([tar_of(each) for each in layers], history=rows))
    return path


def test_what_is_sent_and_in_no_layer_is_listed(project: Path) -> None:
    path = image_of(project, [file("app/a.txt", b"one\n")], history=["COPY . /app/ # buildkit"])
    found = document(path, "--context", str(project))
    assert found["unused"][0] == {"path": "big.bin", "size": 700}
    assert found["unused_context_bytes"] == 706
    text = " ".join(ctxscan("image", path, "--context", project).text.split())
    assert "714B sent, 8B of it in the image, 706B in no layer 700B big.bin 6B link" in text


def test_of_files_that_hold_the_same_the_model_chooses(project: Path) -> None:
    entries = [file("app/copy/a.txt", b"one\n"), file("app/a.txt", b"one\n"), file("x", b"one\n")]
    path = image_of(project, entries, history=["COPY . /app/ # buildkit"])
    found = document(path, "--context", str(project))
    came = {row["path"]: row["origin"] for row in found["traced"]}
    assert came == {"/app/copy/a.txt": "copy/a.txt", "/app/a.txt": "a.txt", "/x": "a.txt"}


def test_a_file_without_bytes_is_traced_where_the_model_puts_it(project: Path) -> None:
    entries = [file("app/empty"), file("app/other")]
    path = image_of(project, entries, history=["COPY . /app/ # buildkit"])
    found = document(path, "--context", str(project))
    assert [(row["path"], row["origin"]) for row in found["traced"]] == [("/app/empty", "empty")]


def test_other_content_in_the_same_place_is_not_from_the_context(project: Path) -> None:
    path = image_of(project, [file("app/a.txt", b"two\n")], history=["COPY . /app/ # buildkit"])
    assert document(path, "--context", str(project))["traced"] == []


def test_layers_of_the_base_image_are_not_of_the_context(project: Path) -> None:
    base, own = [file("etc/a.txt", b"one\n")], [file("app/a.txt", b"one\n")]
    path = image_of(project, base, own, history=["ADD rootfs.tar /", "COPY . /app/ # buildkit"])
    found = document(path, "--context", str(project))
    assert [row["line"] for row in found["layers"]] == [None, 2]
    assert found["base_layers"] == 1
    text = ctxscan("image", path, "--context", project).text
    assert text.startswith("app:latest  linux/amd64  8B in 2 layers, 4B of it the base\n")
    assert [row["path"] for row in found["traced"]] == ["/app/a.txt"]


def test_an_image_of_another_dockerfile_has_no_lines_and_is_traced_all_the_same(
    project: Path,
) -> None:
    path = image_of(project, [file("srv/a.txt", b"one\n")], history=["COPY b /srv # buildkit"])
    found = document(path, "--context", str(project))
    assert (found["lines_from"], found["layers"][0]["line"]) == (None, None)
    assert [row["path"] for row in found["traced"]] == ["/srv/a.txt"]


def test_a_member_of_an_archive_that_add_unpacked_is_traced_to_it(tmp_path: Path) -> None:
    project = grow(
        tmp_path / "project",
        files={"Dockerfile": "FROM scratch\nADD in.tar /x/\n", "in.tar": tar_of([file("a", 5)])},
    )
    path = image_of(project, [file("x/a", 5)], history=["ADD in.tar /x/ # buildkit"])
    found = document(path, "--context", str(project))
    assert [row["origin"] for row in found["traced"]] == ["in.tar!a"]
    assert found["unused_context_bytes"] == 0


def test_a_named_context_is_one_of_the_contexts(tmp_path: Path) -> None:
    root = grow(
        tmp_path / "project", files={"Dockerfile": "FROM scratch\nCOPY --from=docs . /d/\n"}
    )
    docs = grow(tmp_path / "docs", files={"guide": "read me\n"})
    path = image_of(root, [file("d/guide", b"read me\n")], history=["COPY . /d/ # buildkit"])
    options = ("--context", str(root), "--build-context", f"docs={docs}")
    assert [row["origin"] for row in document(path, *options)["traced"]] == ["docs:guide"]


def test_a_link_is_traced_where_the_model_has_the_same(tmp_path: Path) -> None:
    root = grow(
        tmp_path / "p", "l -> a", files={"Dockerfile": "FROM scratch\nCOPY . /\n", "a": "1"}
    )
    path = image_of(root, [link("l", "a"), file("a", b"1")], history=["COPY . / # buildkit"])
    found = document(path, "--context", str(root))
    assert {row["origin"] for row in found["traced"]} == {"l", "a"}


@pytest.mark.parametrize(
    ("step", "created_by"),
    [
        pytest.param("COPY a b /x/", "COPY a b /x/ # buildkit", id="BuildKit"),
        pytest.param("COPY --chown=1:2 a /x", "COPY --chown=1:2 a /x # buildkit", id="with a flag"),
        pytest.param("COPY --link a /x", "COPY a /x # buildkit", id="a flag that is not said"),
        pytest.param("ARG D=/x\nCOPY a $D", "COPY a /x # buildkit", id="a variable"),
        pytest.param('COPY ["a", "/x y"]', "COPY a /x y # buildkit", id="a space in it"),
        pytest.param(
            "COPY a b /x/",
            "/bin/sh -c #(nop) COPY multi:0123abcd in /x/ ",
            id="the classic builder",
        ),
        pytest.param("ADD a /x", "/bin/sh -c #(nop) ADD file:0123abcd in /x ", id="its ADD"),
        pytest.param(
            "COPY --chown=33:33 a /x",
            "/bin/sh -c #(nop) COPY --chown=33:33file:0123abcd in /x ",
            id="its COPY with an owner, who has no blank behind him",
        ),
        pytest.param(
            "COPY --chown=me a /x",
            "/bin/sh -c #(nop) COPY --chown=me dir:0123abcd in /x ",
            id="one with a blank",
        ),
        pytest.param("COPY a /x", "COPY a /x", id="kaniko"),
        pytest.param("RUN make  all", "RUN /bin/sh -c make  all # buildkit", id="RUN by BuildKit"),
        pytest.param(
            "ARG V=1\nRUN make $V",
            "RUN |1 V=1 /bin/sh -c make $V # buildkit",
            id="with an argument",
        ),
        pytest.param("RUN make all", "/bin/sh -c make all", id="RUN by the classic builder"),
        pytest.param("ARG V=1\nRUN make", "|1 V=1 /bin/sh -c make", id="its argument"),
        pytest.param('RUN ["make", "all"]', "RUN make all # buildkit", id="RUN without a shell"),
        pytest.param('RUN ["make", "all"]', "make all", id="the same by the classic builder"),
        pytest.param('RUN ["make", "all"]', '/bin/sh -c ["make", "all"]', id="the same by Buildah"),
        pytest.param("RUN make all", "RUN make all", id="RUN by kaniko"),
        pytest.param(
            "RUN <<EOF\nmake\nEOF", "RUN /bin/sh -c make\n # buildkit", id="a here-document"
        ),
        pytest.param(
            'SHELL ["/bin/bash", "-c"]\nRUN x', "RUN /bin/bash -c x # buildkit", id="SHELL"
        ),
        pytest.param("WORKDIR /x", "WORKDIR /x", id="WORKDIR"),
        pytest.param("WORKDIR /a\nWORKDIR b", "WORKDIR /a/b", id="a relative WORKDIR"),
        pytest.param("WORKDIR /x", "/bin/sh -c #(nop) WORKDIR /x", id="the classic WORKDIR"),
    ],
)
def test_each_builder_s_way_to_write_a_step_down_is_known(
    tmp_path: Path, step: str, created_by: str
) -> None:
    text = f"FROM scratch\n{step}\n"
    names = ["a", "b"]
    root = grow(tmp_path / "p", *(f"{name} 1" for name in names), files={"Dockerfile": text})
    path = image_of(root, [file("f", 3)], history=[created_by])
    line = max(
        n for n, each in enumerate(text.splitlines(), 1) if each[:1] in "ACRW" and each != "EOF"
    )
    found = document(path, "--context", str(root))
    assert (found["layers"][0]["line"], found["lines_from"]) == (line, "history")


@pytest.mark.parametrize(
    "created_by",
    ["COPY c /x/ # buildkit", "RUN /bin/sh -c other # buildkit", "WORKDIR /y", "ADD a b /x/", ""],
)
def test_another_step_is_not_taken_for_it(tmp_path: Path, created_by: str) -> None:
    text = "FROM scratch\nCOPY a b /x/\nRUN make\nWORKDIR /x\n"
    root = grow(tmp_path / "p", "a 1", "b 1", files={"Dockerfile": text})
    path = image_of(root, [file("f", 3)], history=[created_by])
    assert document(path, "--context", str(root))["layers"][0]["line"] is None


def test_the_same_step_twice_is_known_by_its_order(tmp_path: Path) -> None:
    text = "FROM scratch\nRUN x\nCOPY a /a\nRUN x\n"
    root = grow(tmp_path / "p", "a 1", files={"Dockerfile": text})
    path = image_of(
        root,
        *([file("f", 3)],) * 4,
        history=["RUN /bin/sh -c x", "RUN /bin/sh -c x", "COPY a /a", "RUN /bin/sh -c x"],
    )
    lines = [row["line"] for row in document(path, "--context", str(root))["layers"]]
    assert lines == [None, 2, 3, 4]


def test_a_history_that_does_not_fit_the_layers_gives_no_line(tmp_path: Path) -> None:
    root = grow(tmp_path / "p", "a 1", files={"Dockerfile": "FROM scratch\nCOPY a /\n"})
    path = image_of(root, [file("f", 3)], [file("g", 3)], history=["COPY a / # buildkit"])
    found = document(path, "--context", str(root))
    assert [row["created_by"] for row in found["layers"]] == [None, None]
    assert config_of([])["history"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--target", "x"], "--target is about a build", id="a target without a build"),
        pytest.param(["-f", "Dockerfile"], "--file is about a build", id="a Dockerfile without"),
        pytest.param(["-f", "-"], "--file is about a build", id="one on stdin without"),
        pytest.param(["--context", "nothing"], "nothing", id="a context that is not there"),
        pytest.param(["--context", str(APP), "--target", "x"], "x", id="a stage that is not there"),
    ],
)
def test_a_build_that_cannot_be_is_one_line(options: list[str], said: str) -> None:
    run = ctxscan("image", IMAGES / "buildkit-oci.tar", *options)
    assert (run.exit_code, run.stdout, len(run.errors)) == (2, b"", 1)
    assert said in run.errors[0]


def test_a_secret_that_is_written_again_or_shown_is_said_to_be_so(tmp_path: Path) -> None:
    path = image_of(
        grow(tmp_path / "p", files={}),
        [file("srv/.npmrc", b"//r/:_authToken=abcdef0123456789\n"), file("k/id_rsa", 9)],
        [file("srv/.npmrc", b"ignore-scripts=true\n"), gone("nothing")],
        history=["COPY . /", "RUN x"],
    )
    rows = [(row["path"], row["how"]) for row in document(path)["secrets"]]
    assert rows == [("/srv/.npmrc", "written again"), ("/k/id_rsa", None)]


def test_what_a_package_brings_is_no_secret(tmp_path: Path) -> None:
    names = ("etc/ssl/private/x.key", "usr/share/doc/x.pem", "app/node_modules/x/.npmrc")
    key = b"-----BEGIN RSA PRIVATE KEY-----\nx\n"
    root = grow(tmp_path / "p", files={})
    path = image_of(root, [file(name, key) for name in names], history=["RUN x"])
    assert document(path)["secrets"] == []
