"""The page that says who can read a case, in words, with the forms that change it."""

from dataclasses import dataclass
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from intake.cases import lists, readers_page, upkeep
from intake.cases.readers import Named
from intake.cases.readers_page import Person, ReadersPage
from intake.web.desk import nav, who_reads
from intake.web.desk.person import keyring
from intake.web.desk.readers_forms import (
    LiftForm,
    LockOutForm,
    OpenForm,
    PersonForm,
    ReadersForm,
    RestrictForm,
    RevokeForm,
    ShareForm,
)
from intake.web.desk.words import DONE, _
from intake.web.filters import visible
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.work import changing, runtime

AnyForm = TypeVar("AnyForm", bound=ReadersForm)
_DONE = {
    "before": DONE["before"],
    "restrict": _l("Only the people named here can read the case from now on. It has new keys."),
    "lock_out": _l("Your colleague finds nothing of this case any more. It has new keys."),
    "lift": _l("Lifted. The case stays with those who are named; open it to the team, or add that colleague, if you "
               "want."),
    "share": _l("Shared. The case now stands in that person's list “Shared with me”. Please tell them yourself."),
    "revoke": _l("Taken back. That person can no longer open the case. It has new keys."),
    "open": _l("The whole team can read the case again."),
}


@dataclass(frozen=True, slots=True)
class ShownReader:
    """Somebody who reads the case by name, and the form that takes it from them, for all but oneself."""

    who: Named
    told: str
    form: RevokeForm | None


@dataclass(frozen=True, slots=True)
class ShownLockOut:
    """Somebody the case is kept from, and the form that ends it."""

    who: Person
    form: LiftForm


@dataclass(frozen=True, slots=True)
class ShownReaders:
    """The page. `refused` came back wrong; `changed`: the case is not what that form was about any more."""

    case: ReadersPage
    title: str
    readers: tuple[ShownReader, ...]
    locked_out: tuple[ShownLockOut, ...]
    restrict: RestrictForm
    lock_out: LockOutForm
    share: ShareForm
    open: OpenForm
    refused: ReadersForm | None
    changed: bool
    done: str

    @property
    def alone(self) -> bool:
        """Whether nobody but the reader of this page could open the case."""
        return self.case.restricted and not any(each.who.live and not each.who.outside and each.form
                                                for each in self.readers)


def show(reference: str, refused: ReadersForm | None = None, status: int = 200, *, changed: bool = False
         ) -> ResponseReturnValue:
    """The page, with a form as it was sent if it was refused. Showing it opens the case, so it is an event."""
    person, running = visitor().actor, runtime()
    with changing() as work:
        page = readers_page.show(work, person, keyring(), running.trust, reference)
        own_teams, counts = lists.teams_and_counts(work, person)
    if page.wants_new_keys:
        upkeep.renew_readers(running.stores, running.trust, person, keyring(), reference)
    shown = _shown(page, refused, changed=changed)
    return render_template("desk/show_readers.html", page=shown, me=me(), notice="",
                           nav=nav.build(counts, own_teams, None)), status


def _shown(page: ReadersPage, refused: ReadersForm | None, *, changed: bool) -> ShownReaders:
    if refused is not None:
        refused.version.data, refused.version.raw_data = page.version, None
    done = request.args.get("done", "") if request.method == "GET" else ""
    return ShownReaders(
        case=page,
        title=visible(page.title) if page.title.strip() else _("Without a name"),
        readers=tuple(ShownReader(each, who_reads.one(each, page.team), _revoke(page, each, refused))
                      for each in page.named),
        locked_out=tuple(ShownLockOut(each, _about(LiftForm, each.id, page, refused)) for each in page.locked_out),
        restrict=_made(RestrictForm, page, refused),
        lock_out=_made(LockOutForm, page, refused),
        share=_made(ShareForm, page, refused),
        open=_made(OpenForm, page, refused),
        refused=refused,
        changed=changed,
        done=str(_DONE.get(done, "")),
    )


def _revoke(page: ReadersPage, each: Named, refused: ReadersForm | None) -> RevokeForm | None:
    return None if each.staff_id == page.me else _about(RevokeForm, each.staff_id, page, refused)


AboutForm = TypeVar("AboutForm", bound=PersonForm)


def _about(kind: type[AboutForm], staff_id: int, page: ReadersPage, refused: ReadersForm | None) -> AboutForm:
    if isinstance(refused, kind) and refused.person() == staff_id:
        return refused
    return kind(str(staff_id), formdata=None, data={"staff_id": str(staff_id), "version": page.version})


def _made(kind: type[AnyForm], page: ReadersPage, refused: ReadersForm | None) -> AnyForm:
    form = refused if isinstance(refused, kind) else kind(formdata=None, data={"version": page.version})
    form.offer(page)
    return form
