"""The program: ``ctxscan``, and ``python -m ctxscan``.

At the top, only modules that are loaded by then, or that no file can stand in for.
"""

import errno
import gc
import os
import sys

from ctxscan.version import __version__

_FAILED = 2


def main(program: str = "ctxscan") -> None:
    """The whole life of the program, from its streams to its exit code.

    *program*: how a user calls it, who is then shown that.
    """
    try:
        code = _ended(program)
        _be_deaf()
        if code == _FAILED:
            _leave_without_memory(code)
    except KeyboardInterrupt:
        code = 130  # before anybody listened to signals
    except BaseException as ended:
        signalled = getattr(ended, "exit_code", None)  # while another end was dealt with
        if signalled is None and not _lacks_memory(ended):
            raise
        if signalled is None:
            os._exit(_last_words())
        code = signalled
        _be_deaf()
    # When Python ends, it looks for garbage once more, whatever was disabled: in all that was
    # imported, which takes longer than many a context. What is frozen is left alone.
    gc.freeze()
    sys.exit(code)


def _ended(program: str) -> int:
    """The exit code, of whatever ends it but ^C in its first moments."""
    from ctxscan import process  # noqa: PLC0415 - not before the working directory has left sys.path: it may be the context, and hold a module of any name

    try:
        process.prepare()
        if sys.argv[1:] == ["--version"]:  # before anything heavy is imported
            sys.stdout.write(f"ctxscan {__version__}\n")
        else:
            process.hear_signals()
            _run(program)
        code = 0
        sys.stdout.flush()
    except process.Ended as ended:
        code = ended.exit_code
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except Exception as error:  # noqa: BLE001 - a traceback is for those who ask for one with --debug; all others get one line and exit code 2
        code = process.unforeseen(error)
    return code


def _lacks_memory(error: BaseException) -> bool:
    """Whether an error could not even be said, as there is no memory to import what says it.

    An import that cannot list its directory has ENOMEM; and anything may come of an earlier want.
    """
    process = sys.modules.get("ctxscan.process")
    is_short = (
        isinstance(error, (MemoryError, ImportError))
        or getattr(error, "errno", 0) == errno.ENOMEM
        or (process is not None and process.lacks_memory())
    )
    return is_short and "--debug" not in sys.argv


def _last_words() -> int:
    process = sys.modules.get("ctxscan.process")
    if process is not None and process.has_said_error():
        return _FAILED
    try:
        os.write(2, b"ctxscan: error: there is not enough memory for this\n")
    except OSError:
        return _FAILED  # nobody hears it
    return _FAILED


def _leave_without_memory(code: int) -> None:
    """At once, if there is none: what Python runs at its end crashes then."""
    from ctxscan import process  # noqa: PLC0415 - not at the top, where the working directory still leads sys.path; and it is loaded by now

    if process.lacks_memory():
        try:
            sys.stdout.flush()
        finally:
            os._exit(code)


def _be_deaf() -> None:
    """The end has begun: Python still runs some code of ours, and a signal would be a traceback."""
    if "signal" in sys.modules:  # --version loads none
        from ctxscan import process  # noqa: PLC0415 - not at the top, where the working directory still leads sys.path; and --version needs none of it

        process.ignore_signals()


def _run(program: str) -> None:
    # A short life among millions of small tuples without cycles: nothing here to collect.
    gc.disable()
    if sys.argv[1:2] == ["__complete"]:
        from ctxscan.context.shell_words import words_for  # noqa: PLC0415 - a shell asks at each press of a key, and waits: without the command line

        found = words_for(sys.argv[2], sys.argv[3:]) if len(sys.argv) > 2 else []
        sys.stdout.write("".join(f"{word}\n" for word in found))
        return
    from ctxscan.cli import main as run  # noqa: PLC0415 - --version is answered without any of the command line

    run(program=program)


def _leave_working_directory() -> None:
    """Import nothing from the directory that ``python -m`` puts first: it may be the context.

    What Python itself imports before this line it may still take from there: ``python -I -m
    ctxscan`` is safe from that, and so is ``ctxscan``.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib would be imported from the very directory that is left here
    if not sys.flags.safe_path and sys.path[0] != home:
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_directory()
    main()
