"""An instance served as its operators serve it: `intake serve` in processes of its own, talked to over HTTP."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from tests.support.people import Person
from tests.web.pages import Page

ROOT: Final = Path(__file__).parents[2]
SERVE: Final = ("-m", "intake", "serve")
_START_SECONDS: Final = 30.0
_BUSY_SECONDS: Final = 6.0  # what a sign-in may take on a busy machine
_KEPT_SECONDS: Final = 10.0  # the server hangs up on whoever was silent for half a minute


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> Page:
        """The answer, parsed."""
        return Page(self.text)


class Browser:
    """Somebody with a browser that keeps cookies and its connection, and runs no script. For one thread."""

    def __init__(self, port: int, timeout: float = 60.0) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies: dict[str, str] = {}
        self.used = time.monotonic()

    def get(self, path: str) -> Answer:
        """Open an address."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form. What is no Unicode text becomes U+FFFD, as browsers do it."""
        return self._ask("POST", path, {name: scalar(value) for name, value in fields.items()})

    def fill(self, path: str, **given: str) -> dict[str, str]:
        """The form that posts to the page's own address, as the page gives it, filled."""
        return {**self.get(path).page.form(path), **given}

    def send(self, message: str, language: str = "en", **given: str) -> Answer:
        """Send an enquiry."""
        path = f"/{language}/contact"
        return self.post(path, self.fill(path, message=message, **given))

    def come_back(self, code: str, language: str = "en") -> Answer:
        """Enter a receipt code; the answer is the thread where it opens one."""
        path = f"/{language}/return"
        entered = self.post(path, self.fill(path, code=code))
        return self.get(entered.headers["location"]) if entered.status == 303 else entered

    def sign_in(self, person: Person) -> Answer:
        """Sign in with password and second factor."""
        fields = self.fill("/sign-in", username=person.username, password=person.password)
        answer = self.post("/sign-in", fields | {"code": person.code(_BUSY_SECONDS)})
        assert answer.status == 303, f"{person.username} could not sign in: {answer.status}"
        return answer

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None) -> Answer:
        cookies = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        headers = {"Accept-Language": "en", "Cookie": cookies}
        if time.monotonic() - self.used > _KEPT_SECONDS:
            self.connection.close()
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, HTTPException):
            self.connection.close()
            raise
        self.used = time.monotonic()
        self._keep(response.headers.get_all("set-cookie") or [])
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, body.decode())

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value


@dataclass(slots=True)
class Served:
    """A running server: its leading process, which leads a process group of all others, and where it answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    seconds: float
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        """A fresh browser; it is closed with the server."""
        self.browsers.append(Browser(self.port))
        return self.browsers[-1]

    def kill(self) -> None:
        """Pull the plug: every process of the server at once, without a word to any of them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to stop, and wait until it has."""
        for browser in self.browsers:
            browser.close()
        self.process.terminate()
        try:
            self.process.wait(30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def start(environment: Mapping[str, str], log: Path, *, command: tuple[str, ...] = SERVE, ready: str = "/readyz"
          ) -> Served:
    """Start a server and wait until it answers. `seconds` of the result says how long that took."""
    port = free_port()
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT),
                    "INTAKE_PORT": str(port), **environment}
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, *command], cwd=log.parent, env=surroundings,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    while not _answers(port, ready):
        if process.poll() is not None or time.perf_counter() - began > _START_SECONDS:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise RuntimeError(f"the server did not start:\n{log.read_text()}")
        time.sleep(0.01)
    return Served(process, port, log, time.perf_counter() - began)


@contextlib.contextmanager
def serving(environment: Mapping[str, str], log: Path, *, command: tuple[str, ...] = SERVE, ready: str = "/readyz"
            ) -> Iterator[Served]:
    """A server for the length of a block."""
    served = start(environment, log, command=command, ready=ready)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scalar(text: str) -> str:
    """The text as a browser would send it: a surrogate without its other half becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _answers(port: int, path: str) -> bool:
    browser = Browser(port, timeout=2.0)
    try:
        return browser.get(path).status == 200
    except (OSError, HTTPException):
        return False
    finally:
        browser.close()
