"""``python -m tests.fuzz.guided TARGET [-runs=N] [DIRECTORY]``: inputs that reach new code.

The options and the directory, where inputs of interest are kept, are libFuzzer's.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["ctxscan"]):
    from tests.fuzz.mutation import CORPUS
    from tests.fuzz.running import fault


def main() -> None:
    program, target, *options = sys.argv

    def run(data: bytes) -> None:
        error = fault(target, data)
        if error is not None:
            raise error

    atheris.Setup([program, *options, str(CORPUS / target)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
