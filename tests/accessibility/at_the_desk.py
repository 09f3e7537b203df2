"""How to get to each page of the staff that an address alone does not open: acts, refusals, conflicts and losses."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pyotp
import time_machine

from intake.audit import history
from tests.accessibility.gallery import Gallery, Walker
from tests.accessibility.house import Furnished
from tests.attachments.made_documents import docx
from tests.attachments.made_pdf import pdf
from tests.attachments.made_pictures import jpeg
from tests.audit.logbook import Logbook
from tests.support.people import PASSWORD
from tests.web.desk.test_scanned import asking
from tests.web.public.test_trouble import failing

NEW = "nine swallows under the old bridge"


def walk(gallery: Gallery, house: Furnished) -> None:
    """All of it, but for what ends a session."""
    _enrolling(gallery, house)
    _one_s_own_account(gallery.walkers["caseworker"])
    _lists(gallery, house)
    _quarantine(gallery.walkers["lead"], house)
    _cases(gallery, house)
    _taking_down(gallery)
    _readers(house, gallery.walkers["lead"])
    _cards(gallery.walkers["lead"])
    _administration(gallery, house)


def _enrolling(gallery: Gallery, house: Furnished) -> None:
    visitor = gallery.somebody()
    visitor.send(house.link, password="short", again="shorter")
    visitor.keep("an enrolment with a password that will not do")
    page = visitor.send(house.link, password=PASSWORD, again=PASSWORD)
    visitor.keep("an enrolment's second page")
    visitor.post(f"{house.link}/confirm", page.form(f"{house.link}/confirm"))
    visitor.keep("an enrolment's second page with errors")
    visitor.get(f"/enrol/{'x' * 43}")
    visitor.keep("a link that is over")
    visitor.get("/sign-in?done=enrolled")
    visitor.keep("the sign-in page after an enrolment")
    visitor.send("/sign-in", username="nobody", code="000000", password="x")
    visitor.keep("the sign-in page after a failure")
    visitor.post(f"/desk/cases/{house.cases['full']}/note", {"text": "I was still writing."})
    visitor.keep("the sign-in page that kept what was typed")
    visitor.send("/account/recover", username="nobody")
    visitor.keep("the recovery page with errors")


def _one_s_own_account(karim: Walker) -> None:
    security = "/account/security"
    karim.get(f"{security}?done=password")
    karim.keep("security after a new password")
    for path, name in (("password", "a password"), ("codes", "codes"), ("recovery-key", "a recovery key"),
                       ("second-factor", "an app")):
        karim.send(f"/account/{path}", on=security, current="wrong", new="short", again="other")
        karim.keep(f"security with errors about {name}")
    karim.send("/account/codes", on=security, current=PASSWORD)
    karim.keep("fresh backup codes")
    karim.send("/account/recovery-key", on=security, current=PASSWORD)
    karim.keep("a fresh recovery key")
    page = karim.send("/account/second-factor", on=security, current=PASSWORD)
    karim.keep("a new app")
    confirm = "/account/second-factor/confirm"
    karim.post(confirm, {**page.form(confirm), "code": "000000"})
    karim.keep("a new app with an error")
    assert pyotp.TOTP(page.text_of("totp-secret")).now()


def _lists(gallery: Gallery, house: Furnished) -> None:
    lead, colleague = gallery.walkers["lead"], gallery.walkers["caseworker"]
    for view in ("mine", "unassigned", "open", "waiting", "closed", "named"):
        lead.get(f"/desk/?view={view}")
        lead.keep(f"the list {view}")
    lead.get("/desk/?view=open&status=new&priority=urgent&overdue=1")
    lead.keep("a list with filters")
    colleague.get("/desk/")
    colleague.keep("a colleague's own list")
    newcomer = gallery.signed_in("newcomer", house.newcomer)
    for path in ("/desk/", "/desk/team", "/desk/quiet", "/desk/new", "/desk/quarantine"):
        newcomer.get(path)
        newcomer.keep(f"{path} for somebody without a team")


def _quarantine(lead: Walker, house: Furnished) -> None:
    page, sort = "/desk/quarantine", "/desk/quarantine/sort"
    lead.get(page)
    lead.keep("the quarantine")
    lead.send(sort, on=page, act="discard")
    lead.keep("the quarantine without a choice")
    lead.send(sort, on=page, act="discard", cases=[house.cases["thrown"]])
    lead.follow()
    lead.keep("the quarantine after something was thrown away")
    for query, name in (("thrown=1", "what was thrown away"), ("harmless=1", "what came in a rush"),
                        ("thrown=1&after=2000-01-01.1", "an end that is past")):
        lead.get(f"{page}?{query}")
        lead.keep(f"the quarantine: {name}")
    for name in ("aside", "thrown"):
        lead.get(f"/desk/cases/{house.cases[name]}")
        lead.keep(f"a case: {name}")


def _cases(gallery: Gallery, house: Furnished) -> None:
    lead, colleague, full = gallery.walkers["lead"], gallery.walkers["caseworker"], house.cases["full"]
    for name in ("new", "closed", "held", "restricted", "locked", "burnt", "told", "handed"):
        lead.get(f"/desk/cases/{house.cases[name]}")
        lead.keep(f"a case: {name}")
    lead.get(f"/desk/cases/{full}?words=1")
    lead.keep("a case with its code words")
    guest = gallery.signed_in("guest", house.desk.sara.person)
    guest.get(f"/desk/cases/{house.cases['shared']}")
    guest.keep("a case as a guest")
    case = f"/desk/cases/{full}"
    for act, fields in (("reply", {"text": ""}), ("note", {"text": ""}), ("plan", {"title": "x" * 3_000}),
                        ("move", {"status": "closed"}), ("hand-over", {}), ("transfer", {}),
                        ("hold", {}), ("contacts", {"channel": "email", "reached": "spoke"})):
        lead.send(f"{case}/{act}", on=case, **fields)
        lead.keep(f"a case whose form was refused: {act}")
    stale = lead.get(case)
    colleague.send(f"{case}/note", on=case, text="Do not write before Sunday.")
    colleague.follow()
    colleague.keep("a case after a note")
    lead.post(f"{case}/reply", {**stale.form(f"{case}/reply"), "text": "Shall we speak today?"})
    lead.keep("a conflict over an answer")
    lead.post(f"{case}/plan", {**stale.form(f"{case}/plan"), "title": "x", "priority": "high", "due_day": "2030-01-01"})
    lead.keep("a conflict over a plan")
    page = lead.get(case)
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        lead.post(f"{case}/reply", {**page.form(f"{case}/reply"), "text": "Take your time."})
    lead.keep("an act that was not saved")
    burnt, form = f"/desk/cases/{house.cases['burnt']}/reply", lead.get(case).form(f"{case}/reply")
    lead.post(burnt, {**form, "text": "Are you there?", "version": "1"})
    lead.keep("an answer that nobody would read")
    lead.enclose(f"{case}/note", on=case, text=" ")
    lead.keep("a case whose note lost its files")
    lead.enclose(f"{case}/note", on=case, text="From the neighbour.")
    lead.keep("a case after a note, of whose files one was not taken")
    _looking(lead, case)
    erase = f"/desk/cases/{house.cases['closed']}/erase"
    lead.get(erase)
    lead.keep("erasing a case")
    lead.send(erase, typed="AAA-AAA", current="wrong")
    lead.keep("erasing a case with errors")


def _looking(lead: Walker, case: str) -> None:
    files = [("photo.jpg", jpeg()), ("letter.docx", docx()), ("letter.pdf", pdf())]
    lead.enclose(f"{case}/note", on=case, files=files, text="From the neighbour, too.")
    *_, strange, photo, letter, file = (link for link in lead.get(case).links if "/files/" in link)
    for name, link in (("not shown", strange), ("a picture", photo), ("in words", letter), ("pages", file)):
        lead.get(link)
        lead.keep(f"a file: {name}")
    lead.get(f"{file}/picture")
    with asking(lead.gallery.app, Path("/nobody")):
        lead.get(file)
        lead.keep("a file: closed")
    lead.send(f"{file}/save", on=file)
    lead.follow()
    lead.post(f"{file}/save", {})
    lead.keep("a file that was not saved")
    lead.send(f"{photo}/content-note", on=photo, note=" ")
    lead.keep("a content note with an error")
    lead.send(f"{photo}/content-note", on=photo, note="Shows a wound.")
    veiled = lead.follow()
    lead.keep("a file with a content note")
    [small] = re.findall(r'<img class="blurred" src="([^"]+)"', veiled.html)
    lead.get(unescape(small))
    lead.get(f"{photo}?asked=1")
    lead.keep("a file with a content note, shown all the same")
    lead.get(f"{case}/files")
    lead.keep("the files of a case")
    lead.send(f"{case}/files/save", on=f"{case}/files")
    lead.post(f"{case}/files/save", {})
    lead.keep("the files of a case, not saved")
    lead.send(f"{photo}/content-note/remove", on=photo)


def _taking_down(gallery: Gallery) -> None:
    lead, new, told = gallery.walkers["lead"], "/desk/new", {"message": "She rang from a shop.", "hand_out": "y"}
    for number in "1234":
        page = lead.get(f"{new}?for={number}")
        lead.keep(f"taking an enquiry down, form {number}")
    lead.post(new, {**page.form(new), "message": "", "team": "", "how": "", "told_in": "", "contact-may": "ways",
                    "contact-email-safety": "safe", "called": "y" * 2_000})
    lead.keep("taking an enquiry down, with every error")
    lead.send(new, **told, other_form="2")
    lead.keep("taking an enquiry down, with another form")
    page = lead.get(new)
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        lead.post(new, {**page.form(new), **told})
    lead.keep("taking an enquiry down, not saved")
    fields = {**page.form(new), **told}
    lead.post(new, fields)
    lead.keep("a code to hand out")
    lead.post(new, {**fields, "message": "Somebody else rang."})
    lead.keep("taking an enquiry down, changed after it was sent")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        late = gallery.signed_in("lead a day later", gallery.desk.office.lead)
        late.post(new, {**fields, "csrf_token": late.get(new).form(new)["csrf_token"]})
        late.keep("a code that is not shown again")


def _readers(house: Furnished, lead: Walker) -> None:
    for name in ("restricted", "shared", "locked"):
        page = f"/desk/cases/{house.cases[name]}/readers"
        lead.get(page)
        lead.keep(f"the readers of a case: {name}")
    page = f"/desk/cases/{house.cases['restricted']}/readers"
    for act in ("restrict", "share", "open", "lock-out", "revoke"):
        lead.send(f"{page}/{act}", on=page, current="wrong")
        lead.keep(f"the readers of a case, refused: {act}")
    locked = f"/desk/cases/{house.cases['locked']}/readers"
    lead.send(f"{locked}/lift", on=locked, current="")
    lead.keep("the readers of a case, refused: lift")


def _cards(lead: Walker) -> None:
    make, back, keep = "/desk/cards/make", "/desk/cards/type-back", "/desk/cards/keep"
    lead.send(make, on="/desk/cards", current="")
    lead.keep("cards without the password")
    fresh = lead.send(make, on="/desk/cards", current=PASSWORD)
    lead.keep("fresh cards")
    lead.post("/desk/cards/look", fresh.form("/desk/cards/look") if "cards/look" in fresh.html else fresh.form(back))
    lead.keep("the same cards once more")
    asked = lead.post(back, fresh.form(back))
    lead.keep("cards asked back")
    lead.post(keep, {**asked.form(keep), "one": "academic", "another": ""})
    lead.keep("cards asked back with errors")
    lead.post("/desk/cards/look", {**fresh.form(back), "draft": "old"})
    lead.keep("cards whose time is over")
    cards = re.findall(r"data-card=.*?</ol>", fresh.html, re.DOTALL)
    one, another = (" ".join(re.findall(r"<li>([a-z]+)</li>", card)) for card in cards[:2])
    lead.post(keep, {**asked.form(keep), "one": one, "another": another})
    lead.follow()
    lead.keep("cards that were kept")


def _administration(gallery: Gallery, house: Furnished) -> None:
    admin, mira = gallery.walkers["administrator"], house.newcomer.id
    people = "/admin/staff"
    admin.send(f"{people}/invite", on=people)
    admin.keep("an invitation with errors")
    admin.send(f"{people}/invite", on=people, name="Omid", username="omid", role="caseworker", language="fa")
    admin.keep("an invitation's link")
    for query, name in (("case=nothing", "with errors"), ("act=case:opened", "with a filter"),
                        ("day_from=2030-01-01", "with nothing in it")):
        admin.get(f"/admin/audit?{query}")
        admin.keep(f"the log {name}")
    admin.send("/admin/audit/export", on="/admin/audit", csrf_token="old")
    admin.keep("the log that was not exported")
    admin.send(f"{people}/{mira}/suspend", on=people)
    admin.follow()
    admin.keep("people, one of them suspended")


def _long_after(gallery: Gallery, house: Furnished) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1100)):
        lead = gallery.signed_in("lead long after", house.desk.office.lead)
        for path, name in (("/desk/due", "what is due"), ("/desk/quiet", "what fell silent"),
                           (f"/desk/cases/{house.cases['due']}/erase", "erasing what is due")):
            lead.get(path)
            lead.keep(name)
        lead.send("/desk/due/confirm", on="/desk/due")
        lead.keep("what is due, confirmed without a choice")
        lead.send("/desk/due/confirm", on="/desk/due", cases=[house.cases["due"]], looked="y")
        lead.follow()
        lead.keep("what is due, one of it confirmed")
        lead.send("/desk/due/withdraw", on="/desk/due")


def at_the_end(gallery: Gallery, house: Furnished) -> None:
    """What changes the desk for good: the last one of a team, and a log that was cut."""
    _long_after(gallery, house)
    admin = gallery.signed_in("administrator", house.desk.administrator.person)
    sara = house.desk.sara.id
    admin.send(f"/admin/staff/{sara}/suspend", on="/admin/staff")
    admin.follow()
    admin.keep("the last one of a team")
    last = f"/admin/staff/{sara}/last"
    admin.send(last, on=f"{last}?act=suspend", typed="x")
    admin.keep("the last one of a team, with an error")
    log = Logbook.__new__(Logbook)
    log.stores = house.desk.office.house.stores
    odile = gallery.signed_in("auditor", house.auditor)
    odile.get("/admin/audit")
    with log.stores.reading() as work:
        size = history.head(work.main).size
    log.cut(size - 1)
    page = odile.get("/account/security")
    odile.keep("a log that was changed")
    odile.post("/account/log-warning", page.form("/account/log-warning"))
    odile.send("/account/sessions/end-others", on="/account/security")
    odile.send("/sign-out", on="/account/security")
