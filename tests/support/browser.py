"""A real Chromium without a window, driven over its own pipe: DevTools protocol, no dependency.

https://chromedevtools.github.io/devtools-protocol/ (messages are JSON, a NUL after each).
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None) if os.name == "posix" else None

WHY_NO_BROWSER = None if CHROMIUM else "no Chromium here (Debian: apt-get install chromium)"
"""The reason to skip, or None."""

_PATIENCE = 60
"""Seconds for one answer: a machine with other work to do is slow."""

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--mute-audio", "--hide-scrollbars", "--remote-debugging-pipe"),
)

_CODES = {"Enter": 13, "Backspace": 8, "Escape": 27, "Tab": 9, "Home": 36, "End": 35}
_CODES |= {"PageUp": 33, "PageDown": 34}
_CODES |= {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}


class BrowserError(Exception):
    """What the browser refuses, or an exception of the page."""


class Browser:
    """One process with one page at a time; ends with its ``with``."""

    def __init__(self, folder: Path) -> None:
        import fcntl  # noqa: PLC0415 - Windows has none, and imports this module to skip its tests

        if CHROMIUM is None:
            raise BrowserError(WHY_NO_BROWSER)
        read_here, self._write = os.pipe()
        self._read, write_there = os.pipe()
        # The browser reads from 3 and writes to 4: those numbers must be free to be given.
        ends = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in (read_here, write_there)]
        nowhere = [(os.POSIX_SPAWN_OPEN, out, os.devnull, os.O_WRONLY, 0) for out in (1, 2)]
        self._pid = os.posix_spawn(
            CHROMIUM,
            [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", "about:blank"],
            {**os.environ, "HOME": str(folder), "TZ": "UTC", "LANG": "C.UTF-8"},
            file_actions=[
                *nowhere,
                (os.POSIX_SPAWN_DUP2, ends[0], 3),
                (os.POSIX_SPAWN_DUP2, ends[1], 4),
            ],
        )
        for each in (read_here, write_there, *ends):
            os.close(each)
        self._left, self._count = b"", 0
        self.events: list[dict[str, Any]] = []
        self._session = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._write, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        os.waitpid(self._pid, 0)
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Raises BrowserError for what is refused, and TimeoutError."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._send(json.dumps(message).encode() + b"\0")
        while True:
            found = self._next(_PATIENCE)
            if found.get("id") == self._count:
                break
            if "method" in found:
                self.events.append(found)
        if "error" in found:
            raise BrowserError(f"{method}: {found['error']}")
        result: dict[str, Any] = found["result"]
        return result

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._write, data) :]

    def _next(self, seconds: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            if not select.select([self._read], [], [], seconds)[0]:
                raise TimeoutError("the browser does not answer")
            got = os.read(self._read, 1 << 20)
            if not got:
                raise BrowserError("the browser has ended")
            self._left += got
        message, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(
        self,
        address: str,
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        still: bool = True,
        script: bool = True,
        measure: bool = False,
    ) -> Self:
        """A new page; *still*: whoever looks wants no motion. Waits until it is loaded.

        *measure* what its thread computes.
        """
        self._session = ""
        self.events.clear()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce" if still else "no-preference",
        }
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": name, "value": value} for name, value in features.items()],
        )
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        if measure:
            self.call("Performance.enable", timeDomain="threadTicks")
        self.call("Page.navigate", url=address)
        self.wait(lambda: any(each["method"] == "Page.loadEventFired" for each in self.events))
        return self

    def wait(self, until: Callable[[], bool]) -> None:
        """Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("it never came to that")
            if b"\0" in self._left or select.select([self._read], [], [], 0.01)[0]:
                self.events.append(self._next(_PATIENCE))

    def evaluate(self, expression: str) -> Any:
        """The value of JavaScript, awaited. Raises BrowserError for an exception."""
        found = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise BrowserError(details.get("exception", details).get("description", str(details)))
        return found["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Until JavaScript finds it true. Raises TimeoutError."""
        self.wait(lambda: bool(self.evaluate(f"Boolean({expression})")))

    @property
    def computed(self) -> float:
        """What the thread of a measured page has computed, in milliseconds."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return 1000 * float(
            next(each["value"] for each in metrics if each["name"] == "TaskDuration")
        )

    def press(self, *keys: str) -> None:
        """Keys as they are called (``ArrowDown``), or as what they write."""
        for key in keys:
            typed = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
            code = _CODES.get(key, ord(key.upper()) if len(key) == 1 and key.isalnum() else 0)
            for kind, more in (("keyDown", typed), ("keyUp", {})):
                self.call(
                    "Input.dispatchKeyEvent",
                    type=kind if more or kind == "keyUp" else "rawKeyDown",
                    key=key,
                    windowsVirtualKeyCode=code,
                    **more,
                )

    def screenshot(self, file: Path) -> None:
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    @property
    def requests(self) -> list[str]:
        """Addresses that the page asked for, its own among them."""
        return [
            each["params"]["request"]["url"]
            for each in self.events
            if each["method"] == "Network.requestWillBeSent"
        ]

    @property
    def complaints(self) -> list[str]:
        """What the console says, and exceptions."""
        found = []
        for each in self.events:
            if each["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
                found.append(json.dumps(each["params"])[:500])
            if each["method"] == "Log.entryAdded":
                found.append(each["params"]["entry"]["text"])
        return found
