"""The process: its standard streams, its signals and its locale, whatever they are like.

Nothing heavy is imported here: it comes before everything else.
"""

from __future__ import annotations

import errno
import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import TextIO

DEEPEST = 10_000
"""Calls inside one another. A context may be 2,048 directories deep (Linux's PATH_MAX), and what
is asked of its tree calls itself a few times for each; Python's 1,000 are for programs in error."""

_POSIX = os.name == "posix"
_ASCII = "".join(map(chr, range(32, 127)))


class Ended(BaseException):
    """A signal came, or the reader of stdout went: nobody on the way is to catch it."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


class _Stdout(io.FileIO):
    """The raw stream below stdout: what goes wrong is said once."""

    lost = False

    def write(self, data: object) -> int:
        """Raises Ended where the reader has seen enough, CtxscanError where nothing fits."""
        if self.lost:
            return len(memoryview(data))  # type: ignore[arg-type] # io hands on a buffer
        try:
            written = super().write(data)  # type: ignore[arg-type]
            while written is None:
                # It does not block, which was not our wish, and its reader is slow.
                _wait_for(self)
                written = super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            self.lost = True
            raise Ended(0) from None
        except OSError as error:
            self.lost = True
            from ctxscan.errors import CtxscanError  # noqa: PLC0415 - --version needs none

            raise CtxscanError(f"cannot write to stdout: {error.strerror}") from None
        return written


class _Stderr(io.FileIO):
    """The raw stream below stderr: where nobody can hear it, there is nothing to be done."""

    def write(self, data: object) -> int:
        try:
            written = super().write(data)  # type: ignore[arg-type]
        except OSError:
            written = None
        return len(memoryview(data)) if written is None else written  # type: ignore[arg-type]


def _wait_for(stream: io.FileIO) -> None:
    import select  # noqa: PLC0415 - only where stdout does not block, which nearly every one does

    select.select([], [stream], [])


def prepare() -> None:
    """Have three standard streams that can be relied on.

    Does not come back where Python must start anew to read names as the builders do.
    """
    if not _POSIX:
        return
    _occupy_closed()
    _start_in_utf8()
    sys.stdout = _text(_Stdout(1, "wb", closefd=False), sys.stdout, "strict")
    sys.stderr = _text(_Stderr(2, "wb", closefd=False), sys.stderr, "backslashreplace")
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115


def _occupy_closed() -> None:
    """A stream that is closed is one that nothing can be read from or written to.

    The next file that is opened would get its number otherwise.
    """
    for number, mode in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)


def _start_in_utf8() -> None:
    """To every builder a name is bytes, and UTF-8 in all that is written, whatever the locale."""
    if sys.getfilesystemencoding() == "utf-8":
        return
    if sys.stdout is not None:
        os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:backslashreplace")
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def _text(raw: io.FileIO, before: TextIO | None, errors: str) -> io.TextIOWrapper:
    encoding = before.encoding if before is not None else "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding if _is_for_text(encoding) else "utf-8",
        errors if before is None or before.errors is None else before.errors,
        line_buffering=before is None or before.isatty() or errors == "backslashreplace",
    )


def _is_for_text(encoding: str) -> bool:
    try:
        return _ASCII.encode(encoding).decode(encoding) == _ASCII
    except (LookupError, UnicodeError):
        return False  # PYTHONIOENCODING may name one that is for domains, or for nothing


def hear_signals() -> None:
    """Let what asks the program to stop raise Ended, unless whoever started it wants it deaf."""
    sys.unraisablehook = _end_soon
    import signal  # noqa: PLC0415 - --version needs none

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    if _heard:
        raise Ended(_heard[0])


def ignore_signals() -> None:
    """From here on the process is about to end."""
    import signal  # noqa: PLC0415 - --version needs none

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


_heard: list[int] = []


def heard() -> int | None:
    """The exit code of the first signal that came.

    Ended may end as another error: Python 3.11 makes a RuntimeError of what is raised in a
    ``__set_name__`` (type.__new__), and every enumeration that is imported calls one.
    """
    return _heard[0] if _heard else None


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
    _heard.append(128 + number)
    raise Ended(128 + number)


def _end_soon(ignored: sys.UnraisableHookArgs) -> None:
    """Hear the signal once more, where Python could not hand on what it raised.

    Nobody called what runs as an object goes: importlib has such a function for each module that
    is imported (``_get_module_lock``), and each generator may be closed there. Python would print
    a traceback, and go on as if no signal had come.
    """
    error = ignored.exc_value
    if isinstance(error, KeyboardInterrupt):
        _heard.append(130)  # while signal itself was imported: hear_signals looks
    elif isinstance(error, Ended):
        if error.exit_code:
            _raise_again(error.exit_code)
    elif not isinstance(error, MemoryError):  # a generator that was closed for want of memory
        sys.__unraisablehook__(ignored)


def _raise_again(code: int) -> None:
    import signal  # noqa: PLC0415 - --version needs none

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: _end(code - 128, None))
        signal.setitimer(signal.ITIMER_REAL, _SOON)


_SOON = 0.001
"""Seconds: what runs as an object goes is short."""


_short = [False]


def lacks_memory() -> bool:
    """Whether something ended for want of memory."""
    return _short[0]


def fault(error: BaseException) -> str:
    """What to say of an error that nobody foresaw."""
    # The second is what the system's loader says, of a library that Python itself brought along.
    no_memory = isinstance(error, MemoryError) or getattr(error, "errno", 0) == errno.ENOMEM
    if no_memory or "failed to map segment" in str(error):
        _short[0] = True
        return "there is not enough memory for this"
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError | SystemError):
        _short[0] = True
        # Out of memory, Python's parser finds fault with sound modules, and its own code says this.
        return f"there is not enough memory for this, or this installation is damaged ({what})"
    return f"this is a fault of ctxscan: {what} (please report it with what --debug shows)"


def unforeseen(error: Exception) -> int:
    """Say what happens before the command line can say it itself, or after it; the exit code."""
    from ctxscan.errors import CtxscanError  # noqa: PLC0415 - --version needs none

    code = heard()
    if code is not None:
        return code
    if "--debug" in sys.argv:
        sys.excepthook(type(error), error, error.__traceback__)
    message = str(error) if isinstance(error, CtxscanError) else fault(error)
    if not (_short[0] and _said[0]):  # what ended it is said, and then there was no memory to end
        say_error(message)
    return 2


def _nothing() -> None:
    """Nobody draws."""


_clear = [_nothing]


def drawn_by(clear: Callable[[], None] = _nothing) -> None:
    """Have *clear* called before a line is written to stderr, and nobody else."""
    _clear[0] = clear


def clear_line() -> None:
    """Take away what was drawn on stderr for the time being."""
    _clear[0]()


def say_error(message: str) -> None:
    """One line on stderr, of what ends the program or a part of it."""
    from ctxscan.render.names import one_line  # noqa: PLC0415 - --version needs none

    clear_line()
    sys.stderr.write(f"ctxscan: error: {one_line(message)}\n")
    sys.stderr.flush()
    _said[0] = True


_said = [False]


def has_said_error() -> bool:
    """Whether a line on stderr says already why the program ends."""
    return _said[0]
