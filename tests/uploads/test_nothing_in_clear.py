"""Every write of every process of the server is watched while a file arrives, whatever it goes to.

The server is started under strace: whoever attaches later would be refused, since it lets nobody look into its memory.
"""

import re
import time
from pathlib import Path

import pytest

from tests.uploads.conftest import Site
from tests.uploads.lines import NAME, NEEDLE, uploaded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MB = 1024 * 1024
CALLS = "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,open,openat,creat,memfd_create"
UNDER_STRACE = (
    "import os, sys; os.execvp('strace', ['strace', '-DD', '-f', '-q', '-xx', '-s', '300000', '-o', sys.argv[1],"
    " '-e', 'trace=' + sys.argv[2], sys.executable, '-m', 'intake', 'serve', '--no-worker'])"
)


@pytest.fixture
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where strace writes to."""
    return tmp_path_factory.mktemp("trace") / "calls"


@pytest.fixture
def command(trace: Path) -> tuple[str, ...]:
    """The server, with somebody looking over its shoulder."""
    return "-c", UNDER_STRACE, str(trace), CALLS


def test_no_process_of_the_server_writes_anything_of_a_file_in_clear(site: Site, trace: Path) -> None:
    assert f"{NAME}</bdi>: arrived" in uploaded(site.served, 8 * MB)[0].answer()
    site.served.stop()
    _wait_for_the_end_of(trace)
    written, opened = _calls(trace)
    assert sum(map(len, written)) > 8 * MB, "the control: the file was seen to be written"
    assert any(b"blobs/" in path for path in opened), "the control: so was the opening of its blob"
    answers = [data for data in written if b"arrived" in data or data.startswith(b"HTTP/1.1")]
    assert answers, "the control: its name is seen where it is told"
    for data in [each for each in written if each not in answers]:
        for offset in range(0, len(NEEDLE) - 24, 8):
            assert NEEDLE[offset:offset + 24] not in data
        assert NAME.encode() not in data
    folders = (str(site.instance.folder).encode(), str(site.folder / "server.log").encode(), b"/dev/", b"/proc/")
    assert [path for path in opened if not path.startswith(folders)] == []


def _wait_for_the_end_of(trace: Path) -> None:
    """strace goes on for a moment after the server, since it must not be killed with it."""
    before = -1
    while before != (before := trace.stat().st_size):
        time.sleep(1)
    assert "+++ exited with" in trace.read_text()[-10_000:]


def _calls(trace: Path) -> tuple[list[bytes], list[bytes]]:
    """What was written, and which files were opened to be written to; an anonymous file in memory counts as one."""
    written, opened = [], []
    for line in trace.read_text().splitlines():
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', line)]
        if re.search(r"\b(open|openat|creat|memfd_create)\(", line):
            if "O_WRONLY" in line or "O_RDWR" in line or "creat(" in line or "memfd_create(" in line:
                opened += texts
        else:
            written += texts
    return written, opened
