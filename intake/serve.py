"""Serving: Granian with the web application, and one job process beside it.

The run secret, behind which every session is boxed, is made here and handed to the workers in memory, as part of what
they are forked with: it stands in no file and no environment, a respawned worker has it, and a restart ends all
sessions (DESIGN 4). The job process is a program of its own and never has it (invariant I12).
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from mmap import mmap
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from intake import hang_up, process
from intake.app import create_app
from intake.doctor import require_fit
from intake.errors import Unready
from intake.settings import Settings
from intake.vault.lately import shared_memory
from intake.vault.secrets import new_run_secret

BLOCKING_THREADS: Final = 64
"""Most of them can only ever wait in a lane: sixteen are left when both slow lanes are full."""
_RESTART_SECONDS: Final = 5.0
_GRACE_SECONDS: Final = 20


def serve(settings: Settings, *, with_jobs: bool = True, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop. `ready` is called when the address is taken and before the first worker starts.

    Raises `Unready` when the installation cannot run as it stands.
    """
    process.harden()
    require_fit(settings)
    _require_free(settings.host, settings.port)
    server = _server(settings)
    if with_jobs:
        jobs = JobProcess()
        server.on_startup(jobs.start)
        server.on_shutdown(jobs.stop)
    server.on_startup(ready)
    loader = partial(_application, settings, new_run_secret(), shared_memory(), os.getpid())
    server.serve(target_loader=loader, wrap_loader=False)


class JobProcess:
    """`intake worker`, started anew whenever it ends on its own."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._running: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="job process", daemon=True)

    def start(self) -> None:
        """Start it, and look after it from now on."""
        self._running = self._spawn()
        self._keeper.start()

    def stop(self) -> None:
        """End it, and wait until it has."""
        self._stopping.set()
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._running.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "intake", "worker", "--server", str(os.getpid())]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603 - nothing in it comes from outside

    def _keep(self) -> None:
        while self._running is not None:
            self._running.wait()
            if self._stopping.wait(_RESTART_SECONDS):
                return
            self._running = self._spawn()


def _server(settings: Settings) -> MPServer:
    return MPServer(
        "intake.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=settings.workers,
        blocking_threads=BLOCKING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
    )


def _application(settings: Settings, run_secret: bytes, memory: mmap, parent: int) -> Any:
    # Runs in each worker, after the fork: the parent never opens a store that a worker would inherit.
    # Until Granian sets this worker's own handlers, it has its parent's, which would swallow the word to stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    process.end_with(parent)
    app = create_app(settings, run_secret, memory)
    hang_up.start(settings.port)
    gc.freeze()  # what was made so far stays for good: no collection needs to walk it again
    return app


def _require_free(host: str, port: int) -> None:
    # Granian's workers share their port by SO_REUSEPORT; a second server would quietly take half of the requests.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unready(f"{host}:{port} cannot be served on: {error.strerror}. Choose another INTAKE_PORT.") from None
