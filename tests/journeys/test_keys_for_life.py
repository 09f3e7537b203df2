"""People leave, lose their keys and come back, in a real browser, on a desk that is served as operators serve it."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from intake.accounts.keyring import TeamKeys
from intake.cases.models import Case
from intake.cases.reading import open_seed
from intake.vault.box import InvalidTag
from tests.support.instance import Instance, at_the_desk
from tests.support.people import PASSWORD, Person, enrolled
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW_PASSWORD = "nine swallows under the old bridge"


def _signed_in(chromium: Browser, served: Served, person: Person, password: str = PASSWORD, code: str = ""
               ) -> BrowserContext:
    """A browser in which this person signed in, with a backup code unless another code is given."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900},
                                   base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", person.username)
    page.fill("[name=password]", password)
    page.fill("[name=code]", code or person.backup_codes[0])
    page.locator("main form button").first.click()
    expect(page.locator("form[action='/sign-out']").first).to_be_attached()
    return context


@pytest.fixture(scope="module")
def lead(chromium: Browser, served: Served, instance: Instance) -> Iterator[Page]:
    """The lead's page."""
    context = _signed_in(chromium, served, instance.lead)
    yield context.pages[0]
    context.close()


def _let_in(lead: Page, name: str, digits: str) -> None:
    """The lead hears digits on the telephone, finds the same, and lets the person in."""
    lead.goto("/desk/team")
    lead.get_by_text("Let a colleague in").first.click()
    lead.locator("summary", has_text=name).click()
    form = lead.locator("form[action$='/admit']").filter(visible=True)
    expect(lead.locator("code.secret").filter(visible=True).first).to_have_text(digits)
    form.locator("[name=checked]").check()
    form.locator("[name=current]").fill(PASSWORD)
    form.locator("button").click()
    expect(lead.locator("main")).to_contain_text("is in the team now")


def _own_digits(page: Page) -> str:
    page.goto("/desk/team")
    return page.locator("#own-digits").inner_text()


def _write(chromium: Browser, served: Served, message: str) -> None:
    with chromium.new_context(base_url=f"http://127.0.0.1:{served.port}") as context:
        page = context.new_page()
        page.goto("/en/contact")
        page.fill("[name=message]", message)
        page.locator("main form .button.main").first.click()
        expect(page.locator("#receipt-code")).to_be_visible()


def _kept_keys(instance: Instance, person: Person) -> TeamKeys:
    """What somebody with a copy of the database of today, and their own keys, can keep for ever."""
    return at_the_desk(instance, person).keyring.team(instance.team_id)


def _opened_with(instance: Instance, kept: TeamKeys) -> int:
    """How many cases of today's database these keys open."""
    opened = 0
    with instance.stores.reading() as work:
        for row in work.main.scalars(select(Case)):
            try:
                open_seed(row, kept)
            except InvalidTag:
                continue
            opened += 1
    return opened


def test_who_left_opens_nothing_with_an_old_session_old_keys_and_every_copy(
    chromium: Browser, served: Served, instance: Instance, lead: Page
) -> None:
    mira = enrolled(instance.house, "mira")
    with _signed_in(chromium, served, mira) as context:
        page = context.pages[0]
        _let_in(lead, "Mira", _own_digits(page))
        _write(chromium, served, "While she was there.")
        page.goto("/desk/?view=open")
        link = page.locator("[data-case]", has_text="While she was there.").locator("a").first
        address = link.get_attribute("href") or ""
        link.click()
        expect(page.locator("[data-enquiry]")).to_contain_text("While she was there.")
        kept = _kept_keys(instance, mira)
        assert _opened_with(instance, kept) > 0

        lead.goto("/desk/team")
        member = lead.locator("[data-member=mira]")
        member.get_by_text("Take out of the team").first.click()
        member.locator("[name=current]").fill(PASSWORD)
        member.locator("button").click()
        expect(lead.locator("main")).to_contain_text("out of the team and can no longer open its cases")
        _write(chromium, served, "After she left.")

        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        page.goto("/desk/?view=open")
        expect(page.locator("[data-case]")).to_have_count(0)
    for _ in range(10):
        lead.goto("/desk/?view=open")
    expect(lead.locator("[data-case]", has_text="After she left.")).to_be_visible()
    expect(lead.locator("[data-case]", has_text="While she was there.")).to_be_visible()
    assert _opened_with(instance, kept) == 0


def test_who_lost_everything_starts_anew_and_is_let_in_after_comparing_digits(
    chromium: Browser, served: Served, instance: Instance, lead: Page
) -> None:
    sara = enrolled(instance.house, "sara")
    with _signed_in(chromium, served, sara) as context:
        _let_in(lead, "Sara", _own_digits(context.pages[0]))
        _write(chromium, served, "Before she lost her key.")
        with _signed_in(chromium, served, instance.administrator) as admin:
            link = _started_anew(admin.pages[0], "sara")
        context.pages[0].goto("/desk/")
        expect(context.pages[0]).to_have_url(f"http://127.0.0.1:{served.port}/sign-in?next=/desk/")
    with chromium.new_context(base_url=f"http://127.0.0.1:{served.port}") as context:
        code = _enrolled_anew(context.new_page(), link)
    with _signed_in(chromium, served, sara, NEW_PASSWORD, code) as context:
        page = context.pages[0]
        page.goto("/desk/?view=open")
        expect(page.locator("[data-case]")).to_have_count(0)
        _let_in(lead, "Sara", _own_digits(page))
        page.goto("/desk/?view=open")
        page.locator("[data-case]", has_text="Before she lost her key.").locator("a").first.click()
        expect(page.locator("[data-enquiry]")).to_contain_text("Before she lost her key.")


def _started_anew(page: Page, username: str) -> str:
    """An administrator's part: the person's one-time link."""
    page.goto("/admin/staff")
    row = page.locator(f"[data-person={username}]")
    row.get_by_text("Lost password and recovery key?").click()
    row.get_by_role("button", name="Start anew").click()
    return page.locator("#one-time-link").inner_text()


def _enrolled_anew(page: Page, link: str) -> str:
    """The person's part: a new password, a new app, a new paper. Gives one of the new backup codes."""
    page.goto(link)
    page.fill("[name=password]", NEW_PASSWORD)
    page.fill("[name=again]", NEW_PASSWORD)
    page.locator("main form button").click()
    page.get_by_text("I cannot read the picture").click()
    secret = page.locator("#totp-secret").inner_text()
    code = page.locator("#backup-codes code").first.inner_text()
    page.locator("[name=kept]").check()
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text("Your account is ready.")
    return code


def test_a_restricted_case_is_seen_by_two_people_and_by_nobody_else_anywhere(
    chromium: Browser, served: Served, instance: Instance, lead: Page
) -> None:
    nora = enrolled(instance.house, "nora")
    with _signed_in(chromium, served, nora) as hers, _signed_in(chromium, served, instance.caseworker) as his:
        other, named = hers.pages[0], his.pages[0]
        _let_in(lead, "Nora", _own_digits(other))
        _write(chromium, served, "Only two may know of this.")
        other.goto("/desk/?view=open")
        before = _open_cases(other)
        address = _case(other, "Only two may know of this.").get_attribute("href") or ""
        _restrict(lead, address.partition("?")[0], "Karim")

        for path in ("/desk/", "/desk/?view=unassigned", "/desk/?view=open", "/desk/?view=named", "/desk/quiet"):
            other.goto(path)
            assert "Only two may know" not in other.content()
        other.goto("/desk/?view=open")
        assert _open_cases(other) == before - 1
        answer = other.goto(address)
        assert answer is not None
        assert answer.status == 404

        named.goto("/desk/?view=named")
        _case(named, "Only two may know of this.").click()
        expect(named.locator("[data-enquiry]")).to_contain_text("Only two may know of this.")


def _case(page: Page, title: str) -> Locator:
    return page.locator("[data-case]", has_text=title).locator("a").first


def _open_cases(page: Page) -> int:
    """How many open cases the side of the page counts; none has no number."""
    shown = page.locator("a[href*='view=open'] .count")
    return int(shown.first.inner_text()) if shown.count() else 0


def _restrict(lead: Page, address: str, *names: str) -> None:
    """The lead names themselves and these colleagues."""
    lead.goto(f"{address}/readers")
    lead.get_by_text("Restrict it to named people").click()
    form = lead.locator("form[action$='/readers/restrict']")
    for name in ("Lena", *names):
        form.get_by_label(name).check()
    form.locator("[name=current]").fill(PASSWORD)
    form.locator("button").click()
    expect(lead.locator("main")).to_contain_text("Only the people named here can read this case")
