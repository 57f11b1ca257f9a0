"""``python -m tests.trust.changing ROOT OUTSIDE SEED``: changes a tree until it is ended.

Files become links to outside and fifos, directories go and come, become files and links to
outside, and are closed to everybody; some of each comes back as it was.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

KEPT = {".git", "Dockerfile", "compose.yaml"}
"""Without these there would be nothing to do, and what breaks a repository is another test's."""

PAUSE = 0.0005
"""Seconds between two changes: a run sees some hundred of them."""


def main() -> None:
    root, outside, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    chance = random.Random(seed)  # noqa: S311 - the same changes every time
    places = [each for each in sorted(root.rglob("*")) if not KEPT & set(each.parts)]
    files = [each for each in places if each.is_file()]
    directories = [each for each in places if each.is_dir()]
    print("changing", flush=True)  # noqa: T201 - whoever started it waits for this line
    while True:
        time.sleep(PAUSE)
        # One may be gone while this one is looked for, or lie behind a link by now.
        with suppress(OSError):
            if chance.random() < 0.6:
                _change_file(chance.choice(files), outside, chance)
            else:
                _change_directory(chance.choice(directories), outside, chance)


def _is_ours(path: Path, outside: Path) -> bool:
    """Whatever lies behind a link to *outside* stays as it is: it is what must not be read."""
    return not Path(os.path.realpath(path.parent)).is_relative_to(outside)


def _change_file(path: Path, outside: Path, chance: random.Random) -> None:
    if not _is_ours(path, outside):
        return
    new = path.with_name(f".new-{chance.random()}")
    match chance.randint(0, 5):
        case 0 | 1:
            new.symlink_to(outside / "secret")
        case 2:
            os.mkfifo(new)
        case 3:
            path.unlink(missing_ok=True)
            return
        case _:
            new.write_text("x = 1\n")
            new.chmod(chance.choice([0o644, 0o644, 0]))
    new.replace(path)


def _change_directory(path: Path, outside: Path, chance: random.Random) -> None:
    if not _is_ours(path, outside):
        return
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        path.chmod(0o755)
        away = path.with_name(f".old-{chance.random()}")
        path.rename(away)
        shutil.rmtree(away, ignore_errors=True)
    match chance.randint(0, 5):
        case 0 | 1:
            path.symlink_to(outside, target_is_directory=True)
        case 2:
            path.write_text("a file\n")
        case 3:
            pass
        case _:
            path.mkdir()
            for name in ("secret", "a.py", "Makefile", ".gitignore", ".env"):
                (path / name).write_text("y = 2\n")
            path.chmod(chance.choice([0o755, 0o755, 0]))


if __name__ == "__main__":
    main()
