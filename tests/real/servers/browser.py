"""A real browser without a window: a page in, what axe-core, its network and its layout say out.

Chromium of Debian, spoken to over two pipes in its own protocol (Chrome DevTools Protocol).
"""

import json
import os
import select
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real.servers.run import SERVERS

TIMEOUT = 60.0
"""Seconds for one answer; a usual one takes less than one."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The rules of axe-core that a page is held against."""
AUDIT = """(async () => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: TAGS}});
  return {
    violations: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]),
    passes: found.passes.map(rule => rule.id),
    unsure: found.incomplete.map(rule => [rule.id, rule.nodes.map(node => node.html)]),
  };
})()"""


@dataclass
class Browser:
    """A page of its own in a running browser.

    Attributes:
        asked: Addresses that the page asked for since it was opened.
        complaints: What the browser says is wrong: refused by the policy of the page, a mistake.
    """

    entrance: int
    exit: int
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _held: bytes = b""
    _number: int = 0
    _session: str = ""
    _loaded: bool = False

    def start(self) -> None:
        """Make the page."""
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.do(f"{domain}.enable")

    def open(self, path: Path, width: int) -> None:
        """Show the file *path* in a window of *width* pixels."""
        self.asked, self.complaints, self._loaded = [], [], False
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **size)
        self.do("Page.navigate", url=path.as_uri())
        while not self._loaded:
            self._hear(self._receive())

    def say(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Return what *script* gives on the page; the policy of the page does not stop it."""
        answer = self.do(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def audit(self) -> Mapping[str, Any]:
        """Return what axe-core finds on the page."""
        self.say((SERVERS / "axe" / "axe.min.js").read_text("utf-8"))
        found: Mapping[str, Any] = self.say(AUDIT.replace("TAGS", json.dumps(TAGS)))
        return found

    def roles(self) -> Counter[str]:
        """Return how often each role is in what a screen reader gets of the page."""
        nodes = self.do("Accessibility.getFullAXTree")["nodes"]
        return Counter(node["role"]["value"].lower() for node in nodes if not node["ignored"])

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - its protocol
        """Return the browser's answer to *method*."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self.entrance, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result
            self._hear(answer)

    def _hear(self, event: Mapping[str, Any]) -> None:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(parameters["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(parameters["entry"]["text"])
            case "Page.loadEventFired":
                self._loaded = True
            case _:
                pass  # the browser tells more than we ask

    def _receive(self) -> dict[str, Any]:
        deadline = time.monotonic() + TIMEOUT
        while b"\0" not in self._held:
            left = deadline - time.monotonic()
            assert left > 0, "the browser does not answer"
            if select.select([self.exit], [], [], left)[0]:
                chunk = os.read(self.exit, 2**16)
                assert chunk, "the browser is gone"
                self._held += chunk
        message, _, self._held = self._held.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Run a browser that keeps its things in *folder*; yield a page of it."""
    there, entrance = os.pipe()
    leaving, back = os.pipe()
    # the protocol wants descriptors 3 and 4; Chromium's own sandbox does not start for root
    command = (
        f"exec chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
        f"--disable-background-networking --remote-debugging-pipe --user-data-dir={folder}/profile "
        f"3<&{there} 4>&{back}"
    )
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", command], stdout=log, stderr=log, pass_fds=(there, back)
        )
    os.close(there)
    os.close(back)
    try:
        page = Browser(entrance, leaving)
        page.start()
        yield page
    finally:
        process.terminate()
        process.wait(timeout=20)
        os.close(entrance)
        os.close(leaving)
