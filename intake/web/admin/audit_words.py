"""What each kind of event is called, and the sentence that tells one. Every act of the vocabulary has both."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from intake.audit.history import Event
from intake.audit.kinds import Act

LABELS: dict[Act, LazyString] = {
    Act.SYSTEM_INITIALISED: _l("Log begun"),
    Act.SYSTEM_BACKUP_KEY_MADE: _l("Backup key made"),
    Act.SYSTEM_BACKED_UP: _l("Backup made"),
    Act.SYSTEM_RESTORED: _l("Restored from a backup"),
    Act.DEMO_MADE: _l("Demonstration made"),
    Act.SYSTEM_ERASURES_REAPPLIED: _l("Erasures done again"),
    Act.STAFF_INVITED: _l("Person invited"),
    Act.STAFF_ENROLLED: _l("Account set up"),
    Act.STAFF_SUSPENDED: _l("Account suspended"),
    Act.STAFF_STARTED_ANEW: _l("Account started anew"),
    Act.STAFF_RESUMED: _l("Account resumed"),
    Act.STAFF_PASSWORD_CHANGED: _l("Password changed"),
    Act.STAFF_SECOND_FACTOR_CHANGED: _l("Second factor changed"),
    Act.STAFF_RECOVERED: _l("Recovery key used"),
    Act.STAFF_CODES_RENEWED: _l("Backup codes renewed"),
    Act.STAFF_RECOVERY_KEY_RENEWED: _l("Recovery key renewed"),
    Act.STAFF_SIGNED_IN: _l("Signed in"),
    Act.STAFF_SIGNED_OUT: _l("Signed out"),
    Act.STAFF_SIGN_IN_FAILED: _l("Sign-in failed"),
    Act.STAFF_SESSIONS_ENDED: _l("Sessions ended"),
    Act.ACCESS_REFUSED: _l("Access refused"),
    Act.TEAM_FOUNDED: _l("Team founded"),
    Act.TEAM_MEMBER_ADDED: _l("Person joined a team"),
    Act.TEAM_MEMBER_REMOVED: _l("Person taken out of a team"),
    Act.TEAM_ROTATED: _l("New keys for a team"),
    Act.TEAM_REWRAPPED: _l("Old keys of a team destroyed"),
    Act.TEAM_ROUTED: _l("Form given to a team"),
    Act.TEAM_FORM_HANDED: _l("Form handed to another team"),
    Act.TEAM_NOTICES_SET: _l("Notices set"),
    Act.RECOVERY_KEY_MADE: _l("Recovery cards made"),
    Act.RECOVERY_SEALED: _l("Keys sealed to the recovery cards"),
    Act.RECOVERY_USED: _l("Recovery cards used"),
    Act.CASE_RECEIVED: _l("Enquiry received"),
    Act.CASE_TAKEN_DOWN: _l("Enquiry taken down"),
    Act.CASE_MESSAGE_RECEIVED: _l("Message received"),
    Act.CASE_FILE_RECEIVED: _l("File received"),
    Act.CASE_RECEIPT_USED: _l("Receipt code used"),
    Act.CASE_CODE_CHANGED: _l("Receipt code changed"),
    Act.CASE_CODE_BURNT: _l("Receipt code burnt"),
    Act.CASE_LISTED: _l("List of cases shown"),
    Act.CASE_OPENED: _l("Case opened"),
    Act.CASE_ASSIGNED: _l("Case assigned"),
    Act.CASE_TAKEN: _l("Case taken"),
    Act.CASE_HANDED_OVER: _l("Case handed over"),
    Act.CASE_TRANSFERRED: _l("Case moved to another team"),
    Act.CASE_CODE_WORDS_SEEN: _l("Code words seen"),
    Act.CASE_NOTED: _l("Note written"),
    Act.CASE_NOTE_CORRECTED: _l("Note corrected"),
    Act.CASE_REPLIED: _l("Reply sent"),
    Act.CASE_FILE_SENT: _l("File sent"),
    Act.CASE_FILE_NOTED: _l("File put with a note"),
    Act.CASE_FILE_SHOWN: _l("File looked at"),
    Act.CASE_FILE_SAVED: _l("File saved"),
    Act.CASE_FILES_LISTED: _l("Files of a case seen"),
    Act.CASE_FILES_SAVED: _l("All files of a case saved"),
    Act.CASE_CONTENT_NOTED: _l("Content note added"),
    Act.CASE_CONTENT_NOTE_REMOVED: _l("Content note removed"),
    Act.CASE_CONTACTED: _l("Person contacted"),
    Act.CASE_CONTACT_CHANGED: _l("Safe contact changed"),
    Act.CASE_PLANNED: _l("Plan changed"),
    Act.CASE_MOVED: _l("Status changed"),
    Act.CASE_HELD: _l("Case held"),
    Act.CASE_HOLD_LIFTED: _l("Hold lifted"),
    Act.CASE_RESTRICTED: _l("Case restricted to named people"),
    Act.CASE_LOCKED_OUT: _l("Case kept from a colleague"),
    Act.CASE_LOCK_OUT_LIFTED: _l("Case no longer kept from a colleague"),
    Act.CASE_SHARED: _l("Case shared"),
    Act.CASE_SHARE_ENDED: _l("Case no longer shared"),
    Act.CASE_OPENED_TO_TEAM: _l("Case opened to its team again"),
    Act.CASE_READERS_RENEWED: _l("Readers of a case renewed"),
    Act.CASE_RECOVERED: _l("Case opened with recovery cards"),
    Act.CASE_QUARANTINED: _l("Enquiry put into quarantine"),
    Act.CASE_RELEASED: _l("Released from quarantine"),
    Act.CASE_RELEASED_BY_MESSAGE: _l("Released by a message"),
    Act.CASE_DISCARDED: _l("Thrown away"),
    Act.CASE_QUARANTINE_OVER: _l("Time in quarantine over"),
    Act.CASE_ERASURE_REQUESTED: _l("Erasing asked for"),
    Act.CASE_ERASURE_CONFIRMED: _l("Erasing confirmed ahead"),
    Act.CASE_ERASURE_WITHDRAWN: _l("Erasing taken back"),
    Act.CASE_ERASURE_LAPSED: _l("Erasing not done"),
    Act.CASE_ERASED: _l("Case erased"),
    Act.AUDIT_READ: _l("Log read"),
    Act.AUDIT_EXPORTED: _l("Log exported"),
    Act.AUDIT_VERIFIED: _l("Log verified"),
    Act.AUDIT_WITNESS_FAILED: _l("Log not as a browser remembered it"),
    Act.AUDIT_WITNESS_RENEWED: _l("Warning about the log passed"),
}

_SENTENCES: dict[Act, LazyString] = {
    Act.SYSTEM_INITIALISED: _l("The log begins."),
    Act.SYSTEM_BACKUP_KEY_MADE: _l("An operator made a backup key. Backups from here on open with its words alone."),
    Act.SYSTEM_BACKED_UP: _l("An operator made a backup of everything up to here."),
    Act.SYSTEM_RESTORED: _l("An operator restored this desk from a backup. What came after that backup is not here."),
    Act.DEMO_MADE: _l("The demonstration desk was made."),
    Act.SYSTEM_ERASURES_REAPPLIED: _l("Cases that had been erased came back with an old copy and were erased again."),
    Act.STAFF_INVITED: _l("%(who)s invited %(whom)s."),
    Act.STAFF_ENROLLED: _l("%(whom)s set up their account and has a signing key from here on."),
    Act.STAFF_SUSPENDED: _l("%(who)s suspended %(whom)s."),
    Act.STAFF_STARTED_ANEW: _l("%(who)s let %(whom)s start anew: with a new link and new keys."),
    Act.STAFF_RESUMED: _l("%(who)s let %(whom)s in again."),
    Act.STAFF_PASSWORD_CHANGED: _l("%(who)s changed their own password."),
    Act.STAFF_SECOND_FACTOR_CHANGED: _l("%(who)s set up a new second factor."),
    Act.STAFF_RECOVERED: _l("%(who)s came back in with their recovery key."),
    Act.STAFF_CODES_RENEWED: _l("%(who)s made new backup codes."),
    Act.STAFF_RECOVERY_KEY_RENEWED: _l("%(who)s made a new recovery key."),
    Act.STAFF_SIGNED_IN: _l("%(who)s signed in."),
    Act.STAFF_SIGNED_OUT: _l("%(who)s signed out."),
    Act.STAFF_SIGN_IN_FAILED: _l("Somebody failed to sign in as %(whom)s."),
    Act.STAFF_SESSIONS_ENDED: _l("%(who)s ended sessions on other devices."),
    Act.ACCESS_REFUSED: _l("%(who)s asked for something and was refused."),
    Act.TEAM_FOUNDED: _l("%(who)s founded the team %(team)s."),
    Act.TEAM_MEMBER_ADDED: _l("%(who)s let %(whom)s into the team %(team)s."),
    Act.TEAM_MEMBER_REMOVED: _l("%(who)s took %(whom)s out of the team %(team)s."),
    Act.TEAM_ROTATED: _l("The team %(team)s got new keys, made in the session of %(who)s."),
    Act.TEAM_REWRAPPED: _l("All cases of the team %(team)s are under its new keys; the old ones were destroyed."),
    Act.TEAM_ROUTED: _l("%(who)s gave a public form to the team %(team)s."),
    Act.TEAM_FORM_HANDED: _l("%(who)s handed a public form to the team %(team)s, which receives it from here on."),
    Act.TEAM_NOTICES_SET: _l("An operator set where notices to the team %(team)s go."),
    Act.RECOVERY_KEY_MADE: _l("%(who)s made recovery cards; the team %(team)s vouches for them."),
    Act.RECOVERY_SEALED: _l("The keys of the team %(team)s can be opened with two recovery cards from here on."),
    Act.RECOVERY_USED: _l("An operator used two recovery cards: %(whom)s was let into the team %(team)s as its lead."),
    Act.CASE_RECEIVED: _l("An enquiry became case %(case)s."),
    Act.CASE_TAKEN_DOWN: _l("%(who)s took an enquiry down, which became case %(case)s."),
    Act.CASE_MESSAGE_RECEIVED: _l("The enquirer of case %(case)s wrote again."),
    Act.CASE_FILE_RECEIVED: _l("The enquirer of case %(case)s sent a file."),
    Act.CASE_RECEIPT_USED: _l("The enquirer of case %(case)s came back with their code."),
    Act.CASE_CODE_CHANGED: _l("The enquirer of case %(case)s changed their code."),
    Act.CASE_CODE_BURNT: _l("The enquirer of case %(case)s burnt their code."),
    Act.CASE_LISTED: _l("%(who)s saw a list of cases."),
    Act.CASE_OPENED: _l("%(who)s opened case %(case)s."),
    Act.CASE_ASSIGNED: _l("%(who)s assigned case %(case)s to %(whom)s."),
    Act.CASE_TAKEN: _l("%(who)s took case %(case)s."),
    Act.CASE_HANDED_OVER: _l("%(who)s handed case %(case)s over to %(whom)s."),
    Act.CASE_TRANSFERRED: _l("%(who)s moved case %(case)s to the team %(team)s."),
    Act.CASE_CODE_WORDS_SEEN: _l("%(who)s looked at the code words of case %(case)s."),
    Act.CASE_NOTED: _l("%(who)s wrote a note in case %(case)s."),
    Act.CASE_NOTE_CORRECTED: _l("%(who)s corrected a note in case %(case)s."),
    Act.CASE_REPLIED: _l("%(who)s replied to the enquirer of case %(case)s."),
    Act.CASE_FILE_SENT: _l("%(who)s sent the enquirer of case %(case)s a file."),
    Act.CASE_FILE_NOTED: _l("%(who)s put a file with a note in case %(case)s."),
    Act.CASE_FILE_SHOWN: _l("%(who)s looked at a file of case %(case)s."),
    Act.CASE_FILE_SAVED: _l("%(who)s saved a file of case %(case)s on their device."),
    Act.CASE_FILES_LISTED: _l("%(who)s saw the files of case %(case)s in small pictures."),
    Act.CASE_FILES_SAVED: _l("%(who)s asked to save all files of case %(case)s. What stayed closed stands in the"
                             " archive’s list."),
    Act.CASE_CONTENT_NOTED: _l("%(who)s added a content note to a file of case %(case)s."),
    Act.CASE_CONTENT_NOTE_REMOVED: _l("%(who)s removed the content note from a file of case %(case)s."),
    Act.CASE_CONTACTED: _l("%(who)s contacted the enquirer of case %(case)s."),
    Act.CASE_CONTACT_CHANGED: _l("%(who)s changed how the enquirer of case %(case)s may be reached."),
    Act.CASE_PLANNED: _l("%(who)s changed the plan of case %(case)s."),
    Act.CASE_MOVED: _l("%(who)s changed the status of case %(case)s."),
    Act.CASE_HELD: _l("%(who)s put case %(case)s under a legal hold: it may not be erased."),
    Act.CASE_HOLD_LIFTED: _l("%(who)s lifted the legal hold on case %(case)s."),
    Act.CASE_RESTRICTED: _l("%(who)s restricted case %(case)s to named people."),
    Act.CASE_LOCKED_OUT: _l("%(who)s kept case %(case)s from %(whom)s, because of a conflict of interest."),
    Act.CASE_LOCK_OUT_LIFTED: _l("%(who)s lifted that case %(case)s is kept from %(whom)s."),
    Act.CASE_SHARED: _l("%(who)s let %(whom)s read case %(case)s."),
    Act.CASE_SHARE_ENDED: _l("%(who)s took case %(case)s from %(whom)s again. It got new keys."),
    Act.CASE_OPENED_TO_TEAM: _l("%(who)s opened case %(case)s to its whole team again."),
    Act.CASE_READERS_RENEWED: _l("Case %(case)s got new keys in the session of %(who)s: "
                                 "somebody may not read it any more, or recovery cards are new."),
    Act.CASE_RECOVERED: _l("An operator used two recovery cards: %(whom)s reads the restricted case %(case)s."),
    Act.CASE_QUARANTINED: _l("Case %(case)s looked like spam and was put into quarantine."),
    Act.CASE_RELEASED: _l("%(who)s released case %(case)s from quarantine."),
    Act.CASE_RELEASED_BY_MESSAGE: _l("Case %(case)s left quarantine, because its enquirer wrote again."),
    Act.CASE_DISCARDED: _l("%(who)s threw case %(case)s away, out of quarantine."),
    Act.CASE_QUARANTINE_OVER: _l("Nobody released case %(case)s from quarantine in time: it is erased."),
    Act.CASE_ERASURE_REQUESTED: _l("%(who)s asked that case %(case)s be erased."),
    Act.CASE_ERASURE_CONFIRMED: _l("%(who)s confirmed that case %(case)s be erased when it is due."),
    Act.CASE_ERASURE_WITHDRAWN: _l("%(who)s took back that case %(case)s be erased."),
    Act.CASE_ERASURE_LAPSED: _l("Case %(case)s was not erased: it was held, opened again or passed on meanwhile."),
    Act.CASE_ERASED: _l("Case %(case)s was erased for ever."),
    Act.AUDIT_READ: _l("%(who)s read this log."),
    Act.AUDIT_EXPORTED: _l("%(who)s exported this log."),
    Act.AUDIT_VERIFIED: _l("%(who)s had this log verified."),
    Act.AUDIT_WITNESS_FAILED: _l("The browser of %(who)s remembered this log otherwise: events were lost or changed."),
    Act.AUDIT_WITNESS_RENEWED: _l("%(who)s saw the warning that this log was changed, and went on."),
}

_FACTS: dict[str, LazyString] = {
    "role": _l("Role"),
    "factor": _l("Second factor"),
    "hour": _l("Hour"),
    "count": _l("Times"),
    "endpoint": _l("Page"),
    "permission": _l("Permission"),
    "epoch": _l("Key generation"),
    "form": _l("Form"),
    "view": _l("List"),
    "cases": _l("Cases"),
    "entries": _l("Entries shown"),
    "fields": _l("Changed"),
    "old": _l("Before"),
    "new": _l("After"),
    "reason": _l("Reason"),
    "outcome": _l("Outcome"),
    "how": _l("Told"),
    "code": _l("Code"),
    "filters": _l("Filters"),
    "rows": _l("Events"),
    "size": _l("Events in the log"),
    "seen": _l("Events the browser had seen"),
    "problems": _l("Problems"),
    "due": _l("Due to be erased on"),
    "since": _l("In quarantine since"),
}
"""Facts worth showing. The others are keys and hashes, which stand in an export."""

_VALUES: dict[str, LazyString] = {
    "caseworker": _l("Caseworker"),
    "lead": _l("Lead"),
    "administrator": _l("Administrator"),
    "auditor": _l("Auditor"),
    "new": _l("New"),
    "open": _l("Open"),
    "waiting": _l("Waiting"),
    "closed": _l("Closed"),
    "quarantined": _l("In quarantine"),
    "discarded": _l("Thrown away"),
    "helped": _l("Helped"),
    "referred": _l("Referred to somebody else"),
    "no_contact": _l("No contact any more"),
    "withdrawn": _l("Withdrawn by the person"),
    "not_for_us": _l("Not for us"),
    "duplicate": _l("Duplicate of another case"),
    "spam": _l("Spam"),
    "test": _l("Test"),
    "started": _l("Work has begun"),
    "for_them": _l("For the person's answer"),
    "for_others": _l("For somebody else"),
    "for_a_day": _l("For a certain day"),
    "came_back": _l("The person came back"),
    "goes_on": _l("Work goes on"),
    "by_mistake": _l("It was moved by mistake"),
    "done": _l("Work is done"),
    "asked_for": _l("The person asked for it"),
    "kept_long_enough": _l("It was kept long enough"),
    "sent_by_mistake": _l("It was sent by mistake, or is spam"),
    "court": _l("A court or an authority asked for it"),
    "complaint": _l("A complaint or a dispute is open"),
    "safety": _l("Somebody's safety may depend on it"),
    "asked_to_keep": _l("The person asked us to keep it"),
    "over": _l("The reason is over"),
    "mine": _l("Mine"),
    "unassigned": _l("Unassigned"),
    "due": _l("Due to be erased"),
    "quiet": _l("Silent for long"),
    "priority": _l("Priority"),
    "due_day": _l("Due day"),
    "title": _l("Title"),
    "totp": _l("App"),
    "backup": _l("Backup code"),
    "none": _l("None"),
    "telephone": _l("By telephone"),
    "in_person": _l("In person"),
    "handed_out": _l("Handed out"),
    "not_handed_out": _l("None handed out"),
}
"""Values that have a word of their own; any other is shown as the log has it."""

_LISTED = 10
"""How many references of one list a page names."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in the log stand for."""

    people: Mapping[int, str]
    teams: Mapping[int, str]

    def person(self, staff_id: int | None) -> str:
        """A person's name; the system's where there is nobody."""
        if staff_id is None:
            return str(_("The system"))
        return self.people.get(staff_id) or str(_("Unknown account"))

    def team(self, team_id: int | None) -> str:
        """A team's name."""
        return self.teams.get(team_id or 0) or str(_("Unknown team"))


def label_of(act: str) -> str:
    """What an act is called; the bare word for one that this version does not know."""
    return str(LABELS[Act(act)]) if act in set(Act) else act


def sentence_of(event: Event, names: Names) -> Markup:
    """What happened, in one sentence, with names and references set apart from the direction of the page."""
    if event.damaged:
        return escape(_("This entry was damaged and cannot be read. Please have the log verified."))
    template = str(_SENTENCES[Act(event.act)]) if event.act in set(Act) else "%(who)s: " + event.act.replace("%", "%%")
    parts = {
        "who": names.person(event.actor), "whom": names.person(event.subject), "team": names.team(event.team),
        "case": event.case or "",
    }
    return escape(template) % {name: Markup("<bdi>{}</bdi>").format(part) for name, part in parts.items()}


def details_of(event: Event, names: Names) -> tuple[tuple[str, str], ...]:
    """The facts that a reader understands, as pairs of words."""
    shown = ((name, event.facts[name]) for name in _FACTS if event.facts.get(name) not in (None, [], {}))
    return tuple((str(_FACTS[name]), _fact(event, name, fact, names)) for name, fact in shown)


def _fact(event: Event, name: str, fact: object, names: Names) -> str:
    if name == "old" and isinstance(fact, int):
        return names.team(fact) if event.act in (Act.CASE_TRANSFERRED, Act.TEAM_FORM_HANDED) else names.person(fact)
    if isinstance(fact, list):
        more = [ngettext("and %(num)d more", "and %(num)d more", len(fact) - _LISTED)] if len(fact) > _LISTED else []
        return ", ".join([*(_value(part) for part in fact[:_LISTED]), *more])
    if isinstance(fact, dict):
        return ", ".join(_filter(key, part, names) for key, part in fact.items())
    return _value(fact)


def _filter(name: str, value: object, names: Names) -> str:
    if name == "person" and isinstance(value, int):
        return names.person(value)
    return label_of(str(value)) if name == "act" else str(value)


def _value(fact: object) -> str:
    return str(_VALUES.get(str(fact), fact))
