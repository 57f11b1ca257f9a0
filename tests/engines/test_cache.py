"""What a real BuildKit runs again after random changes, against what `ctxscan diff` says before."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.api.churn import ChurnOptions, churn
from ctxscan.api.diff import diff
from ctxscan.findings.churn.proposals import Losses
from tests.engines.random_contexts import SEED
from tests.engines.shells import quiet_shell
from tests.support.repositories import commit, git, init
from tests.support.trees import make_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.engine import Engine
    from tests.engines.summary import Ledger
    from tests.support.recorder import Docker

PAIRS = int(os.environ.get("CTXSCAN_ENGINE_PAIRS", "8"))

DOCKERFILE = """\
FROM scratch AS one
COPY a.txt /
COPY src /src
COPY src/*.c /c/
FROM scratch AS two
COPY --from=one /src/lib /lib
WORKDIR /w
COPY --chown=5 docs ./
FROM scratch
COPY . /all
COPY --from=two /w /w
COPY --from=one /a.txt /
"""
NAMES = ("a.txt", "b.txt", "src/m.c", "src/n.c", "src/lib/x", "src/lib/y", "docs/d.md", "log/l")
_STEP = re.compile(r"#(\d+) \[(.+?)\] ((?:COPY|WORKDIR|RUN) .*)")
_CACHED = re.compile(r"#(\d+) CACHED")


def test_random_changes_break_the_steps_that_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - the same on every run of this seed
    wrong: list[str] = []
    decided = 0
    for number in range(PAIRS):
        before, after = tmp_path / f"before{number}", tmp_path / f"after{number}"
        salt = f"{dice.random()}"
        plant(before, salt)
        shutil.copytree(before, after)
        for _ in range(dice.randint(0, 3)):
            change(after, dice)
        cached_steps(engine, buildkit_client, before, tmp_path)
        found = cached_steps(engine, buildkit_client, after, tmp_path)
        for step in diff(str(before), str(after)).diff.steps:
            if step.name.line == WORKDIR_LINE:
                continue  # nothing is read by it, and it is shown as run whatever is kept
            said, instruction = step.fate.value, step.name.instruction
            decided += 1
            if said == "perhaps" or found[instruction] != (said == "kept"):
                wrong.append(f"{number}: {instruction} is {said}, cached: {found[instruction]}")
    docker_ledger.seconds = 0.0
    assert decided == PAIRS * 8
    assert wrong == []


WORKDIR_LINE = 7
COMMITS = 20
STAGES = ("one", "two")
"""Their text is the same in all commits, and churn takes today's through them."""


def test_the_commits_of_a_repository_break_the_steps_that_we_say(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    """Each is checked out and built, one after the other; nothing comes back to what it was."""
    root = tmp_path / "repository"
    history = _grow(root, random.Random(SEED))  # noqa: S311 - the same on every run of this seed
    wrong: list[str] = []
    lost: Counter[str] = Counter()
    for before, name in zip([None, *history], history, strict=False):
        _check_out(root, name, tmp_path / name)
        found = cached_steps(engine, buildkit_client, tmp_path / name, tmp_path)
        for step in diff(f"{before}..{name}", str(root)).diff.steps if before else ():
            instruction = step.name.instruction
            if instruction.startswith("WORKDIR"):
                continue
            if found[instruction] != (step.fate.value == "kept"):
                wrong.append(f"{name}: {instruction} is {step.fate}, cached: {found[instruction]}")
            if step.name.stage in STAGES:
                lost[instruction] += not found[instruction]
    docker_ledger.seconds = 0.0
    assert len(history) == COMMITS + 1
    assert wrong == []
    counted = churn(str(root), ChurnOptions(commits=COMMITS)).churn.steps
    of_stages = [each for each in counted if each.name.instruction in lost]
    assert {each.name.instruction: each.lost for each in of_stages} == lost


SERVED = """\
FROM scratch AS one
COPY src /src
COPY . /app
FROM scratch
COPY . /all
COPY --from=one /app/src /src
"""
SERVED_COMMITS = 12
"""They are built twice."""

CHANGED = ("README.md", "CHANGELOG.md", ".github/ci.yml", "src/a.c", "src/b.c")


def test_the_rules_that_churn_proposes_keep_the_steps_that_it_promises(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    """The commits are built twice: as they are, and each with the proposed lines."""
    for number in range(20):  # of some histories, no rule would save enough
        root = tmp_path / f"repository{number}"
        history = _serve(root, random.Random(SEED + number))  # noqa: S311 - the same on every run of this seed
        proposed = churn(str(root), ChurnOptions(commits=SERVED_COMMITS, propose=True)).proposals
        found = [each for each in proposed or () if each.kind == "rules"]
        if found:
            break
    (rules,) = found
    added = "".join(f"{each}\n" for each in rules.rules)
    promised = {"": rules.before.steps, added: rules.after.steps}
    assert promised[added] < promised[""]
    built = {
        lines: _lost(engine, buildkit_client, root, history, lines, tmp_path / f"built{number}")
        for number, lines in enumerate(promised)
    }
    docker_ledger.seconds = 0.0
    assert built == promised


def _serve(root: Path, dice: random.Random) -> list[str]:
    init(root)
    for name, text in (("Dockerfile", SERVED), (".dockerignore", "Dockerfile\n.dockerignore\n")):
        make_file(root / name, text)
    for number in range(SERVED_COMMITS + 1):
        for name in CHANGED if not number else dice.sample(CHANGED, dice.choice([1, 1, 2])):
            make_file(root / name, f"{number} {dice.random()}\n")
        _commit(root)
    return git(root, "rev-list", "--reverse", "HEAD").decode().split()


ORDERED = """\
FROM scratch
COPY shell /bin/sh
WORKDIR /app
COPY . .
RUN npm ci
RUN npm test
"""
ORDERED_COMMITS = 8
INSTALLED = ("package.json", "src/a.js", "src/b.js", "README.md")


def test_the_order_that_churn_proposes_keeps_the_steps_that_it_promises(
    engine: Engine, buildkit_client: Docker, docker_ledger: Ledger, tmp_path: Path
) -> None:
    """The commits are built twice: as they are, and each with the proposed Dockerfile."""
    root = tmp_path / "repository"
    history = _install(root, random.Random(SEED))  # noqa: S311 - the same on every run of this seed
    proposed = churn(str(root), ChurnOptions(commits=ORDERED_COMMITS, propose=True)).proposals
    (order,) = [each for each in proposed or () if each.kind == "order"]
    assert order.dockerfile is not None
    promised = {ORDERED: order.before, order.dockerfile: order.after}
    assert order.after.runs < order.before.runs
    built = {}
    for number, text in enumerate(promised):
        folder = tmp_path / f"built{number}"
        folder.mkdir()
        built[text] = _lost_in_order(engine, buildkit_client, root, history, text, folder)
    docker_ledger.seconds = 0.0
    assert built == promised


def _install(root: Path, dice: random.Random) -> list[str]:
    init(root)
    make_file(root / "Dockerfile", ORDERED)
    make_file(root / ".dockerignore", "Dockerfile\n.dockerignore\n")
    (root / "shell").write_bytes(quiet_shell())
    (root / "shell").chmod(0o755)
    for number in range(ORDERED_COMMITS + 1):
        for name in INSTALLED if not number else dice.sample(INSTALLED, dice.choice([1, 1, 2])):
            make_file(root / name, f'{{"version": "{number} {dice.random()}"}}\n')
        _commit(root)
    return git(root, "rev-list", "--reverse", "HEAD").decode().split()


def _lost_in_order(  # noqa: PLR0917 - an engine, a client, and where to build what
    engine: Engine, client: Docker, root: Path, history: list[str], dockerfile: str, folder: Path
) -> Losses:
    """What ran again, over all commits but the first."""
    ran: list[list[str]] = []
    for name in history:
        _check_out(root, name, folder / name)
        # What was built in the other order shall not be known to the engine.
        salted = dockerfile.replace("/app", f"/app-{folder.name}")
        make_file(folder / name / "Dockerfile", salted)
        found = cached_steps(engine, client, folder / name, folder)
        ran.append([text for text, is_cached in found.items() if not is_cached])
    lost = [text for texts in ran[1:] for text in texts]
    return Losses(len(lost), sum(text.startswith("RUN") for text in lost))


def _lost(  # noqa: PLR0917 - an engine, a client, and where to build what
    engine: Engine, client: Docker, root: Path, history: list[str], lines: str, folder: Path
) -> int:
    """Steps that ran again, over all commits but the first."""
    folder.mkdir()
    ran = []
    for name in history:
        _check_out(root, name, folder / name)
        # What was built without the lines shall not be known to the engine.
        make_file(folder / name / "src" / "salt", folder.name)
        with (folder / name / ".dockerignore").open("a") as file:
            file.write(lines)
        ran.append(list(cached_steps(engine, client, folder / name, folder).values()).count(False))
    return sum(ran[1:])


def _grow(root: Path, dice: random.Random) -> list[str]:
    """The names of the commits, the first one first."""
    init(root)
    plant(root, f"{dice.random()}")
    _commit(root)
    for number in range(COMMITS):
        for name in dice.sample(NAMES, dice.randint(1, 2)):
            (root / name).write_text(f"{number} {dice.random()}\n")
        if dice.random() < 0.4:
            make_file(root / dice.choice(["src", "docs", "log"]) / f"new{number}.c", f"{number}")
        if dice.random() < 0.3:
            path = root / dice.choice(NAMES)
            # Never taken away again: the engine would know the file as it was two commits ago.
            path.chmod(path.stat().st_mode | 0o111)
        if number % 5 == 4:
            text = DOCKERFILE.replace("/all", f"/all{number}")
            make_file(root / "Dockerfile", f"# {number}\n{text}")
        _commit(root)
    return git(root, "rev-list", "--reverse", "HEAD").decode().split()


def _commit(root: Path) -> None:
    git(root, "add", "-A")
    commit(root)


def _check_out(root: Path, name: str, folder: Path) -> None:
    """What a clone has, under the umask that most machines have."""
    old = os.umask(0o022)
    try:
        folder.mkdir()
        git(root, f"--work-tree={folder}", "checkout", "--force", name, "--", ".")
    finally:
        os.umask(old)


def plant(root: Path, salt: str) -> None:
    make_file(root / "Dockerfile", DOCKERFILE)
    make_file(root / ".dockerignore", "log\nDockerfile\n")
    for name in NAMES:
        make_file(root / name, f"{name} {salt}\n")


def change(root: Path, dice: random.Random) -> None:
    path = root / dice.choice(NAMES)
    kind = dice.choice(["write", "mode", "touch", "directory", "new", "link"])
    if kind == "new":
        make_file(path.parent / f"new{dice.randint(0, 9)}.c", f"{dice.random()}")
    elif kind == "link":
        path.parent.joinpath("link").unlink(missing_ok=True)
        path.parent.joinpath("link").symlink_to(path.name)
    elif kind == "directory":
        path.parent.chmod(dice.choice([0o755, 0o775]))
    elif kind == "mode":
        path.chmod(dice.choice([0o644, 0o600, 0o755]))
    elif kind == "touch":
        path.touch()
    else:
        path.write_text(f"{dice.random()}")


def cached_steps(engine: Engine, client: Docker, context: Path, folder: Path) -> dict[str, bool]:
    """Each instruction that was shown, and whether it was cached."""
    settings = folder / "settings"
    settings.mkdir(exist_ok=True)
    done = subprocess.run(
        # The engine has no network that a command could be run with.
        [client.path, "build", "--progress=plain", "--network=none", str(context)],
        env=engine.environment(str(settings), buildkit=True),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    names = {found[1]: found[3] for line in lines if (found := _STEP.match(line))}
    cached = {found[1] for line in lines if (found := _CACHED.match(line))}
    return {text: number in cached for number, text in names.items()}
