"""The process that children come from: it has loaded every library, opens no file of anybody's, and forks.

A child is shut in before it reads the first byte, does one job and ends. `tend` is the whole life of this process,
`_work` that of a child.
"""

import gc
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from intake.attachments.inside import jobs
from intake.attachments.inside.lockdown import shut_in
from intake.attachments.limits import INPUT_BYTES
from intake.process import harden

_IDLE_SECONDS: Final = 300
_LENGTH_BYTES: Final = 4
_CHUNK: Final = 1024 * 1024


def tend() -> None:
    """Fork a child for each pair of pipes that arrives, and send back a handle of it; end with the other side."""
    with suppress(OSError):  # when memory is short, this goes first
        Path("/proc/self/oom_score_adj").write_text("1000")
    harden()
    jobs.warm_up()
    gc.collect()
    gc.freeze()
    line = socket.socket(fileno=0)
    line.settimeout(_IDLE_SECONDS)
    with suppress(TimeoutError, ConnectionError):
        while _serve(line):
            pass


def _serve(line: socket.socket) -> bool:
    word, descriptors, _, _ = socket.recv_fds(line, 1, 2)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    if not word or len(descriptors) != 2:
        return False
    child = os.fork()
    if child == 0:
        _live(*descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    handle = os.pidfd_open(child)
    socket.send_fds(line, [b"c"], [handle])
    os.close(handle)
    return True


def _live(source: int, target: int) -> NoReturn:
    status = 1
    try:
        os.setsid()
        for descriptor, place in ((source, 0), (target, 1)):
            os.dup2(descriptor, place)
        os.closerange(3, 4096)
        shut_in()
        _work()
        status = 0
    finally:
        os._exit(status)


def _work() -> None:
    size = int.from_bytes(_read(_LENGTH_BYTES), "big")
    job: dict[str, Any] = json.loads(_read(size))
    data = _read(INPUT_BYTES + 1)
    head, body = jobs.do(job, data)
    words = json.dumps({**head, "size": sum(map(len, body))}).encode()
    for piece in (len(words).to_bytes(_LENGTH_BYTES, "big"), words, *body):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(1, rest[:_CHUNK]):]


def _read(most: int) -> bytes:
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(0, min(most, _CHUNK))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
