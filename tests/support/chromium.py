"""Chromium without a window, over its own pipe: pages are opened at a size and in a colour scheme, and asked questions."""
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable():
    """The path of a Chromium, or None."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


class Browser:
    """with Browser() as b: b.open(path, 400, 900, dark=True); b.ask("document.title"); b.faults()"""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        to_read, self.writer = os.pipe()
        self.reader, to_write = os.pipe()
        # Chromium reads commands from descriptor 3 and answers on 4.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}', executable(), "--headless", "--no-sandbox", "--disable-gpu",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", f"--user-data-dir={self.folder}", "about:blank"],
            pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest, self.number, self.events = b"", 0, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        shutil.rmtree(self.folder, ignore_errors=True)

    def message(self, until):
        while b"\0" not in self.rest:
            if not select.select([self.reader], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("chromium does not answer")
            more = os.read(self.reader, 1 << 16)
            if not more:
                raise RuntimeError("chromium has ended")
            self.rest += more
        one, _, self.rest = self.rest.partition(b"\0")
        return json.loads(one)

    def call(self, method, seconds=60, **parameters):
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            command["sessionId"] = self.session
        os.write(self.writer, json.dumps(command).encode() + b"\0")
        until = time.monotonic() + seconds
        while True:
            told = self.message(until)
            if told.get("id") == self.number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']}")
                return told["result"]
            self.events.append(told)

    def wait_for(self, event, seconds=60):
        until = time.monotonic() + seconds
        while not any(e.get("method") == event for e in self.events):
            self.events.append(self.message(until))

    def open(self, path, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events.clear()
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        self.wait_for("Page.loadEventFired")

    def ask(self, expression):
        """The value of a JavaScript expression, of a promise when it is one."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(f"{expression}: {told['exceptionDetails']}")
        return told["result"].get("value")

    def faults(self):
        """What went wrong since the page was opened: errors of scripts, what the policy forbade, and requests beyond the page."""
        out = []
        for e in self.events:
            of, what = e.get("method"), e.get("params", {})
            if of == "Runtime.exceptionThrown":
                out.append(str(what["exceptionDetails"]))
            elif of == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
                out.append(what["entry"]["text"])
            elif of == "Network.requestWillBeSent" and what.get("type") != "Document":
                out.append("request: " + what["request"]["url"])
        return out
