"""What the daemon refuses of a Dockerfile, and the line that it stands at by then.

It reads the whole file first, refuses what is no instruction, and then goes from step to step:
nothing behind the target counts, and what is wrong with a step shows once its turn comes (moby,
builder/dockerfile/builder.go: build, dispatchDockerfileWithCancellation). Each line is that of a
daemon 20.10.24.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.copies import CopyCase, our_answer
from tests.support.trees import WHY_NOT_HERE

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

TREE = {"a": "a\n", "b": "bb\n"}
URL = "http://x.invalid/f"
DAEMON = [
    pytest.param(
        "FROM scratch AS s\nCOPY a /\nENV A=b\n# c\n\nCMD x\nFROM scratch AS s\nCOPY b /\n",
        None,
        6,
        id="of a second stage of one name, the instruction above is the last that was announced",
    ),
    pytest.param(
        "FROM scratch AS S\n\nFROM scratch AS s\nCOPY b /\n",
        None,
        1,
        id="where nothing stands between two stages of one name, that is the first FROM",
    ),
    pytest.param(
        "FROM scratch AS s\nCOPY a \\\n  b \\\n  /q/\nFROM scratch AS s\nCOPY b /\n",
        None,
        2,
        id="an instruction of several lines is known by its first one",
    ),
    pytest.param(
        "FROM scratch AS s\nCOPY a /\nFROM scratch AS s\nCOPY b /\n",
        "s",
        None,
        id="a second stage of one name does not matter behind the target, which is the first",
    ),
    pytest.param(
        "FROM scratch AS s\nCOPY nope /\nFROM scratch AS s\nCOPY b /\n",
        None,
        2,
        id="what fails before is what is met",
    ),
    pytest.param(
        f"FROM scratch\nCOPY nope /\nCOPY {URL} /x/\n",
        None,
        2,
        id="a COPY of a URL is refused in its turn, after a source that is missing",
    ),
    pytest.param(
        f"FROM scratch AS u\nCOPY {URL} /x/\nFROM scratch\nCOPY a /\n",
        None,
        2,
        id="a COPY of a URL is refused in a stage that nobody needs",
    ),
    pytest.param(
        f"FROM scratch AS u\nCOPY a /\nFROM scratch\nCOPY {URL} /x/\n",
        "u",
        None,
        id="a COPY of a URL does not matter behind the target",
    ),
    pytest.param(
        "FROM scratch\nCOPY a /\nCOPY --from=9 /x /y\n",
        None,
        3,
        id="a stage that does not exist is looked for in its turn",
    ),
    pytest.param(
        "FROM scratch\nCOPY a /\nCOPY --from=1 /b /y\nFROM scratch\nCOPY b /\n",
        None,
        3,
        id="a later stage is not there yet",
    ),
    pytest.param(
        "FROM scratch AS u\nCOPY a /\nFROM scratch\nCOPY --from=9 /x /y\n",
        "u",
        None,
        id="a stage that does not exist does not matter behind the target",
    ),
    pytest.param(
        "FROM scratch AS s\nCOPY a /\nFROM scratch\nARG X=s\nCOPY b /\nCOPY --from=$X /a /\n",
        None,
        6,
        id="a variable in --from is refused in its turn",
    ),
    pytest.param(
        "FROM scratch AS u\nCOPY a /\nFROM scratch\nCOPY --nope a /x\n",
        "u",
        4,
        id="a flag that does not exist is refused before all steps, behind the target too",
    ),
    pytest.param(
        "FROM scratch\nCOPY nope /\nCOYP a /x\n",
        None,
        3,
        id="an instruction that does not exist is refused before all steps",
    ),
    pytest.param(
        "FROM scratch\nCOPY nope /\nFROM $NOPE\nCOPY a /\n",
        None,
        2,
        id="an empty base image is refused in its turn, after a source that is missing",
    ),
    pytest.param(
        "FROM scratch AS u\nCOPY a /\nFROM $NOPE\nCOPY a /\n",
        "u",
        None,
        id="an empty base image does not matter behind the target",
    ),
    pytest.param(
        "FROM scratch\nCOPY a /\nFROM UPPER\nCOPY a /\n",
        None,
        3,
        id="what is no name of an image is refused in its turn",
    ),
    pytest.param(
        "FROM scratch\nCOPY a /\nENV X=${A:?no}\nFROM scratch\nCOPY b /\n",
        None,
        3,
        id="a variable that has to be set is looked for in a stage that nobody needs",
    ),
    pytest.param(
        f"FROM scratch AS p\nONBUILD COPY {URL} /\nCOPY b /\nFROM p\nCOPY a /\n",
        None,
        4,
        id="a trigger is refused at the FROM that pulls it",
    ),
    pytest.param(
        "FROM scratch AS p\nONBUILD COPY --from=7 /f /\nCOPY b /\nFROM p\nCOPY a /\n",
        None,
        4,
        id="the stage of a trigger is looked for at the FROM that pulls it",
    ),
]


@on_linux
@pytest.mark.parametrize(("dockerfile", "target", "line"), DAEMON)
def test_the_daemon_names(
    dockerfile: str, target: str | None, line: int | None, tmp_path: Path
) -> None:
    args = ["--target", target] if target else []
    record = {"tree": TREE, "ignore": None, "dockerfile": dockerfile, "args": args}
    ours = our_answer(CopyCase("here", "", record), "classic", tmp_path)
    first = ours["failures"][0][0] if not ours["ok"] else None
    assert first == line
