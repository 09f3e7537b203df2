"""The closed vocabulary of the log: every act that can be recorded, and exactly which facts each one carries.

A fact is a token: a number, an id, a state, a hash, a day. Never a sentence, a name or anything that a person wrote
(DESIGN 2, promise 1), so `trail.py` refuses strings with spaces. An act that went out of use stays here, because
the log still holds it; adding one needs no migration.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

JSON = None | bool | int | str | list["JSON"] | dict[str, "JSON"]
"""What a fact may be. No floats: their text differs from one program to the next, and a body is signed as text."""


class Act(StrEnum):
    """One kind of event, `noun:verb`."""

    SYSTEM_INITIALISED = "system:initialised"
    SYSTEM_BACKUP_KEY_MADE = "system:backup_key_made"
    SYSTEM_BACKED_UP = "system:backed_up"
    SYSTEM_RESTORED = "system:restored"
    DEMO_MADE = "demo:made"
    SYSTEM_ERASURES_REAPPLIED = "system:erasures_reapplied"

    STAFF_INVITED = "staff:invited"
    STAFF_ENROLLED = "staff:enrolled"
    STAFF_SUSPENDED = "staff:suspended"
    STAFF_RESUMED = "staff:resumed"
    STAFF_STARTED_ANEW = "staff:started_anew"
    STAFF_PASSWORD_CHANGED = "staff:password_changed"  # noqa: S105 - the name of an act
    STAFF_RECOVERED = "staff:recovered"
    STAFF_CODES_RENEWED = "staff:codes_renewed"
    STAFF_RECOVERY_KEY_RENEWED = "staff:recovery_key_renewed"
    STAFF_SECOND_FACTOR_CHANGED = "staff:second_factor_changed"
    STAFF_SIGNED_IN = "staff:signed_in"
    STAFF_SIGNED_OUT = "staff:signed_out"
    STAFF_SIGN_IN_FAILED = "staff:sign_in_failed"
    STAFF_SESSIONS_ENDED = "staff:sessions_ended"

    ACCESS_REFUSED = "access:refused"

    TEAM_FOUNDED = "team:founded"
    TEAM_MEMBER_ADDED = "team:member_added"
    TEAM_MEMBER_REMOVED = "team:member_removed"
    TEAM_ROTATED = "team:rotated"
    TEAM_REWRAPPED = "team:rewrapped"
    TEAM_ROUTED = "team:routed"
    TEAM_FORM_HANDED = "team:form_handed"
    TEAM_NOTICES_SET = "team:notices_set"

    RECOVERY_KEY_MADE = "recovery:key_made"
    RECOVERY_SEALED = "recovery:sealed"
    RECOVERY_USED = "recovery:used"

    CASE_RECEIVED = "case:received"
    CASE_TAKEN_DOWN = "case:taken_down"
    CASE_MESSAGE_RECEIVED = "case:message_received"
    CASE_FILE_RECEIVED = "case:file_received"
    CASE_RECEIPT_USED = "case:receipt_used"
    CASE_CODE_CHANGED = "case:code_changed"
    CASE_CODE_BURNT = "case:code_burnt"
    CASE_LISTED = "case:listed"
    CASE_OPENED = "case:opened"
    CASE_CODE_WORDS_SEEN = "case:code_words_seen"
    CASE_ASSIGNED = "case:assigned"
    CASE_TAKEN = "case:taken"
    CASE_HANDED_OVER = "case:handed_over"
    CASE_TRANSFERRED = "case:transferred"
    CASE_NOTED = "case:noted"
    CASE_NOTE_CORRECTED = "case:note_corrected"
    CASE_REPLIED = "case:replied"
    CASE_FILE_SENT = "case:file_sent"
    CASE_FILE_NOTED = "case:file_noted"
    CASE_FILE_SHOWN = "case:file_shown"
    CASE_FILE_SAVED = "case:file_saved"
    CASE_FILES_LISTED = "case:files_listed"
    CASE_FILES_SAVED = "case:files_saved"
    """They were asked for at once. Each is opened after that, so what stayed closed or is damaged is named as well."""

    CASE_CONTENT_NOTED = "case:content_noted"
    CASE_CONTENT_NOTE_REMOVED = "case:content_note_removed"
    CASE_CONTACTED = "case:contacted"
    CASE_CONTACT_CHANGED = "case:contact_changed"
    CASE_PLANNED = "case:planned"
    CASE_MOVED = "case:moved"
    CASE_HELD = "case:held"
    CASE_HOLD_LIFTED = "case:hold_lifted"
    CASE_RESTRICTED = "case:restricted"
    CASE_LOCKED_OUT = "case:locked_out"
    CASE_LOCK_OUT_LIFTED = "case:lock_out_lifted"
    CASE_SHARED = "case:shared"
    CASE_SHARE_ENDED = "case:share_ended"
    CASE_OPENED_TO_TEAM = "case:opened_to_team"
    CASE_READERS_RENEWED = "case:readers_renewed"
    CASE_RECOVERED = "case:recovered"
    CASE_QUARANTINED = "case:quarantined"
    CASE_RELEASED = "case:released"
    CASE_RELEASED_BY_MESSAGE = "case:released_by_message"
    CASE_DISCARDED = "case:discarded"
    CASE_QUARANTINE_OVER = "case:quarantine_over"
    CASE_ERASURE_REQUESTED = "case:erasure_requested"
    CASE_ERASURE_CONFIRMED = "case:erasure_confirmed"
    CASE_ERASURE_WITHDRAWN = "case:erasure_withdrawn"
    CASE_ERASURE_LAPSED = "case:erasure_lapsed"
    CASE_ERASED = "case:erased"

    AUDIT_READ = "audit:read"
    AUDIT_EXPORTED = "audit:exported"
    AUDIT_VERIFIED = "audit:verified"
    AUDIT_WITNESS_FAILED = "audit:witness_failed"
    AUDIT_WITNESS_RENEWED = "audit:witness_renewed"


FACTS: dict[Act, frozenset[str]] = {
    Act.SYSTEM_INITIALISED: frozenset({"log_key"}),
    Act.SYSTEM_BACKUP_KEY_MADE: frozenset({"public_key"}),
    Act.SYSTEM_BACKED_UP: frozenset({"size"}),
    Act.SYSTEM_RESTORED: frozenset({"size", "root"}),
    Act.DEMO_MADE: frozenset({"cases"}),
    Act.SYSTEM_ERASURES_REAPPLIED: frozenset({"count"}),
    Act.STAFF_INVITED: frozenset({"role"}),
    Act.STAFF_ENROLLED: frozenset({"signing_key", "public_key"}),
    Act.STAFF_SUSPENDED: frozenset(),
    Act.STAFF_RESUMED: frozenset(),
    Act.STAFF_STARTED_ANEW: frozenset(),
    Act.STAFF_PASSWORD_CHANGED: frozenset(),
    Act.STAFF_RECOVERED: frozenset(),
    Act.STAFF_CODES_RENEWED: frozenset(),
    Act.STAFF_RECOVERY_KEY_RENEWED: frozenset(),
    Act.STAFF_SECOND_FACTOR_CHANGED: frozenset(),
    Act.STAFF_SIGNED_IN: frozenset({"factor"}),
    Act.STAFF_SIGNED_OUT: frozenset(),
    Act.STAFF_SIGN_IN_FAILED: frozenset({"hour", "count"}),
    Act.STAFF_SESSIONS_ENDED: frozenset({"count"}),
    Act.ACCESS_REFUSED: frozenset({"endpoint", "permission"}),
    Act.TEAM_FOUNDED: frozenset({"first"}),
    Act.TEAM_MEMBER_ADDED: frozenset({"epoch"}),
    Act.TEAM_MEMBER_REMOVED: frozenset(),
    Act.TEAM_ROTATED: frozenset({"epoch", "hash", "left_out"}),
    Act.TEAM_REWRAPPED: frozenset({"epoch"}),
    Act.TEAM_ROUTED: frozenset({"form"}),
    Act.TEAM_FORM_HANDED: frozenset({"form", "old"}),
    Act.TEAM_NOTICES_SET: frozenset({"on"}),
    Act.RECOVERY_KEY_MADE: frozenset({"number", "key"}),
    Act.RECOVERY_SEALED: frozenset({"epoch", "key"}),
    Act.RECOVERY_USED: frozenset({"epoch", "key", "keys"}),
    Act.CASE_RECEIVED: frozenset({"item"}),
    Act.CASE_TAKEN_DOWN: frozenset({"item", "how", "code"}),
    Act.CASE_MESSAGE_RECEIVED: frozenset({"item"}),
    Act.CASE_FILE_RECEIVED: frozenset({"item"}),
    Act.CASE_RECEIPT_USED: frozenset(),
    Act.CASE_CODE_CHANGED: frozenset(),
    Act.CASE_CODE_BURNT: frozenset(),
    Act.CASE_LISTED: frozenset({"view", "cases"}),
    Act.CASE_OPENED: frozenset({"entries"}),
    Act.CASE_CODE_WORDS_SEEN: frozenset(),
    Act.CASE_ASSIGNED: frozenset({"old"}),
    Act.CASE_TAKEN: frozenset({"old"}),
    Act.CASE_HANDED_OVER: frozenset({"old", "item"}),
    Act.CASE_TRANSFERRED: frozenset({"old", "item", "items"}),
    Act.CASE_NOTED: frozenset({"item"}),
    Act.CASE_NOTE_CORRECTED: frozenset({"item", "corrects"}),
    Act.CASE_REPLIED: frozenset({"item"}),
    Act.CASE_FILE_SENT: frozenset({"item"}),
    Act.CASE_FILE_NOTED: frozenset({"item"}),
    Act.CASE_FILE_SHOWN: frozenset({"item"}),
    Act.CASE_FILE_SAVED: frozenset({"item"}),
    Act.CASE_FILES_LISTED: frozenset({"files"}),
    Act.CASE_FILES_SAVED: frozenset({"files"}),
    Act.CASE_CONTENT_NOTED: frozenset({"item", "file"}),
    Act.CASE_CONTENT_NOTE_REMOVED: frozenset({"item", "file"}),
    Act.CASE_CONTACTED: frozenset({"item", "channel", "overridden", "confirmed"}),
    Act.CASE_CONTACT_CHANGED: frozenset({"item"}),
    Act.CASE_PLANNED: frozenset({"fields"}),
    Act.CASE_MOVED: frozenset({"old", "new", "reason", "outcome"}),
    Act.CASE_HELD: frozenset({"reason"}),
    Act.CASE_HOLD_LIFTED: frozenset({"reason"}),
    Act.CASE_RESTRICTED: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_LOCKED_OUT: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_LOCK_OUT_LIFTED: frozenset(),
    Act.CASE_SHARED: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_SHARE_ENDED: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_OPENED_TO_TEAM: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_READERS_RENEWED: frozenset({"restricted", "readers", "cards", "items"}),
    Act.CASE_RECOVERED: frozenset({"key", "keys", "seal"}),
    Act.CASE_QUARANTINED: frozenset(),
    Act.CASE_RELEASED: frozenset(),
    Act.CASE_RELEASED_BY_MESSAGE: frozenset(),
    Act.CASE_DISCARDED: frozenset(),
    Act.CASE_QUARANTINE_OVER: frozenset({"since"}),
    Act.CASE_ERASURE_REQUESTED: frozenset({"reason"}),
    Act.CASE_ERASURE_CONFIRMED: frozenset({"due"}),
    Act.CASE_ERASURE_WITHDRAWN: frozenset(),
    Act.CASE_ERASURE_LAPSED: frozenset(),
    Act.CASE_ERASED: frozenset({"reason", "entries"}),
    Act.AUDIT_READ: frozenset({"filters"}),
    Act.AUDIT_EXPORTED: frozenset({"filters", "rows"}),
    Act.AUDIT_VERIFIED: frozenset({"size", "problems"}),
    Act.AUDIT_WITNESS_FAILED: frozenset({"seen", "seen_root", "size"}),
    Act.AUDIT_WITNESS_RENEWED: frozenset({"seen", "seen_root", "size"}),
}
"""What the facts mean where the name alone does not say it:

`item`, `corrects`, `file`: SHA-256 in hex of the item's ciphertext as stored, so that a swapped or dropped item shows.
`files`: the same of each file that a page showed or that was saved at once.
`old`, `new`: what it was and what it became: a staff id, a team id or a state, as the act has it; None for nobody.
`signing_key`, `log_key`: the Ed25519 public key in hex: from this event on the log itself tells who signs as whom.
`key`: the hash of a recovery key, as it is pinned. `keys`: the hash of a person's two public keys.
`public_key`: SHA-256 in hex of the key that is sealed to. `hour`: `2026-03-01T14`. `cases`: references, as shown.
`due`: the day on which the case is due to be erased. `entries`: of an erased case, how many went with it.
`since`: the day since when the case had been in quarantine.
`size`, `root`: how many events the log had, and the root of their tree: when it was checked, or in the backup.
`seen`, `seen_root`: with how many events, and which root, a browser had seen the log; `size`: how many it has now.
`items`: of a case that got new keys, the hash of each entry that was boxed anew, old to new.
`restricted`: whether named people alone read the case from now on. `readers`: everybody who reads it by name, each
with `person`, `keys` (a hash over both public keys), `seal` (SHA-256 of the seed sealed to them), `until` or None.
`cards`: SHA-256 of a restricted case's seed as it is sealed to the recovery cards, None where none are in force.
`item` is None where nothing was written: a hand-over or transfer without a note.
`how`: by which way an enquiry was told that somebody of the staff took down. `code`: whether they handed out a receipt
code; never the code.
"""

BY_SYSTEM = frozenset({
    Act.SYSTEM_INITIALISED, Act.SYSTEM_BACKUP_KEY_MADE, Act.SYSTEM_BACKED_UP, Act.SYSTEM_RESTORED, Act.DEMO_MADE,
    Act.STAFF_ENROLLED, Act.STAFF_SIGN_IN_FAILED,
    Act.RECOVERY_USED, Act.CASE_RECOVERED,
    Act.CASE_RECEIVED, Act.CASE_MESSAGE_RECEIVED, Act.CASE_FILE_RECEIVED, Act.CASE_RECEIPT_USED,
    Act.CASE_CODE_CHANGED, Act.CASE_CODE_BURNT,
    Act.CASE_QUARANTINED, Act.CASE_RELEASED_BY_MESSAGE, Act.CASE_QUARANTINE_OVER,
    Act.CASE_ERASED, Act.CASE_ERASURE_LAPSED, Act.SYSTEM_ERASURES_REAPPLIED,
})
"""Acts that name no actor and are signed by the server's log key, since whoever caused them has no known key (yet).

`staff:enrolled` is among them: if a person's first key vouched for itself, whoever can write to the database could
enrol a key of their own in somebody's name.
"""

_TOKEN = re.compile(r"[A-Za-z0-9_.:/+=-]{0,200}")


def check_facts(act: Act, facts: Mapping[str, JSON]) -> None:
    """Refuse (`ValueError`) a fact that the act does not carry, one that is missing, and anything but tokens."""
    if facts.keys() != FACTS[act]:
        raise ValueError(f"{act.value} carries {sorted(FACTS[act])}, not {sorted(facts)} (see intake/audit/kinds.py)")
    for name, fact in facts.items():
        if not _is_token(fact):
            raise ValueError(f"{act.value}: the fact {name!r} is not a number or a token")


def _is_token(fact: object) -> bool:
    if isinstance(fact, str):
        return _TOKEN.fullmatch(fact) is not None
    if isinstance(fact, list):
        return all(_is_token(part) for part in fact)
    if isinstance(fact, dict):
        return all(_is_token(part) for pair in fact.items() for part in pair)
    return fact is None or isinstance(fact, int)
