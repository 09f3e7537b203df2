"""How to get to each page that people from outside can meet, beyond those that an address alone opens."""

from pathlib import Path

from sqlalchemy import delete

from intake.accounts.models import IntakeRoute
from intake.vault.receipt_code import grouped, new_code
from intake.web import errors
from tests.accessibility import in_steps
from tests.accessibility.gallery import Gallery, Walker
from tests.accessibility.house import LETTER, Furnished
from tests.web.desk.test_scanned import asking
from tests.web.public.test_entrances import GIVEN
from tests.web.public.test_trouble import failing, taken


def walk(gallery: Gallery, house: Furnished) -> None:
    """All of it. The form is closed at the end."""
    contact, back, thread = (f"/{gallery.language}/{each}" for each in ("contact", "return", "thread"))
    _the_form(gallery, contact)
    in_steps.walk(gallery, contact)
    _the_receipts(gallery, contact)
    _the_way_back(gallery, back, house.code)
    _the_thread(gallery, contact, back, thread, house.code)
    _in_the_thread(gallery, contact, back, thread)
    _the_codes(gallery, house, contact, back, thread)
    _errors(gallery, contact)
    _a_demonstration(gallery, contact)
    _closed(gallery, contact)


def _the_form(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    for entrance, given in GIVEN.items():
        page = visitor.get(f"{contact}?for={entrance}")
        visitor.keep(f"the form of entrance {entrance}")
        visitor.post(contact, {**page.form(contact), **given, "message": "", "called": "y" * 2_000})
        visitor.keep(f"the form of entrance {entrance}, filled and without a message")
    for aside in ("help", "privacy"):
        visitor.post(f"/{gallery.language}/{aside}", {**visitor.get(contact).form(contact), "message": LETTER})
        visitor.keep(f"the page {aside} while the form waits")
    visitor.send(contact, message="x" * 50_001, called="y" * 2_000)
    visitor.keep("the form with every error")
    visitor.enclose(contact, message=" ")
    visitor.keep("the form whose files must be chosen again")
    visitor.send(contact, message=LETTER, website="trap")
    visitor.keep("the form that looks once more")
    visitor.send(contact, message=LETTER, csrf_token="old")
    visitor.keep("the form that was open for long")
    with taken(gallery.app):
        visitor.send(contact, message=LETTER)
    visitor.keep("the form while many write")
    page = visitor.get(contact)
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        visitor.post(contact, {**page.form(contact), "message": LETTER})
    visitor.keep("the form whose text could not be kept")


def _the_receipts(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    fields = {**visitor.get(contact).form(contact), "message": LETTER, "called": "Ali"}
    code = visitor.post(contact, fields).text_of("receipt-code")
    visitor.keep("the receipt")
    visitor.post(contact, {**fields, "message": "And one thing more."})
    visitor.keep("the receipt of what was added")
    visitor.send(f"/{gallery.language}/return", code=code)
    visitor.post(contact, fields)
    visitor.keep("the receipt that shows no code again")
    visitor.enclose(contact, message=LETTER)
    visitor.keep("the receipt with files")


def _the_way_back(gallery: Gallery, back: str, code: str) -> None:
    visitor = gallery.somebody()
    visitor.send(back)
    visitor.keep("the way back without a code")
    visitor.send(back, code="1234 5678")
    visitor.keep("the way back with a slip")
    visitor.send(back, code=grouped(new_code()))
    visitor.keep("the way back with a code that opens nothing")
    visitor.send(back, code=code, csrf_token="old")
    visitor.keep("the way back that was open for long")
    with taken(gallery.app):
        visitor.send(back, code=code)
    visitor.keep("the way back while many come")
    visitor.get(f"{back}?ended=1")
    visitor.keep("the way back after the visit was over")


def _the_thread(gallery: Gallery, contact: str, back: str, thread: str, code: str) -> None:
    visitor = _inside(gallery, back, code)
    visitor.get(thread)
    visitor.keep("the conversation")
    visitor.send(thread, message="")
    visitor.keep("the conversation without a message")
    visitor.enclose(thread, message="Here is what I have.")
    visitor.keep("the conversation, of whose files one did not arrive")
    visitor.get(thread)
    visitor.keep("the conversation with files")
    with asking(gallery.app, Path("/nobody")):
        visitor.get(next(link for link in visitor.get(thread).links if "/files/" in link))
        visitor.keep("a file that stays closed")
    page = visitor.get(thread)
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        visitor.post(thread, {**page.form(thread), "message": "He is here."})
    visitor.keep("the conversation whose message could not be kept")
    newcomer = gallery.somebody()
    fields = {**newcomer.get(contact).form(contact), "message": LETTER}
    inside = _inside(gallery, back, newcomer.post(contact, fields).text_of("receipt-code"))
    inside.get(thread)
    inside.keep("the conversation before the first answer")
    form = visitor.get(thread).form(thread)
    visitor.send(f"{thread}/leave", on=thread)
    visitor.post(thread, {**form, "message": "I was still writing."})
    visitor.keep("the way back with what was being written")
    again = visitor.post(thread, {**form, "message": "I was still writing."}).form(back)
    visitor.post(back, {**again, "code": code})
    visitor.keep("the conversation with what was being written")


def _in_the_thread(gallery: Gallery, contact: str, back: str, thread: str) -> None:
    somebody = gallery.somebody()
    fields = {**somebody.get(contact).form(contact), "message": LETTER}
    visitor = _inside(gallery, back, somebody.post(contact, fields).text_of("receipt-code"))
    reached, ask = f"{thread}/contact", f"{thread}/ask"
    for path, name, wrong, right in (
        (reached, "saying how one may be contacted", {"called": "y" * 2_000},
         {"contact-may": "ways", "contact-phone-safety": "safe", "contact-phone-address": "0170 1234567"}),
        (ask, "asking for something", {"called": "y" * 2_000}, {"wish": "erasure", "message": LETTER}),
    ):
        visitor.get(path)
        visitor.keep(name)
        visitor.send(path, **wrong)
        visitor.keep(f"{name}, with every error")
        page = visitor.get(path)
        with failing(gallery.app.extensions["intake"].stores.main, "commit"):
            visitor.post(path, {**page.form(path), **right})
        visitor.keep(f"{name}, not kept")
        visitor.post(path, {**page.form(path), **right})
    visitor.send(ask, wish="name", called="Ali")
    visitor.get(thread)
    visitor.keep("the conversation with all that can be asked for")
    form = visitor.get(reached).form(reached)
    visitor.send(f"{thread}/leave", on=thread)
    visitor.post(reached, {**form, "contact-may": "return"})
    visitor.keep("the way back with what was said of contact")


def _the_codes(gallery: Gallery, house: Furnished, contact: str, back: str, thread: str) -> None:
    change, end, take = f"{thread}/code", f"{thread}/end", f"{thread}/code/take"
    visitor = gallery.somebody()
    first = visitor.send(back, code=house.handed_out)
    visitor.keep("a new code in place of one that was handed out")
    visitor.post(f"{back}/code", {**first.form(f"{back}/code"), "csrf_token": "old"})
    visitor.keep("the way back after a new code was shown for long")
    visitor.post(f"{back}/code", first.form(f"{back}/code"))
    visitor.get(change)
    visitor.keep("changing a code")
    page = visitor.send(change)
    visitor.keep("a changed code")
    with taken(gallery.app):
        visitor.post(take, page.form(take))
    visitor.keep("a changed code while many come")
    visitor.post(take, page.form(take))
    visitor.follow()
    visitor.keep("the conversation after its code was changed")
    visitor.post(change, {"csrf_token": "old"})
    visitor.keep("changing a code, open for long")
    visitor.get(end)
    visitor.keep("burning a code")
    visitor.post(end, {"csrf_token": "old"})
    visitor.keep("burning a code, open for long")
    page = visitor.get(end)
    with failing(gallery.app.extensions["intake"].stores.main, "commit"):
        visitor.post(end, page.form(end))
    visitor.keep("burning a code, not done")
    form = page.form(end)
    visitor.post(end, form)
    visitor.follow()
    visitor.keep("a conversation that is closed")
    visitor.post(end, form)
    visitor.keep("the way back after a code was burnt")


def _inside(gallery: Gallery, back: str, code: str) -> Walker:
    visitor = gallery.somebody()
    visitor.send(back, code=code)
    return visitor


def _errors(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    visitor.get("/nothing/at/all")
    visitor.keep("an address where nothing is")
    visitor.post(contact, {"message": "a" * (3 * 1024 * 1024)})
    visitor.keep("a form that is too large")
    for status in sorted(errors.PAGES):
        gallery.hang_error(status)


def _a_demonstration(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    folder = gallery.app.extensions["intake"].settings.instance_dir
    folder.joinpath("demo.json").write_text(
        '{"accounts": [{"username": "lena", "password": "not a real one", "name": "Lena", "role": "lead"},'
        ' {"username": "odile", "password": "not a real one", "name": "Odile", "role": "auditor"}]}')
    gallery.demonstrating()
    for name, path in (("a start page", f"/{gallery.language}/"), ("a sign-in page", "/sign-in"),
                       ("a style guide", "/styleguide")):
        visitor.get(path)
        visitor.keep(f"{name} of a demonstration")
    gallery.demonstrating()


def _closed(gallery: Gallery, contact: str) -> None:
    visitor = gallery.somebody()
    fields = {**visitor.get(contact).form(contact), "message": LETTER}
    stores = gallery.desk.office.house.stores
    with stores.changing() as work:
        kept = [(row, {name: getattr(row, name) for name in row.__mapper__.columns.keys()})  # noqa: SIM118
                for row in work.main.query(IntakeRoute)]
        work.main.execute(delete(IntakeRoute))
    visitor.post(contact, fields)
    visitor.keep("the form that closed meanwhile")
    visitor.get(contact)
    visitor.keep("the form while it is closed")
    with stores.changing() as work:
        work.main.add_all(type(row)(**values) for row, values in kept)

