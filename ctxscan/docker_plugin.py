"""The program ``docker-ctxscan``, as which Docker's client runs ``docker ctxscan``."""

import sys

from ctxscan.context.docker_client.protocol import (
    ASKS_HINT,
    ASKS_METADATA,
    ASKS_WORDS,
    hint,
    metadata,
    own_words,
)
from ctxscan.version import __version__


def main() -> None:
    """What a client waits for, many times a day, comes without the program itself."""
    words = sys.argv[1:]
    own = own_words(words)
    if words == [ASKS_METADATA]:
        sys.stdout.write(metadata(__version__))
    elif own[:1] == [ASKS_HINT]:
        sys.stdout.write(hint(own[1:]))
    elif words and words[0] in ASKS_WORDS:
        from ctxscan.context.docker_client.words import completed  # noqa: PLC0415 - the client asks for metadata before each command, and waits: that takes no table of words

        sys.stdout.write("".join(f"{line}\n" for line in completed(words[2:])))
    else:
        from ctxscan.__main__ import main as run  # noqa: PLC0415 - what the client asks itself, and waits for, is answered without the program

        if not sys.stdout.isatty():  # at a terminal, signals reach both of us
            from ctxscan.context.docker_client.socket import end_with_client  # noqa: PLC0415 - it loads signal and socket, for nothing at a terminal

            end_with_client()
        sys.argv[1:] = own
        run("docker ctxscan")


if __name__ == "__main__":
    main()
