"""A disk that fills up under the served application: it says so, and what was acknowledged before stays.

The disk is made small by the limit that the system puts on a process's files, which no test may raise again.
"""

import re
from pathlib import Path

import pytest

from tests.realdata.reading import enquiry_of
from tests.support.databases import Urls
from tests.support.instance import set_up
from tests.support.served import Browser, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOM = 1_500_000
SMALL_DISK = ("-c", f"import resource as r; r.setrlimit(r.RLIMIT_FSIZE, ({ROOM}, {ROOM}));"
                    "import sys; sys.argv = ['intake', 'serve']; from intake.cli import main; main()")


def test_when_the_disk_is_full_nothing_is_promised_and_all_that_was_promised_is_kept(tmp_path: Path) -> None:
    instance = set_up(tmp_path / "instance", Urls(*(f"sqlite:///{tmp_path / 'instance' / name}.db"
                                                    for name in ("main", "shards", "ephemeral"))))
    instance.stores.dispose()
    small = start(instance.environment(), tmp_path / "server.log", command=SMALL_DISK)
    try:
        promised, refused = _fill(small.browser())
    finally:
        small.stop()
    wide = start(instance.environment(), tmp_path / "server.log")
    try:
        browser = wide.browser()
        promised[refused["message"]] = browser.post("/en/contact", refused).page.text_of("receipt-code")
        for code in promised.values():
            assert browser.come_back(code).status == 200
        browser.sign_in(instance.caseworker)
        references = re.findall(r'data-case="([^"]+)"', browser.get("/desk/?view=open").text)
        texts = {enquiry_of(browser.get(f"/desk/cases/{reference}").text) for reference in references}
        assert len(references) == len(promised)
        assert texts == set(promised)
    finally:
        wide.stop()


def _fill(browser: Browser) -> tuple[dict[str, str], dict[str, str]]:
    promised: dict[str, str] = {}
    for number in range(49):
        fields = browser.fill("/en/contact", message=f"{number} " + "so much to say " * 3000)
        answer = browser.post("/en/contact", fields)
        if answer.status == 503:
            assert answer.page.form("/en/contact")["message"] == fields["message"]
            assert "receipt-code" not in answer.text
            return promised, fields
        promised[fields["message"]] = answer.page.text_of("receipt-code")
    raise AssertionError("the disk never became full")
