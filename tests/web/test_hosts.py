"""Which names are answered, and when a cookie may go without TLS (DESIGN 5)."""

import pytest
from flask import Flask

from tests.support.people import admitted
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

ONION = "harbourexample234567.onion"


class TestBehindTls:
    """An installation with an https address and an onion service."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """Both addresses."""
        return {"base_url": "https://intake.example", "onion_host": ONION, "minimum_seconds": 0}

    def test_only_its_own_names_are_answered(self, app: Flask) -> None:
        browser = app.test_client()
        for host, status in (
            ("intake.example", 200), ("INTAKE.example:443", 200), (ONION, 200), ("localhost", 200),
            ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("elsewhere.example", 421),
            ("intake.example.elsewhere.example", 421), ("127.0.0.1.elsewhere.example", 421), ("192.168.1.7", 421),
            (f"x.{ONION}", 421),
        ):
            answer = browser.get("/en/", headers={"Host": host})
            assert answer.status_code == status, host
            assert status == 200 or answer.data.count(b"\n") == 1

    def test_a_name_that_is_none_is_refused(self, app: Flask) -> None:
        for host in ("", "a b", "[", "intake.example/x", "intake.example@elsewhere.example", "\u00e9.example"):
            answer = app.test_client().get("/en/", headers={"Host": host.encode("utf-8").decode("latin-1")})
            assert answer.status_code in {400, 421}, host

    def test_over_tls_the_browsers_memory_of_the_log_is_bound_to_the_host(self, app: Flask, office: Office) -> None:
        token = admitted(office.house, office.lead).token
        for base, prefix, secure in (("https://intake.example", "__Host-", True), (f"http://{ONION}", "", False)):
            browser = app.test_client(use_cookies=False)
            answer = browser.get("/account/security", base_url=base, headers={"Cookie": f"{prefix}s={token}"})
            cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith(f"{prefix}w=")
            assert ("; Secure" in cookie) is secure
            assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))

    def test_over_tls_the_cookie_is_bound_to_the_host(self, app: Flask, office: Office) -> None:
        visitor = Visitor(app)
        code = visitor.send("Hello.").code
        form = visitor.get("/en/return").form("/en/return")
        for base, name, secure in (
            ("https://intake.example", "__Host-s", True), (f"http://{ONION}", "s", False),
            ("http://localhost", "s", False),
        ):
            answer = app.test_client().post("/en/return", data={**form, "code": code}, base_url=base)
            [cookie] = answer.headers.getlist("Set-Cookie")
            assert cookie.startswith(f"{name}=")
            assert ("Secure" in cookie.split("; ")) is secure

    def test_over_tls_each_page_names_its_twin_on_the_onion_service(self, app: Flask) -> None:
        for path in ("/en/", "/fa/contact", "/en/contact?for=2", "/en/return", "/sq/help", "/en/?x=%C3%A9%0D%0Ay"):
            answer = app.test_client().get(path, base_url="https://intake.example")
            assert answer.headers["Onion-Location"] == f"http://{ONION}{path}"

    def test_nothing_else_does(self, app: Flask, office: Office) -> None:
        clear = {"base_url": "https://intake.example"}
        for path in ("/", "/exit", "/exit/on", "/healthz", "/en/nothing", "/sign-in", "/desk/", "/en/thread"):
            assert "Onion-Location" not in app.test_client().get(path, **clear).headers, path
        for base in (f"http://{ONION}", "http://localhost"):
            assert "Onion-Location" not in app.test_client().get("/en/", base_url=base).headers

    def test_what_tor_browser_would_lose_on_its_way_there_names_no_twin(self, app: Flask) -> None:
        visitor = Visitor(app)
        fields, asked = visitor.fill(message="Hello."), visitor.get("/en/return").form("/en/return")
        browser, clear = app.test_client(), {"base_url": "https://intake.example"}
        receipt = browser.post("/en/contact", data=fields, **clear)
        code = Page(receipt.text).text_of("receipt-code")
        assert browser.post("/en/return", data={**asked, "code": code}, **clear).status_code == 303
        conversation = [browser.get(path, **clear) for path in ("/en/thread", "/en/thread/code", "/en/thread/end")]
        assert [answer.status_code for answer in conversation] == [200] * 3
        for answer in (receipt, *conversation):
            assert "Onion-Location" not in answer.headers

    def test_the_whole_way_of_a_person_works_under_the_onion_name(self, app: Flask) -> None:
        browser, onion = app.test_client(), {"base_url": f"http://{ONION}"}
        sent_by_browsers = {"Origin": f"http://{ONION}", "Sec-Fetch-Site": "same-origin"}
        form = Page(browser.get("/en/contact", **onion).text).form("/en/contact")
        receipt = browser.post("/en/contact", data={**form, "message": "Hello."}, headers=sent_by_browsers, **onion)
        code = Page(receipt.text).text_of("receipt-code")
        asked = Page(browser.get("/en/return", **onion).text).form("/en/return")
        opened = browser.post("/en/return", data={**asked, "code": code}, headers=sent_by_browsers, **onion)
        assert opened.headers["Location"] == "/en/thread"
        thread = Page(browser.get("/en/thread", **onion).text).form("/en/thread")
        sent = browser.post("/en/thread", data={**thread, "message": "More."}, headers=sent_by_browsers, **onion)
        assert sent.status_code == 303
        assert "More." in browser.get("/en/thread", **onion).text
        left = browser.get("/exit", **onion)
        assert browser.get("/exit/on", **onion).headers["Location"] == "https://www.wikipedia.org"
        *_, expired = left.headers.getlist("Set-Cookie")
        assert expired.startswith("s=;")
        assert "Secure" not in "".join(left.headers.getlist("Set-Cookie"))
        assert browser.get("/en/thread", **onion).status_code == 303

    def test_a_form_of_the_clearnet_cannot_be_posted_to_the_onion_name_by_another_page(self, app: Flask) -> None:
        fields = Visitor(app).fill(message="Hello.")
        answer = app.test_client().post("/en/contact", data=fields, base_url=f"http://{ONION}",
                                        headers={"Origin": "https://intake.example"})
        assert answer.status_code == 422

    def test_no_header_can_pretend_tls(self, app: Flask) -> None:
        forged = {"Host": "elsewhere.example", "X-Forwarded-Host": "intake.example", "X-Forwarded-Proto": "https",
                  "Forwarded": "host=intake.example;proto=https"}
        assert app.test_client().get("/en/", headers=forged).status_code == 421


def test_without_an_onion_service_no_page_names_one(app: Flask) -> None:
    assert "Onion-Location" not in app.test_client().get("/en/").headers


def test_plain_http_is_for_this_machine_alone(app: Flask) -> None:
    for host, status in (("localhost:8000", 200), ("127.0.0.1", 200), ("intake.example", 421), ("10.0.0.5:8000", 421)):
        assert app.test_client().get("/healthz", headers={"Host": host}).status_code == status, host
